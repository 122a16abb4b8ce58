import { existsSync, readFileSync } from 'node:fs';
import { Refused } from '../src/core/index.ts';
import { readBundle } from '../src/development/provenance/bundle.ts';
import { openTrustedRoot, readArtifact } from '../src/development/provenance/edge/files.ts';
import { verifyBySigstore } from '../src/development/provenance/edge/sigstore.ts';
import { readTrustedRoot, type TrustedRoot } from '../src/development/provenance/trusted-root.ts';
import { type ExpectedSigner, verifyBundle } from '../src/development/provenance/verify.ts';
import { vectors } from './vectors.ts';

export const FOLDER = vectors('development/sigstore-conformance/test/assets/bundle-verify');
export const IDENTITY =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
export const ISSUER = 'https://token.actions.githubusercontent.com';
export const SOMEBODY: ExpectedSigner = { kind: 'identity', identity: IDENTITY, issuer: ISSUER };

// Bundles as JSON are whatever the test makes of them.
export type Loose = Record<string, never> & { [name: string]: Loose };

export const at = (name: string, file: string) => `${FOLDER}/${name}/${file}`;
export const jsonOf = (name: string, file: string) => JSON.parse(readFileSync(at(name, file), 'utf8')) as Loose;
export const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** A case, changed: `accepted`, or why not, or the codes of the faults. */
export function outcome(
  name: string,
  {
    bundle = () => undefined,
    root,
    expected = SOMEBODY,
    artifact = `${FOLDER}/a.txt`,
  }: { bundle?: (json: Loose) => void; root?: (json: Loose) => void; expected?: ExpectedSigner; artifact?: string } = {},
): string {
  const json = jsonOf(name, 'bundle.sigstore.json');
  bundle(json);
  const own = existsSync(at(name, 'trusted_root.json')) ? jsonOf(name, 'trusted_root.json') : undefined;
  if (own !== undefined) root?.(own);
  return judged(bytesOf(json), () => (own === undefined ? openTrustedRoot() : readTrustedRoot(bytesOf(own), 'root')), expected, artifact);
}

export function judged(bytes: Uint8Array, root: () => TrustedRoot, expected: ExpectedSigner, artifact: string): string {
  try {
    const verdict = verifyBundle(readBundle(bytes, 'bundle'), { root: root(), expected, artifact: readArtifact(artifact), file: 'bundle' }, verifyBySigstore);
    return verdict.ok ? 'accepted' : verdict.why;
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code, field = '' }) => `${code} ${field}`).join(', ');
    throw error;
  }
}

export const entry = (json: Loose): Loose => (json['verificationMaterial']?.['tlogEntries'] as unknown as Loose[] | undefined)?.[0] ?? {};
export const set = (target: Loose | undefined, name: string, value: unknown) => {
  (target as Record<string, unknown>)[name] = value;
};
export const checkpoint = (json: Loose, edit: (note: string) => string) => {
  const holder = entry(json)['inclusionProof']?.['checkpoint'];
  set(holder, 'envelope', edit(String(holder?.['envelope'])));
};
export const body = (json: Loose, edit: (text: string) => string) =>
  set(entry(json), 'canonicalizedBody', Buffer.from(edit(Buffer.from(String(entry(json)['canonicalizedBody']), 'base64').toString())).toString('base64'));
