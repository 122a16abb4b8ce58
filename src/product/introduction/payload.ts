import { Digest, Instant } from '../../core/index.ts';
import { isDeviceId } from '../device/naming.ts';
import type { DeviceId } from '../fleet/model.ts';
import type { Claim } from './model.ts';

/** What stands in the QR code. Whoever photographs it has the secret: that is why the device has to confirm besides. */
export interface Payload {
  readonly device: DeviceId;
  /** 192 bits in base64url: 32 characters, so that no bit is left over and each secret has one spelling. */
  readonly secret: string;
  /** For the app, to say early that it is over. The server goes by its own. */
  readonly until: Instant;
}

/** Bytes of a secret. */
export const SECRET_BYTES = 24;
// `assay:1?d=` the device, `&s=` the secret, `&x=` whole seconds since 1970. One order, one spelling.
const PAYLOAD = /^assay:1\?d=([A-Za-z0-9._:-]{1,64})&s=([A-Za-z0-9_-]{32})&x=([1-9][0-9]{0,10})$/;
const LONGEST = 128;

export function payloadText({ device, secret, until }: Payload): string {
  return `assay:1?d=${device}&s=${secret}&x=${Math.floor(until / 1000)}`;
}

/** `undefined` for whatever is not one, letter by letter. Whoever asks controls the bytes. */
export function readPayload(text: string): Payload | undefined {
  if (text.length > LONGEST) return undefined;
  const [, device = '', secret = '', seconds = ''] = PAYLOAD.exec(text) ?? [];
  if (!isDeviceId(device)) return undefined;
  return { device, secret, until: Instant.of(Number(seconds) * 1000) };
}

/** All that is kept of a secret. Its device is in it, so that a secret is good for no other. */
export function secretDigest(device: string, secret: string): Digest {
  return Digest.of(`assay-claim/1\n${device}\n${secret}`);
}

/** What a device confirms: this introduction of this device, by the server's nonce. It holds no time, since a device may have no clock. */
export function transcriptOf({ id, device, nonce, digest }: Pick<Claim, 'id' | 'device' | 'nonce' | 'digest'>): Digest {
  return Digest.of(`assay-introduction/1\n${id}\n${device}\n${nonce}\n${digest}`);
}
