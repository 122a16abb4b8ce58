import { Instant } from '../../core/index.ts';
import { countOf } from './figure-of.ts';
import { kindOf } from './kinds.ts';
import type { Review } from './model.ts';

/** Of a closed review: what was to be taken away, and is not shown to be gone. */
export interface Remaining {
  readonly review: string;
  readonly kind: string;
  readonly task: string;
  readonly subjects: readonly string[];
  readonly owner: string;
  /** `decided` is `gone`, `present` and `unconfirmed` together; `unlisted` came besides. */
  readonly decided: number;
  readonly gone: number;
  readonly present: number;
  readonly unconfirmed: number;
  readonly unlisted: number;
  /** RFC 3339: of the look that showed it; absent where none covered it. */
  readonly observedAt?: string;
}

/** What remains of the newest closed review of each kind and part. What is still there comes first. */
export function remainingOf(reviews: readonly Review[]): readonly Remaining[] {
  return newestOf(reviews)
    .flatMap(ofOne)
    .filter(({ decided, gone, unlisted }) => gone < decided || unlisted > 0)
    .sort((a, b) => b.present + b.unlisted - (a.present + a.unlisted) || (a.review < b.review ? -1 : 1));
}

/** The newest closed reviews that wait for a look: those of which a later one did not show everything to be gone, and whose files are there still. */
export function waitingOf(reviews: readonly Review[]): readonly Review[] {
  return newestOf(reviews).filter((review) => review.erased === undefined && !settled(review));
}

/** Whether later looks showed all of it to be gone, so that nobody has to look again. */
export function settled(review: Review): boolean {
  return ofOne(review).every(({ decided, gone, unlisted }) => gone === decided && unlisted === 0);
}

/** Of each kind and part: what was decided before was decided on anew. */
function newestOf(reviews: readonly Review[]): readonly Review[] {
  const newest = new Map<string, Review>();
  for (const review of reviews) if (review.state === 'closed') for (const subject of review.subjects) newest.set(`${review.kind}\u0000${subject}`, review);
  return [...new Set(newest.values())];
}

function ofOne({ id, kind, subjects, owner, answers, checks }: Review): readonly Remaining[] {
  return (kindOf(kind)?.tasks ?? []).flatMap(({ id: task, followed }) => {
    const answer = answers.get(task);
    if (followed === undefined || answer === undefined) return [];
    const about = { review: id, kind, task, subjects, owner };
    const check = checks.get(task);
    // Nobody looked yet: all of it is open.
    const decided = countOf(answer.figures, 'removed');
    if (check === undefined) return [{ ...about, decided, gone: 0, present: 0, unconfirmed: decided, unlisted: 0 }];
    const { gone, present, unconfirmed, unlisted, observedAt } = check;
    return [
      {
        ...about,
        decided: check.decided,
        gone,
        present,
        unconfirmed,
        unlisted,
        ...(observedAt === undefined ? {} : { observedAt: Instant.format(observedAt) }),
      },
    ];
  });
}
