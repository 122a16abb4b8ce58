import { Instant, type Json, Refused } from '../../core/index.ts';
import type { Entry, Seq } from '../../ledger/model.ts';
import { readKept } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';
import { serverFaults } from '../faults.ts';
import type { Desk } from '../judge/desk.ts';
import { noMap } from '../judge/no-map.ts';
import { countsOf } from './checked.ts';
import { versionFaults } from './faults.ts';
import type { MapCounts, MapVersion } from './model.ts';

/** An entry that names a map. The same map in succession is one version; `text` is that of the last entry that kept one. */
interface Used {
  readonly seq: number;
  readonly recordedAt: string;
  readonly digest: string;
  readonly text: string | undefined;
  readonly actor: string | undefined;
  readonly via: string | undefined;
  readonly reason: string | undefined;
}

interface Walked {
  next: number;
  last: Entry | undefined;
  readonly used: Used[];
}

/** How far each desk's ledger was walked: entries never change, so that each is looked at once. */
const walked = new WeakMap<Desk, Walked>();
const counted = new Map<string, MapCounts>();
const AT_ONCE = 1000;

/** Every version of the map, oldest first. */
export function versionsOf(desk: Desk): readonly Used[] {
  const state = walked.get(desk) ?? { next: 0, last: undefined, used: [] };
  walked.set(desk, state);
  // Those that the desk has folded, and so verified.
  const size = desk.folded.head.size as number;
  while (state.next < size) {
    const entries = desk.ledger.read(state.next as Seq, Math.min(AT_ONCE, size - state.next));
    if (entries.length === 0) break;
    for (const entry of entries) {
      if (entry.type === 'map.used') take(state.used, entry, state.last);
      state.last = entry;
    }
    state.next += entries.length;
  }
  return state.used;
}

function take(used: Used[], entry: Entry, before: Entry | undefined): void {
  const { digest, text } = (entry.body ?? {}) as { readonly digest?: Json; readonly text?: Json };
  if (typeof digest !== 'string') return;
  // An act stands right before the facts that it brought about, in the same append (acts.ts).
  const act = before?.type === 'act.done' ? ((before.body ?? {}) as { readonly [field: string]: Json | undefined }) : {};
  const isOfMap = act['action'] === 'map.edit' || act['action'] === 'service.create';
  const said = (field: string) => (isOfMap && typeof act[field] === 'string' ? (act[field] as string) : undefined);
  const keptText = typeof text === 'string' ? text : undefined;
  const last = used.at(-1);
  if (last?.digest === digest) {
    if (keptText !== undefined) used[used.length - 1] = { ...last, text: keptText };
    return;
  }
  used.push({
    seq: entry.seq,
    recordedAt: Instant.format(entry.recordedAt),
    digest,
    text: keptText,
    actor: said('actor'),
    via: said('via'),
    reason: said('reason'),
  });
}

/** A version that the ledger names; the newest where none is asked for. Throws `Refused` (ASSAY-VERSION-002, ASSAY-SERVER-013, -018). */
export function versionAt(desk: Desk, digest?: string): { readonly used: Used; readonly map: ServiceMap } {
  const all = versionsOf(desk);
  // The same map can come back: the last time that it was used is the one that is meant.
  const used = digest === undefined ? all.at(-1) : all.findLast((one) => one.digest === digest);
  if (used === undefined) throw digest === undefined ? noMap() : noVersion(digest, all.length);
  const read = readKept(desk.dataDir, used.digest);
  if ('map' in read) return { used, map: read.map };
  throw new Refused(
    serverFaults.fault('013', {
      message: 'a map that the ledger names is not in the data folder as it names it',
      file: read.file,
      expected: read.expected,
      found: read.found,
      remedy: 'Put the folder maps back from your back-up.',
    }),
  );
}

/** As the page of versions shows them, newest first. */
export function shownVersions(desk: Desk, before: number | undefined, limit: number): { readonly versions: MapVersion[]; readonly after?: string } {
  const all = versionsOf(desk);
  const newest = all.at(-1)?.seq;
  const left = all.filter(({ seq }) => before === undefined || seq < before).toReversed();
  const page = left.slice(0, limit).map(({ text: _, ...one }): MapVersion => {
    const counts = countsAt(desk, one.digest);
    return {
      seq: one.seq,
      recordedAt: one.recordedAt,
      digest: one.digest,
      newest: one.seq === newest,
      ...(one.actor === undefined ? {} : { actor: one.actor }),
      ...(one.via === undefined ? {} : { via: one.via }),
      ...(one.reason === undefined ? {} : { reason: one.reason }),
      ...(counts === undefined ? {} : { counts }),
    };
  });
  const last = page.at(-1);
  return left.length > page.length && last !== undefined ? { versions: page, after: String(last.seq) } : { versions: page };
}

function countsAt(desk: Desk, digest: string): MapCounts | undefined {
  const key = `${desk.dataDir} ${digest}`;
  const known = counted.get(key);
  if (known !== undefined) return known;
  const read = readKept(desk.dataDir, digest);
  if (!('map' in read)) return undefined;
  const counts = countsOf(read.map);
  counted.set(key, counts);
  return counts;
}

function noVersion(digest: string, known: number): Refused {
  return new Refused(
    versionFaults.fault('002', {
      message: 'no version of this map has that digest',
      field: 'version',
      expected: `one of the ${known} that the ledger names`,
      found: digest.slice(0, 80),
      remedy: 'Choose one of the list of versions.',
    }),
  );
}
