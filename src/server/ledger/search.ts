import { Instant, type Json } from '../../core/index.ts';
import type { Entry, LedgerStore, Seq } from '../../ledger/model.ts';
import type { EntriesAnswer, EntryLine } from './model.ts';
import { briefOf, meaningOf, refersOf } from './words.ts';

export interface Search {
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

type Readable = Pick<LedgerStore, 'read' | 'head'>;

const PAGE = 256;

/**
 * Entries that a search lets through, newest first. At most `most` are looked at: an answer without entries may still say where to go on. Pure but for
 * the reading: the same head gives the same answer.
 */
export function searchEntries(ledger: Readable, search: Search, most: number): EntriesAnswer {
  const { size } = ledger.head();
  // Moments never run backwards, so a span of moments is a span of places.
  const least = search.from === undefined ? 0 : firstFrom(ledger, size, Instant.parse(search.from));
  const end = search.to === undefined ? size : firstFrom(ledger, size, Instant.of(Instant.parse(search.to) + 1));
  const passes = passing(search);
  const forwards = search.after !== undefined;
  const { found, scanned, stopped } = forwards
    ? scan(ledger, Math.max(least, (search.after ?? -1) + 1), end, search.limit, most, passes)
    : scanBack(ledger, least, Math.min(end, search.before ?? end), search.limit, most, passes);
  const entries = (forwards ? found.toReversed() : found).map(lineOf);
  const newest = entries.at(0)?.seq;
  const oldest = entries.at(-1)?.seq;
  const newer = forwards ? stopped : search.before === undefined ? undefined : (newest ?? search.before - 1);
  const older = forwards ? (oldest ?? (search.after ?? 0) + 1) : stopped;
  return {
    answer: answerOf(search, entries.length, size, scanned, stopped !== undefined),
    size,
    entries,
    older: older === undefined || older <= least ? null : older,
    newer: newer === undefined || newer >= end - 1 ? null : newer,
    scanned,
  };
}

function answerOf(search: Search, found: number, size: number, scanned: number, more: boolean): string {
  const all = `${size.toLocaleString('en-GB')} ${size === 1 ? 'entry' : 'entries'}`;
  const filtered = [search.type, search.actor, search.text, search.from, search.to].some((one) => one !== undefined);
  if (size === 0) return 'Nothing has been recorded yet.';
  if (!filtered) return `${all} stand on this ledger, and none can be changed or removed unseen.`;
  if (found > 0) return `${found}${more ? ' or more' : ''} of ${all} are as asked.`;
  return more ? `Nothing among the ${scanned.toLocaleString('en-GB')} entries looked at so far; there are more.` : `None of ${all} is as asked.`;
}

interface Scanned {
  readonly found: readonly Entry[];
  readonly scanned: number;
  /** The last place that was looked at, where there are more behind it. */
  readonly stopped: number | undefined;
}

function scan(ledger: Readable, from: number, end: number, limit: number, most: number, passes: (entry: Entry) => boolean): Scanned {
  const found: Entry[] = [];
  let next = from;
  for (const last = Math.min(end, from + most); next < last; ) {
    for (const entry of ledger.read(next as Seq, Math.min(PAGE, last - next))) {
      next = entry.seq + 1;
      if (passes(entry)) found.push(entry);
      if (found.length === limit) return { found, scanned: next - from, stopped: next < end ? next - 1 : undefined };
    }
  }
  return { found, scanned: next - from, stopped: next < end ? next - 1 : undefined };
}

function scanBack(ledger: Readable, least: number, end: number, limit: number, most: number, passes: (entry: Entry) => boolean): Scanned {
  const found: Entry[] = [];
  let next = end;
  for (const last = Math.max(least, end - most); next > last; ) {
    const start = Math.max(last, next - PAGE);
    for (const entry of ledger.read(start as Seq, next - start).toReversed()) {
      next = entry.seq;
      if (passes(entry)) found.push(entry);
      if (found.length === limit) return { found, scanned: end - next, stopped: next > least ? next : undefined };
    }
  }
  return { found, scanned: end - next, stopped: next > least ? next : undefined };
}

/** The first place recorded at a moment or later. */
function firstFrom(ledger: Readable, size: number, moment: Instant): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = ledger.read(middle as Seq, 1);
    if (entry !== undefined && entry.recordedAt < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

function passing({ type, actor, text }: Search): (entry: Entry) => boolean {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return (entry) => {
    if (type !== undefined && entry.type !== type && !entry.type.startsWith(`${type}.`)) return false;
    if (actor !== undefined && !isBy(entry.body, actor)) return false;
    if (words.length === 0) return true;
    const said = entry.canonical.toLowerCase();
    return words.every((word) => said.includes(word));
  };
}

/** Members in which an entry names who acted. */
const ACTORS = ['actor', 'by', 'approvedBy', 'approver', 'person'];

function isBy(body: Json, actor: string): boolean {
  return typeof body === 'object' && body !== null && ACTORS.some((member) => (body as { readonly [key: string]: Json })[member] === actor);
}

function lineOf(entry: Entry): EntryLine {
  return {
    seq: entry.seq,
    recordedAt: Instant.format(entry.recordedAt),
    type: entry.type,
    means: meaningOf(entry.type),
    brief: briefOf(entry),
    refers: refersOf(entry),
  };
}
