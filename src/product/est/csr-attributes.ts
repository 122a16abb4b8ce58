import { OID } from '../../core/der/oids.ts';
import { contextOf, TAG } from '../../core/der/read.ts';
import { element, nothing, oid, sequence, setOf, smallInteger } from '../../core/der/write.ts';
import type { KeyKind, Profile } from '../ca/model.ts';

const TEMPLATE = '1.2.840.113549.1.9.16.2.61';
const EXTENSION_TEMPLATE = '1.2.840.113549.1.9.16.2.62';

/** One entry of CsrAttrs (RFC 7030 section 4.5.2): an object identifier alone, or an attribute with values in DER. */
export type AttrOrOid = string | { readonly type: string; readonly values: readonly Uint8Array[] };

/** CsrAttrs, in the order that is given. */
export function csrAttrs(entries: readonly AttrOrOid[]): Uint8Array {
  return sequence(...entries.map((entry) => (typeof entry === 'string' ? oid(entry) : sequence(oid(entry.type), setOf(...entry.values)))));
}

/** What a request under this profile should carry, as a list: whether to bind it, on which curve, signed how. RFC 9908 section 3.2 has one key and one signature in it, so the profile's first kind is said. */
export function plainAttributes({ keys }: Pick<Profile, 'keys'>, binding: 'if-given' | 'required'): readonly AttrOrOid[] {
  const [kind] = keys;
  return [...(binding === 'required' ? [OID.challengePassword] : []), ...(kind === undefined ? [] : [keyAttribute(kind), signatureOf(kind)])];
}

/**
 * The same as a template (RFC 9908 section 3.4): a subject with the common name left for the client to fill in, the key's kind, and extensions it may ask for.
 * `domain`: a DNS name is asked for as well. `rsaBits` of a key are said by a placeholder in the RFC; here the kind alone is.
 */
export function templateAttribute({ keys }: Pick<Profile, 'keys'>, domain?: string): AttrOrOid {
  const [kind] = keys;
  const subject = sequence(element(TAG.set, sequence(oid(OID.commonName))));
  const key = kind === undefined ? [] : [element(contextOf(0), keyAlgorithm(kind))];
  const extensions = domain === undefined ? [] : [sequence(oid(EXTENSION_TEMPLATE), setOf(sequence(sequence(oid(OID.subjectAltName)))))];
  return { type: TEMPLATE, values: [sequence(smallInteger(0), subject, ...key, element(contextOf(1), ...extensions))] };
}

function curveOf(kind: 'p-256' | 'p-384'): Uint8Array {
  return oid(kind === 'p-256' ? OID.prime256v1 : OID.secp384r1);
}

function keyAlgorithm(kind: KeyKind): Uint8Array {
  switch (kind) {
    case 'p-256':
    case 'p-384':
      return sequence(oid(OID.ecPublicKey), curveOf(kind));
    case 'ed25519':
      return sequence(oid(OID.ed25519));
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return sequence(oid(OID.rsaEncryption), nothing());
  }
}

function keyAttribute(kind: KeyKind): AttrOrOid {
  switch (kind) {
    case 'p-256':
    case 'p-384':
      return { type: OID.ecPublicKey, values: [curveOf(kind)] };
    case 'ed25519':
      return OID.ed25519;
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return { type: OID.rsaEncryption, values: [smallInteger(Number(kind.slice(4)))] };
  }
}

function signatureOf(kind: KeyKind): string {
  switch (kind) {
    case 'p-256':
      return OID.ecdsaWithSHA256;
    case 'p-384':
      return OID.ecdsaWithSHA384;
    case 'ed25519':
      return OID.ed25519;
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return OID.sha256WithRSA;
  }
}
