import { base64Of } from '../../core/der/armour.ts';
import { bytesOfHex } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { readDer, TAG } from '../../core/der/read.ts';
import { asciiOf } from '../../core/der/value.ts';
import { Digest } from '../../core/index.ts';
import type { Certificate } from '../ca/certificate-read.ts';

/** Names a domain by its certificate (RFC 8995 section 5.8.2): base64 of its key identifier, or of the digest of its key where it has none. */
export function domainIdOf(certificate: Pick<Certificate, 'subjectKeyId' | 'publicKey'>): string {
  return base64Of(certificate.subjectKeyId ?? bytesOfHex(Digest.of(certificate.publicKey).slice('sha256:'.length)));
}

/** What a domain is told apart by: SHA-256 of its key, 64 hex digits. Its key identifier is a name that anybody writes into a root of their own. */
export function domainKeyOf({ publicKey }: Pick<Certificate, 'publicKey'>): string {
  return Digest.of(publicKey).slice('sha256:'.length);
}

/** The serial number that the manufacturer wrote into a device's certificate (RFC 8995 section 2.3.1). */
export function serialNumberOf({ subject }: Pick<Certificate, 'subject'>): string | undefined {
  const found = subject.attributes.filter(({ type }) => type === OID.serialNumber);
  return found.length === 1 ? found[0]?.value : undefined;
}

/** The authority key identifier as requests carry it: base64 of the extension's value (RFC 8366 section 5.3). */
export function idevidIssuerOf({ extensions }: Pick<Certificate, 'extensions'>): string | undefined {
  const found = extensions.find(({ oid }) => oid === OID.authorityKeyIdentifier);
  return found === undefined ? undefined : base64Of(found.value);
}

const AUTHORITY = /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/i;

/** Where the manufacturer vouches for this device, as its certificate says (RFC 8995 section 2.3.2); `undefined` where it says nothing that is an address. Throws `Refused` (ASSAY-DER-…). */
export function masaUrlOf({ extensions }: Pick<Certificate, 'extensions'>): string | undefined {
  const found = extensions.find(({ oid }) => oid === OID.masaUrl);
  if (found === undefined) return undefined;
  const text = asciiOf(readDer(found.value, 'address of the manufacturer’s service', { tag: TAG.ia5 }), 'address of the manufacturer’s service', 300);
  const authority = text.replace(/^https:\/\//, '').replace(/\/(?:\.well-known\/brski\/?)?$/, '');
  return AUTHORITY.test(authority) ? `https://${authority}` : undefined;
}
