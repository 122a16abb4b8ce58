import { type Fault, Instant, isInstantText, Refused } from '../../core/index.ts';
import { csvRows } from '../../evidence/import/csv-rows.ts';
import { reviewFaults } from './faults.ts';

// Rows of tables that answers bring along. They name people: no cell's text leaves by a fault.

const MOST_FAULTS = 20;

export interface TableRow {
  readonly line: number;
  /** Empty where the table has no such column. */
  readonly cell: (column: string) => string;
}

const named = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');

/**
 * The rows of a table by the names of its columns; others are passed over. `applied|closed`: a column that has either name, known by the first.
 * Throws `Refused` (ASSAY-REVIEW-010, ASSAY-IMPORT-007).
 */
export function tableRows(text: string, file: string, columns: readonly string[]): readonly TableRow[] {
  const [head, ...rows] = csvRows(text, file);
  const names = (head?.cells ?? []).map(named);
  const places = new Map<string, number>(names.map((name, i) => [name, i]));
  const missing: string[] = [];
  for (const column of columns) {
    const words = column.split('|');
    const [first = ''] = words;
    const at = names.flatMap((name, i) => (words.includes(name) ? [i] : []));
    if (at.length === 1 && at[0] !== undefined) places.set(first, at[0]);
    else missing.push(words.join(' or '));
  }
  if (missing.length > 0)
    throw new Refused(
      ...missing.map((name) =>
        reviewFaults.fault('010', {
          message: `there is not one column ${name}`,
          file,
          line: 1,
          expected: columns.map((one) => one.split('|')[0]).join(', '),
          found: `${names.length} columns`,
          remedy: 'Name the columns in the first row.',
        }),
      ),
    );
  return rows.map(({ line, cells }) => ({ line, cell: (column) => cells[places.get(column) ?? -1]?.trim() ?? '' }));
}

export interface CellFaults {
  readonly file: string;
  readonly now: Instant;
  readonly faults: Fault[];
}

export interface Span {
  readonly from: number;
  readonly until: number;
  /** It has not ended: `until` is now. */
  readonly open: boolean;
}

/** From one cell's moment to another's, or until now where that is empty. What cannot be is added to the faults. */
export function spanOf({ line, cell }: TableRow, [from, to]: readonly [string, string], { file, now, faults }: CellFaults): Span {
  const [begin, end] = [momentOf(cell(from)), cell(to) === '' ? now : momentOf(cell(to))];
  if (begin === undefined || begin > now) faults.push(bad(file, line, from, 'a day or a moment that is not to come'));
  if (end === undefined || end > now || (begin !== undefined && end < begin))
    faults.push(bad(file, line, to, `a day or a moment after ${from}, not to come, or nothing`));
  return { from: begin ?? now, until: end ?? now, open: cell(to) === '' };
}

export function yesOrNo({ line, cell }: TableRow, column: string, { file, faults }: CellFaults): boolean {
  if (!/^(?:yes|no|true|false)$/i.test(cell(column))) faults.push(bad(file, line, column, 'yes or no'));
  return /^(?:yes|true)$/i.test(cell(column));
}

/** Throws `Refused` with the first of the faults, where there are any. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
}

/** A list without any row may not be kept: it shows nothing. */
export function refuseEmpty(rows: readonly TableRow[], file: string, column: string): void {
  if (rows.length === 0) refuseFaults([bad(file, 1, column, 'at least one row')]);
}

/** Never with the cell's own text: it may be a name. */
export function bad(file: string, line: number, field: string, expected: string): Fault {
  return reviewFaults.fault('010', {
    message: `${field} is not what it should be`,
    file,
    line,
    field,
    expected,
    found: 'something else',
    remedy: 'Mend the row.',
  });
}

function momentOf(text: string): Instant | undefined {
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  return isInstantText(whole) ? Instant.parse(whole) : undefined;
}
