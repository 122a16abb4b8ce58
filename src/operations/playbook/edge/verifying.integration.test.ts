import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../../core/index.ts';
import { checkPlaybook } from '../check.ts';
import { action, book, id, START } from '../playbook.fixture.ts';
import { signaturesOf } from '../signature.ts';
import { verifying } from './verifying.ts';

const PAIRS = {
  Ed25519: generateKeyPairSync('ed25519'),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
} as const;
type Algorithm = keyof typeof PAIRS;
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' });

function signed(algorithm: Algorithm, more: Readonly<Record<string, Json>> = {}) {
  const made = book({ [id('action', 1)]: action('a', { on_completion: id('end', 2) }), [id('end', 2)]: { type: 'end' } }) as { readonly [key: string]: Json };
  const { publicKey, privateKey } = PAIRS[algorithm];
  const signature = {
    type: 'jss',
    id: id('jss', 1),
    created: '2026-10-01T00:00:00.000Z',
    modified: '2026-10-01T00:00:00.000Z',
    signee: 'Somebody',
    related_to: id('playbook', 1),
    related_version: '2026-10-01T00:00:00.000Z',
    hash_algorithm: 'sha-256',
    algorithm,
    public_key: spki(publicKey).toString('base64'),
    ...more,
  };
  const hash = createHash('sha256')
    .update(canonicalJson({ ...made, signatures: [signature] }))
    .digest();
  const digest = algorithm === 'Ed25519' ? null : 'sha256';
  return { ...made, signatures: [{ ...signature, value: sign(digest, hash, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url') }] };
}

const verdict = (document: Json, trusted: readonly Uint8Array[] = []) => signaturesOf(document, START, verifying(trusted))[0];

describe('a signed playbook', () => {
  it.each(['Ed25519', 'RS256', 'ES256'] as const)('holds by %s, and is trusted where its key is', (algorithm) => {
    const document = signed(algorithm);
    expect(checkPlaybook(JSON.stringify(document), 'p.json').faults).toEqual([]);
    expect(verdict(document)).toMatchObject({ state: 'holds', trusted: false });
    expect(verdict(document, [spki(PAIRS[algorithm].publicKey)])).toMatchObject({ state: 'holds', trusted: true });
    expect(verdict({ ...document, name: 'Another' })).toMatchObject({ state: 'broken' });
  });

  it.each<[string, Readonly<Record<string, Json>>, string]>([
    ['that was revoked', { revoked: true }, 'not-in-force'],
    ['whose time is over', { valid_until: '2026-10-02T00:00:00Z' }, 'not-in-force'],
    ['whose time has not come', { valid_from: '2027-10-02T00:00:00Z' }, 'not-in-force'],
    ['for another playbook', { related_to: id('playbook', 9) }, 'broken'],
    ['for another version', { related_version: '2025-10-01T00:00:00.000Z' }, 'broken'],
    ['by an algorithm that is not known', { algorithm: 'XMSS-SHA2_10_256' }, 'not-verifiable'],
    ['over a hash that is not known', { hash_algorithm: 'md5' }, 'not-verifiable'],
    ['by an algorithm of another key', { algorithm: 'ES384' }, 'not-verifiable'],
    ['whose key is no key', { public_key: 'AAAA' }, 'not-verifiable'],
  ])('%s does not hold', (_, more, state) => {
    expect(verdict(signed('Ed25519', more))).toMatchObject({ state });
  });

  it('whose key lies elsewhere is said not to be verifiable', () => {
    const [signature] = signed('Ed25519').signatures;
    const { public_key: _, ...without } = signature ?? { public_key: '' };
    expect(verdict({ ...signed('Ed25519'), signatures: [{ ...without, cert_url: 'https://example.com/cert' }] as unknown as Json })).toMatchObject({
      state: 'not-verifiable',
    });
  });
});
