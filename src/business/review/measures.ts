import { Duration, Instant } from '../../core/index.ts';
import { countOf } from './kinds.ts';
import type { Figures, Review } from './model.ts';

/** What one closed review leaves. Shares from 0 to 1; days with their fractions. */
export interface Measure {
  readonly review: string;
  readonly subjects: readonly string[];
  /** RFC 3339. */
  readonly closedAt: string;
  readonly onTime: boolean;
  readonly daysToClose: number;
  readonly removedShare?: number;
  readonly medianPatchDays?: number;
  readonly rollOutShare?: number;
}

export interface Measures {
  readonly kind: string;
  readonly closed: number;
  readonly abandoned: number;
  /** Of those that are closed, and those that are open and late: what is not done is not on time. Absent where there is neither. */
  readonly onTimeShare?: number;
  readonly medianDaysToClose?: number;
  /** Oldest first. */
  readonly over: readonly Measure[];
}

const DAY = 24 * 3_600_000;

/** The measures of a kind over time, up to a moment. */
export function measuresOf(reviews: readonly Review[], kind: string, at: Instant): Measures {
  const all = reviews.filter((one) => one.kind === kind);
  const over = all.flatMap((review) => measureOf(review) ?? []).sort((a, b) => Instant.parse(a.closedAt) - Instant.parse(b.closedAt));
  const lateOpen = all.filter((one) => one.state === 'open' && at > one.dueAt).length;
  const counted = over.length + lateOpen;
  const days = median(over.map((one) => one.daysToClose));
  return {
    kind,
    closed: over.length,
    abandoned: all.filter((one) => one.state === 'abandoned').length,
    ...(counted === 0 ? {} : { onTimeShare: over.filter((one) => one.onTime).length / counted }),
    ...(days === undefined ? {} : { medianDaysToClose: days }),
    over,
  };
}

function measureOf(review: Review): Measure | undefined {
  if (review.state !== 'closed' || review.endedAt === undefined) return undefined;
  const decisions = review.answers.get('decisions')?.figures;
  const accounts = review.answers.get('accounts')?.figures;
  const latencies = review.answers.get('holes')?.figures['latencies'];
  const patch = Array.isArray(latencies) ? median(latencies.map((one) => Duration.parse(one) / DAY)) : undefined;
  const removed = shareOf(decisions, 'removed', 'items');
  const rolled = shareOf(accounts, 'resistant', 'accounts');
  return {
    review: review.id,
    subjects: review.subjects,
    closedAt: Instant.format(review.endedAt),
    onTime: review.endedAt <= review.dueAt,
    daysToClose: (review.endedAt - review.startedAt) / DAY,
    ...(removed === undefined ? {} : { removedShare: removed }),
    ...(patch === undefined ? {} : { medianPatchDays: patch }),
    ...(rolled === undefined ? {} : { rollOutShare: rolled }),
  };
}

function shareOf(figures: Figures | undefined, part: string, whole: string): number | undefined {
  if (figures === undefined || countOf(figures, whole) === 0) return undefined;
  return countOf(figures, part) / countOf(figures, whole);
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
