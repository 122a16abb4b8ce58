import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfHex, hexOf } from '../../core/der/hex.ts';
import { Digest, Instant, Refused } from '../../core/index.ts';
import { readBundle } from './bundle.ts';
import { cborHead, readCbor } from './cbor.ts';
import { readSign1 } from './cose.ts';
import { attestationEvidence } from './evidence.ts';
import { attestationFaults } from './faults.ts';
import { nonces } from './nonces.ts';
import { readPsaClaims } from './psa.ts';
import { readAttestationSettings } from './settings.ts';
import { attestationTelling } from './telling.ts';
import { readTpmCertification } from './tpm.ts';

// The example of RFC 9783, appendix A.1: a token signed with ES256, and the key that verifies it.
const RFC_TOKEN = bytesOfHex(
  [
    'd28443a10126a058faa81901005821010202020202020202020202020202',
    '02020202020202020202020202020202020219095c582000000000000000',
    '000000000000000000000000000000000000000000000000000a58200101',
    '010101010101010101010101010101010101010101010101010101010101',
    '19095a1a7fffffff19095b19300019010978217461673a70736163657274',
    '69666965642e6f72672c323032333a7073612374666d19095d4800000000',
    '0000000019095f81a2055820040404040404040404040404040404040404',
    '040404040404040404040404040402582003030303030303030303030303',
    '0303030303030303030303030303030303030358402f4c8152ed1691833e',
    'ebb6a182d2120e3d19220df85b9ac51109113a423fa024205ceda0815968',
    '548de4fbb6dc94b88c916f0d266e64cea24183a84f977de475',
  ].join(''),
);
/** Appendix A.2: the same under a MAC. */
const RFC_MAC = bytesOfHex(
  [
    'd18443a10105a0590117a9190100582101c557bd4fadc83f756fca2cd5ea',
    '2dcc8b82159bb4e7453d6a744d4eecd6d0ac6019095c5820000000000000',
    '00000000000000000000000000000000000000000000000000000a582001',
    '010101010101010101010101010101010101010101010101010101010101',
    '0119095a1a7fffffff19095e73313233343536373839303132332d313233',
    '343519095b19300019010978217461673a7073616365727469666965642e',
    '6f72672c323032333a7073612374666d19095d4800000000000000001909',
    '5f81a3055820040404040404040404040404040404040404040404040404',
    '040404040404040402582003030303030303030303030303030303030303',
    '03030303030303030303030303016450526f545820b36cc7d7d2ed8980ac',
    '81c3460cfe2eddc45232ad819339a98e63bde32b9c2534',
  ].join(''),
);
const RFC_KEY = { kty: 'EC', crv: 'P-256', x: 'Tl4iCZ47zrRbRG0TVf0dw7VFlHtv18HInYhnmMNybo8', y: 'gNcLhAslaqw0pi7eEEM2TwRAlfADR0uR4Bggkq-xPy4' };

const codesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};

describe('the example of RFC 9783', () => {
  it('is read as its text says, and its signature holds', () => {
    const token = readSign1(RFC_TOKEN);
    expect(token.algorithm).toBe('ES256');
    const key = createPublicKey({ key: RFC_KEY, format: 'jwk' });
    expect(verify('sha256', token.signed, { key, dsaEncoding: 'ieee-p1363' }, token.signature)).toBe(true);
    const { nonce, said } = readPsaClaims(token.payload);
    expect(hexOf(nonce)).toBe('01'.repeat(32));
    expect(said).toEqual({
      lifecycle: 'secured',
      implementation: '00'.repeat(32),
      instance: `01${'02'.repeat(32)}`,
      software: [{ measurement: '03'.repeat(32), signer: '04'.repeat(32) }],
    });
  });

  it('is refused where a verifier would share its key', () => {
    expect(codesOf(() => readSign1(RFC_MAC))).toEqual(['ASSAY-ATTESTATION-005']);
  });

  it('is refused, or reads as the same bytes say, wherever one bit of it is changed', () => {
    fc.assert(
      fc.property(fc.nat(RFC_TOKEN.length - 1), fc.nat(7), (at, bit) => {
        const changed = RFC_TOKEN.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const codes = codesOf(() => {
          const token = readSign1(changed);
          readPsaClaims(token.payload);
          const key = createPublicKey({ key: RFC_KEY, format: 'jwk' });
          // A changed header that is not signed has nothing in it that is used.
          if (verify('sha256', token.signed, { key, dsaEncoding: 'ieee-p1363' }, token.signature))
            throw new Refused(attestationFaults.fault('010', { message: 'holds', remedy: 'none' }));
        });
        expect(codes).not.toContain('ASSAY-ATTESTATION-010');
      }),
    );
  });
});

