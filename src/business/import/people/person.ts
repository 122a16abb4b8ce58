import type { Instant } from '../../../core/index.ts';
import type { ImportContext } from '../../../evidence/import/index.ts';
import { readMoment } from '../../../evidence/import/moment.ts';
import type { PeopleColumn } from './columns.ts';
import { type Staff, strayOf } from './staff.ts';
import { agreedOf, isoOf, type Table, type TableRow, worstOf, yesOrNo } from './table.ts';

type Row = TableRow<PeopleColumn>;

/** What a row comes to. Where the cell does not say, it is not known: nobody is taken for gone or for harmless. */
export interface Person {
  readonly row: Row;
  readonly active: boolean | undefined;
  readonly left: Moment;
  readonly removed: Moment;
  readonly admin: boolean | undefined;
  readonly shared: boolean | undefined;
  /** Of an account that was compared with lists of people, where they do not say whose it is. */
  readonly stray?: 'nobody' | 'several';
}

/** `none`: the cell is empty. `unread`: it holds something else than a day. */
export type Moment = { readonly at: Instant } | 'none' | 'unread';

export function personOf(row: Row, table: Table<PeopleColumn>, context: ImportContext, assumed: Set<string>, staff: Staff | undefined): Person {
  // Ways of being off that contradict one another say nothing: a locked account is off, and one that is not suspended may be.
  const inactive = agreedOf(row.cells('inactive'));
  const said = worstOf(row.cells('active'), true);
  // Two columns that contradict one another: an account that one calls active may be used.
  const active = said === true || inactive === false ? true : (said ?? (inactive === undefined ? undefined : !inactive));
  const kind = row.cell('type').toLowerCase();
  const byKind = kind === '' ? undefined : /shared|generic|gemeinsam|sammel|funktion|team|room|raum|kiosk/.test(kind);
  const admin = row
    .cells('admin')
    .map((cell) => yesOrNo(cell) ?? /admin|owner|root|privileg/i.test(cell))
    .reduce<boolean | undefined>((any, each) => any === true || each, undefined);
  const byRole = row.cell('role') === '' ? undefined : /\badmin|administrator|\broot\b|\bowner\b/i.test(row.cell('role'));
  const shared = table.has('shared') ? worstOf(row.cells('shared'), true) : byKind;
  const stray = strayOf(row, shared, staff);
  return {
    row,
    active,
    ...(stray === undefined ? {} : { stray }),
    left: worstDay(row.cells('left'), context, assumed, 'first'),
    removed: worstDay(row.cells('removed'), context, assumed, 'last'),
    admin: table.has('admin') ? admin : byRole,
    shared,
  };
}

/** Of several days that say one thing: one that cannot be read, else the first on which somebody was gone, or the last on which the account was there. */
function worstDay(cells: readonly string[], context: ImportContext, assumed: Set<string>, which: 'first' | 'last'): Moment {
  const days = cells.map((cell) => momentIn(cell, context, assumed));
  if (days.includes('unread')) return 'unread';
  const read = days.flatMap((day) => (typeof day === 'object' ? [day] : []));
  return read.reduce<Moment>(
    (worst, day) => (typeof worst === 'object' && (which === 'first' ? worst.at <= day.at : worst.at >= day.at) ? worst : day),
    'none',
  );
}

function momentIn(cell: string, context: ImportContext, assumed: Set<string>): Moment {
  if (cell === '' || cell === '-' || yesOrNo(cell) === false) return 'none';
  const moment = readMoment(isoOf(cell));
  if (moment === undefined) return 'unread';
  if (!moment.zoned) assumed.add('days without a zone were taken as UTC');
  return moment.at > context.now + 400 * 366 * 24 * 3600 * 1000 ? 'unread' : { at: moment.at };
}
