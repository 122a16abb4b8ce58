import { canonicalJson, Instant, type Json } from '../../core/index.ts';
import type { Evidence, RecordedEvidence } from '../model.ts';
import { coveredBy } from '../subject.ts';
import { type LeaningOf, without } from './leaning.ts';
import type { Withheld } from './model.ts';

export interface Unrepeated {
  readonly fresh: readonly Evidence[];
  /** How many the ledger has already. */
  readonly known: number;
  /** Good ones of a file that the ledger has, where a failure was recorded since: the file has no moment of its own, so nobody can say that it came after. */
  readonly outdated: readonly (Withheld & { readonly source: string })[];
}

interface Last {
  order: number;
  at: number;
}

/**
 * What of a batch is recorded, given what stands on the ledger, in its order. A file without a moment is dated by its import, so the same bytes
 * again must not make young what was good. But what they say ill may be seen again: it is recorded anew where anything good, of the subject or of
 * all around it, was recorded or seen since, and then without what the file says well.
 */
export function unrepeated(batch: readonly Evidence[], recorded: readonly RecordedEvidence[], leaningOf: LeaningOf): Unrepeated {
  const claims = new Set(batch.map(({ claim }) => claim));
  const known = new Map<string, Last & { readonly observedAt: Set<string> }>();
  const good = new Map<string, Last>();
  const bad = new Map<string, Last>();
  let order = 0;
  const note = (map: Map<string, Last>, key: string, at: number) => {
    const last = map.get(key);
    if (last === undefined) map.set(key, { order, at });
    else Object.assign(last, { order, at: Math.max(last.at, at) });
  };
  const add = (evidence: Evidence) => {
    const at = Instant.parse(evidence.observedAt);
    const id = identity(evidence);
    const before = known.get(id);
    order += 1;
    known.set(id, { order, at: Math.max(at, before?.at ?? at), observedAt: (before?.observedAt ?? new Set()).add(evidence.observedAt) });
    const leaning = leaningOf(evidence);
    for (const aspect of leaning.good) note(good, keyOf(evidence.subject, evidence.claim, aspect), at);
    for (const aspect of leaning.bad) note(bad, keyOf(evidence.subject, evidence.claim, aspect), at);
  };
  for (const { seq: _, ...evidence } of recorded) if (claims.has(evidence.claim)) add(evidence);
  const fresh: Evidence[] = [];
  const outdated: (Withheld & { source: string })[] = [];
  let repeats = 0;
  for (const one of batch) {
    const own = known.get(identity(one));
    if (own === undefined) {
      add(one);
      fresh.push(one);
      continue;
    }
    const leaning = leaningOf(one);
    const ill = leaning.bad.length === 0 ? undefined : leaning.good.length === 0 ? one : without(one, new Set(leaning.good));
    const last = { ...own };
    const again = ill === undefined || ill === one ? undefined : known.get(identity(ill));
    if (again !== undefined) Object.assign(last, { order: Math.max(last.order, again.order), at: Math.max(last.at, again.at) });
    const since = (map: ReadonlyMap<string, Last>, aspects: readonly string[], subjects: readonly string[]) =>
      aspects.some((aspect) =>
        subjects.some((subject) => {
          const other = map.get(keyOf(subject, one.claim, aspect));
          return other !== undefined && (other.order > last.order || other.at > last.at);
        }),
      );
    // With a moment of its own it is the very statement that the ledger has: where it stands in time is told, and once is enough.
    const dated = own.observedAt.has(one.observedAt);
    if (!dated && ill !== undefined && since(good, leaning.bad, coveredBy(one.subject))) {
      add(ill);
      fresh.push(ill);
      continue;
    }
    repeats += 1;
    if (!dated && since(bad, leaning.good, [one.subject]))
      outdated.push({
        subject: one.subject,
        claim: one.claim,
        why: 'the same file was imported before a failure was recorded, and gives no moment that would show that it is newer',
        source: one.source,
      });
  }
  return { fresh, known: repeats, outdated };
}

/** All but the moment, which may be that of import, and how it was written where the statement knows what was said. */
function identity({ observedAt: _, raw, ...rest }: Evidence): string {
  return canonicalJson({ ...rest, raw: raw.content ?? raw } as Json);
}

function keyOf(subject: string, claim: string, aspect: string): string {
  return `${subject}\u0000${claim}\u0000${aspect}`;
}
