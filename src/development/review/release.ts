import { broughtBy, type ChangeClass, classOf } from '../change/classes.ts';
import type { ChangeFacts } from '../change/facts.ts';
import type { MergeOutcome } from '../git/merge.ts';
import type { ObjectId } from '../git/object.ts';
import type { CommitRange, ParentsOf } from '../git/range.ts';
import type { Register } from '../person/register.ts';
import { reviewFactsOf } from './facts.ts';
import { REVIEW_STATES, type ReviewFact, type ReviewState, type ReviewVerdict } from './model.ts';
import type { ReviewSource } from './source.ts';
import { verdictOf } from './verdict.ts';

export interface ReviewedChange {
  readonly change: ChangeFacts;
  readonly class: ChangeClass;
  readonly facts: readonly ReviewFact[];
  readonly verdict: ReviewVerdict;
  /** Of a merge: how its tree relates to what its parents give by themselves. */
  readonly merge?: MergeOutcome;
}

export interface ReleaseReview {
  readonly counts: Readonly<Record<ReviewState, number>>;
  /** Of those that are reviewed, how many by a weak binding. */
  readonly weak: number;
  /** Parents that this copy does not have: what is behind them is in the release, perhaps, and nobody could look at it. */
  readonly unread: readonly ObjectId[];
  /** False where the release before it is not in its history: what it took back of that, nobody looked at here. */
  readonly linear: boolean;
  /** The release's own state: its weakest commit's, and never better than "cannot be known" where something could not be read or was taken back. */
  readonly state: ReviewState;
  readonly changes: readonly ReviewedChange[];
}

/** Every commit of the range judged, in its order, and what that makes of the release. */
export function reviewRelease(
  {
    tip,
    range,
    parents,
    changes,
    merges,
  }: {
    readonly tip: ObjectId;
    readonly range: CommitRange;
    readonly parents: ParentsOf;
    readonly changes: ReadonlyMap<ObjectId, ChangeFacts>;
    /** The merges that were done again. */
    readonly merges?: ReadonlyMap<ObjectId, MergeOutcome>;
  },
  register: Register,
  sources: readonly ReviewSource[] = [],
): ReleaseReview {
  const brought = broughtBy(tip, (id) => (changes.has(id) ? parents.get(id) : undefined));
  const judged = range.commits.flatMap((id): ReviewedChange[] => {
    const change = changes.get(id);
    if (change === undefined) return [];
    const via = brought.get(id);
    const merge = via === undefined ? undefined : changes.get(via);
    const facts = [...reviewFactsOf(change, merge), ...sources.flatMap((source) => source.facts(change, merge))];
    const outcome: MergeOutcome | undefined = addsNothing(change, changes, parents) ? { kind: 'clean' } : merges?.get(id);
    const verdict = verdictOf(change, facts, register, outcome);
    return [{ change, class: classOf(change, merge), facts, verdict, ...(outcome === undefined ? {} : { merge: outcome }) }];
  });
  const counts = Object.fromEntries(REVIEW_STATES.map((state) => [state, judged.filter(({ verdict }) => verdict.state === state).length])) as Record<
    ReviewState,
    number
  >;
  const unread = [...range.unread, ...range.commits.filter((id) => !changes.has(id))];
  return {
    counts,
    weak: judged.filter(({ verdict }) => verdict.binding === 'weak').length,
    unread,
    linear: range.linear,
    state: stateOf(counts, unread.length === 0 && range.linear),
    changes: judged,
  };
}

function stateOf(counts: Readonly<Record<ReviewState, number>>, whole: boolean): ReviewState {
  if (counts['not-reviewed'] > 0) return 'not-reviewed';
  return counts['cannot-be-known'] > 0 || !whole ? 'cannot-be-known' : 'reviewed';
}

const WALK = 100_000;

/** A merge of a branch that began where its line still stands has one clean outcome: the branch's tree. Other merges have to be done again. */
export function addsNothing(merge: ChangeFacts, changes: ReadonlyMap<ObjectId, ChangeFacts>, parents: ParentsOf): boolean {
  const [line, branch] = merge.parents;
  if (line === undefined || branch === undefined || merge.parents.length !== 2 || changes.get(branch)?.tree !== merge.tree) return false;
  const seen = new Set<ObjectId>();
  const waiting = [branch];
  for (let id = waiting.pop(); id !== undefined && seen.size < WALK; id = waiting.pop()) {
    if (id === line) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    // What is outside the range was there before it; the line's own commit may be the last that was.
    waiting.push(...(changes.has(id) ? (parents.get(id) ?? []) : []));
  }
  return false;
}
