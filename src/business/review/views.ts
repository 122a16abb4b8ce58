import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import { reviewDecider } from './decide.ts';
import {
  abandonedSchema,
  answeredSchema,
  closedSchema,
  REVIEW_ABANDONED,
  REVIEW_ANSWERED,
  REVIEW_CLOSED,
  REVIEW_STARTED,
  type ReviewEvent,
  startedSchema,
} from './events.ts';
import type { Reviews } from './model.ts';

/** The facts of reviews, in order. A view is JSON; the state is folded from it by the decider alone, so that there is one meaning of them. */
export type ReviewView = { events: (ReviewEvent & { [key: string]: Json })[] };

const SCHEMAS = {
  [REVIEW_STARTED]: startedSchema,
  [REVIEW_ANSWERED]: answeredSchema,
  [REVIEW_CLOSED]: closedSchema,
  [REVIEW_ABANDONED]: abandonedSchema,
} as const;

const take =
  (type: keyof typeof SCHEMAS) =>
  (view: ReviewView, fact: { readonly event: { readonly body: Json } }): ReviewView => {
    const parsed = SCHEMAS[type].safeParse(fact.event.body);
    // The pair of type and schema is one of the table above.
    return parsed.success ? { events: [...view.events, { type, body: parsed.data } as ReviewView['events'][number]] } : view;
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
  },
};

export function reviewsOf(view: ReviewView): Reviews {
  return view.events.reduce<Reviews>(reviewDecider.evolve, reviewDecider.initial);
}
