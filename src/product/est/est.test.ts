import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64, base64Of, pemOf } from '../../core/der/armour.ts';
import { hexOf } from '../../core/der/hex.ts';
import { OID } from '../../core/der/oids.ts';
import { oid } from '../../core/der/write.ts';
import { Duration, Instant, Refused } from '../../core/index.ts';
import { readRequest } from '../ca/csr.ts';
import { certificate, challenge, request } from '../ca/edge/made.fixture.ts';
import { PROFILES } from '../ca/profile.ts';
import type { DeviceId, ProductId } from '../fleet/model.ts';
import { readAddress } from './address.ts';
import { readBasic } from './basic.ts';
import { certsOnly, readCertsOnly } from './cms.ts';
import { csrAttrs, plainAttributes, templateAttribute } from './csr-attributes.ts';
import { judgeBinding, judgeProof, profileFor } from './judge.ts';
import { tries } from './limits.ts';
import type { Proof } from './model.ts';
import { multipart } from './multipart.ts';
import { renewAt } from './renewal.ts';
import { readSettings, settingsOf } from './settings.ts';
import { estTelling } from './telling.ts';

const codes = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
const bytes = (text: string) => new TextEncoder().encode(text);

describe('an address of enrolment', () => {
  it.each([
    ['GET', '/.well-known/est/cacerts', { operation: 'cacerts' }],
    ['POST', '/.well-known/est/camera/simpleenroll', { operation: 'simpleenroll', label: 'camera' }],
    ['POST', '/.well-known/est/serverkeygen', { operation: 'serverkeygen' }],
  ])('reads %s %s', (method, url, expected) => {
    expect(readAddress(method, url)).toEqual(expected);
  });

  it.each([
    ['GET', '/.well-known/est/', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/cacerts/', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/cacerts?x', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/cacerts/cacerts', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/a/b/cacerts', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/constructor', 'ASSAY-EST-001'],
    ['GET', '/.well-known/est/Camera/cacerts', 'ASSAY-EST-001'],
    ['POST', '/.well-known/est/cacerts', 'ASSAY-EST-002'],
    ['GET', '/.well-known/est/simpleenroll', 'ASSAY-EST-002'],
  ])('refuses %s %s', (method, url, code) => {
    expect(codes(() => readAddress(method, url))).toEqual([code]);
  });

  it('gives an operation or a refusal for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (method, rest) => {
        for (const code of codes(() => readAddress(method, `/.well-known/est/${rest}`))) expect(code).toMatch(/^ASSAY-EST-00[12]$/);
      }),
    );
  });
});

describe('the body of a request', () => {
  const der = request();
  const text = base64Of(der);
  const wrapped = fc.array(fc.constantFrom('\r\n', '\n', ' ', '\t', ''), { minLength: 1, maxLength: 8 });

  it('is read as DER, PEM and base64, however its lines are broken', () => {
    expect(readRequest(der).der).toEqual(der);
    expect(readRequest(bytes(pemOf('CERTIFICATE REQUEST', der))).der).toEqual(der);
    expect(readRequest(bytes(pemOf('NEW CERTIFICATE REQUEST', der).replaceAll('\n', '\r\n'))).der).toEqual(der);
    fc.assert(
      fc.property(wrapped, fc.integer({ min: 1, max: 80 }), (breaks, every) => {
        let n = 0;
        const broken = text.replaceAll(new RegExp(`.{${every}}`, 'g'), (part) => `${part}${breaks[n++ % breaks.length]}`);
        expect(readRequest(bytes(broken)).der).toEqual(der);
      }),
    );
  });

  it('is refused by a code for any bytes, cut short, changed, or long', () => {
    const refusal = /^ASSAY-(?:DER|CA)-\d{3}$/;
    const held = (sent: Uint8Array) => {
      for (const code of codes(() => readRequest(sent))) expect(code).toMatch(refusal);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), held));
    fc.assert(fc.property(fc.nat(der.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => held(der.with(at, value))));
    fc.assert(fc.property(fc.nat(text.length - 1), (at) => held(bytes(text.slice(0, at)))));
    held(new Uint8Array(40_000).fill(0x30));
    held(bytes('M'.repeat(40_000)));
  });
});

