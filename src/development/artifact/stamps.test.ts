import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { versionOf } from './holes.ts';
import { readStamps, stampedBy } from './stamps.ts';

const RELEASE = { tag: 'v1.2.3', version: '1.2.3', commit: 'abcdef0123456789abcdef0123456789abcdef01', date: '2026-11-03' };
const bytes = (text: string) => new TextEncoder().encode(text);
const rules = (...lines: string[]) => readStamps(JSON.stringify({ format: 'stamps/1', stamps: [{ path: 'src/**', lines }] }), 'stamps.json').rules;
const stamped = (line: string, tagged: string, ships: string, path = 'src/a/v.h') => stampedBy(rules(line), path, bytes(tagged), bytes(ships), RELEASE);

function codes(text: string): readonly string[] {
  try {
    readStamps(text, 'stamps.yaml');
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
}

describe('a stamp', () => {
  it.each([
    ['#define V "{VERSION}"', '#define V "dev"', '#define V "1.2.3"'],
    ['V={MAJOR}.{MINOR}.{PATCH}', 'V=0.0.0', 'V=1.2.3'],
    ['#define H 0x{HEX}', '#define H 0x000000', '#define H 0x010203'],
    ['tag {TAG}', 'tag @TAG@', 'tag v1.2.3'],
    ['at {COMMIT}', 'at unknown', 'at abcdef0'],
    ['at {COMMIT}.', 'at x.', `at ${RELEASE.commit}.`],
    ['.TH A 3 "{DATE}"', '.TH A 3 "[DATE]"', '.TH A 3 "November 3, 2026"'],
    ['on {DATE}', 'on 2020-01-01', 'on 2026-11-03'],
    ['(c) {YEAR}', '(c) 2019', '(c) 2026'],
  ])('%s lets %j become %j', (line, tagged, ships) => {
    expect(stamped(line, `a\n${tagged}\nb\n`, `a\n${ships}\nb\n`)).toMatch(/^1 line with [A-Z, ]+ of the release$/);
  });

  it.each([
    ['another version', '#define V "dev"', '#define V "1.2.4"'],
    ['something after it', '#define V "dev"', '#define V "1.2.3" system("x")'],
    ['a tag’s line of another form', 'if (!allowed) return;', '#define V "1.2.3"'],
    ['another line too', '#define V "dev"\nb', '#define V "1.2.3"\nc'],
    ['a line more', '#define V "dev"', '#define V "1.2.3"\nx'],
    ['a line less', '#define V "dev"\nb', '#define V "1.2.3"'],
  ])('lets nothing pass with %s', (_, tagged, ships) => {
    expect(stamped('#define V "{VERSION}"', tagged, ships)).toBeUndefined();
  });

  it('is for its path alone, and for values that the release has', () => {
    expect(stamped('{VERSION}', 'dev', '1.2.3', 'other/v.h')).toBeUndefined();
    expect(stampedBy(rules('{VERSION}'), 'src/v', bytes('dev'), bytes('1.2.3'), { tag: 'nightly' })).toBeUndefined();
    expect(stampedBy(rules('{COMMIT}'), 'src/v', bytes('x'), bytes('abcdef'), RELEASE)).toBeUndefined();
  });

  it('never lets a file pass whose other lines differ', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (tagged, ships) => {
        const same = tagged === ships;
        const [before, after] = [`v "dev"\n${tagged}`, `v "1.2.3"\n${ships}`];
        fc.pre(!/v "/.test(tagged + ships));
        expect(stamped('v "{VERSION}"', before, after) !== undefined).toBe(same);
      }),
    );
  });

  it.each([
    ['v1.2.3', '1.2.3'],
    ['mbedtls-2.28.3', '2.28.3'],
    ['release/1.0-rc1', '1.0-rc1'],
    ['nightly', undefined],
  ])('takes the version of %s for %s', (tag, version) => {
    expect(versionOf(tag)).toBe(version);
  });
});

describe('a file of stamps', () => {
  it.each([
    ['a path alone', '{"format":"stamps/1","stamps":[{"path":"m4/build-to-host.m4"}]}'],
    ['a path without lines', '{"format":"stamps/1","stamps":[{"path":"**","lines":[]}]}'],
    ['a path that is allowed', '{"format":"stamps/1","stamps":[{"path":"configure","allow":true}]}'],
    ['a line without a hole', '{"format":"stamps/1","stamps":[{"path":"**","lines":["anything"]}]}'],
    ['a hole that is none', '{"format":"stamps/1","stamps":[{"path":"**","lines":["{ANYTHING}"]}]}'],
  ])('that would let a file pass by its name is refused: %s', (_, text) => {
    expect(codes(text)).toEqual(['ASSAY-ARTIFACT-004']);
  });

  it.each([
    ['no format', '{"stamps":[]}'],
    ['an unknown word', '{"format":"stamps/1","stamps":[],"allow":["configure"]}'],
    ['an unknown word in a rule', '{"format":"stamps/1","stamps":[{"path":"a","lines":["{TAG}"],"sha256":"*"}]}'],
    ['a date that is none', '{"format":"stamps/1","release":{"date":"soon"},"stamps":[]}'],
    ['no list', '{"format":"stamps/1","stamps":"all"}'],
  ])('is refused with %s', (_, text) => {
    expect(codes(text)).toContain('ASSAY-ARTIFACT-003');
  });

  it('takes what the release is, where the tag does not say', () => {
    const { release } = readStamps('format: stamps/1\nrelease: { version: 7.88.1, date: 2023-02-20 }\nstamps: []\n', 'stamps.yaml');
    expect(release).toEqual({ version: '7.88.1', date: '2023-02-20' });
  });
});
