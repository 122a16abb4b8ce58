import { OID } from '../../core/der/oids.ts';
import { type Element, inside, TAG } from '../../core/der/read.ts';
import { oidOf } from '../../core/der/value.ts';
import type { Check, HashName } from './port.ts';

export interface X509Algorithm {
  readonly scheme: Check['scheme'];
  readonly hash?: HashName;
}

// SHA-1 and MD5 are not among them, and RSA-PSS is not read.
const ACCEPTED: ReadonlyMap<string, X509Algorithm> = new Map<string, X509Algorithm>([
  [OID.ecdsaWithSHA256, { scheme: 'ecdsa', hash: 'sha256' }],
  [OID.ecdsaWithSHA384, { scheme: 'ecdsa', hash: 'sha384' }],
  [OID.ecdsaWithSHA512, { scheme: 'ecdsa', hash: 'sha512' }],
  [OID.sha256WithRSA, { scheme: 'rsa', hash: 'sha256' }],
  [OID.sha384WithRSA, { scheme: 'rsa', hash: 'sha384' }],
  [OID.sha512WithRSA, { scheme: 'rsa', hash: 'sha512' }],
  [OID.ed25519, { scheme: 'ed25519' }],
]);

const DIGESTS: ReadonlyMap<string, HashName> = new Map<string, HashName>([
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
]);

/** How something is signed, by its AlgorithmIdentifier; `undefined` where it is not accepted. Throws `Refused` (ASSAY-DER-…). */
export function algorithmIn(identifier: Element, what: string): X509Algorithm | undefined {
  return ACCEPTED.get(nameIn(identifier, what));
}

export function digestIn(identifier: Element, what: string): HashName | undefined {
  return DIGESTS.get(nameIn(identifier, what));
}

/** The object identifier, with NULL behind it or nothing. */
export function nameIn(identifier: Element, what: string): string {
  const cursor = inside(identifier);
  const name = oidOf(cursor.take(TAG.oid, what), what);
  // Parameters that are something else belong to algorithms that are not accepted.
  cursor.takeIf(TAG.nothing);
  return cursor.peek() === undefined ? name : `${name} with parameters`;
}