describe('who asks by name and token', () => {
  it('is read from the header, and from no other', () => {
    expect(readBasic(`Basic ${btoa('cam-1:a:b')}`)).toEqual({ name: 'cam-1', secret: 'a:b' });
    expect(readBasic(`bASIC ${btoa('cam-1:')}`)).toEqual({ name: 'cam-1', secret: '' });
    for (const header of [
      undefined,
      '',
      'Basic',
      'Basic !',
      'Bearer abc',
      `Basic ${btoa('no colon')}`,
      `Basic ${btoa(':x')}`,
      `Basic ${'A'.repeat(600)}`,
      'Basic AAAAA',
      'Basic //=',
      'Basic YTpiYz=',
      'Basic YTpiY2Q==',
    ])
      expect(readBasic(header)).toBeUndefined();
    expect(readBasic('Basic YTpi')).toEqual({ name: 'a', secret: 'b' });
    expect(readBasic('Basic YTpiYw')).toEqual({ name: 'a', secret: 'bc' });
    const digits = fc.string({ unit: fc.constantFrom(...'AZaz09+/=YTpi'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (header) => void readBasic(`Basic ${header}`)),
      { numRuns: 2000 },
    );
  });
});

describe('CMS that only carries certificates', () => {
  it('gives back what was put in, in its order', () => {
    const [a, b] = [certificate(), certificate()];
    expect(readCertsOnly(certsOnly([a, b]))).toEqual([a, b]);
    expect(readCertsOnly(certsOnly([]))).toEqual([]);
  });

  it('is refused by a code where it is changed', () => {
    const whole = certsOnly([certificate()]);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        for (const code of codes(() => readCertsOnly(whole.with(at, value)))) expect(code).toMatch(/^ASSAY-DER-/);
      }),
    );
  });
});

describe('what a request should carry', () => {
  it('is written as the example of RFC 8951 section 4 has it', () => {
    const entries = [
      OID.challengePassword,
      { type: OID.ecPublicKey, values: [oid(OID.secp384r1)] },
      { type: OID.extensionRequest, values: [oid('1.3.6.1.1.1.1.22')] },
      OID.ecdsaWithSHA384,
    ];
    expect(base64Of(csrAttrs(entries))).toBe('MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==');
  });

  it('names the first kind of key of every profile, plainly and as a template', () => {
    for (const keys of [['p-256'], ['p-384'], ['ed25519'], ['rsa-2048'], ['rsa-3072'], []] as const) {
      const plain = plainAttributes({ keys }, 'required');
      expect(plain).toHaveLength(keys.length === 0 ? 1 : 3);
      const template = csrAttrs([templateAttribute({ keys }, 'devices.example.org')]);
      // RFC 9908 section 3.4: version 0, a subject with a common name to fill in, attributes under [1] always.
      expect(hexOf(template)).toContain('060b2a864886f70d010910023d');
      expect(hexOf(template)).toContain('02010030093107300506035504');
    }
    const bare = templateAttribute({ keys: [] });
    expect(typeof bare === 'string' ? '' : base64Of(bare.values[0] ?? new Uint8Array())).toBe(
      base64Of(new Uint8Array([0x30, 0x10, 0x02, 0x01, 0x00, 0x30, 0x09, 0x31, 0x07, 0x30, 0x05, 0x06, 0x03, 0x55, 0x04, 0x03, 0xa1, 0x00])),
    );
  });
});

describe('the judge', () => {
  const settings = settingsOf(new Map(), 'camera' as ProductId);
  const same = (a: string, b: string) => a === b;

  it('holds a label to the product, and a renewal to what is renewed', () => {
    const chosen = (label?: string, renewed?: string) => {
      const found = profileFor(label, settings, PROFILES, renewed);
      return 'fault' in found ? found.fault.code : found.profile.name;
    };
    expect([chosen(), chosen('camera'), chosen('server'), chosen(undefined, 'gateway'), chosen('camera', 'gateway')]).toEqual([
      'camera',
      'camera',
      'ASSAY-EST-012',
      'gateway',
      'ASSAY-EST-012',
    ]);
  });

  it.each([
    ['either', ['token', 'manufacturer', 'manufacturer-and-token', 'credential', 'credential-and-token']],
    ['token', ['token', 'manufacturer-and-token', 'credential', 'credential-and-token']],
    ['certificate', ['manufacturer', 'manufacturer-and-token', 'credential', 'credential-and-token']],
    ['both', ['manufacturer-and-token', 'credential', 'credential-and-token']],
  ] as const)('takes for %s what is enough', (proof, enough) => {
    const all: readonly Proof[] = ['token', 'manufacturer', 'manufacturer-and-token', 'credential', 'credential-and-token'];
    const taken = all.filter((by) => judgeProof({ device: 'cam-1' as DeviceId, by }, { ...settings, proof }).length === 0);
    expect(taken).toEqual(enough);
  });

  it('takes no binding but that of the connection', () => {
    const bound = readRequest(request({ attributes: [challenge('abc')] }));
    const plain = readRequest(request());
    const judged = (...[one, binding, asked]: [typeof plain, string | undefined, 'required' | 'if-given']) =>
      judgeBinding(one, binding, asked, same).map(({ code }) => code);
    expect(judged(bound, 'abc', 'required')).toEqual([]);
    expect(judged(plain, 'abc', 'if-given')).toEqual([]);
    for (const each of [judged(bound, 'abd', 'if-given'), judged(bound, undefined, 'if-given'), judged(plain, 'abc', 'required')])
      expect(each).toEqual(['ASSAY-EST-015']);
  });
});

