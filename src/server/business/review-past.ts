import type { ReviewView } from '../../business/review/views.ts';
import { reviewView } from '../../business/review/views.ts';
import type { Entry } from '../../ledger/model.ts';
import { project } from '../../ledger/projections.ts';
import { entriesOf } from '../judge/entries.ts';

/** Entries that reviews are folded from, among the first `size`. */
export const reviewEntries = entriesOf((type) => reviewView.on[type] !== undefined);

export const viewOf = (entries: readonly Entry[]): ReviewView => project(reviewView, reviewView.initial(), entries);
