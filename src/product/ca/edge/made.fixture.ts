import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { OID } from '../../../core/der/oids.ts';
import { explicit, octets, oid, sequence, setOf, smallInteger, utf8 } from '../../../core/der/write.ts';
import { Instant, Refused } from '../../../core/index.ts';
import { fill, signed, templateOf } from '../certificate.ts';
import { alternativeNames, basicConstraints } from '../extension.ts';
import type { KeyKind } from '../model.ts';
import { writeName } from '../name.ts';
import { readPublicKey } from '../public-key.ts';
import { signingWith } from '../signature.ts';

// Requests and certificates of the true shape, made anew each time, so that no key stands in the repository.

export const codesOf = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};

export const newPair = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const spkiOf = (key: KeyObject): Uint8Array => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));

export interface RequestAsked {
  readonly version?: number;
  readonly subject?: Uint8Array;
  readonly publicKey?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
  readonly kind?: KeyKind;
}

export const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array => sequence(oid(type), setOf(...values));
export const challenge = (text: string): Uint8Array => attribute(OID.challengePassword, utf8(text));
export const names = (dnsNames: readonly string[], uris: readonly string[] = []): Uint8Array =>
  attribute(OID.extensionRequest, sequence(alternativeNames({ dnsNames, uris })));

export function request(
  { version = 0, subject = writeName('cam-17'), publicKey, attributes = [], kind = 'p-256' }: RequestAsked = {},
  key = newPair(),
): Uint8Array {
  const info = sequence(smallInteger(version), subject, publicKey ?? spkiOf(key), explicit(0, ...attributes));
  return signed(info, kind, new Uint8Array(sign(signingWith(kind).digest ?? null, info, key)));
}

export const FROM = Instant.parse('2026-11-01T00:00:00Z');
export const TO = Instant.parse('2027-11-01T00:00:00Z');

export function certificate(extensions: readonly Uint8Array[] = [basicConstraints('end')], key = newPair()): Uint8Array {
  const name = writeName('cam-17', 'Example');
  const body = fill(templateOf(name, 'p-256', extensions), {
    serial: new Uint8Array([0x41, 2, 3]),
    notBefore: FROM,
    notAfter: TO,
    subject: name,
    publicKey: readPublicKey(spkiOf(key)),
    dnsNames: ['cam-17.example.org'],
    uris: ['urn:x:cam-17'],
  });
  return signed(body, 'p-256', new Uint8Array(sign('sha256', body, key)));
}

/** A request of OCSP for one certificate by its serial number. */
export function ocspRequest(serials: readonly number[], extensions: readonly Uint8Array[] = []): Uint8Array {
  const digest = octets(new Uint8Array(20));
  const list = serials.map((serial) => sequence(sequence(sequence(oid(OID.sha1)), digest, digest, smallInteger(serial))));
  return sequence(sequence(sequence(...list), ...(extensions.length === 0 ? [] : [explicit(2, sequence(...extensions))])));
}