describe('tries', () => {
  it('are counted in windows, and what they take of memory is bounded', () => {
    const of = tries({ within: 100, allowed: 2, most: 3 });
    of.count('a', 0);
    expect(of.wait('a', 1)).toBe(0);
    of.count('a', 1);
    expect([of.wait('a', 40), of.wait('a', 100), of.wait('b', 40)]).toEqual([60, 0, 0]);
    for (const name of ['b', 'c', 'd']) of.count(name, 50);
    expect(of.wait('a', 50)).toBe(0);
  });
});

describe('renewal', () => {
  it('comes at two thirds of a life, at most a tenth of it later, and always before its end', () => {
    const from = Instant.parse('2026-11-01T00:00:00Z');
    expect(renewAt(from, Instant.plus(from, Duration.days(90)), 0)).toBe(from + Duration.days(60));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3650 }), fc.double({ min: -1, max: 2, noNaN: true }), (days, jitter) => {
        const until = Instant.plus(from, Duration.days(days));
        const at = renewAt(from, until, jitter);
        expect(at).toBeGreaterThanOrEqual(Math.round(from + ((until - from) * 2) / 3));
        expect(at).toBeLessThan(until);
      }),
    );
  });
});

describe('several parts in one answer', () => {
  it('stand between boundaries, each in base64 on one line', () => {
    const body = multipart([{ type: 'application/pkcs8', content: new Uint8Array(100) }], 'b0');
    const [head = '', ...rest] = (body.split('--b0')[1] ?? '').split('\r\n\r\n');
    expect(head).toContain('Content-Type: application/pkcs8\r\nContent-Transfer-Encoding: base64');
    expect(base64(rest.join(''), 'part')).toEqual(new Uint8Array(100));
    expect(body.endsWith('--b0--\r\n')).toBe(true);
  });
});

describe('the settings of enrolment', () => {
  it('are what the operator says, and the product’s own profile where nothing is said', () => {
    const read = readSettings('assay: est/1\nproducts:\n  camera:\n    proof: both\n    profiles: [camera, gateway]\n', 'est.yaml', PROFILES);
    expect(settingsOf(read, 'camera' as ProductId)).toMatchObject({ proof: 'both', profiles: ['camera', 'gateway'], binding: 'if-given', again: 'refuse' });
    expect(settingsOf(read, 'lock' as ProductId)).toMatchObject({ profiles: ['lock'], proof: 'either' });
  });

  it.each([
    ['assay: est/2\nproducts: {}\n'],
    ['assay: est/1\nproducts:\n  camera:\n    proof: maybe\n'],
    ['assay: est/1\nproducts:\n  camera:\n    profiles: [none]\n'],
    ['assay: est/1\nproducts:\n  lock: {}\n'],
    ['assay: est/1\nproducts:\n  camera:\n    anchors: trust me\n'],
    [`assay: est/1\nproducts:\n  camera:\n    anchors: |\n${pemOf('CERTIFICATE', certificate()).trim().replaceAll(/^/gm, '      ')}\n`],
    ['assay: est/1\nproducts:\n  camera:\n    domain: "*.example.org"\n'],
  ])('are refused where they cannot be used: %#', (text) => {
    expect(new Set(codes(() => readSettings(text, 'est.yaml', PROFILES)))).toEqual(new Set(['ASSAY-EST-024']));
  });
});

it('says what it expected of settings in plain words, with its place', () => {
  const text = 'assay: est/1\nproducts:\n  camera:\n    profils: [camera]\n    proof: maybe\n';
  expect(() => readSettings(text, 'est.yaml', PROFILES)).toThrow(
    expect.objectContaining({
      faults: expect.arrayContaining([
        expect.objectContaining({ expected: 'either, token, certificate, both', line: 5 }),
        expect.objectContaining({ message: 'the settings of enrolment cannot be used: expected nothing of the name profils' }),
      ]),
    }),
  );
});

describe('what is told of a device', () => {
  it('says each fact in plain words', () => {
    const device = 'cam-1';
    const facts = [
      ['token.made', { digest: 'x', until: '2026-11-01T00:00:00Z' }],
      ['token.used', { digest: 'x' }],
      ['enrolment.asked', { request: 'er_1', profile: 'camera', key: 'k', by: 'token' }],
      ['enrolment.decided', { request: 'er_1', approved: true }],
      ['enrolment.done', { key: 'k', by: 'manufacturer' }],
      ['alarm.raised', { code: 'ASSAY-EST-007', says: 'the token was used already' }],
    ] as const;
    expect(facts.map(([type, body]) => estTelling.say(type, { ...body, device }, device))).toEqual([
      'may enrol with a one-time token until 2026-11-01T00:00:00Z',
      'used its one-time token',
      'asked for a certificate of profile camera by a one-time token; request er_1 waits for a person',
      'had request er_1 approved',
      'enrolled by the manufacturer’s certificate',
      'alarm ASSAY-EST-007: the token was used already',
    ]);
    expect(estTelling.devices('token.used', { device }, () => undefined)).toEqual([device]);
  });
});
