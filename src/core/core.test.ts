import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Digest, Duration, defineFaults, fold, Instant, isInstantText, type Json, nearest, parseJson, place, Refused } from './index.ts';

function codesOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
}

describe('Instant', () => {
  it('takes what a pattern takes that names a real day, and nothing else', () => {
    const two = fc.constantFrom('00', '01', '02', '04', '11', '12', '13', '23', '24', '28', '29', '30', '31', '32', '59', '60', 'x1', '1 ', '+1');
    const year = fc.constantFrom('0000', '0004', '0099', '0100', '1900', '1969', '2000', '2024', '2026', '9999', '-001', '20.6');
    const tail = fc.constantFrom('Z', '.Z', '.0Z', '.5Z', '.123Z', '.123456789Z', '.1234567890Z', 'z', '+00:00', '', '.12aZ', 'ZZ', ' Z');
    const text = fc.tuple(year, two, two, two, two, two, tail).map(([y, mo, d, h, mi, s, end]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${end}`);
    fc.assert(
      fc.property(text, (one) => {
        const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/.exec(one);
        const [, day = '', hour, minute, second, fraction = ''] = match ?? [];
        const midnight = new Date(`${day}T00:00:00Z`);
        const real = match !== null && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
        const wanted = real && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
        expect(isInstantText(one)).toBe(wanted);
        const millis = Number(`${fraction}000`.slice(0, 3));
        if (wanted) expect(Instant.parse(one)).toBe(midnight.getTime() + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + millis);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'],
    ['2026-11-01T00:00:00.250Z', '2026-11-01T00:00:00.250Z'],
    ['2024-02-29T23:59:59.999999999Z', '2024-02-29T23:59:59.999Z'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00Z'],
  ])('reads %s', (text, back) => expect(Instant.format(Instant.parse(text))).toBe(back));

  it.each([
    '',
    '2026-11-01',
    '2026-11-01T00:00:00',
    '2026-11-01T00:00:00+01:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-11-01T24:00:00Z',
    '2026-11-01T00:60:00Z',
    '2026-11-01t00:00:00z',
    ' 2026-11-01T00:00:00Z',
    '0x7E-01-01T00:00:00Z',
  ])('refuses %j', (text) => expect(codesOf(() => Instant.parse(text))).toEqual(['ASSAY-TIME-001']));

  it('writes what it reads, for every moment', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        expect(Instant.parse(Instant.format(Instant.of(date.getTime())))).toBe(date.getTime());
      }),
    );
  });
});

describe('Duration', () => {
  it.each([
    ['P90D', 90 * 86_400_000],
    ['PT24H', 86_400_000],
    ['P1W', 7 * 86_400_000],
    ['P1DT1H1M1S', 90_061_000],
    ['PT0S', 0],
  ])('reads %s', (text, millis) => expect(Duration.parse(text)).toBe(millis));

  it.each(['', 'P', 'PT', 'P1M', 'P1Y', '90D', 'P-1D', 'P1.5D', 'P1D ', 'p1d', 'P9999999D'])('refuses %j', (text) =>
    expect(codesOf(() => Duration.parse(text))).toEqual(['ASSAY-DURATION-001']),
  );

  it('counts in its units', () =>
    expect([Duration.days(1), Duration.hours(1), Duration.minutes(1), Duration.seconds(1)]).toEqual([86_400_000, 3_600_000, 60_000, 1000]));
});

describe('canonical JSON', () => {
  // RFC 8785 section 3.2.3 and 3.2.4: the order of names and the spelling of strings and numbers.
  it.each<[Json, string]>([
    [
      { '€': 'Euro', '\r': 'CR', '\ufb33': 'Dalet', '1': 'One', '\u{1f600}': 'Grin', '\u0080': 'Ctl', ö: 'o' },
      '{"\\r":"CR","1":"One","\u0080":"Ctl","ö":"o","€":"Euro","\u{1f600}":"Grin","\ufb33":"Dalet"}',
    ],
    [
      { numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27], string: '€$\u000f\nA\'B"\\\\"/', literals: [null, true, false] },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [-0, '0'],
    [[], '[]'],
    [{}, '{}'],
  ])('%#', (value, text) => expect(canonicalJson(value)).toBe(text));

  it('has one spelling for equal values, which reads back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(!/[\ud800-\udfff]/.test(JSON.stringify(value)) && !JSON.stringify(value).includes('-0'));
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [{ '\udc00': 1 }]])('refuses what has no form: %j', (value) =>
    expect(codesOf(() => canonicalJson(value as Json))).toEqual(['ASSAY-JSON-005']),
  );
});

describe('reading JSON that somebody else wrote', () => {
  it.each([
    ['{"a":1,}', 'ASSAY-JSON-001'],
    ['', 'ASSAY-JSON-001'],
    ['{"a":\u0000}', 'ASSAY-JSON-001'],
    [`${'['.repeat(101)}${']'.repeat(101)}`, 'ASSAY-JSON-002'],
    ['{"__proto__":{"admin":true}}', 'ASSAY-JSON-004'],
    ['{"\\u005f_proto__":1}', 'ASSAY-JSON-004'],
    ['{"a":{"constructor":1}}', 'ASSAY-JSON-004'],
    ['{"a":1,"a":2}', 'ASSAY-JSON-006'],
    ['{"a":1,"\\u0061":2}', 'ASSAY-JSON-006'],
  ])('refuses %j', (text, code) => expect(codesOf(() => parseJson(text, 'x.json'))).toEqual([code]));

  it('refuses what is too large before reading it', () =>
    expect(codesOf(() => parseJson('[1,2,3]', 'x.json', { bytes: 3, depth: 10 }))).toEqual(['ASSAY-JSON-003']));

  it('says where', () => {
    try {
      parseJson('{\n  "a": 1,\n  "a": 2\n}', 'x.json');
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults[0]).toMatchObject({ file: 'x.json', line: 3, column: 3 });
    }
  });

  it('agrees with JSON.parse on everything it accepts, and throws nothing but a refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().chain((text) => fc.nat(text.length).map((cut) => text.slice(0, cut))),
        ),
        (text) => {
          let value: unknown;
          try {
            value = parseJson(text, 'x.json');
          } catch (error) {
            expect(error).toBeInstanceOf(Refused);
            return;
          }
          expect(value).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each(['{"a\\\\":1,"b":"\\\\\\"{","c":"\\\\"}', '["\\\\\\\\\\"[","\\"","\\\\"]', '{"\\"":"","":"\\"","\\\\":[]}'])(
    'finds the end of a string behind backslashes: %s',
    (text) => expect(parseJson(text, 'x')).toEqual(JSON.parse(text)),
  );

  it('reads a repeated value in sibling objects, and brackets in strings', () =>
    expect(parseJson('[{"a":"[{"},{"a":"}]"}]', 'x')).toEqual([{ a: '[{' }, { a: '}]' }]));
});

describe('small things', () => {
  it('finds line and column', () =>
    expect([place('ab\ncd', 0), place('ab\ncd', 4), place('', 0)]).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 2 },
      { line: 1, column: 1 },
    ]));

  it('hashes (FIPS 180-4, "abc")', () => expect(Digest.of('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));

  it('knows a digest by its form', () =>
    expect(['sha256:', `sha256:${'A'.repeat(64)}`, `sha256:${'a'.repeat(64)}`].map((text) => Digest.isText(text))).toEqual([false, false, true]));

  it.each([
    ['camra', ['camera', 'camp'], 'camera'],
    ['nothing-like-it', ['camera'], undefined],
    ['stream', ['stream-relay', 'steam'], 'steam'],
  ])('suggests for %s', (text, among, first) => expect(nearest(text, among)[0]).toBe(first));

  it('never works long on long words', () => expect(nearest('x'.repeat(100_000), ['y'.repeat(100_000)])).toEqual([]));

  it('names codes by area', () =>
    expect(defineFaults('X', { '001': { whose: 'peer', title: 't' } }).fault('001', { message: 'm', remedy: 'r' })).toEqual({
      code: 'ASSAY-X-001',
      whose: 'peer',
      message: 'm',
      remedy: 'r',
    }));

  it('folds a prefix and then the rest as it folds the whole', () => {
    const sum = { name: 'sum', version: 1, initial: () => 0, on: { add: (view: number, fact: { event: { type: 'add'; n: number } }) => view + fact.event.n } };
    const facts = (list: number[]) => list.map((n, seq) => ({ seq, recordedAt: '', event: { type: 'add' as const, n } }));
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (a, b) => {
        expect(fold(sum, fold(sum, 0, facts(a)), facts(b))).toBe(fold(sum, 0, facts([...a, ...b])));
      }),
    );
  });
});
