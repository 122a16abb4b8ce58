import { OID } from '../../core/der/oids.ts';
import { type Element, inside, TAG } from '../../core/der/read.ts';
import { oidOf } from '../../core/der/value.ts';
import { nothing, oid, sequence } from '../../core/der/write.ts';
import { Refused } from '../../core/index.ts';
import { caFaults } from './faults.ts';
import type { KeyKind } from './model.ts';

/** How something is signed: which kind of key, and what is digested with before. Ed25519 digests by itself. */
export interface SignatureAlgorithm {
  readonly family: 'ec' | 'rsa' | 'ed25519';
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
}

// SHA-1 and MD5 are not among them: both let an attacker prepare two messages with one signature.
const ACCEPTED: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [OID.ecdsaWithSHA256, { family: 'ec', digest: 'sha256' }],
  [OID.ecdsaWithSHA384, { family: 'ec', digest: 'sha384' }],
  [OID.ecdsaWithSHA512, { family: 'ec', digest: 'sha512' }],
  [OID.sha256WithRSA, { family: 'rsa', digest: 'sha256' }],
  [OID.sha384WithRSA, { family: 'rsa', digest: 'sha384' }],
  [OID.sha512WithRSA, { family: 'rsa', digest: 'sha512' }],
  [OID.ed25519, { family: 'ed25519', digest: undefined }],
]);

/** Reads an AlgorithmIdentifier of a signature. Throws `Refused` (ASSAY-DER-…, ASSAY-CA-006). */
export function readSignatureAlgorithm(identifier: Element, what: string): SignatureAlgorithm {
  const cursor = inside(identifier);
  const name = oidOf(cursor.take(TAG.oid, what), what);
  const accepted = ACCEPTED.get(name);
  if (accepted === undefined) throw notAccepted(what, 'ECDSA or RSA (PKCS #1 v1.5) with SHA-256, SHA-384 or SHA-512, or Ed25519', `algorithm ${name}`);
  // RFC 4055 section 5: NULL with RSA, which some leave out; RFC 5758 and RFC 8410: nothing with the others.
  if (accepted.family === 'rsa') cursor.takeIf(TAG.nothing);
  cursor.end(what);
  return accepted;
}

/** A fault of a signature that is made another way. */
export function notAccepted(what: string, expected: string, found: string): Refused {
  return new Refused(
    caFaults.fault('006', {
      message: `the ${what} is not accepted`,
      field: what,
      expected,
      found,
      remedy: 'Sign it with one of these, with the key that it is about.',
    }),
  );
}

export function familyOf(kind: KeyKind): SignatureAlgorithm['family'] {
  if (kind === 'ed25519') return 'ed25519';
  return kind.startsWith('rsa') ? 'rsa' : 'ec';
}

/** How a key of ours signs: the digest is as strong as the key. */
export function signingWith(kind: KeyKind): SignatureAlgorithm {
  switch (kind) {
    case 'p-256':
      return { family: 'ec', digest: 'sha256' };
    case 'p-384':
      return { family: 'ec', digest: 'sha384' };
    case 'ed25519':
      return { family: 'ed25519', digest: undefined };
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return { family: 'rsa', digest: 'sha256' };
  }
}

/** The AlgorithmIdentifier of what a key of this kind signs here. */
export function signatureAlgorithm(kind: KeyKind): Uint8Array {
  switch (kind) {
    case 'p-256':
      return sequence(oid(OID.ecdsaWithSHA256));
    case 'p-384':
      return sequence(oid(OID.ecdsaWithSHA384));
    case 'ed25519':
      return sequence(oid(OID.ed25519));
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return sequence(oid(OID.sha256WithRSA), nothing());
  }
}
