import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answered, newDigits, registered } from '../examples/device-agent/digits.ts';
import { partiesOf, scalarsOf } from '../src/product/introduction/edge/spake2-code.ts';
import { proverFinish, proverShare, secretScalar, verifierElement } from '../src/product/introduction/spake2.ts';

// The reference agent's half of SPAKE2+, against the specification and against the app's half.

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? new Uint8Array()).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

// RFC 9383 appendix C, the first vector.
const W0 = 0xbb8e1bbcf3c48f62c08db243652ae55d3e5586053fca77102994f23ad95491b3n;
const Y = 0x717a72348a182085109c8d3917d6c43d59b224dc6a7fc4f0483232fa6516d8b3n;
const L = '04eb7c9db3d9a9eb1f8adab81b5794c1f13ae3e225efbe91ea487425854c7fc00f00bfedcbd09b2400142d40a14f2064ef31dfaa903b91d1faea7093d835966efd';
const SHARE_P = '04ef3bd051bf78a2234ec0df197f7828060fe9856503579bb1733009042c15c0c1de127727f418b5966afadfdd95a6e4591d171056b333dab97a79c7193e341727';
const VECTOR = { context: 'SPAKE2+-P256-SHA256-HKDF-SHA256-HMAC-SHA256 Test Vectors', prover: 'client', verifier: 'server' };

describe('the device’s half of SPAKE2+', () => {
  it('gives what RFC 9383 gives', () => {
    const made = answered(VECTOR, { w0: W0, element: bytes(L) }, bytes(SHARE_P), Y);
    expect([made?.shareV, made?.confirmV, made?.shared].map(hex)).toEqual([
      '04c0f65da0d11927bdf5d560c69e1d7d939a05b0e88291887d679fcadea75810fb5cc1ca7494db39e82ff2f50665255d76173e09986ab46742c798a9a68437b048',
      '9747bcc4f8fe9f63defee53ac9b07876d907d55047e6ff2def2e7529089d3e68',
      '0c5f8ccd1413423a54f6c1fb26ff01534a87f893779c6e68666d772bfd91f3e7',
    ]);
    expect(made?.holds(bytes('926cc713504b9b4d76c9162ded04b5493e89109f6d89462cd33adc46fda27527'))).toBe(true);
    expect(made?.holds(new Uint8Array(32))).toBe(false);
    expect(made?.holds(new Uint8Array())).toBe(false);
  });

  it('agrees with the app that was given the same digits, and with no other', async () => {
    const kept = registered('4827-1936', 'lock-1');
    const { w0, w1 } = await scalarsOf('48271936', 'lock-1');
    expect([kept.w0, hex(kept.element)]).toEqual([w0, hex(verifierElement(w1))]);
    const x = secretScalar(new Uint8Array(40).fill(7));
    const parties = partiesOf('lock-1', 'h_00000000000000000001' as Parameters<typeof partiesOf>[1]);
    const made = answered(parties, kept, proverShare(w0, x));
    const agreed = proverFinish(parties, { w0, w1, x }, made?.shareV ?? new Uint8Array());
    expect([hex(agreed?.shared), made?.holds(agreed?.confirm ?? new Uint8Array())]).toEqual([hex(made?.shared), true]);
    const other = answered(parties, registered('48271937', 'lock-1'), proverShare(w0, x));
    expect(other?.holds(proverFinish(parties, { w0, w1, x }, other.shareV)?.confirm ?? new Uint8Array())).toBe(false);
  });

  it('answers no share that is no point, or by which the key would be known', () => {
    const kept = { w0: W0, element: bytes(L) };
    const known = p256.Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f').multiply(W0).toBytes(false);
    for (const share of [known, new Uint8Array(), new Uint8Array([0]), bytes(SHARE_P).with(64, 0)]) expect(answered(VECTOR, kept, share)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 80 }), (share) => {
        expect(answered(VECTOR, kept, share)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('makes eight digits', () => {
    expect(newDigits()).toMatch(/^[0-9]{8}$/);
  });
});
