import { Instant } from '../../core/index.ts';
import type { Evidence } from '../model.ts';
import { coveredBy } from '../subject.ts';
import { type LeaningOf, without } from './leaning.ts';
import type { Imported, Withheld } from './model.ts';

export interface Batch {
  readonly evidence: readonly Evidence[];
  /** What was said well and another of the same batch speaks against. */
  readonly contradicted: readonly (Withheld & { readonly source: string })[];
}

/** What speaks against an aspect of a claim at a subject, of one import and one method: the newest of it, since what gives way to a later look is older. */
interface Against {
  readonly from: number;
  readonly why: string;
  /** None where the import could not tell: nothing later in it makes up for that here. */
  readonly method?: string;
  at: number;
}

const ANY = '';

/**
 * What may be recorded of several sources that were imported together. A later good statement takes back an earlier bad one of the same strength, so
 * of two reports of one moment the cleaner would win; here a good statement stands only where no other source says bad, of its subject or of
 * something in it, or had to hold back. Within one source, an older bad row gives way to a newer good one of the same method: the source
 * itself says what came after. What is good and bad is `leaningOf`'s to say.
 */
export function batchOf(imports: readonly Pick<Imported, 'evidence' | 'withheld'>[], leaningOf: LeaningOf): Batch {
  const against = new Map<string, Map<string, Against>>();
  const note = ({ subject, claim }: { readonly subject: string; readonly claim: string }, aspect: string, each: Against) => {
    for (const wider of coveredBy(subject)) {
      const key = `${wider}\u0000${claim}\u0000${aspect}`;
      const known = against.get(key) ?? new Map<string, Against>();
      against.set(key, known);
      const by = `${each.from} ${each.method ?? ''}`;
      const earlier = known.get(by);
      if (earlier === undefined) known.set(by, { ...each });
      else earlier.at = Math.max(earlier.at, each.at);
    }
  };
  imports.forEach(({ evidence, withheld }, from) => {
    for (const seen of evidence)
      for (const aspect of leaningOf(seen).bad)
        note(seen, `of ${aspect}`, { from, why: `${seen.source} says otherwise`, method: seen.method, at: Instant.parse(seen.observedAt) });
    for (const each of withheld ?? []) note(each, ANY, { from, why: `another source could not tell: ${each.why}`, at: 0 });
  });
  const kept: Evidence[] = [];
  const contradicted: (Withheld & { source: string })[] = [];
  imports.forEach(({ evidence }, i) => {
    for (const one of evidence) {
      const { good } = leaningOf(one);
      const at = Instant.parse(one.observedAt);
      const opposing = (aspect: string) =>
        [...(against.get(`${one.subject}\u0000${one.claim}\u0000${aspect}`)?.values() ?? [])].find(
          (each) => each.from !== i || (each.method !== undefined && (each.method !== one.method || each.at >= at)),
        );
      const untold = good.length === 0 ? undefined : opposing(ANY);
      const denied = new Map(good.flatMap((aspect) => [[aspect, untold ?? opposing(`of ${aspect}`)] as const]).filter(([, by]) => by !== undefined));
      const [first] = denied.values();
      const left = denied.size === 0 ? one : without(one, new Set(denied.keys()));
      if (left !== undefined) kept.push(left);
      if (first !== undefined) contradicted.push({ subject: one.subject, claim: one.claim, why: first.why, source: one.source });
    }
  });
  return { evidence: kept, contradicted };
}
