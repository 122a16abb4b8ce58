import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCsv, asLines, type Column, found, sorted } from './columns.ts';

interface Row {
  readonly name: string;
  readonly days?: number;
}
const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Name', value: ({ name }) => name },
  { id: 'days', title: 'Days', value: ({ days }) => days, figure: true },
];
const rows: readonly Row[] = [{ name: 'step 10', days: 3 }, { name: 'step 9' }, { name: 'Step 1', days: 20 }];
const names = (of: readonly Row[]) => of.map(({ name }) => name);

describe('rows', () => {
  it.each([
    [undefined, ['step 10', 'step 9', 'Step 1']],
    ['name', ['Step 1', 'step 9', 'step 10']],
    ['-name', ['step 10', 'step 9', 'Step 1']],
    ['days', ['step 10', 'Step 1', 'step 9']],
    ['-days', ['Step 1', 'step 10', 'step 9']],
    ['nothing', ['step 10', 'step 9', 'Step 1']],
  ])('sorted by %s', (sort, expected) => {
    expect(names(sorted(rows, columns, sort))).toEqual(expected);
  });

  it('are sorted by rank where their order is no alphabet', () => {
    const ranked = columns.map((column) => (column.id === 'name' ? { ...column, rank: ({ name }: Row) => names(rows).indexOf(name) } : column));
    expect(names(sorted(rows, ranked, '-name'))).toEqual(['Step 1', 'step 9', 'step 10']);
  });

  it.each([
    ['', 3],
    ['STEP', 3],
    ['step 20', 1],
    ['10 step', 1],
    ['nowhere', 0],
  ])('found by "%s": %i', (find, count) => {
    expect(found(rows, columns, find)).toHaveLength(count);
  });
});

describe('what is taken away', () => {
  it('is quoted, and never a formula', () => {
    const odd: readonly Row[] = [{ name: '=cmd|calc' }, { name: '-1', days: -1 }, { name: 'a "b",\nc' }];
    expect(asCsv(odd, columns)).toBe(`Name,Days\r\n'=cmd|calc,\r\n'-1,-1\r\n"a ""b"",\nc",\r\n`);
    expect(asLines(odd, columns)).toBe(`Name\tDays\n'=cmd|calc\t\n'-1\t-1\na "b", c\t`);
  });

  it('has one line for each row and one cell for each column, whatever the names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (given) => {
        const lines = asLines(
          given.map((name) => ({ name })),
          columns,
        ).split('\n');
        expect(lines).toHaveLength(given.length + 1);
        expect(lines.filter((line) => line.split('\t').length !== 2)).toEqual([]);
      }),
    );
  });
});
