import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { addressBytes } from '../../../map/host.ts';

// Certificates for tests, sound and not, made anew each time: X.509 version 3 (RFC 5280 section 4.1) in DER, by hand.

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const oid = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes));
const SIGNED = {
  'ec sha256': sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)),
  'rsa sha256': sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05)),
  'rsa sha1': sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05), der(0x05)),
} as const;

export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface Wanted {
  readonly names: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  /** Bits of an RSA key; without it, an EC key on P-256. */
  readonly rsa?: number;
  readonly digest?: 'sha256' | 'sha1';
  readonly authority?: boolean;
}

let serial = 1;

/** A certificate, signed by `issuer` or by itself. */
export function issue(wanted: Wanted, issuer?: Issued): Issued {
  const { publicKey, privateKey } =
    wanted.rsa === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: wanted.rsa });
  const name = wanted.names[0] ?? 'nobody';
  const signer = issuer?.privateKey ?? privateKey;
  const digest = wanted.digest ?? 'sha256';
  const algorithm = SIGNED[`${signer.asymmetricKeyType as 'ec' | 'rsa'} ${digest}` as keyof typeof SIGNED];
  const called = (text: string) => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))));
  const time = (date: Date) => der(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
  const alternatives = wanted.names.map((each) => (isIP(each) === 0 ? der(0x82, Buffer.from(each)) : der(0x87, Buffer.from(addressBytes(each) ?? []))));
  const constraints = sequence(oid(0x55, 0x1d, 0x13), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff])))));
  serial += 1;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial])),
    algorithm,
    called(issuer?.name ?? name),
    sequence(time(wanted.from ?? new Date('2026-01-01T00:00:00Z')), time(wanted.to ?? new Date('2049-12-31T00:00:00Z'))),
    called(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(wanted.authority === true ? constraints : sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...alternatives))))),
  );
  const signature = der(0x03, Buffer.from([0]), sign(digest, body, signer));
  const lines = sequence(body, algorithm, signature)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    name,
    privateKey,
  };
}
