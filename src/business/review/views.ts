import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import {
  abandonedSchema,
  answeredSchema,
  checkedSchema,
  closedSchema,
  erasedSchema,
  REVIEW_ABANDONED,
  REVIEW_ANSWERED,
  REVIEW_CHECKED,
  REVIEW_CLOSED,
  REVIEW_ERASED,
  REVIEW_STARTED,
  type ReviewEvent,
  startedSchema,
} from './events.ts';
import { evolveOne } from './evolve.ts';
import type { Review, Reviews } from './model.ts';

/** The facts of reviews, in order. A view is JSON; the state is folded from it by the decider alone, so that there is one meaning of them. */
export type ReviewView = { events: (ReviewEvent & { [key: string]: Json })[] };

const SCHEMAS = {
  [REVIEW_STARTED]: startedSchema,
  [REVIEW_ANSWERED]: answeredSchema,
  [REVIEW_CLOSED]: closedSchema,
  [REVIEW_ABANDONED]: abandonedSchema,
  [REVIEW_CHECKED]: checkedSchema,
  [REVIEW_ERASED]: erasedSchema,
} as const;

const take =
  (type: keyof typeof SCHEMAS) =>
  (view: ReviewView, fact: { readonly event: { readonly body: Json } }): ReviewView => {
    const parsed = SCHEMAS[type].safeParse(fact.event.body);
    // The pair of type and schema is one of the table above.
    if (parsed.success) view.events.push({ type, body: parsed.data } as ReviewView['events'][number]);
    return view;
  };

export const reviewView: LedgerProjection<ReviewView> = {
  name: 'reviews',
  version: 1,
  initial: () => ({ events: [] }),
  on: {
    [REVIEW_STARTED]: take(REVIEW_STARTED),
    [REVIEW_ANSWERED]: take(REVIEW_ANSWERED),
    [REVIEW_CLOSED]: take(REVIEW_CLOSED),
    [REVIEW_ABANDONED]: take(REVIEW_ABANDONED),
    [REVIEW_CHECKED]: take(REVIEW_CHECKED),
    [REVIEW_ERASED]: take(REVIEW_ERASED),
  },
};

export function reviewsOf(view: ReviewView): Reviews {
  const reviews = new Map<string, Review>();
  for (const event of view.events) {
    const after = evolveOne(reviews.get(event.body.review), event);
    if (after !== undefined) reviews.set(after.id, after);
  }
  return reviews;
}
