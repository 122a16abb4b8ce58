import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObjectId } from '../git/object.ts';
import { opaque } from './binary.ts';
import { runAtBuild } from './build-file.ts';
import { brokenChecks, checksIn, holdsChecks, newlyBroken } from './check.ts';
import { besideConflicts } from './merge.ts';
import { habitsOf, newInControl, outsidePattern, type Worked } from './person.ts';
import { movedRefs, readRefs } from './ref.ts';
import { newSigner } from './signer.ts';

const id = (digit: string) => digit.repeat(40) as ObjectId;
const program = (stray: string) =>
  `#include <linux/x.h>\n${stray}\nstruct t { int a; } t = { .a = 1 };\nvoid f(void) { (void)prctl(1, 0); }\nint main(void) { return 0; }\n`;
const cmake = (stray: string) => `if(ON)\n  check_c_source_compiles("\n${program(stray)}" HAVE_X)\nendif()\n`;

describe('a check of the build', () => {
  it.each([
    ['CMake', cmake('.'), 4],
    ['CMake in brackets', `check_c_source_runs([[\n${program('.')}]] X)`, 3],
    ['Autoconf', `AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[\n#include <a.h>\n.]], [[int x = 1;]])], [a], [b])`, 3],
    ['old Autoconf', 'AC_TRY_COMPILE([#include <a.h>], [int x = 1);], a, b)', 1],
    ['Meson', "cc.compiles('''\nint main(void) { return 0;\n''')", 2],
    ['a letter that C does not know', 'check_c_source_compiles("int m\u0430in(void) { return 0; }" X)', 1],
  ])('that can never succeed is found in %s', (_, text, line) => expect(brokenChecks(text)).toMatchObject([{ line }]));

  it.each([
    ['an initialiser', cmake('')],
    ['a quoted bracket', 'check_c_source_compiles("int main(void) { char c = \')\'; return \\"(\\"[0]; /* { */ }" X)'],
    ['branches', 'check_c_source_compiles("#if X\nint main(void) {\n#else\nint f(void) {\n#endif\nreturn 0; }" X)'],
    ['places to fill in', 'check_c_source_compiles("int main(void) { return @X@ + 1; }" X)'],
    ['brackets of m4', 'AC_LANG_SOURCE([[[int main() {]$2[}]]])'],
  ])('with %s is not', (_, text) => expect([checksIn(text).length, brokenChecks(text)]).toEqual([1, []]));

  it('is told of where it was well before', () => {
    expect(newlyBroken(cmake(''), cmake('.'))).toHaveLength(1);
    expect(newlyBroken(cmake('.'), `\n${cmake('.')}`)).toEqual([]);
    expect(['CMakeLists.txt', 'm4/x.m4', 'a/meson.build', 'x.c'].map(holdsChecks)).toEqual([true, true, true, false]);
  });

  it('is looked for in whatever text, without end', () => {
    const piece = fc.constantFrom(
      'check_c_source_compiles(',
      '"',
      '[[',
      ']]',
      '[',
      'AC_LANG_PROGRAM(',
      "'''",
      ".links('''",
      '\\',
      '\n',
      '#',
      '/*',
      '.',
      '}',
      '{',
      'x',
    );
    fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => brokenChecks(parts.join('')).every(({ line }) => line >= 1)));
  });
});

describe('a file that shows a reviewer nothing', () => {
  it('is told by its content', () => {
    expect(opaque(Uint8Array.of(1, 0, 2))).toBe('binary');
    expect(opaque(Uint8Array.from({ length: 4096 }, (_, at) => 1 + ((at * 7919 + (at >> 3)) % 255)))).toBe('dense');
    expect(opaque(new TextEncoder().encode('int main(void) { return 0; }\n'.repeat(100)))).toBeUndefined();
  });
  it('and one that is run at build by its name', () =>
    expect(['CMakeLists.txt', '.github/workflows/ci.yml', 'm4/build-to-host.m4', 'src/main.c'].map(runAtBuild)).toEqual([true, true, true, false]));
});

