import type { DatabaseSync } from 'node:sqlite';
import { Instant, Refused } from '../../../core/index.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { HouseholdId, ProductId } from '../../fleet/model.ts';
import { deviceFaults } from '../faults.ts';
import type { Device, Life } from '../model.ts';
import { deviceRow, type Row } from './questions.ts';

export interface Search {
  /** A part of an id: with three characters or more anywhere in it, in capitals or not; with fewer, its beginning. */
  readonly text?: string;
  readonly product?: ProductId;
  readonly life?: Life;
  readonly household?: HouseholdId;
  /** `true`: of any household. `false`: of none. */
  readonly owned?: boolean;
  readonly firmware?: string;
  /** Its last credential ends before this moment. Soonest first. */
  readonly expiringBefore?: Instant;
  /** Told to erase itself, and has not confirmed it. */
  readonly unwiped?: boolean;
  /** At most 1,000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface Found {
  readonly devices: readonly (Device & { readonly expiresAt?: Instant })[];
  /** Where the next page begins. Absent: this is the last. */
  readonly next?: string;
}

const TEXT = /^[A-Za-z0-9._:-]{1,64}$/;
const CURSOR = /^(?:n(\d{1,15})|e(\d{1,15})\.(\d{1,15})|i([A-Za-z0-9._:-]{1,64}))$/;

/**
 * A page of devices. In the order of registration; by id where the text is a beginning of one or two characters; by what ends first where that is asked.
 * A device that is exactly the text comes first. Throws `Refused` (ASSAY-DEVICE-011).
 */
export function searchDevices(db: DatabaseSync, search: Search): Found {
  const { text } = search;
  if (text !== undefined && !TEXT.test(text)) throw unanswerable('text', 'a part of an id: letters, digits, dots, underscores, colons and hyphens', text);
  const order = search.expiringBefore !== undefined ? 'expiry' : text !== undefined && text.length < 3 ? 'id' : 'registration';
  const cursor = cursorOf(search.after, order);
  const where: string[] = [];
  const values: (string | number)[] = [];
  const and = (condition: string, ...given: readonly (string | number)[]) => {
    where.push(condition);
    values.push(...given);
  };

  // Which of the indexes leads to few rows is known from the question, and not from the tables, which keep no statistics.
  let from =
    order === 'expiry'
      ? 'device INDEXED BY device_expiring'
      : search.unwiped === true && order === 'registration'
        ? 'device INDEXED BY device_unwiped'
        : 'device';
  if (text !== undefined && order === 'id') and('id >= ? AND id < ?', text, `${text}\u{10ffff}`);
  else if (text !== undefined && text.length < 3) and('substr(id, 1, ?) = ?', text.length, text);
  else if (text !== undefined) {
    // The found ids come in the order of their rows, so a page ends as soon as it is full, however many there are.
    from = 'device_find CROSS JOIN device ON device.n = device_find.rowid';
    and('device_find MATCH ?', `"${text}"`);
  }
  if (search.product !== undefined) and('product = ?', search.product);
  if (search.life !== undefined) and('life = ?', search.life);
  if (search.household !== undefined) and('household = ?', search.household);
  if (search.owned !== undefined) and(search.owned ? 'household IS NOT NULL' : 'household IS NULL');
  if (search.firmware !== undefined) and('firmware = ?', search.firmware);
  if (search.unwiped === true) and('wipe_asked_at IS NOT NULL AND wipe_confirmed_at IS NULL');
  if (search.expiringBefore !== undefined) and('expires_at < ?', search.expiringBefore);

  const n = from.startsWith('device_find') ? 'device_find.rowid' : 'n';
  const exact = text === undefined || order !== 'registration' || cursor !== undefined ? undefined : only(db, where, values, text);
  if (text !== undefined && order === 'registration') and('device.id <> ?', text);
  if (cursor?.kind === 'n') and(`${n} > ?`, cursor.n);
  if (cursor?.kind === 'i') and('id > ?', cursor.id);
  if (cursor?.kind === 'e') and('(expires_at, n) > (?, ?)', cursor.at, cursor.n);
  const by = order === 'expiry' ? 'expires_at, n' : order === 'id' ? 'device.id' : n;
  const limit = Math.min(Math.max(1, search.limit), MOST);
  const sql = `SELECT device.* FROM ${from}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} ORDER BY ${by} LIMIT ?`;
  const rows = prepared(db, sql).all(...values, limit + 1);
  const page = [...(exact === undefined ? [] : [exact]), ...rows].slice(0, limit);
  // Whatever comes after an exact match alone begins at the beginning.
  const last = page.at(-1);
  const more = rows.length + (exact === undefined ? 0 : 1) > limit;
  return {
    devices: page.map((row) => ({ ...deviceRow(row), ...(typeof row['expires_at'] === 'number' ? { expiresAt: Instant.of(row['expires_at']) } : {}) })),
    ...(more && last !== undefined ? { next: last === exact ? 'n0' : cursorText(order, last) } : {}),
  };
}

const MOST = 1000;

/** The device of exactly this id, where it answers to all the rest of what is asked. */
function only(db: DatabaseSync, where: readonly string[], values: readonly (string | number)[], text: string): Row | undefined {
  const rest = where.filter((condition) => !condition.startsWith('device_find'));
  const kept = values.filter((_, i) => !(where[0]?.startsWith('device_find') === true && i === 0));
  return prepared(db, `SELECT * FROM device WHERE ${['device.id = ?', ...rest].join(' AND ')}`).get(text, ...kept);
}

type Order = 'registration' | 'id' | 'expiry';
type Cursor =
  | { readonly kind: 'n'; readonly n: number }
  | { readonly kind: 'e'; readonly at: number; readonly n: number }
  | { readonly kind: 'i'; readonly id: string };

function cursorText(order: Order, row: Row): string {
  if (order === 'expiry') return `e${row['expires_at']}.${row['n']}`;
  return order === 'id' ? `i${row['id']}` : `n${row['n']}`;
}

function cursorOf(given: string | undefined, order: Order): Cursor | undefined {
  if (given === undefined) return undefined;
  const [, n, at, then, id] = CURSOR.exec(given) ?? [];
  if (order === 'registration' && n !== undefined) return { kind: 'n', n: Number(n) };
  if (order === 'expiry' && at !== undefined) return { kind: 'e', at: Number(at), n: Number(then) };
  if (order === 'id' && id !== undefined) return { kind: 'i', id };
  throw unanswerable('after', 'what the page before gave as next, of the same question', given);
}

function unanswerable(field: string, expected: string, found: string): Refused {
  return new Refused(
    deviceFaults.fault('011', {
      message: `this cannot be searched for: ${field}`,
      field,
      expected,
      found: found.slice(0, 100),
      remedy: 'Correct it, or leave it out.',
    }),
  );
}
