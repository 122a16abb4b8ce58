import { createPublicKey } from 'node:crypto';
import { type Envelope, IN_TOTO } from '../../statement/dsse.ts';
import { schemeOf, verifySignature } from '../../statement/edge/signatures.ts';
import { verifyEnvelope } from '../../statement/verify.ts';
import type { Signed } from '../signed.ts';
import type { TrustedRoot } from '../trusted-root.ts';
import { type ExpectedSigner, verifyBundle } from '../verify.ts';
import { verifyBySigstore } from './sigstore.ts';

const NOTHING = new Uint8Array();

/** Why a statement is not signed by whom it has to be, about what has these digests; nothing where it is. */
export function unsigned(
  signed: Signed,
  {
    root,
    expected,
    digests,
    file,
  }: { readonly root: TrustedRoot; readonly expected: ExpectedSigner; readonly digests: ReadonlyMap<string, string>; readonly file: string },
): string | undefined {
  if (signed.form === 'bundle') {
    const verdict = verifyBundle(signed.bundle, { root, expected, artifact: { bytes: NOTHING, digests }, file }, verifyBySigstore);
    return verdict.ok ? undefined : verdict.why;
  }
  if (expected.kind !== 'key') return 'it is a bare envelope, which no certificate and no log stand behind';
  const { key, why } = envelopeKey(signed.envelope, [expected.spki]);
  return key === undefined ? why : undefined;
}

/** The key of these that signed an envelope. RSA keys say nothing of their padding: either is tried. */
export function envelopeKey(envelope: Envelope, keys: readonly Uint8Array[]): { readonly key?: Uint8Array; readonly why: string } {
  if (keys.length === 0) return { why: 'no key was given to verify the envelope by' };
  const found = keys.flatMap((spki) => {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const schemes = new Set([schemeOf(key), schemeOf(key, 'rsa-pkcs1-sha256')]);
    return [...schemes].flatMap((scheme) => (scheme === undefined ? [] : [{ scheme, spki }]));
  });
  const { ok, by, why } = verifyEnvelope(envelope, { keys: found, payloadTypes: [IN_TOTO] }, verifySignature);
  return ok && by[0] !== undefined ? { key: by[0].spki, why: '' } : { why };
}