describe('people', () => {
  const did = (author: string, more: Partial<Worked> = {}): Worked => ({
    commit: id('a'),
    author,
    committer: author,
    seconds: 1_767_258_000,
    zone: '+0000',
    runs: [],
    ...more,
  });
  const habits = habitsOf();
  for (const one of [...Array.from({ length: 60 }, () => did('ada')), did('bob')]) habits.take(one);
  const before = habits.known;
  it('whose first commit gives them control are named once', () => {
    const range = [
      did('eve', { runs: ['CMakeLists.txt'] }),
      did('eve', { runs: ['x.cmake'] }),
      did('ada', { committer: 'mal' }),
      did('new'),
      did('bob', { runs: ['Makefile'] }),
    ];
    expect(newInControl(range, before).map(({ who, place }) => [who, place.path])).toEqual([
      ['eve', 'CMakeLists.txt'],
      ['mal', undefined],
    ]);
    expect(newInControl(range, before, 100_000)[0]?.what).toContain('not in the 100,000 commits before');
    expect(newInControl(range, new Map())).toEqual([]);
  });
  it('who work at another hour than ever are told of weakly, where there is a pattern', () => {
    const range = [did('ada'), did('ada', { zone: '+0900' }), did('bob', { zone: '+0900' }), did('ada', { zone: 'soon' })];
    expect(outsidePattern(range, before)).toMatchObject([{ who: 'ada', weak: true, what: expect.stringContaining('1 commit ') }]);
  });
});

describe('a merge', () => {
  it('that changes what was in no conflict is told of', () => {
    const byHand = (beside: string[]) => besideConflicts(id('a'), { kind: 'by-hand', paths: ['a.c'], sides: [], beside }, 'eve');
    expect([byHand([]), byHand(['b.c'])].map((told) => told.map(({ place, who }) => [place.path, who]))).toEqual([[], [['b.c', 'eve']]]);
    expect(byHand(['b.c', 'c.c'])[0]?.what).toContain('b.c and 1 other file');
    expect(besideConflicts(id('a'), { kind: 'clean' }, 'eve')).toEqual([]);
  });
});

describe('refs and signers', () => {
  const listing = (rows: Record<string, string>) =>
    readRefs(
      Object.entries(rows)
        .map(([ref, digit]) => `${id(digit)} refs/${ref}\n`)
        .join(''),
    );
  it('that moved are named', () => {
    const was = listing({ 'tags/v1': 'a', 'tags/v2': 'b', 'heads/main': 'c', 'heads/on': 'd', 'heads/what': 'e', 'pull/1': 'f' });
    const is = listing({ 'tags/v1': '1', 'heads/main': '2', 'heads/on': '3', 'heads/what': '4' });
    const told = movedRefs(was, is, (to) => (to === id('3') ? true : to === id('2') ? false : undefined));
    expect(told.map(({ kind, weak, place }) => [kind, weak, place.ref])).toEqual([
      ['tag-moved', false, 'refs/tags/v1'],
      ['tag-moved', false, 'refs/tags/v2'],
      ['branch-moved', false, 'refs/heads/main'],
      ['branch-moved', true, 'refs/heads/what'],
    ]);
    expect(movedRefs(was, was, () => false)).toEqual([]);
  });
  it.each([
    [{ tag: 'v3', tagger: 'ada', key: 'K1' }, 0],
    [{ tag: 'v3', tagger: 'ada', key: 'K2' }, 1],
    [{ tag: 'v3', tagger: 'ada' }, 1],
    [{ tag: 'v3', tagger: 'eve', key: 'K1' }, 1],
  ])('of %j are new or not', (release, count) => {
    expect(
      newSigner(release, [
        { tag: 'v1', tagger: 'ada', key: 'K1' },
        { tag: 'v2', tagger: 'ada' },
      ]),
    ).toHaveLength(count);
    expect(newSigner(release, [])).toEqual([]);
  });
});
