import { createPublicKey, type KeyObject, sign } from 'node:crypto';

// As much DER as a device needs: it writes one certification request (RFC 2986), and reads one list of certificates (RFC 5652).

const SEQUENCE = 0x30;
const SET = 0x31;

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), content]);
}

const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'));
const COMMON_NAME = oid('550403');
const ECDSA_WITH_SHA256 = element(SEQUENCE, oid('2a8648ce3d040302'));

/** A request for the key of this device, in DER. Its subject is the device's id; what the certificate is for is the server's to say. */
export function certificationRequest(key: KeyObject, device: string): Buffer {
  const name = element(SEQUENCE, element(SET, element(SEQUENCE, COMMON_NAME, element(0x0c, Buffer.from(device, 'utf8')))));
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const body = element(SEQUENCE, element(0x02, Buffer.from([0])), name, publicKey, element(0xa0));
  return element(SEQUENCE, body, ECDSA_WITH_SHA256, element(0x03, Buffer.from([0]), sign('sha256', body, key)));
}

interface Read {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
  readonly rest: Buffer;
}

function read(bytes: Buffer): Read {
  const [tag = 0, first = 0x80] = bytes;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : bytes.readUIntBE(2, Math.min(more, 4));
  const from = 2 + more;
  if (first === 0x80 || more > 3 || from + length > bytes.length) throw new TypeError('no DER');
  return { tag, content: bytes.subarray(from, from + length), whole: bytes.subarray(0, from + length), rest: bytes.subarray(from + length) };
}

/** What stands side by side in an element. */
function inside(bytes: Buffer): readonly Read[] {
  const found: Read[] = [];
  for (let rest = bytes; rest.length > 0 && found.length < 64; ) {
    const next = read(rest);
    found.push(next);
    rest = next.rest;
  }
  return found;
}

/** Certificates in the answer of an EST server (RFC 7030 section 4.1.3: a SignedData that signs nothing), each in DER. */
export function certificatesIn(der: Buffer): readonly Buffer[] {
  // ContentInfo { signedData, [0] SignedData { version, digests, content, [0] certificates, … } }
  const signedData = inside(inside(read(der).content)[1]?.content ?? Buffer.alloc(0))[0];
  const certificates = inside(signedData?.content ?? Buffer.alloc(0)).find(({ tag }) => tag === 0xa0);
  return inside(certificates?.content ?? Buffer.alloc(0)).map(({ whole }) => whole);
}
