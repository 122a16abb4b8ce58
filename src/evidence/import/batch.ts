import { Instant } from '../../core/index.ts';
import type { Evidence } from '../model.ts';
import type { Imported, Withheld } from './model.ts';

export interface Batch {
  readonly evidence: readonly Evidence[];
  /** Good statements that another of the same batch speaks against. */
  readonly contradicted: readonly (Withheld & { readonly source: string })[];
}

interface Against {
  readonly why: string;
  /** Which of the imports. */
  readonly from: number;
  readonly seen?: Evidence;
}

/**
 * What may be recorded of several sources that were imported together. A later good statement takes back an earlier bad one of the same strength, so
 * of two reports of one moment the cleaner would win; here a good statement stands only where no other source says bad or had to hold back.
 * Within one source, an older bad row gives way to a newer good one of the same method: the source itself says what came after.
 */
export function batchOf(imports: readonly Pick<Imported, 'evidence' | 'withheld'>[]): Batch {
  const against = new Map<string, Against[]>();
  const note = ({ subject, claim }: { readonly subject: string; readonly claim: string }, each: Against) => {
    const list = against.get(`${subject}\u0000${claim}`) ?? [];
    against.set(`${subject}\u0000${claim}`, list);
    list.push(each);
  };
  imports.forEach(({ evidence, withheld }, from) => {
    for (const seen of evidence) if (seen.value === false) note(seen, { why: `${seen.source} says otherwise`, from, seen });
    for (const each of withheld ?? []) note(each, { why: `another source could not tell: ${each.why}`, from });
  });
  const kept: Evidence[] = [];
  const contradicted: (Withheld & { source: string })[] = [];
  imports.forEach(({ evidence }, i) => {
    for (const good of evidence) {
      const list = good.value === true ? (against.get(`${good.subject}\u0000${good.claim}`) ?? []) : [];
      const other = list.find(({ from, seen }) => from !== i || (seen !== undefined && !gaveWay(seen, good)));
      if (other === undefined) kept.push(good);
      else contradicted.push({ subject: good.subject, claim: good.claim, why: other.why, source: good.source });
    }
  });
  return { evidence: kept, contradicted };
}

function gaveWay(bad: Evidence, good: Evidence): boolean {
  return bad.method === good.method && Instant.parse(bad.observedAt) < Instant.parse(good.observedAt);
}
