import { Duration, Instant } from '../../core/index.ts';
import { countOf } from './figure-of.ts';
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
  /** RFC 3339: when it was to be whole. */
  readonly target?: string;
  /** Of what was to be taken away, the share that a later look showed to be gone. */
  readonly confirmedShare?: number;
  readonly p50PatchDays?: number;
  readonly p90PatchDays?: number;
  /** Share of holes that were closed within their limit. */
  readonly withinShare?: number;
  /** Of check-outs: overlong, approved by nobody else, out twice at once; and standing rights. */
  readonly findings?: number;
  /** How long the restore took. */
  readonly restoreHours?: number;
}

/** How far a roll-out is for one part, and where its pace leads. */
export interface RollOut {
  readonly subject: string;
  /** Of the newest round, 0 to 1. */
  readonly share: number;
  readonly target?: string;
  /** RFC 3339: when all would have it at the pace from the first round to the newest; absent where there is no pace. */
  readonly reachedAt?: string;
  /** Absent without a target. */
  readonly onTrack?: boolean;
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
  /** Of a roll-out, by part; absent of other kinds. */
  readonly rollOut?: readonly RollOut[];
}

const DAY = 24 * 3_600_000;

/** The measures of a kind over time, up to a moment. */
export function measuresOf(reviews: readonly Review[], kind: string, at: Instant): Measures {
  const all = reviews.filter((one) => one.kind === kind);
  const over = all.flatMap((review) => measureOf(review) ?? []).sort((a, b) => Instant.parse(a.closedAt) - Instant.parse(b.closedAt));
  const lateOpen = all.filter((one) => one.state === 'open' && at > one.dueAt).length;
  const counted = over.length + lateOpen;
  const days = median(over.map((one) => one.daysToClose));
  const rollOut = rollOutsOf(over);
  return {
    kind,
    closed: over.length,
    abandoned: all.filter((one) => one.state === 'abandoned').length,
    ...(counted === 0 ? {} : { onTimeShare: over.filter((one) => one.onTime).length / counted }),
    ...(days === undefined ? {} : { medianDaysToClose: days }),
    over,
    ...(rollOut.length === 0 ? {} : { rollOut }),
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
    ...(typeof accounts?.['target'] === 'string' ? { target: accounts['target'] } : {}),
    ...furtherOf(review),
  };
}

function furtherOf({ answers, checks }: Review): Partial<Measure> {
  const holes = answers.get('holes')?.figures;
  const restore = answers.get('restore')?.figures;
  const uses = answers.get('check-outs')?.figures;
  const [check] = checks.values();
  const [p50, p90] = [daysOf(holes?.['p50']), daysOf(holes?.['p90'])];
  const within = holes?.['within'];
  const hours = restore === undefined ? undefined : (Date.parse(String(restore['ended'])) - Date.parse(String(restore['started']))) / 3_600_000;
  return {
    ...(check === undefined || check.decided === 0 ? {} : { confirmedShare: check.gone / check.decided }),
    ...(p50 === undefined ? {} : { p50PatchDays: p50 }),
    ...(p90 === undefined ? {} : { p90PatchDays: p90 }),
    ...(typeof within === 'number' ? { withinShare: within } : {}),
    ...(uses === undefined
      ? {}
      : {
          findings:
            ['overdue', 'unapproved', 'overlapping'].reduce((sum, name) => sum + countOf(uses, name), 0) +
            countOf(answers.get('standing')?.figures ?? {}, 'standing'),
        }),
    ...(hours === undefined || Number.isNaN(hours) ? {} : { restoreHours: hours }),
  };
}

function daysOf(figure: unknown): number | undefined {
  return typeof figure === 'string' && Duration.isText(figure) ? Duration.parse(figure) / DAY : undefined;
}

/** The pace is a straight line from the first round to the newest. A target that a later round does not repeat stands. */
function rollOutsOf(over: readonly Measure[]): readonly RollOut[] {
  const rounds = over.flatMap(({ subjects, rollOutShare, closedAt, target }) =>
    rollOutShare === undefined ? [] : subjects.map((subject) => ({ subject, share: rollOutShare, at: Instant.parse(closedAt), target })),
  );
  return [...Map.groupBy(rounds, ({ subject }) => subject)].flatMap(([subject, all]): RollOut[] => {
    const [first, last] = [all[0], all.at(-1)];
    if (first === undefined || last === undefined) return [];
    const target = all.findLast((one) => one.target !== undefined)?.target;
    const gain = (last.share - first.share) / Math.max(1, last.at - first.at);
    const reached = last.share === 1 ? last.at : gain > 0 ? Math.min(last.at + (1 - last.share) / gain, Instant.parse('9999-01-01T00:00:00Z')) : undefined;
    return [
      {
        subject,
        share: last.share,
        ...(target === undefined ? {} : { target }),
        ...(reached === undefined ? {} : { reachedAt: Instant.format(Instant.of(Math.round(reached / 1000) * 1000)) }),
        ...(target === undefined ? {} : { onTrack: reached !== undefined && reached <= Instant.parse(target) }),
      },
    ];
  });
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
