import { Duration, Instant } from '../../core/index.ts';
import { kindOf } from './kinds.ts';
import type { Review } from './model.ts';
import { type Remaining, remainingOf } from './remaining.ts';
import { type ReviewView, reviewsOf } from './views.ts';

/** What has to be done next of one kind for one part, or an open review. Late is never stored: it is what the moment and the due date come to. */
export interface Due {
  readonly kind: string;
  readonly subject: string;
  /** The open review; absent where the next has to be started. */
  readonly review?: string;
  readonly owner: string;
  /** RFC 3339. */
  readonly dueAt: string;
  readonly late: boolean;
  /** Milliseconds until it is due; negative where it is late. */
  readonly inMs: number;
}

export interface ReviewsAt {
  /** RFC 3339. */
  readonly at: string;
  /** In the order in which they were started. */
  readonly reviews: readonly Review[];
  /** The latest first. */
  readonly due: readonly Due[];
  /** What was to be taken away and no look showed to be gone; as it was entered by then. */
  readonly remaining: readonly Remaining[];
}

/** The reviews as they stood at a moment. Pure: facts of a later moment are left out. */
export function reviewsAt(view: ReviewView, at: Instant): ReviewsAt {
  const upTo = view.events.filter(({ body }) => Instant.parse(body.at) <= at);
  const reviews = [...reviewsOf({ events: upTo }).values()];
  return { at: Instant.format(at), reviews, due: dueAt(reviews, at), remaining: remainingOf(reviews) };
}

/** What is due, the latest first: open ones by their due date, and the next of each kind and part a cadence after the newest that was closed. */
export function dueAt(reviews: readonly Review[], at: Instant): readonly Due[] {
  const found: Due[] = [];
  const entry = (review: Review, subject: string, due: Instant, open: boolean): Due => ({
    kind: review.kind,
    subject,
    ...(open ? { review: review.id } : {}),
    owner: review.owner,
    dueAt: Instant.format(due),
    late: at > due,
    inMs: due - at,
  });
  const chains = Map.groupBy(
    reviews.flatMap((review) => review.subjects.map((subject) => ({ review, subject }))),
    ({ review, subject }) => `${review.kind}\u0000${subject}`,
  );
  for (const chain of chains.values()) {
    const open = chain.find(({ review }) => review.state === 'open');
    const closed = chain.filter(({ review }) => review.state === 'closed').sort((a, b) => (b.review.endedAt ?? 0) - (a.review.endedAt ?? 0))[0];
    const last = chain.at(-1);
    const cadence = kindOf(last?.review.kind ?? '')?.cadence;
    if (open !== undefined) found.push(entry(open.review, open.subject, open.review.dueAt, true));
    else if (closed?.review.endedAt !== undefined && cadence !== undefined)
      found.push(entry(closed.review, closed.subject, Instant.plus(closed.review.endedAt, Duration.parse(cadence)), false));
    // Abandoned and never done: giving it up does not take the duty away.
    else if (last !== undefined) found.push(entry(last.review, last.subject, last.review.dueAt, false));
  }
  return found.sort((a, b) => a.inMs - b.inMs || (a.kind + a.subject < b.kind + b.subject ? -1 : 1));
}
