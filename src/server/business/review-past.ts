import type { ReviewView } from '../../business/review/views.ts';
import { reviewView } from '../../business/review/views.ts';
import type { Entry, Seq } from '../../ledger/model.ts';
import { project } from '../../ledger/projections.ts';
import type { Desk } from '../judge/desk.ts';

/** The entries of reviews on one ledger, as far as it was read. */
interface Read {
  readonly size: number;
  readonly entries: readonly Entry[];
}
const READ = new WeakMap<Desk['ledger'], Read>();
const AT_ONCE = 1000;

/** Entries that reviews are folded from, among the first `size`. The whole is verified once; what came since was appended by this process. */
export function reviewEntries(ledger: Desk['ledger'], size: number): readonly Entry[] {
  const known = READ.get(ledger) ?? readWhole(ledger);
  const entries = [...known.entries];
  const head = ledger.head().size as number;
  let next = known.size;
  while (next < head) {
    const some = ledger.read(next as Seq, Math.min(AT_ONCE, head - next));
    if (some.length === 0) break;
    entries.push(...some.filter(isOfReviews));
    next += some.length;
  }
  READ.set(ledger, { size: next, entries });
  return entries.filter(({ seq }) => seq < size);
}

function readWhole(ledger: Desk['ledger']): Read {
  const entries: Entry[] = [];
  const { size } = ledger.readVerified((entry) => {
    if (isOfReviews(entry)) entries.push(entry);
  });
  return { size, entries };
}

const isOfReviews = ({ type }: Entry): boolean => reviewView.on[type] !== undefined;

export const viewOf = (entries: readonly Entry[]): ReviewView => project(reviewView, reviewView.initial(), entries);
