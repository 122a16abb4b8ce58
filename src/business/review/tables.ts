import { Duration, type Fault, Instant, isInstantText, Refused } from '../../core/index.ts';
import { csvRows } from '../../evidence/import/csv-rows.ts';
import { reviewFaults } from './faults.ts';
import type { Figures } from './model.ts';

// Tables that an answer brings along. They name people; what leaves this file is counts and lengths of time.

const MOST_FAULTS = 20;
const MOST_LATENCIES = 1000;

export interface TableRow {
  readonly line: number;
  readonly cell: (column: string) => string;
}

/** The rows of a table by the names of its columns; others are passed over. Throws `Refused` (ASSAY-REVIEW-010, ASSAY-IMPORT-007). */
export function tableRows(text: string, file: string, columns: readonly string[]): readonly TableRow[] {
  const [head, ...rows] = csvRows(text, file);
  const names = (head?.cells ?? []).map((name) => name.trim().toLowerCase());
  const missing = columns.filter((name) => names.filter((one) => one === name).length !== 1);
  if (missing.length > 0)
    throw new Refused(
      ...missing.map((name) =>
        reviewFaults.fault('010', {
          message: `there is not one column ${name}`,
          file,
          line: 1,
          expected: columns.join(', '),
          found: `${names.length} columns`,
          remedy: 'Name the columns in the first row.',
        }),
      ),
    );
  return rows.map(({ line, cells }) => ({ line, cell: (column) => cells[names.indexOf(column)]?.trim() ?? '' }));
}

/** The items of an access review, each once. Throws `Refused` (ASSAY-REVIEW-010). */
export function itemsOf(text: string, file: string): readonly string[] {
  const rows = tableRows(text, file, ['item']);
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { line, cell } of rows) {
    const item = cell('item');
    if (item === '' || item.length > 500 || seen.has(item)) faults.push(bad(file, line, 'item', 'an item of 1 to 500 characters, once'));
    seen.add(item);
  }
  if (seen.size === 0) faults.push(bad(file, 1, 'item', 'at least one item'));
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
  return [...seen];
}

export const DECISIONS = ['confirmed', 'changed', 'removed'] as const;
export type ItemDecision = (typeof DECISIONS)[number];

/** What was decided of each item. An empty cell is not decided. Every item has to be one of `items`. Throws `Refused` (ASSAY-REVIEW-010, -012). */
export function decisionsOf(text: string, file: string, items: readonly string[]): ReadonlyMap<string, ItemDecision> {
  const known = new Set(items);
  const decided = new Map<string, ItemDecision>();
  const faults: Fault[] = [];
  for (const { line, cell } of tableRows(text, file, ['item', 'decision'])) {
    const [item, word] = [cell('item'), cell('decision').toLowerCase()];
    const decision = DECISIONS.find((one) => one === word);
    if (!known.has(item)) {
      faults.push(
        reviewFaults.fault('012', {
          message: 'the row is about no item of the review',
          file,
          line,
          expected: 'an item with which the review was started',
          found: 'another',
          remedy: 'Take the list of items from: assay business review show --items',
        }),
      );
    } else if (decided.has(item)) faults.push(bad(file, line, 'item', 'each item once'));
    else if (decision !== undefined) decided.set(item, decision);
    else if (word !== '') faults.push(bad(file, line, 'decision', DECISIONS.join(', ')));
  }
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
  return decided;
}

export function decisionFigures(decided: ReadonlyMap<string, ItemDecision>, items: number): Figures {
  const of = (word: ItemDecision) => [...decided.values()].filter((one) => one === word).length;
  return { items, confirmed: of('confirmed'), changed: of('changed'), removed: of('removed') };
}

/** Draws the figures of a task's table from its text; `limit`: what the owner set, of holes. Throws `Refused` (ASSAY-REVIEW-010). */
export function figuresFrom(task: string, text: string, file: string, given: Figures, now: Instant): Figures {
  switch (task) {
    case 'holes':
      return holes(text, file, given, now);
    case 'leavers': {
      const faults: Fault[] = [];
      const rows = tableRows(text, file, ['left', 'removed']);
      for (const { line, cell } of rows) spanOf(cell('left'), cell('removed'), { file, line, now, faults, columns: ['left', 'removed'] });
      if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
      return { left: rows.length, removed: rows.filter(({ cell }) => cell('removed') !== '').length };
    }
    case 'accounts': {
      const rows = tableRows(text, file, ['account', 'resistant']);
      const faults = rows
        .filter(({ cell }) => !/^(?:yes|no|true|false)$/i.test(cell('resistant')))
        .map(({ line }) => bad(file, line, 'resistant', 'yes or no'));
      if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
      return { accounts: rows.length, resistant: rows.filter(({ cell }) => /^(?:yes|true)$/i.test(cell('resistant'))).length };
    }
    default:
      return given;
  }
}

function holes(text: string, file: string, given: Figures, now: Instant): Figures {
  const { limit } = given;
  const faults: Fault[] = [];
  const rows = tableRows(text, file, ['available', 'closed']);
  const spans = rows.map(({ line, cell }) => ({
    open: cell('closed') === '',
    span: spanOf(cell('available'), cell('closed'), { file, line, now, faults, columns: ['available', 'closed'] }),
  }));
  if (rows.length > MOST_LATENCIES) faults.push(bad(file, 1, 'available', `at most ${MOST_LATENCIES} holes in one review`));
  if (faults.length > 0) throw new Refused(...faults.slice(0, MOST_FAULTS));
  const most = typeof limit === 'string' && Duration.isText(limit) ? Duration.parse(limit) : undefined;
  return {
    ...given,
    holes: rows.length,
    open: spans.filter(({ open }) => open).length,
    // One that is open still is late once the time is over: nothing is on time by not being done.
    ...(most === undefined ? {} : { late: spans.filter(({ span }) => span > most).length }),
    latencies: spans.filter(({ open }) => !open).map(({ span }) => `PT${Math.round(span / 3_600_000)}H`),
  };
}

interface Cell {
  readonly file: string;
  readonly line: number;
  readonly now: Instant;
  readonly faults: Fault[];
  readonly columns: readonly [string, string];
}

function spanOf(from: string, to: string, { file, line, now, faults, columns }: Cell): number {
  const begin = momentOf(from);
  const end = to === '' ? now : momentOf(to);
  if (begin === undefined || begin > now) faults.push(bad(file, line, columns[0], 'a day or a moment that is not to come'));
  if (end === undefined || end > now || (begin !== undefined && end < begin))
    faults.push(bad(file, line, columns[1], `a day or a moment after ${columns[0]}, not to come, or nothing`));
  return (end ?? now) - (begin ?? now);
}

function momentOf(text: string): Instant | undefined {
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  return isInstantText(whole) ? Instant.parse(whole) : undefined;
}

/** Never with the cell's own text: it may be a name. */
function bad(file: string, line: number, field: string, expected: string): Fault {
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
