import { joined } from '../../core/der/write.ts';
import { claimedKey } from '../git/signature.ts';
import { openpgpBytes } from './openpgp-armour.ts';

const [SIGNATURE, BINARY] = [2, 0];

/**
 * A detached signature and what it is of, as one signed message (RFC 9580, section 10.3: one-pass signature, literal data, signature), so that one run of `gpg` verifies many.
 * Only the signature that nearly all have: one packet, of version 4, over bytes as they are. `undefined` for any other; those are verified one by one.
 */
export function signedMessage(signature: Uint8Array, payload: Uint8Array): Uint8Array | undefined {
  const bytes = openpgpBytes(signature);
  const key = claimedKey(signature);
  const body = bytes === undefined ? undefined : onePacket(bytes);
  if (bytes === undefined || body === undefined || key === undefined || body[0] !== 4 || body[1] !== BINARY) return undefined;
  const onePass = new Uint8Array(15);
  onePass.set([0x90, 13, 3, BINARY, body[3] ?? 0, body[2] ?? 0]);
  for (let i = 0; i < 8; i += 1) onePass[6 + i] = Number.parseInt(key.slice(2 * i, 2 * i + 2), 16);
  onePass[14] = 1;
  const length = payload.length + 6;
  // Literal data: of bytes, without a name, without a date.
  const literal = new Uint8Array([0xcb, 0xff, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, 0x62, 0, 0, 0, 0, 0]);
  return joined(onePass, literal, payload, bytes);
}

/** The body of the one packet that the bytes are; nothing where they are more, fewer, or no signature. */
function onePacket(bytes: Uint8Array): Uint8Array | undefined {
  const [head = 0, first = 0, second = 0] = bytes;
  const old = (head & 0xc0) === 0x80;
  const tag = old ? (head >> 2) & 15 : head & 63;
  if ((head & 0x80) === 0 || tag !== SIGNATURE) return undefined;
  const kind = head & 3;
  const [from, length] = old
    ? kind === 0
      ? [2, first]
      : kind === 1
        ? [3, first * 256 + second]
        : [0, 0]
    : first < 192
      ? [2, first]
      : first < 224
        ? [3, (first - 192) * 256 + second + 192]
        : [0, 0];
  return from > 0 && length > 4 && from + length === bytes.length ? bytes.subarray(from) : undefined;
}
