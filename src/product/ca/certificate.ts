import { bytesOfHex } from '../../core/der/hex.ts';
import { contextOf, TAG } from '../../core/der/read.ts';
import { bits, explicit, headerLength, integer, joined, sequence, smallInteger, time, writeHeader } from '../../core/der/write.ts';
import { Digest, type Instant } from '../../core/index.ts';
import { alternativeNames, subjectKeyId } from './extension.ts';
import type { KeyKind } from './model.ts';
import type { PublicKey } from './public-key.ts';
import { signatureAlgorithm } from './signature.ts';

/** What all certificates of one issuer and profile share, in DER; the rest is put in between. */
export interface Template {
  /** Version 3. */
  readonly version: Uint8Array;
  /** Signature algorithm and issuer. */
  readonly issuer: Uint8Array;
  /** The extensions that are the same in each. */
  readonly extensions: Uint8Array;
}

const VERSION = explicit(0, smallInteger(2));

/** `issuer`: its name in DER. `kind`: of the key that signs. `extensions`: whole ones, in order. */
export function templateOf(issuer: Uint8Array, kind: KeyKind, extensions: readonly Uint8Array[]): Template {
  return { version: VERSION, issuer: joined(signatureAlgorithm(kind), issuer), extensions: joined(...extensions) };
}

/** What one certificate has of its own. */
export interface Particulars {
  readonly serial: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Name in DER. */
  readonly subject: Uint8Array;
  readonly publicKey: Pick<PublicKey, 'der' | 'bits'>;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
}

/** The DER TBSCertificate (RFC 5280 section 4.1): what is signed. One allocation, no tree. */
export function fill(template: Template, { serial, notBefore, notAfter, subject, publicKey, dnsNames = [], uris = [] }: Particulars): Uint8Array {
  const number = integer(serial);
  const validity = sequence(time(notBefore), time(notAfter));
  const keyId = subjectKeyId(keyIdOf(publicKey.bits));
  const names = alternativeNames({ dnsNames, uris });
  const list = template.extensions.length + keyId.length + names.length;
  const tagged = headerLength(list) + list;
  const length =
    template.version.length + number.length + template.issuer.length + validity.length + subject.length + publicKey.der.length + headerLength(tagged) + tagged;
  const bytes = new Uint8Array(headerLength(length) + length);
  let at = writeHeader(bytes, 0, TAG.sequence, length);
  for (const part of [template.version, number, template.issuer, validity, subject, publicKey.der]) {
    bytes.set(part, at);
    at += part.length;
  }
  at = writeHeader(bytes, at, contextOf(3), tagged);
  at = writeHeader(bytes, at, TAG.sequence, list);
  for (const part of [template.extensions, keyId, names]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What was signed, with its signature: a certificate, a request, a list and a certificate of a responder all have this form. `kind`: of the key that signed. */
export function signed(body: Uint8Array, kind: KeyKind, signature: Uint8Array): Uint8Array {
  return sequence(body, signatureAlgorithm(kind), bits(signature));
}

/** RFC 7093 section 2, method 1: the leftmost 160 bits of the SHA-256 of the key's bits. */
export function keyIdOf(keyBits: Uint8Array): Uint8Array {
  return bytesOfHex(Digest.of(keyBits).slice('sha256:'.length, 'sha256:'.length + 40));
}

/** SHA-256 of the certificate, 64 hex digits. */
export function fingerprintOf(der: Uint8Array): string {
  return Digest.of(der).slice('sha256:'.length);
}

/**
 * A serial number of 20 bytes from as many random ones: the longest that RFC 5280 section 4.1.2.2 allows, positive, with 158 random bits, and always as long, so that its text has no leading noughts.
 */
export function serialOf(random: Uint8Array): Uint8Array {
  const serial = random.slice(0, 20);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  return serial;
}
