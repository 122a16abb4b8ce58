import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfHex, hexOf } from '../../core/der/hex.ts';
import { derived, proverFinish, proverShare, secretScalar, verifierElement, verifierFinish } from './spake2.ts';

// RFC 9383 appendix C, the first vector: P256-SHA256-HKDF-SHA256-HMAC-SHA256.
const PARTIES = { context: 'SPAKE2+-P256-SHA256-HKDF-SHA256-HMAC-SHA256 Test Vectors', prover: 'client', verifier: 'server' };
const W0 = 0xbb8e1bbcf3c48f62c08db243652ae55d3e5586053fca77102994f23ad95491b3n;
const W1 = 0x7e945f34d78785b8a3ef44d0df5a1a97d6b3b460409a345ca7830387a74b1dban;
const X = 0xd1232c8e8693d02368976c174e2088851b8365d0d79a9eee709c6a05a2fad539n;
const Y = 0x717a72348a182085109c8d3917d6c43d59b224dc6a7fc4f0483232fa6516d8b3n;
const L = '04eb7c9db3d9a9eb1f8adab81b5794c1f13ae3e225efbe91ea487425854c7fc00f00bfedcbd09b2400142d40a14f2064ef31dfaa903b91d1faea7093d835966efd';
const SHARE_P = '04ef3bd051bf78a2234ec0df197f7828060fe9856503579bb1733009042c15c0c1de127727f418b5966afadfdd95a6e4591d171056b333dab97a79c7193e341727';
const SHARE_V = '04c0f65da0d11927bdf5d560c69e1d7d939a05b0e88291887d679fcadea75810fb5cc1ca7494db39e82ff2f50665255d76173e09986ab46742c798a9a68437b048';
const CONFIRM_P = '926cc713504b9b4d76c9162ded04b5493e89109f6d89462cd33adc46fda27527';
const CONFIRM_V = '9747bcc4f8fe9f63defee53ac9b07876d907d55047e6ff2def2e7529089d3e68';
const SHARED = '0c5f8ccd1413423a54f6c1fb26ff01534a87f893779c6e68666d772bfd91f3e7';

const hexes = (agreed: { readonly confirm: Uint8Array; readonly expected: Uint8Array; readonly shared: Uint8Array } | undefined) =>
  agreed === undefined ? [] : [agreed.confirm, agreed.expected, agreed.shared].map(hexOf);

describe('the vector of RFC 9383', () => {
  it('holds on both sides', () => {
    expect(hexOf(verifierElement(W1))).toBe(L);
    expect(hexOf(proverShare(W0, X))).toBe(SHARE_P);
    const verifier = verifierFinish(PARTIES, { w0: W0, element: bytesOfHex(L), y: Y }, bytesOfHex(SHARE_P));
    expect(hexOf(verifier?.shareV ?? new Uint8Array())).toBe(SHARE_V);
    expect(hexes(verifier)).toEqual([CONFIRM_V, CONFIRM_P, SHARED]);
    expect(hexes(proverFinish(PARTIES, { w0: W0, w1: W1, x: X }, bytesOfHex(SHARE_V)))).toEqual([CONFIRM_P, CONFIRM_V, SHARED]);
  });
});

describe('an exchange', () => {
  const verifier = (w0 = W0, element = bytesOfHex(L), parties = PARTIES) => verifierFinish(parties, { w0, element, y: Y }, proverShare(W0, X));
  it('agrees on nothing where the code, the device or who takes part is another', () => {
    const prover = hexes(proverFinish(PARTIES, { w0: W0, w1: W1, x: X }, verifier()?.shareV ?? new Uint8Array()));
    for (const other of [verifier(W0 + 1n), verifier(W0, verifierElement(W1 + 1n)), verifier(W0, bytesOfHex(L), { ...PARTIES, verifier: 'other' })]) {
      const [confirm, , shared] = hexes(other);
      expect(confirm).not.toBe(prover[1]);
      expect(shared).not.toBe(prover[2]);
    }
  });

  it('takes no share that is no point of the curve, or that would make the key known', () => {
    // With w0 times M, what is left is the neutral point: whoever sends it knows the key without the code.
    const known = p256.Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f').multiply(W0).toBytes(false);
    for (const share of [
      known,
      new Uint8Array(),
      new Uint8Array(65),
      bytesOfHex(SHARE_P).with(64, 0),
      bytesOfHex(SHARE_P).subarray(0, 33),
      new Uint8Array([0]),
    ]) {
      expect(verifierFinish(PARTIES, { w0: W0, element: bytesOfHex(L), y: Y }, share)).toBeUndefined();
    }
    expect(proverFinish(PARTIES, { w0: W0, w1: W1, x: X }, new Uint8Array(65).fill(4))).toBeUndefined();
    const toProver = p256.Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49').multiply(W0).toBytes(false);
    expect(proverFinish(PARTIES, { w0: W0, w1: W1, x: X }, toProver)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (rest) => {
        expect(verifierFinish(PARTIES, { w0: W0, element: bytesOfHex(L), y: Y }, new Uint8Array([4, ...rest]))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('begins with scalars that are never nought', () => {
    expect(secretScalar(new Uint8Array(40))).toBe(1n);
    expect(derived(new Uint8Array(32), 'x', 100)).toHaveLength(100);
  });
});
