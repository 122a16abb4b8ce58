import type { GivenFile } from '../../../assurance/intake/index.ts';
import { readMoment } from '../../../evidence/import/moment.ts';
import { DECIDING, PEOPLE_COLUMNS, type PeopleColumn } from './columns.ts';
import { columnsOf, isoOf, readTable, type Table, type TableRow, yesOrNo } from './table.ts';

// The list of people that the staff office keeps, given beside the accounts of a system: who has left stands in the one, and whose account is on in the other. They
// are compared as if one table held both. People are told by their number or their address, and never by their name.

export interface Staff {
  /** Digests of the lists. */
  readonly digests: ReadonlySet<string>;
  /** Cells of the moments that the lists say they are of. */
  readonly observed: readonly string[];
  /** Whom an account belongs to: the cell of the day on which they left, empty where they are still there. */
  ownerOf(row: TableRow<PeopleColumn>): { readonly left: string } | 'nobody' | 'several';
}

/** A list that says who has left, and of no account. */
function isStaff(columns: ReadonlySet<PeopleColumn>): boolean {
  return columns.has('left') && !columns.has('account') && !columns.has('admin') && (columns.has('person') || columns.has('mail'));
}

/** Accounts that somebody may use, without who has left. */
function isAccounts(columns: ReadonlySet<PeopleColumn>): boolean {
  return (
    !columns.has('left') &&
    (columns.has('active') || columns.has('inactive')) &&
    (columns.has('account') || columns.has('mail')) &&
    (columns.has('person') || columns.has('mail') || columns.has('account'))
  );
}

/** Whether a table of accounts is to be compared with a list of people. */
export function lacksLeavers(text: string): boolean {
  return isAccounts(columnsOf(text, PEOPLE_COLUMNS));
}

/** The lists of people among files, where there are accounts to compare them with; `undefined` where there are not both. Throws `Refused` as `readTable` does. */
export function staffAmong(files: readonly GivenFile[]): Staff | undefined {
  const columns = files.map((file) => ({ file, columns: columnsOf(file.text, PEOPLE_COLUMNS) }));
  const lists = columns.filter((each) => isStaff(each.columns)).map(({ file }) => file);
  if (lists.length === 0 || !columns.some((each) => isAccounts(each.columns))) return undefined;
  const tables = lists.map(({ file, text }) => readTable(text, file, PEOPLE_COLUMNS, DECIDING));
  const people = peopleOf(tables);
  return {
    digests: new Set(lists.map(({ digest }) => digest as string)),
    observed: tables.flatMap(({ rows }) => rows.map((row) => row.cell('observed')).filter((cell) => cell !== '')),
    ownerOf(row) {
      const found = new Set(wordsOf(row).flatMap((word) => [...(people.get(word) ?? [])]));
      const [only, ...others] = found;
      return only === undefined ? 'nobody' : others.length > 0 ? 'several' : { left: only.left() };
    },
  };
}

/** One who may have several rows: of whom one row says that they are there, and another that they left, is there again. */
class OnePerson {
  readonly #left: string[] = [];

  add(cell: string): void {
    this.#left.push(cell);
  }

  left(): string {
    if (this.#left.some((cell) => cell === '' || cell === '-')) return '';
    const unread = this.#left.find((cell) => readMoment(isoOf(cell)) === undefined);
    const at = (cell: string) => readMoment(isoOf(cell))?.at ?? 0;
    return unread ?? this.#left.reduce((last, cell) => (at(cell) > at(last) ? cell : last));
  }
}

function peopleOf(tables: readonly Table<PeopleColumn>[]): ReadonlyMap<string, ReadonlySet<OnePerson>> {
  const known = new Map<string, Set<OnePerson>>();
  for (const row of tables.flatMap(({ rows }) => rows)) {
    const words = wordsOf(row);
    // A number is one person's for good; an address is where there is no number.
    const [first] = words;
    if (first === undefined) continue;
    const [before] = known.get(first) ?? [];
    const person = before ?? new OnePerson();
    person.add(firstDay(row.cells('left')));
    for (const word of words) known.set(word, (known.get(word) ?? new Set()).add(person));
  }
  return known;
}

/** Of several columns the first day on which they were gone, or what cannot be read; empty where none says anything. */
function firstDay(cells: readonly string[]): string {
  const said = cells.filter((cell) => cell !== '-' && yesOrNo(cell) !== false);
  const at = (cell: string) => readMoment(isoOf(cell))?.at;
  return said.find((cell) => at(cell) === undefined) ?? said.toSorted((a, b) => (at(a) ?? 0) - (at(b) ?? 0))[0] ?? '';
}

/** The words that tell a person, their number first. Numbers are written with and without zeros before them. */
function wordsOf(row: TableRow<PeopleColumn>): readonly string[] {
  const plain = (cell: string) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/^0+(?=\d+$)/, '');
  const account = row.cell('account');
  return [row.cell('person'), row.cell('mail'), account.includes('@') ? account : ''].map(plain).filter((word) => word !== '' && word !== '-');
}

/** The table as if the day of leaving stood in it. */
export function beside(table: Table<PeopleColumn>, staff: Staff): Table<PeopleColumn> {
  return {
    ...table,
    has: (column) => column === 'left' || table.has(column),
    rows: table.rows.map((row) => {
      const owner = staff.ownerOf(row);
      const left = typeof owner === 'object' ? owner.left : '';
      return {
        ...row,
        cell: (column) => (column === 'left' ? left : row.cell(column)),
        cells: (column) => (column !== 'left' ? row.cells(column) : left === '' ? [] : [left]),
      };
    }),
  };
}

/** Accounts that are nobody's by themselves: of a machine, or of several people. */
const NOBODYS = /service|dienst|system|\bbot\b|technical|technisch|machine|maschine|application|shared|resource|ressource|room|raum/;

/** Why nobody can say whose an account is, where it should be one person's. */
export function strayOf(row: TableRow<PeopleColumn>, shared: boolean | undefined, staff: Staff | undefined): 'nobody' | 'several' | undefined {
  if (staff === undefined || shared === true || NOBODYS.test(row.cell('type').toLowerCase())) return undefined;
  const owner = staff.ownerOf(row);
  return typeof owner === 'object' ? undefined : owner;
}
