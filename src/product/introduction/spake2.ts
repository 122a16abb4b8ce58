import { p256 } from '@noble/curves/nist.js';
import { bytesOfHex, hexOf } from '../../core/der/hex.ts';
import { joined } from '../../core/der/write.ts';
import { Digest } from '../../core/index.ts';

// SPAKE2+ (RFC 9383) with P-256, SHA-256, HKDF and HMAC: two who know the same few digits agree on a key, and whoever does not know them learns from each try whether one guess was right, and nothing else.
// The prover is the household's app, where somebody typed the code; the verifier is the device, which keeps no code but w0 and L.

const { Point } = p256;
const { ORDER } = Point.Fn;
type P256Point = InstanceType<typeof Point>;

// RFC 9383 section 4: nobody knows their discrete logarithms.
const M = Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
const N = Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49');

/** Who takes part, and in what: part of what both confirm, so that an exchange of one device is worth nothing with another. */
export interface Parties {
  readonly context: string;
  readonly prover: string;
  readonly verifier: string;
}

/** What the code becomes (RFC 9383 section 3.2). The prover has both, the verifier w0 and L. */
export interface CodeScalars {
  readonly w0: bigint;
  readonly w1: bigint;
}

/** Bytes that a function for passwords has to give for each of the two. */
export const SCALAR_BYTES = 40;
const ELEMENT_BYTES = 65;

/** `stretched`: twice 40 bytes, made of the code by a function for passwords, with both parties in it. */
export function codeScalars(stretched: Uint8Array): CodeScalars {
  const scalar = (bytes: Uint8Array) => BigInt(`0x${hexOf(bytes)}`) % ORDER;
  return { w0: scalar(stretched.subarray(0, SCALAR_BYTES)), w1: scalar(stretched.subarray(SCALAR_BYTES, 2 * SCALAR_BYTES)) };
}

/** What a verifier keeps instead of w1. */
export function verifierElement(w1: bigint): Uint8Array {
  return Point.BASE.multiply(w1).toBytes(false);
}

/** A secret scalar of 40 random bytes: the lean is below 2^-64. */
export function secretScalar(random: Uint8Array): bigint {
  return (BigInt(`0x${hexOf(random)}`) % (ORDER - 1n)) + 1n;
}

/** The prover's first message. `x`: fresh for each exchange. */
export function proverShare(w0: bigint, x: bigint): Uint8Array {
  return Point.BASE.multiply(x).add(M.multiply(w0)).toBytes(false);
}

export interface Agreed {
  /** What this party sends to show that it knows the code. */
  readonly confirm: Uint8Array;
  /** What the other has to send; compared in constant time. */
  readonly expected: Uint8Array;
  /** 32 bytes. Of use only once the other has confirmed. */
  readonly shared: Uint8Array;
}

/** The verifier's side. `undefined` where the share is no point of the curve, or one that would make the key known. */
export function verifierFinish(
  parties: Parties,
  { w0, element, y }: { readonly w0: bigint; readonly element: Uint8Array; readonly y: bigint },
  shareP: Uint8Array,
): (Agreed & { readonly shareV: Uint8Array }) | undefined {
  const received = pointOf(shareP);
  const kept = pointOf(element);
  if (received === undefined || kept === undefined) return undefined;
  const base = received.subtract(M.multiply(w0));
  if (base.is0()) return undefined;
  const shareV = Point.BASE.multiply(y).add(N.multiply(w0)).toBytes(false);
  const keys = keysOf(parties, { shareP, shareV, z: base.multiply(y), v: kept.multiply(y), w0 });
  return { shareV, confirm: keys.confirmV, expected: keys.confirmP, shared: keys.shared };
}

/** The prover's side, once the verifier's share is there. `undefined` as above. */
export function proverFinish(parties: Parties, { w0, w1, x }: CodeScalars & { readonly x: bigint }, shareV: Uint8Array): Agreed | undefined {
  const received = pointOf(shareV);
  if (received === undefined) return undefined;
  const base = received.subtract(N.multiply(w0));
  if (base.is0()) return undefined;
  const keys = keysOf(parties, { shareP: proverShare(w0, x), shareV, z: base.multiply(x), v: base.multiply(w1), w0 });
  return { confirm: keys.confirmP, expected: keys.confirmV, shared: keys.shared };
}

/** Uncompressed points of the curve alone: P-256 has no others of small order than the neutral one. */
function pointOf(bytes: Uint8Array): P256Point | undefined {
  if (bytes.length !== ELEMENT_BYTES || bytes[0] !== 4) return undefined;
  try {
    const point = Point.fromBytes(bytes);
    point.assertValidity();
    return point;
  } catch {
    return undefined;
  }
}

interface Transcript {
  readonly shareP: Uint8Array;
  readonly shareV: Uint8Array;
  readonly z: P256Point;
  readonly v: P256Point;
  readonly w0: bigint;
}

/** RFC 9383 sections 3.3 and 3.4. */
function keysOf({ context, prover, verifier }: Parties, { shareP, shareV, z, v, w0 }: Transcript) {
  const text = (part: string) => new TextEncoder().encode(part);
  const scalar = bytesOfHex(w0.toString(16).padStart(64, '0'));
  const parts = [text(context), text(prover), text(verifier), M.toBytes(false), N.toBytes(false), shareP, shareV, z.toBytes(false), v.toBytes(false), scalar];
  const main = digest(joined(...parts.flatMap((part) => [length(part), part])));
  const confirmation = derived(main, 'ConfirmationKeys', 64);
  return {
    confirmP: mac(confirmation.subarray(0, 32), shareV),
    confirmV: mac(confirmation.subarray(32), shareP),
    shared: derived(main, 'SharedKey', 32),
  };
}

/** Eight bytes, the lowest first. */
function length({ length: bytes }: Uint8Array): Uint8Array {
  const found = new Uint8Array(8);
  new DataView(found.buffer).setUint32(0, bytes, true);
  return found;
}

function digest(bytes: Uint8Array): Uint8Array {
  return bytesOfHex(Digest.of(bytes).slice('sha256:'.length));
}

const BLOCK = 64;

/** HMAC with SHA-256 (RFC 2104), for keys of at most a block. */
function mac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const pad = (with_: number) => Uint8Array.from({ length: BLOCK }, (_, i) => (key[i] ?? 0) ^ with_);
  return digest(joined(pad(0x5c), digest(joined(pad(0x36), message))));
}

/** HKDF with SHA-256 (RFC 5869) and no salt, at most 255 blocks. */
export function derived(key: Uint8Array, info: string, bytes: number): Uint8Array {
  const extracted = mac(new Uint8Array(32), key);
  const purpose = new TextEncoder().encode(info);
  let block = new Uint8Array() as Uint8Array;
  let all = new Uint8Array() as Uint8Array;
  for (let n = 1; all.length < bytes; n += 1) {
    block = mac(extracted, joined(block, purpose, new Uint8Array([n])));
    all = joined(all, block);
  }
  return all.subarray(0, bytes);
}
