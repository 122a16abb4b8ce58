import { canonicalJson, Digest, FORBIDDEN_KEYS, Refused } from '../../../core/index.ts';
import { type CsvRow, csvRows, EXPORT_TABLE, firstRow, SEPARATED, separatorOf } from '../../../evidence/import/csv-rows.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { businessImportFaults } from '../faults.ts';

// Tables that people export from office systems: commas, or semicolons where the office's language writes numbers with commas, or tabs. What a column is, is told by
// the words of its name, in English and German.

/** What columns may be, and the words of their names without spaces and marks. */
export type ColumnWords<Column extends string> = Readonly<Record<Column, readonly string[]>>;

export interface Table<Column extends string> {
  readonly rows: readonly TableRow<Column>[];
  has(column: Column): boolean;
  /** Names of columns that nobody knows. */
  readonly others: readonly string[];
  /** Of what the columns that are read say, whatever the order of rows and the columns beside them: a table that was saved anew says nothing new. */
  readonly content: () => Digest;
}

export interface TableRow<Column extends string> {
  readonly at: string;
  /** Trimmed; empty where the cell is, and where there is no such column. */
  cell(column: Column): string;
  /** What stands in each column of that meaning, without the empty ones: what decides something is judged by all of them. */
  cells(column: Column): readonly string[];
}

/** The columns that a text has, by the words of its first row: for recognising it. */
export function columnsOf<Column extends string>(text: string, words: ColumnWords<Column>): ReadonlySet<Column> {
  const first = firstRow(text);
  if (/^\s*[{[<]/.test(first)) return new Set();
  const found = new Set<Column>();
  for (const name of first.split(separatorOf(first))) {
    const column = columnOf(name, words);
    if (column !== undefined) found.add(column);
  }
  return found;
}

/** `every`: what is read of each column of that meaning, where there are several. Throws `Refused` (ASSAY-IMPORT-001, -007). */
export function readTable<Column extends string>(text: string, file: string, words: ColumnWords<Column>, every: readonly Column[] = []): Table<Column> {
  const [head, ...rows] = nameless(() => csvRows(text, file, separatorOf(firstRow(text))));
  const names = head?.cells.map((cell) => cell.trim()) ?? [];
  const twice = names.findIndex((name, i) => (name !== '' && names.indexOf(name) !== i) || FORBIDDEN_KEYS.has(name));
  if (names.length < 2 || twice !== -1) throw noTable(file, names.length < 2 ? undefined : twice + 1);
  const places = new Map<Column, readonly number[]>();
  const others: string[] = [];
  names.forEach((name, i) => {
    const column = columnOf(name, words);
    const known = column === undefined ? undefined : places.get(column);
    // Of two columns that may be one thing, and decide nothing, the first is read, and the other is said to be left.
    if (column === undefined || (known !== undefined && !every.includes(column))) others.push(name);
    else places.set(column, [...(known ?? []), i]);
  });
  return {
    rows: rows.map((row) => rowOf(row, places)),
    has: (column) => places.has(column),
    others,
    content: () => contentOf(rows, places),
  };
}

function contentOf<Column extends string>(rows: readonly CsvRow[], places: ReadonlyMap<Column, readonly number[]>): Digest {
  const columns = [...places].sort(([a], [b]) => (a < b ? -1 : 1));
  const said = rows.map(({ cells }) => canonicalJson(columns.map(([, at]) => at.map((place) => (cells[place] ?? '').trim())))).sort();
  return Digest.of(canonicalJson([columns.map(([name]) => name), said]));
}

/** Faults without what stands in the cells: they are of people. */
export function nameless<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(...error.faults.map(({ found, ...fault }) => (found === undefined ? fault : { ...fault, found: shapeOf(found) })));
  }
}

/** Moments and counts are nobody's; of all else how much of it there is. */
function shapeOf(found: string): string {
  return /^(?:\d{1,9} cells?|\d{4}-\d\d-\d\dT[\d:.]+Z|more|the end of the file|a text of \d{1,9} characters)$/.test(found)
    ? found
    : `a text of ${[...found].length} characters`;
}

function rowOf<Column extends string>({ line, cells }: CsvRow, places: ReadonlyMap<Column, readonly number[]>): TableRow<Column> {
  const all = (column: Column) => (places.get(column) ?? []).map((place) => (cells[place] ?? '').trim());
  return {
    at: `line ${line}`,
    cell: (column) => all(column)[0] ?? '',
    cells: (column) => all(column).filter((cell) => cell !== ''),
  };
}

function columnOf<Column extends string>(name: string, words: ColumnWords<Column>): Column | undefined {
  const plain = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '');
  for (const column of Object.keys(words) as Column[]) if (words[column].includes(plain)) return column;
  return undefined;
}

/** `twice`: the number of the column, from 1; its name may be a cell of a table without names. */
function noTable(file: string, twice: number | undefined): Refused {
  return new Refused(
    importFaults.fault(twice === undefined ? '001' : '007', {
      message: twice === undefined ? `${file} is no table with columns` : `the column ${twice} cannot be told from others`,
      file,
      line: 1,
      expected: `a first row that names each column once, with ${SEPARATED} between`,
      remedy: EXPORT_TABLE,
    }),
  );
}

const YES = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'j', 'wahr', 'active', 'aktiv', 'enabled', 'aktiviert', 'ok', 'on', 'an']);
const NO = new Set([
  ...[
    'no',
    'n',
    'false',
    '0',
    'nein',
    'falsch',
    'inactive',
    'inaktiv',
    'disabled',
    'deaktiviert',
    'gesperrt',
    'locked',
    'suspended',
    'blocked',
    'deleted',
    'geloscht',
  ],
  ...['geloescht', 'off', 'aus', 'none', 'keine', 'keiner', 'deprovisioned', 'terminated'],
]);

/** A word for yes or no; `undefined` for what is neither. */
export function yesOrNo(cell: string): boolean | undefined {
  const word = cell
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

/** A day or moment as tables have it: ISO 8601, or day, month and year with dots. What may be read in two ways is not read. */
export function isoOf(cell: string): string {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{2}:\d{2}(?::\d{2})?))?$/.exec(cell);
  if (german === null) return cell;
  const [, day = '', month = '', year = '', time] = german;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time === undefined ? '' : `T${time}`}`;
}

/** A yes or a no of which the worse counts: `bad` where one column says so, the other where all that say anything say that, and else nothing. */
export function worstOf(cells: readonly string[], bad: boolean): boolean | undefined {
  const said = cells.map(yesOrNo);
  if (said.includes(bad)) return bad;
  return said.includes(!bad) ? !bad : undefined;
}

/** A yes or a no that all columns agree on; nothing where they do not. */
export function agreedOf(cells: readonly string[]): boolean | undefined {
  const said = new Set(cells.map(yesOrNo).filter((one) => one !== undefined));
  return said.size === 1 ? [...said][0] : undefined;
}

/** A table that names its columns and has nothing below them: of it nothing can be said, neither well nor ill. */
export function emptyTable(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} has a row of names and no other`,
      file,
      expected: 'at least one row',
      found: 'none',
      remedy: 'Export the table again, and see whether the export ended well.',
    }),
  );
}