describe('CBOR', () => {
  it.each([
    ['nothing', '', '002'],
    ['a text that ends early', '63616263'.slice(0, 6), '002'],
    ['a number in a longer form', '1817', '002'],
    ['a number in a much longer form', '1b00000000ffffffff', '002'],
    ['an indefinite length', '5f4101ff', '002'],
    ['an indefinite map', 'bfff', '002'],
    ['a break', 'ff', '002'],
    ['a reserved length', '1c', '002'],
    ['a simple value in a longer form', 'f801', '002'],
    ['another item after it', '0101', '002'],
    ['text that is no UTF-8', '62c328', '002'],
    ['a list as a key', 'a18001', '002'],
    ['more elements than bytes', '9bffffffffffffffff', '002'],
    ['more bytes than there are', '5affffffff00', '002'],
    ['a key twice', 'a201000102', '003'],
    ['a text key twice', 'a2616100616101', '003'],
    ['nesting', `${'81'.repeat(9)}01`, '004'],
    ['tags within tags', `${'c1'.repeat(12)}01`, '004'],
    ['more items than are read', `990500${'00'.repeat(1280)}`, '004'],
    ['more bytes than are read', `594001${'00'.repeat(16385)}`, '004'],
  ])('with %s is refused', (_what, text, number) => {
    expect(codesOf(() => readCbor(bytesOfHex(text), 'token'))).toEqual([`ASSAY-ATTESTATION-${number}`]);
  });

  it('gives numbers, bytes, texts, lists, maps and tags', () => {
    const read = readCbor(bytesOfHex('c1a2013903e761614318c8ff'.replace('4318c8ff', '821bffffffffffffffff4101')), 'token');
    expect(read).toEqual({
      is: 'tag',
      tag: 1n,
      value: {
        is: 'map',
        value: new Map<bigint | string, unknown>([
          [1n, { is: 'number', value: -1000n }],
          [
            'a',
            {
              is: 'list',
              value: [
                { is: 'number', value: 0xffffffffffffffffn },
                { is: 'bytes', value: Uint8Array.of(1) },
              ],
            },
          ],
        ]),
      },
    });
    expect(readCbor(bytesOfHex('83f5f6f93c00'), 'token')).toEqual({ is: 'list', value: [{ is: 'other' }, { is: 'other' }, { is: 'other' }] });
  });

  it('writes heads that it reads', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        expect(readCbor(cborHead(0, value), 'number')).toEqual({ is: 'number', value: BigInt(value) });
      }),
    );
  });
});

describe('bytes of strangers', () => {
  it('never make a reader throw anything but a refusal', () => {
    const readers = [readSign1, readPsaClaims, readTpmCertification, readBundle, (bytes: Uint8Array) => readCbor(bytes, 'token')];
    const shaped = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.of(0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0, 0x58, bytes.length, ...bytes)),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.of(0x30, bytes.length + 2, 0x04, bytes.length, ...bytes)),
    );
    fc.assert(
      fc.property(shaped, fc.nat(readers.length - 1), (bytes, which) => {
        for (const code of codesOf(() => readers[which]?.(bytes))) expect(code).toMatch(/^ASSAY-(?:ATTESTATION|DER)-/);
      }),
    );
  });
});

