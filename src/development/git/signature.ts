import { hexHash } from '../../core/index.ts';
import { GIT_LIMITS } from './limits.ts';
import type { ObjectFormat } from './object.ts';
import { ascii } from './text.ts';

/** A signature as it stands in a commit or tag, armour and all, and over which form of the object it was made. */
export interface Signature {
  readonly of: ObjectFormat;
  readonly bytes: Uint8Array;
}

export type SignatureKind = 'ssh' | 'pgp' | 'x509' | 'unknown';

// What begins a signature, as git knows them (gpg-interface.c has the same four).
const BEGINS: readonly (readonly [string, SignatureKind])[] = [
  ['-----BEGIN PGP SIGNATURE-----', 'pgp'],
  ['-----BEGIN PGP MESSAGE-----', 'pgp'],
  ['-----BEGIN SSH SIGNATURE-----', 'ssh'],
  ['-----BEGIN SIGNED MESSAGE-----', 'x509'],
];

export function signatureKind(bytes: Uint8Array): SignatureKind {
  return BEGINS.find(([begin]) => ascii(bytes, 0, Math.min(begin.length, bytes.length)) === begin)?.[1] ?? 'unknown';
}

/** Where the signature at a tag's end begins: the last line of the body that begins one. The length of the object where there is none. */
export function signatureStart(bytes: Uint8Array, body: number): number {
  let found = bytes.length;
  for (let at = body; at < bytes.length; ) {
    if (bytes[at] === 0x2d && signatureKind(bytes.subarray(at, at + 40)) !== 'unknown') found = at;
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) break;
    at = end + 1;
  }
  return found;
}

/**
 * Which key a signature says made it: of OpenPGP the key's id, 16 upper-case hex digits (RFC 9580, 5.2.3.12 and 5.2.3.35); of SSH the fingerprint of the key within,
 * as `ssh-keygen -l` writes it. Absent where it does not say, or cannot be read. This is the signature's own claim: nothing is verified here.
 */
export function claimedKey(signature: Uint8Array): string | undefined {
  if (signature.length > GIT_LIMITS.signature) return undefined;
  const kind = signatureKind(signature);
  if (kind !== 'ssh' && kind !== 'pgp') return undefined;
  const bytes = dearmoured(ascii(signature, 0, signature.length));
  if (bytes === undefined) return undefined;
  return kind === 'ssh' ? sshKey(bytes) : pgpIssuer(bytes);
}

function dearmoured(text: string): Uint8Array | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const begin = lines.findIndex((line) => line.startsWith('-----BEGIN '));
  const end = lines.findIndex((line, at) => at > begin && line.startsWith('-----END '));
  if (begin === -1 || end === -1) return undefined;
  // Headers of the armour stand before an empty line (RFC 9580, 6.2), a checksum after it all.
  const inner = lines.slice(begin + 1, end);
  const blank = inner.indexOf('');
  const body = inner.slice(blank === -1 ? 0 : blank + 1).filter((line) => !line.startsWith('=') && !line.includes(':'));
  try {
    const raw = atob(body.join(''));
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
    return bytes;
  } catch {
    return undefined;
  }
}

/** `SSHSIG`, a version, then the public key (PROTOCOL.sshsig of OpenSSH). */
function sshKey(bytes: Uint8Array): string | undefined {
  if (ascii(bytes, 0, 6) !== 'SSHSIG' || bytes.length < 14) return undefined;
  const length = number(bytes, 10, 4);
  if (length > 16_384 || 14 + length > bytes.length) return undefined;
  const digest = hexHash('sha256', bytes.subarray(14, 14 + length)).replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)));
  return `SHA256:${btoa(digest).replace(/=+$/, '')}`;
}

/** The first signature packet's issuer. Hashed subpackets come first: what stands unhashed is under no signature, and counts where the hashed ones are silent. */
function pgpIssuer(bytes: Uint8Array): string | undefined {
  const packet = firstPacket(bytes);
  if (packet === undefined || packet.tag !== 2) return undefined;
  const { body } = packet;
  if (body[0] === 3) return body.length < 15 ? undefined : hexUpper(body.subarray(7, 15));
  if (body[0] !== 4 && body[0] !== 6) return undefined;
  const wide = body[0] === 6 ? 4 : 2;
  let at = 4;
  for (let area = 0; area < 2; area += 1) {
    if (at + wide > body.length) return undefined;
    const end = at + wide + number(body, at, wide);
    if (end > body.length) return undefined;
    const issuer = issuerIn(body.subarray(at + wide, end));
    if (issuer !== undefined) return issuer;
    at = end;
  }
  return undefined;
}

function issuerIn(area: Uint8Array): string | undefined {
  for (let at = 0; at < area.length; ) {
    const first = area[at] ?? 0;
    const wide = first < 192 ? 1 : first < 255 ? 2 : 5;
    if (at + wide > area.length) return undefined;
    const length = wide === 1 ? first : wide === 2 ? ((first - 192) << 8) + (area[at + 1] ?? 0) + 192 : number(area, at + 1, 4);
    if (length === 0 || at + wide + length > area.length) return undefined;
    const kind = (area[at + wide] ?? 0) & 0x7f;
    const value = area.subarray(at + wide + 1, at + wide + length);
    if (kind === 16 && value.length === 8) return hexUpper(value);
    // A fingerprint: of version 4 the id is its last eight bytes, of version 6 its first.
    if (kind === 33 && value[0] === 4 && value.length === 21) return hexUpper(value.subarray(13));
    if (kind === 33 && value[0] === 6 && value.length === 33) return hexUpper(value.subarray(1, 9));
    at += wide + length;
  }
  return undefined;
}

function firstPacket(bytes: Uint8Array): { readonly tag: number; readonly body: Uint8Array } | undefined {
  const head = bytes[0] ?? 0;
  if ((head & 0x80) === 0) return undefined;
  if ((head & 0x40) === 0) {
    const wide = [1, 2, 4][head & 3];
    if (wide === undefined || 1 + wide > bytes.length) return undefined;
    const end = 1 + wide + number(bytes, 1, wide);
    return end > bytes.length ? undefined : { tag: (head >> 2) & 15, body: bytes.subarray(1 + wide, end) };
  }
  const first = bytes[1] ?? 0;
  const wide = first < 192 ? 1 : first < 224 ? 2 : first === 255 ? 5 : 0;
  if (wide === 0 || 1 + wide > bytes.length) return undefined;
  const length = wide === 1 ? first : wide === 2 ? ((first - 192) << 8) + (bytes[2] ?? 0) + 192 : number(bytes, 2, 4);
  const end = 1 + wide + length;
  return end > bytes.length ? undefined : { tag: head & 63, body: bytes.subarray(1 + wide, end) };
}

function number(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let i = from; i < from + length; i += 1) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

function hexUpper(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += `${DIGITS[byte >> 4]}${DIGITS[byte & 15]}`;
  return text;
}

const DIGITS = '0123456789ABCDEF';
