import { type Fault, nearest, Refused } from '../../core/index.ts';
import { csvRows } from '../../evidence/import/csv-rows.ts';
import { expectedOf, type Issue } from '../fleet/shape.ts';
import type { Registration } from './events.ts';
import { deviceFaults } from './faults.ts';
import { registrationSchema } from './naming.ts';

/** Columns that a table of devices may have, and what each is of a registration. */
const COLUMNS = {
  id: 'device',
  product: 'product',
  'manufacturer-key': 'manufacturerKey',
  gateway: 'gateway',
  firmware: 'firmware',
  predecessor: 'predecessor',
} as const;
type Column = keyof typeof COLUMNS;

export interface Sheet {
  readonly rows: readonly { readonly line: number; readonly registration: Registration }[];
  /** Of lines that cannot be read, each with its number. */
  readonly faults: readonly Fault[];
  readonly lines: number;
}

/**
 * Reads a CSV of devices: a line of column names, then a device a line. `product` is for lines that name none.
 * Throws `Refused` (ASSAY-DEVICE-006 for the columns; ASSAY-IMPORT-007 for text that is no table); what is wrong with single lines is among `faults`.
 */
export function readSheet(text: string, file: string, product?: string): Sheet {
  const [head, ...rows] = csvRows(text, file);
  const columns = columnsOf(head?.cells ?? [], file, product !== undefined);
  const read: { line: number; registration: Registration }[] = [];
  const faults: Fault[] = [];
  for (const { line, cells } of rows) {
    const given = Object.fromEntries(
      columns.map((column, i) => [COLUMNS[column], shaped(column, cells[i]?.trim() ?? '')] as const).filter(([, value]) => value !== ''),
    );
    const result = registrationSchema.safeParse(product === undefined || given['product'] !== undefined ? given : { ...given, product });
    if (result.success) read.push({ line, registration: result.data });
    else faults.push(...result.error.issues.map((issue) => unreadable(file, line, given, issue)));
  }
  return { rows: read, faults, lines: rows.length };
}

/** Fingerprints are printed with colons and in capitals by some tools. */
function shaped(column: Column, cell: string): string {
  return column === 'manufacturer-key' ? cell.replaceAll(':', '').toLowerCase() : cell;
}

function columnsOf(cells: readonly string[], file: string, productGiven: boolean): readonly Column[] {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const unknown = names.filter((name) => !Object.hasOwn(COLUMNS, name));
  const missing = (['id', ...(productGiven ? [] : ['product'])] as const).filter((name) => !names.includes(name));
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  const wrong = [
    ...unknown.map((name) => {
      const [near] = nearest(name, Object.keys(COLUMNS));
      return `there is no column "${name.slice(0, 60)}"${near === undefined ? '' : `; is it "${near}"?`}`;
    }),
    ...missing.map((name) => `the column "${name}" is missing`),
    ...repeated.map((name) => `the column "${name}" is there twice`),
  ];
  if (wrong.length === 0) return names as readonly Column[];
  throw new Refused(
    deviceFaults.fault('006', {
      message: wrong.slice(0, 10).join('; '),
      file,
      line: 1,
      expected: `a first line of these names: ${Object.keys(COLUMNS).join(', ')}`,
      found: cells.join(',').slice(0, 200),
      remedy: missing.includes('product')
        ? 'Name the columns in the first line, or give one product for all with --product.'
        : 'Name the columns in the first line.',
    }),
  );
}

function unreadable(file: string, line: number, given: Readonly<Record<string, string>>, issue: Issue): Fault {
  const member = String(issue.path[0] ?? '');
  const column = Object.entries(COLUMNS).find(([, name]) => name === member)?.[0] ?? member;
  const found = given[member];
  return deviceFaults.fault('002', {
    message: `line ${line}: ${column} is ${found === undefined ? 'missing' : 'not fit'}`,
    file,
    line,
    field: column,
    expected: found === undefined ? 'an entry in this column' : expectedOf(issue),
    found: found?.slice(0, 100) ?? 'nothing',
    remedy: 'Correct the line, or leave bad lines out with --skip-bad.',
  });
}

// Room for the frame of the entry, below the 64 KiB that one may have.
const PART_BYTES = 60_000;
const PART_DEVICES = 1000;

/** Cuts registrations into parts that each fit one entry of the ledger. The same list is always cut in the same places. */
export function partsOf(registrations: readonly Registration[]): readonly (readonly Registration[])[] {
  const parts: Registration[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of registrations) {
    // What stands in a registration is ASCII, so characters are bytes.
    const length = JSON.stringify(one).length + 1;
    if (bytes + length > PART_BYTES || (parts.at(-1)?.length ?? 0) >= PART_DEVICES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(one);
    bytes += length;
  }
  return parts;
}
