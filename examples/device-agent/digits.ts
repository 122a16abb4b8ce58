import { createHash, createHmac, hkdfSync, randomBytes, randomInt, scryptSync, timingSafeEqual } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

// The device's half of SPAKE2+ (RFC 9383, P256-SHA256-HKDF-SHA256-HMAC-SHA256): it is the verifier, and agrees on a key with whoever knows its few digits.

const { Point } = p256;
const { ORDER } = Point.Fn;
// RFC 9383 section 4.
const M = Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
const N = Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49');

/** What a device has of its digits. From it they can be guessed by work alone: whoever takes the device apart does not read them. */
export interface Registered {
  readonly w0: bigint;
  /** L, an uncompressed point. */
  readonly element: Uint8Array;
}

/** Eight digits for a display. */
export function newDigits(): string {
  return String(randomInt(100_000_000)).padStart(8, '0');
}

/** Once, where the digits are made: in the factory for those that are printed, at the press of the button for those that are shown. */
export function registered(digits: string, device: string): Registered {
  const stretched = scryptSync(digits.replaceAll(/[ -]/g, ''), `assay-code/1\n${device}`, 80, { N: 16_384, r: 8, p: 1 });
  const [w0, w1] = [stretched.subarray(0, 40), stretched.subarray(40)].map((part) => BigInt(`0x${part.toString('hex')}`) % ORDER);
  return { w0: w0 ?? 0n, element: Point.BASE.multiply(w1 ?? 0n).toBytes(false) };
}

export interface Answered {
  readonly shareV: Uint8Array;
  readonly confirmV: Uint8Array;
  /** Whether what the app sent shows that it knows the digits; takes as long for one answer as for the other. */
  holds(confirmP: Uint8Array): boolean;
  /** 32 bytes that both have; of use once the app's confirmation holds. */
  readonly shared: Uint8Array;
}

/** The answer to an app's share; `undefined` where that is no point of the curve, or one by which the key would be known without the digits. `y`: fresh for each. */
export function answered(
  { context, prover, verifier }: { readonly context: string; readonly prover: string; readonly verifier: string },
  { w0, element }: Registered,
  shareP: Uint8Array,
  y: bigint = fresh(),
): Answered | undefined {
  const received = uncompressed(shareP)?.subtract(M.multiply(w0));
  if (received === undefined || received.is0()) return undefined;
  const shareV = Point.BASE.multiply(y).add(N.multiply(w0)).toBytes(false);
  // RFC 9383 section 3.3: each part with its length in eight bytes before it, the lowest first.
  const transcript = createHash('sha256');
  for (const part of [
    Buffer.from(context),
    Buffer.from(prover),
    Buffer.from(verifier),
    M.toBytes(false),
    N.toBytes(false),
    shareP,
    shareV,
    received.multiply(y).toBytes(false),
    Point.fromBytes(element).multiply(y).toBytes(false),
    Buffer.from(w0.toString(16).padStart(64, '0'), 'hex'),
  ]) {
    const length = Buffer.alloc(8);
    length.writeUInt32LE(part.length);
    transcript.update(length).update(part);
  }
  const main = transcript.digest();
  const keys = derived(main, 'ConfirmationKeys', 64);
  const expected = createHmac('sha256', keys.subarray(0, 32)).update(shareV).digest();
  return {
    shareV,
    confirmV: createHmac('sha256', keys.subarray(32)).update(shareP).digest(),
    holds: (confirmP) => confirmP.length === expected.length && timingSafeEqual(confirmP, expected),
    shared: derived(main, 'SharedKey', 32),
  };
}

/** The secret of the introduction that follows, as a QR code would have shown it. */
export function secretOf(shared: Uint8Array): string {
  return derived(shared, 'assay-claim/1', 24).toString('base64url');
}

const derived = (key: Uint8Array, info: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', key, new Uint8Array(), info, bytes));

function fresh(): bigint {
  return (BigInt(`0x${randomBytes(40).toString('hex')}`) % (ORDER - 1n)) + 1n;
}

function uncompressed(bytes: Uint8Array): InstanceType<typeof Point> | undefined {
  if (bytes.length !== 65 || bytes[0] !== 4) return undefined;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}
