import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { CPE_ANY, CPE_ATTRIBUTES, type Cpe, type CpeValue, cpeText, cpeUri, parseCpe, readCpe } from './cpe.ts';
import { compareCpe, compareCpeValue } from './cpe-match.ts';

const text = fc
  .stringMatching(/^[!-~]{1,12}$/)
  .map((value) => value.toLowerCase())
  .filter((value) => value !== '-');
const wildcard = fc.option(fc.oneof(fc.constant('many' as const), fc.integer({ min: 1, max: 3 })), { nil: undefined });
const value: fc.Arbitrary<CpeValue> = fc.oneof(
  fc.constant(CPE_ANY),
  fc.constant({ kind: 'na' as const }),
  fc.record({ text, before: wildcard, after: wildcard }).map(({ text: inner, before, after }) => ({
    kind: 'text' as const,
    text: inner,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })),
);
const part: fc.Arbitrary<CpeValue> = fc.constantFrom<CpeValue>(
  CPE_ANY,
  { kind: 'na' },
  { kind: 'text', text: 'a' },
  { kind: 'text', text: 'o' },
  { kind: 'text', text: 'h' },
);
const cpe: fc.Arbitrary<Cpe> = fc
  .tuple(part, fc.array(value, { minLength: 10, maxLength: 10 }))
  .map(([first, rest]) => Object.fromEntries(CPE_ATTRIBUTES.map((attribute, at) => [attribute, at === 0 ? first : (rest[at - 1] ?? CPE_ANY)])) as Cpe);

const of = (vendor: string) => parseCpe(`cpe:2.3:a:${vendor}:*:*:*:*:*:*:*:*:*`).vendor;

describe('a CPE name', () => {
  it.each([
    ['cpe:/a:microsoft:internet_explorer:8.0.6001:beta', 'cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*'],
    ['cpe:/a:microsoft:internet_explorer:8.%02:sp%01', 'cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*'],
    ['cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~', 'cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*'],
    [
      'cpe:/a:foo%5cbar:big%24money_manager_2010:::~~special~ipod_touch~80gb~',
      'cpe:2.3:a:foo\\\\bar:big\\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*',
    ],
    ['cpe:/o:linux:linux_kernel:-', 'cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*'],
    ['cpe:/a:gnu:%2b%2b:1%3a2:::en-us', 'cpe:2.3:a:gnu:\\+\\+:1\\:2:*:*:en-us:*:*:*:*'],
  ])('%s is the same in both bindings', (uri, formatted) => {
    expect(cpeText(parseCpe(uri))).toBe(formatted);
    expect(cpeUri(parseCpe(formatted))).toBe(uri);
  });

  it('comes back from both bindings as it went in', () => {
    fc.assert(
      fc.property(cpe, (name) => {
        expect(parseCpe(cpeText(name))).toEqual(name);
        expect(parseCpe(cpeUri(name))).toEqual(name);
      }),
    );
  });

  it('is read as far as it goes, and what is not well-formed is said', () => {
    const short = readCpe('cpe:2.3:a:busybox:busybox:1.36.1');
    expect(short.cpe?.other).toEqual(CPE_ANY);
    expect(short.problems).toEqual(['it has 4 attributes, where a name has eleven']);
    expect(readCpe('cpe:2.3:a:libstdc++:libstdc++:12:*:*:*:*:*:*:*')).toMatchObject({
      cpe: { product: { text: 'libstdc++' } },
      problems: ['its vendor does not escape "+"', 'its product does not escape "+"'],
    });
  });

  it.each([
    'cpe:2.3:x:a:b:*:*:*:*:*:*:*:*',
    'cpe:2.3:a:a:b:1*2:*:*:*:*:*:*:*',
    'cpe:2.3:a:a:b:\\-:*:*:*:*:*:*:*',
    'cpe:2.3:a:a:b:**x:*:*:*:*:*:*:*',
    'cpe:2.3:a:a:b:*:*:*:*:*:*:*:*:*',
    'cpe:/a:b:c:%zz',
    'cpe:/a:b:c:%00',
    'cpe:/a:b:c%07',
    'cpe:/a:b:c:1:2:~3~4',
    'openssl',
  ])('%s is refused with ASSAY-COMPONENT-002', (name) => {
    expect(() => parseCpe(name)).toThrow(/ASSAY-COMPONENT-002/);
  });

  it('never throws but Refused on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `cpe:2.3:${tail}`),
          fc.string().map((tail) => `cpe:/${tail}`),
        ),
        (name) => {
          const { cpe: read, problems } = readCpe(name);
          expect(read !== undefined || problems.length > 0).toBe(true);
          if (problems.length > 0) expect(() => parseCpe(name)).toThrow(Refused);
        },
      ),
    );
  });
});

describe('the matching of NISTIR 7696', () => {
  it.each([
    ['*', '*', 'equal'],
    ['*', '-', 'superset'],
    ['*', 'x', 'superset'],
    ['*', 'x*', 'undefined'],
    ['-', '*', 'subset'],
    ['-', '-', 'equal'],
    ['-', 'x', 'disjoint'],
    ['-', 'x*', 'undefined'],
    ['x', 'x', 'equal'],
    ['x', 'X', 'equal'],
    ['x', 'y', 'disjoint'],
    ['x', '-', 'disjoint'],
    ['x', '*', 'subset'],
    ['x', 'x*', 'undefined'],
    ['x*', 'xyz', 'superset'],
    ['x*', 'yx', 'disjoint'],
    ['x*', '-', 'disjoint'],
    ['x*', '*', 'subset'],
    ['x*', 'x*', 'undefined'],
    ['?x', 'x', 'superset'],
    ['?x', 'yx', 'superset'],
    ['?x', 'yyx', 'disjoint'],
    ['x??', 'xab', 'superset'],
    ['x??', 'xabc', 'disjoint'],
    ['*a?', 'xaaab', 'superset'],
    ['x\\*', 'xy', 'disjoint'],
    ['x\\*', 'x\\*', 'equal'],
  ])('%s to %s is %s', (source, target, relation) => {
    expect(compareCpeValue(of(source), of(target))).toBe(relation);
  });

  it('sees one name as all its attributes', () => {
    const any = parseCpe('cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*');
    const one = parseCpe('cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*');
    const mixed = parseCpe('cpe:2.3:a:openssl:*:3.0.7:*:*:*:*:*:*:*');
    expect([compareCpe(any, one), compareCpe(one, any), compareCpe(any, any), compareCpe(any, mixed)]).toEqual(['superset', 'subset', 'equal', 'undefined']);
    expect(compareCpe(any, parseCpe('cpe:2.3:o:openssl:openssl:*:*:*:*:*:*:*:*'))).toBe('disjoint');
  });

  it('turns round: what is a superset one way is a subset the other, where no wildcard stands', () => {
    const turned = { equal: 'equal', superset: 'subset', subset: 'superset', disjoint: 'disjoint', undefined: 'undefined' };
    const plain = cpe.filter((name) => CPE_ATTRIBUTES.every((attribute) => !('before' in name[attribute] || 'after' in name[attribute])));
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(compareCpe(b, a)).toBe(turned[compareCpe(a, b)]);
        expect(compareCpe(a, a)).toBe('equal');
      }),
    );
  });
});