describe('nonces', () => {
  const nonce = (fill: number) => new Uint8Array(32).fill(fill);
  const is = (fill: number) => (given: Uint8Array) => given[0] === fill;

  it('are good once, for the device that they were given to, and for their time', () => {
    const kept = nonces({ within: 1000 });
    kept.give('cam-1', nonce(1), 0);
    expect(kept.take('cam-2', is(1), 10)).toBe('none');
    expect(kept.take('cam-1', is(2), 10)).toBe('none');
    expect(kept.take('cam-1', is(1), 999)).toBe('fresh');
    expect(kept.take('cam-1', is(1), 999)).toBe('used');
    expect(kept.take('cam-1', is(1), 1000)).toBe('none');
  });

  it('are bounded: the oldest of a device, and of all devices, are forgotten', () => {
    const kept = nonces({ within: 1000, each: 2, most: 2 });
    for (const fill of [1, 2, 3]) kept.give('cam-1', nonce(fill), 0);
    expect([1, 2, 3].map((fill) => kept.take('cam-1', is(fill), 1))).toEqual(['none', 'fresh', 'fresh']);
    for (const device of ['cam-2', 'cam-3']) kept.give(device, nonce(9), 0);
    expect(kept.take('cam-1', is(3), 1)).toBe('none');
    expect(kept.take('cam-3', is(9), 1)).toBe('fresh');
  });
});

describe('settings of attestation', () => {
  it.each([
    ['another format', 'assay: attestation/2\nproducts: {}\n'],
    ['anchors that are none', 'assay: attestation/1\nproducts:\n  camera:\n    tpm:\n      anchors: nothing\n'],
    [
      'a key that is none',
      `assay: attestation/1\nproducts:\n  camera:\n    psa:\n      keys:\n        - instance: '01${'02'.repeat(32)}'\n          key: nothing\n`,
    ],
    ['a state that there is not', 'assay: attestation/1\nproducts:\n  camera:\n    psa:\n      lifecycles: [fine]\n'],
    ['a measurement of another length', "assay: attestation/1\nproducts:\n  camera:\n    psa:\n      measurements: ['0102']\n"],
    ['evidence that nobody could verify, required', 'assay: attestation/1\nproducts:\n  camera:\n    required: [camera]\n    psa: {}\n'],
    ['no name of a product', 'assay: attestation/1\nproducts:\n  Camera One: {}\n'],
  ])('with %s are refused', (_what, text) => {
    expect([...new Set(codesOf(() => readAttestationSettings(text, 'attestation.yaml')))]).toEqual(['ASSAY-ATTESTATION-022']);
  });

  it('hold tokens to the secured state where they say nothing of it', () => {
    const found = readAttestationSettings('assay: attestation/1\nproducts:\n  camera:\n    psa: {}\n', 'attestation.yaml').get('camera');
    expect(found).toEqual({ product: 'camera', required: [], key: 'any', psa: { anchors: [], keys: new Map(), lifecycles: ['secured'] } });
  });
});

describe('what was shown', () => {
  const told = (body: object) =>
    attestationTelling.say('attestation.recorded', { device: 'cam-1', evidence: 'ab'.repeat(32), said: {}, ...body } as never, 'cam-1');
  it('is told as verified only where it was', () => {
    expect(told({ format: 'tpm', outcome: 'verified', key: 'in-hardware' })).toContain(
      'which was verified: the key of its certificate was made in the hardware',
    );
    expect(told({ format: 'psa', outcome: 'refused', key: 'unbound', code: 'ASSAY-ATTESTATION-010' })).toContain('which was refused: ASSAY-ATTESTATION-010');
    expect(told({ format: 'psa', outcome: 'not-verified', key: 'unbound', code: 'ASSAY-ATTESTATION-009' })).toContain('which nobody declared how to verify');
    expect(attestationTelling.say('attestation.forgotten', { device: 'cam-1' }, 'cam-1')).toContain('as the operator said');
  });

  it('is stated of no product whose devices have shown nothing that was verified', () => {
    const at = Instant.parse('2026-11-23T12:00:00Z');
    expect(attestationEvidence([{ product: 'camera', inService: 9, verified: 0, secured: 0, debugging: 0 }], at, Digest.of(''))).toEqual([]);
    const [share] = attestationEvidence([{ product: 'camera', inService: 3, verified: 2, secured: 0, debugging: 0 }], at, Digest.of(''));
    expect(share).toMatchObject({ claim: 'device.hardware-attested', value: 0.666, method: 'runtime', population: { total: 3, seen: 3 } });
  });
});
