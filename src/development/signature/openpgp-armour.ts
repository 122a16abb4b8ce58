import { base64Of } from '../../core/der/armour.ts';
import { ascii } from '../git/text.ts';

const LABEL = /^-----BEGIN PGP (SIGNATURE|MESSAGE)-----$/;

/** The bytes within the armour of an OpenPGP signature (RFC 9580, section 6.2), where it is whole and its checksum, if it has one, agrees. Nothing where it is not. */
export function openpgpBytes(signature: Uint8Array): Uint8Array | undefined {
  const lines = ascii(signature, 0, signature.length)
    .split('\n')
    .map((line) => line.replace(/[ \t\r]+$/, ''));
  while (lines.at(-1) === '') lines.pop();
  const [, label] = LABEL.exec(lines[0] ?? '') ?? [];
  if (label === undefined || lines.at(-1) !== `-----END PGP ${label}-----`) return undefined;
  const blank = lines.indexOf('');
  // Headers of the armour, such as Version, are under no signature; they end at an empty line.
  if (blank === -1 || lines.slice(1, blank).some((line) => !/^[A-Za-z]+: /.test(line))) return undefined;
  const body = lines.slice(blank + 1, -1);
  const check = body.at(-1)?.startsWith('=') === true ? body.pop()?.slice(1) : undefined;
  const letters = body.join('');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(letters) || letters.length % 4 !== 0) return undefined;
  const raw = atob(letters);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  if (base64Of(bytes) !== letters || (check !== undefined && base64Of(crc24(bytes)) !== check)) return undefined;
  return bytes;
}

/** RFC 9580, section 6.1.1. */
function crc24(bytes: Uint8Array): Uint8Array {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return new Uint8Array([(crc >> 16) & 255, (crc >> 8) & 255, crc & 255]);
}
