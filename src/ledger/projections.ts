import { canonicalJson, fold, Instant, type Json, type Projection, type Recorded } from '../core/index.ts';
import { type Hash, isHash } from './hash.ts';
import type { Entry } from './model.ts';

/** What a projection reads: an entry's type and body. The body is as somebody recorded it once; a handler takes what it knows and leaves the rest. */
interface LedgerEvent {
  readonly type: string;
  readonly body: Json;
}

/** A view that is kept: it must be JSON, so that a snapshot of it has one spelling and two folds can be compared byte for byte. */
export type LedgerProjection<View extends Json = Json> = Projection<View, LedgerEvent>;

/** A view as it stood after `size` entries of a log whose root was `root` then. */
export interface Snapshot {
  readonly name: string;
  readonly version: number;
  readonly size: number;
  readonly root: Hash;
  /** Canonical JSON. */
  readonly view: string;
}

function recorded(entry: Entry): Recorded<LedgerEvent> {
  return { seq: entry.seq, recordedAt: Instant.format(entry.recordedAt), event: { type: entry.type, body: entry.body } };
}

/** A projection whose view's type only it knows, as a list of unlike projections needs. */
export interface Registered {
  readonly name: string;
  readonly version: number;
  /** Folds entries into a view of this projection, or into a fresh one. */
  foldOn(view: Json | undefined, entries: Iterable<Entry>): Json;
}

export function register<View extends Json>(projection: LedgerProjection<View>): Registered {
  return {
    name: projection.name,
    version: projection.version,
    // A kept view under this name and version was folded by this projection, so it has its type.
    foldOn: (view, entries) => project(projection, view === undefined ? projection.initial() : (view as View), entries),
  };
}

/**
 * True when a snapshot may be folded on: same projection, same version, and taken from a log that had `rootAt(size)`. One that does not fit is
 * thrown away and its view folded from the first entry. `rootAt` gives undefined for a size that the log has not reached.
 */
export function fits(snapshot: Snapshot, projection: Registered, rootAt: (size: number) => Hash | undefined): boolean {
  return (
    snapshot.name === projection.name &&
    snapshot.version === projection.version &&
    isHash(snapshot.root) &&
    Number.isSafeInteger(snapshot.size) &&
    snapshot.size >= 0 &&
    rootAt(snapshot.size) === snapshot.root
  );
}

/** Folds entries into a view. */
export function project<View extends Json>(projection: LedgerProjection<View>, view: View, entries: Iterable<Entry>): View {
  return fold(projection, view, facts(entries));
}

function* facts(entries: Iterable<Entry>): Generator<Recorded<LedgerEvent>> {
  for (const entry of entries) yield recorded(entry);
}

export function takeSnapshot(projection: Registered, view: Json, size: number, root: Hash): Snapshot {
  return { name: projection.name, version: projection.version, size, root, view: canonicalJson(view) };
}
