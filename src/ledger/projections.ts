import { canonicalJson, Digest, fold, Instant, type Json, type Projection, type Recorded } from '../core/index.ts';
import type { Entry, Head } from './model.ts';

/** What a projection reads: an entry's type and body. The body is as somebody recorded it once; a handler takes what it knows and leaves the rest. */
interface LedgerEvent {
  readonly type: string;
  readonly body: Json;
}

/** A view is JSON, so that it has one spelling and two folds can be compared byte for byte. */
export type LedgerProjection<View extends Json = Json> = Projection<View, LedgerEvent>;

/** A projection whose view's type only it knows, as a list of unlike projections needs. */
export interface Registered {
  readonly name: string;
  readonly version: number;
  folding(): Folding;
}

export interface Folding {
  take(entry: Entry): void;
  view(): Json;
}

export function register<View extends Json>(projection: LedgerProjection<View>): Registered {
  return {
    name: projection.name,
    version: projection.version,
    folding() {
      let view = projection.initial();
      return {
        take: (entry) => {
          // Nearly every entry is of a type that nearly every projection skips.
          if (projection.on[entry.type] !== undefined) view = project(projection, view, [entry]);
        },
        view: () => view,
      };
    },
  };
}

/** The part of a ledger that views are folded from: entries that were verified while they were read, or a refusal. */
export interface Source {
  readVerified(take: (entry: Entry) => void): Head;
}

export interface Views {
  /** The head that the views are of. */
  readonly head: Head;
  /** The view of a projection that was asked for, or one of an equal name and version. */
  view<View extends Json>(projection: LedgerProjection<View>): View;
}

/**
 * Folds each projection from the first entry, in one pass over entries that are verified on the way. No view is kept between runs: one that was could be
 * edited, and the root over the entries says nothing of it. Throws what `readVerified` throws, and then no view is given.
 */
export function foldViews(source: Source, projections: readonly Registered[]): Views {
  const foldings = projections.map(({ name, version, folding }) => ({ name, version, folding: folding() }));
  return viewsOf(foldAll(source, foldings), foldings);
}

/** Foldings that are done, as views of `head`. */
export function viewsOf(head: Head, foldings: readonly (Pick<Registered, 'name' | 'version'> & { readonly folding: Folding })[]): Views {
  return {
    head,
    view<View extends Json>({ name, version }: LedgerProjection<View>): View {
      const found = foldings.find((one) => one.name === name && one.version === version);
      if (found === undefined) throw new TypeError(`the projection ${name} was not asked for`);
      // Folded by the projection of this name and version, so it has its type.
      return found.folding.view() as View;
    },
  };
}

function foldAll(source: Source, foldings: readonly { readonly folding: Folding }[]): Head {
  return source.readVerified((entry) => {
    for (const { folding } of foldings) folding.take(entry);
  });
}

interface Rebuilt {
  readonly name: string;
  readonly version: number;
  /** Of the view's canonical JSON. */
  readonly digest: Digest;
}

/** Folds as `foldViews` does, and gives what two folds are compared by. */
export function foldDigests(source: Source, projections: readonly Registered[]): { readonly head: Head; readonly digests: readonly Rebuilt[] } {
  const foldings = projections.map(({ name, version, folding }) => ({ name, version, folding: folding() }));
  const head = foldAll(source, foldings);
  return { head, digests: foldings.map(({ name, version, folding }) => ({ name, version, digest: Digest.of(canonicalJson(folding.view())) })) };
}

/** Folds entries into a view. */
export function project<View extends Json>(projection: LedgerProjection<View>, view: View, entries: Iterable<Entry>): View {
  return fold(projection, view, facts(entries));
}

function* facts(entries: Iterable<Entry>): Generator<Recorded<LedgerEvent>> {
  for (const entry of entries) yield new Fact(entry);
}

/** An entry as projections know it. Its moment is written when one asks for it, which few do. */
class Fact implements Recorded<LedgerEvent> {
  readonly seq: number;
  readonly event: LedgerEvent;
  readonly #recordedAt: Instant;

  constructor({ seq, recordedAt, type, body }: Entry) {
    this.seq = seq;
    this.event = { type, body };
    this.#recordedAt = recordedAt;
  }

  get recordedAt(): string {
    return Instant.format(this.#recordedAt);
  }
}
