import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Refused } from '../../core/index.ts';
import { readBundle } from './bundle.ts';
import { openTrustedRoot, readArtifact, readPublicKey } from './edge/files.ts';
import { verifyBySigstore } from './edge/sigstore.ts';
import { type ExpectedSigner, verifyBundle } from './verify.ts';

const FOLDER = vectors('development/sigstore-conformance/test/assets/bundle-verify');
// Where a case names no identity of its own; README.md of the suite.
const IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

function judged(folder: string, name: string): { readonly accepted: boolean; readonly why: string } {
  const at = (file: string) => `${folder}/${name}/${file}`;
  const own = (file: string, otherwise: string) => (existsSync(at(file)) ? readFileSync(at(file), 'utf8').trim() : otherwise);
  try {
    const expected: ExpectedSigner = existsSync(at('key.pub'))
      ? { kind: 'key', spki: readPublicKey(at('key.pub')) }
      : { kind: 'identity', identity: own('identity', IDENTITY), issuer: own('issuer', ISSUER) };
    const verdict = verifyBundle(
      readBundle(readFileSync(at('bundle.sigstore.json')), name),
      {
        root: existsSync(at('trusted_root.json')) ? openTrustedRoot(at('trusted_root.json')) : openTrustedRoot(),
        expected,
        artifact: readArtifact(existsSync(at('artifact')) ? at('artifact') : `${folder}/a.txt`),
        file: name,
      },
      verifyBySigstore,
    );
    return { accepted: verdict.ok, why: verdict.ok ? '' : verdict.why };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { accepted: false, why: error.faults.map(({ code, expected: wanted }) => `${code} ${wanted}`).join('; ') };
  }
}

describe.skipIf(FOLDER === undefined)('the conformance suite of Sigstore', () => {
  const folder = FOLDER ?? '';
  const cases = FOLDER === undefined ? [] : readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/bundle.sigstore.json`));

  it('has its 70 cases, of which 49 have to fail', () => {
    expect([cases.length, cases.filter((name) => name.endsWith('_fail')).length]).toEqual([70, 49]);
  });

  it.each(cases)('%s', (name) => {
    const { accepted, why } = judged(folder, name);
    expect({ accepted, why: accepted || !name.endsWith('_fail') ? why : '' }).toEqual({ accepted: !name.endsWith('_fail'), why: '' });
  });
});
