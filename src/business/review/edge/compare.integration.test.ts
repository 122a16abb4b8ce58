import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { compareSides } from './compare.ts';

const folders: string[] = [];
let [a, b] = ['', ''];
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-compare-'));
  folders.push(folder);
  [a, b] = [join(folder, 'a'), join(folder, 'b')];
  mkdirSync(a);
  mkdirSync(b);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const fill = (side: string, files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(side, path, '..'), { recursive: true });
    writeFileSync(join(side, path), text);
  }
};
const codes = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return error instanceof Refused ? error.faults.map(({ code }) => code) : [String(error)];
  }
};

describe('the two sides of a restore', () => {
  it('are equal where every path, kind and content is', () => {
    for (const side of [a, b]) fill(side, { 'x.txt': 'x', 'deep/er/y.bin': 'y'.repeat(3_000_000), 'empty/.keep': '' });
    const one = compareSides(a, b);
    expect(one).toMatchObject({ compared: 6, changed: 0, missing: 0, added: 0, first: [], bytes: 2 * 3_000_001 });
    expect(one.original).toBe(one.restored);
  });

  it('differ by what is changed, missing and added, and the first are named', () => {
    fill(a, { same: '1', changed: '1', 'gone/one': '1', kind: '1' });
    fill(b, { same: '1', changed: '2', 'new/two': '1', 'kind/inner': '1' });
    const one = compareSides(a, b);
    expect(one).toMatchObject({ changed: 2, missing: 2, added: 3 });
    expect(one.original).not.toBe(one.restored);
    expect(one.first).toEqual([
      { path: 'changed', how: 'changed' },
      { path: 'gone', how: 'missing' },
      { path: 'gone/one', how: 'missing' },
      { path: 'kind', how: 'changed' },
      { path: 'kind/inner', how: 'added' },
      { path: 'new', how: 'added' },
      { path: 'new/two', how: 'added' },
    ]);
    expect(compareSides(a, b, { paths: 100, depth: 9, shown: 1 }).first).toHaveLength(1);
  });

  it('follow no link: a link is what it says, and a link is no file', () => {
    fill(a, { f: 'secret' });
    fill(b, { f: 'secret' });
    symlinkSync('/etc', join(a, 'l'));
    symlinkSync('/etc', join(b, 'l'));
    expect(compareSides(a, b)).toMatchObject({ compared: 2, changed: 0 });
    rmSync(join(b, 'f'));
    symlinkSync(join(a, 'f'), join(b, 'f'));
    expect(compareSides(a, b)).toMatchObject({ changed: 1 });
  });

  it('may be two files', () => {
    fill(a, { 'dump.sql': 'rows' });
    fill(b, { 'back.sql': 'rows' });
    expect(compareSides(join(a, 'dump.sql'), join(b, 'back.sql'))).toMatchObject({ compared: 1, changed: 0 });
  });

  it.each([
    ['one place', () => compareSides(a, a)],
    ['one within the other', () => compareSides(a, join(a, 'in'))],
    ['nothing at all', () => compareSides(a, b)],
    ['a file and a folder', () => compareSides(a, join(b, 'f'))],
    ['no such path', () => compareSides(a, join(b, 'none'))],
    ['one file under two names', () => compareSides(join(a, 'in'), join(b, 'linked'))],
    ['more paths than the limit', () => compareSides(join(a, 'in'), join(b, 'many'), { paths: 2, depth: 9, shown: 1 })],
    ['deeper than the limit', () => compareSides(join(a, 'in'), join(b, 'many'), { paths: 99, depth: 1, shown: 1 })],
  ])('are refused: %s', (what, work) => {
    if (what !== 'nothing at all') {
      fill(a, { 'in/f': '1' });
      fill(b, { f: '1', 'many/x/y/z': '1' });
      mkdirSync(join(b, 'linked'));
      linkSync(join(a, 'in/f'), join(b, 'linked/f'));
    }
    expect(codes(work)).toEqual(['ASSAY-REVIEW-013']);
  });

  it('have equal digests exactly where nothing differs', () => {
    const tree = fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'c/e'), fc.constantFrom('', '1', '2'), { minKeys: 1 });
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        for (const side of [a, b]) rmSync(side, { recursive: true, force: true });
        fill(a, left);
        fill(b, right);
        const { original, restored, changed, missing, added } = compareSides(a, b);
        expect(original === restored).toBe(changed + missing + added === 0);
      }),
      { numRuns: 40 },
    );
  });
});
