import { joined } from '../../core/der/write.ts';
import { claimedKey } from '../git/signature.ts';
import { openpgpBytes } from './openpgp-armour.ts';
import { signaturePackets } from './openpgp-packet.ts';

const BINARY = 0;

/**
 * A detached signature and what it is of, as one signed message (RFC 9580, section 10.3: one-pass signature, literal data, signature), so that one run of `gpg` verifies many.
 * Only the signature that nearly all have: one packet, of version 4, over bytes as they are. `undefined` for any other; those are verified one by one.
 */
export function signedMessage(signature: Uint8Array, payload: Uint8Array): Uint8Array | undefined {
  const bytes = openpgpBytes(signature);
  const key = claimedKey(signature);
  const [body, ...more] = bytes === undefined ? [] : (signaturePackets(bytes) ?? []);
  if (bytes === undefined || body === undefined || more.length > 0 || key === undefined || body[0] !== 4 || body[1] !== BINARY) return undefined;
  const onePass = new Uint8Array(15);
  onePass.set([0x90, 13, 3, BINARY, body[3] ?? 0, body[2] ?? 0]);
  for (let i = 0; i < 8; i += 1) onePass[6 + i] = Number.parseInt(key.slice(2 * i, 2 * i + 2), 16);
  onePass[14] = 1;
  const length = payload.length + 6;
  // Literal data: of bytes, without a name, without a date.
  const literal = new Uint8Array([0xcb, 0xff, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255, 0x62, 0, 0, 0, 0, 0]);
  return joined(onePass, literal, payload, bytes);
}
