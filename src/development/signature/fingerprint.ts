import { base64Of } from '../../core/der/armour.ts';
import { bytesOfHex } from '../../core/der/hex.ts';
import { hexHash } from '../../core/index.ts';

/** `SHA256:…` without padding, as `ssh-keygen -l` prints it of a key. Of a certificate of X.509, of its DER. */
export function fingerprintOf(bytes: Uint8Array): string {
  return `SHA256:${base64Of(bytesOfHex(hexHash('sha256', bytes))).replace(/=+$/, '')}`;
}
