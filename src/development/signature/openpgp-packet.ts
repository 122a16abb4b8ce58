import { bytesOfHex } from '../../core/der/hex.ts';
import { joined } from '../../core/der/write.ts';
import { hexHash } from '../../core/index.ts';
import { claimedKey } from '../git/signature.ts';
import type { Outcome } from './model.ts';
import { openpgpBytes } from './openpgp-armour.ts';
import type { HashName, SignatureCrypto } from './port.ts';

const [SIGNATURE, BINARY, FOUR] = [2, 0, 4];
const MOST_PACKETS = 8;

/** The bodies of the signature packets that the bytes are; nothing where they are anything besides, or do not end where they say. */
export function signaturePackets(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const head = headOf(bytes, at);
    if (head === undefined || found.length >= MOST_PACKETS || head.to > bytes.length) return undefined;
    found.push(bytes.subarray(head.from, head.to));
    at = head.to;
  }
  return found.length === 0 ? undefined : found;
}

/** RFC 9580, section 4.2. Lengths of four octets, and those that are not said, are not what signatures have. */
function headOf(bytes: Uint8Array, at: number): { readonly from: number; readonly to: number } | undefined {
  const [head = 0, first = 0, second = 0] = bytes.subarray(at, at + 3);
  const old = (head & 0xc0) === 0x80;
  if ((head & 0x80) === 0 || (old ? (head >> 2) & 15 : head & 63) !== SIGNATURE) return undefined;
  const wide = old ? head & 3 : first < 192 ? 0 : first < 224 ? 1 : 3;
  if (wide > 1) return undefined;
  const from = at + 2 + wide;
  return { from, to: from + (wide === 0 ? first : old ? first * 256 + second : (first - 192) * 256 + second + 192) };
}

const HASHES: Readonly<Record<number, HashName | 'sha1'>> = { 2: 'sha1', 8: 'sha256', 9: 'sha384', 10: 'sha512' };

/**
 * What is wrong with a signature before anybody has its key: it is no whole signature, or the two octets of the digest that it shows (RFC 9580, section 5.2.3) are of other bytes.
 * `gpg` lets both pass; a changed commit is found by the second without any key, but for one in 65,536.
 */
export function openpgpFlaw(signature: Uint8Array, payload: Uint8Array, crypto: SignatureCrypto): Outcome | undefined {
  const bytes = openpgpBytes(signature);
  const packets = bytes === undefined ? undefined : signaturePackets(bytes);
  if (packets === undefined) return { kind: 'unchecked', reason: 'form-not-read', found: 'no armour of whole signatures' };
  const [body] = packets;
  if (body === undefined || packets.length > 1 || body[0] !== FOUR || body[1] !== BINARY || body.length < 10) return undefined;
  const hash = HASHES[body[3] ?? 0];
  const hashed = 6 + (body[4] ?? 0) * 256 + (body[5] ?? 0);
  const shown = hashed + 2 + (body[hashed] ?? 0) * 256 + (body[hashed + 1] ?? 0);
  if (hash === undefined || shown + 2 > body.length) return undefined;
  // Section 5.2.4: what is signed, the packet up to the end of what is hashed, and how long that is.
  const trailer = new Uint8Array([FOUR, 0xff, 0, 0, hashed >>> 8, hashed & 255]);
  const all = joined(payload, body.subarray(0, hashed), trailer);
  const digest = hash === 'sha1' ? bytesOfHex(hexHash('sha1', all)) : crypto.digest(hash, all);
  if (digest[0] === body[shown] && digest[1] === body[shown + 1]) return undefined;
  // For years a forge showed the first two bytes of what it signed there, and not of the digest. Such a signature may well hold: that says whoever has its key.
  if (payload[0] === body[shown] && payload[1] === body[shown + 1]) return undefined;
  const claimed = claimedKey(signature);
  return { kind: 'broken', reason: 'bytes-do-not-match', ...(claimed === undefined ? {} : { claimed }) };
}
