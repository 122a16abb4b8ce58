import { expectedOf } from '../business/review/decide.ts';
import type { Due } from '../business/review/due.ts';
import { type Kind, kindOf } from '../business/review/kinds.ts';
import type { Measure, Measures, RollOut } from '../business/review/measures.ts';
import type { Check, Review } from '../business/review/model.ts';
import type { NeverDone } from '../business/review/owed.ts';
import type { Remaining } from '../business/review/remaining.ts';
import { figure, Instant } from '../core/index.ts';
import type { Evidence } from '../evidence/model.ts';
import { counted, table } from './table.ts';

const DAY = 24 * 3_600_000;

interface Listed {
  readonly due: readonly Due[];
  readonly never: readonly NeverDone[];
  readonly remaining: readonly Remaining[];
  /** Whether only what is late was asked for. */
  readonly late?: boolean;
}

export function listText({ due, never, remaining, late: lateOnly = false }: Listed, at: Instant): string {
  const moment = `At ${Instant.format(at)}.`;
  const further = [...remainingText(remaining), ...never.map(({ kind, subjects }) => `never done: ${kind} of ${subjects.join(', ')}`)];
  if (due.length === 0)
    return [...further, `${lateOnly ? 'Nothing is late.' : never.length === 0 ? 'Nothing is due.' : 'Nothing that was begun is due.'} ${moment}`].join('\n');
  const rows = due.map((one) => [inWords(one), one.kind, one.subject, one.review ?? 'to be started', one.owner, one.dueAt.slice(0, 10)]);
  const late = due.filter((one) => one.late).length;
  return [
    table(['when', 'kind', 'part', 'review', 'owner', 'due'], rows),
    '',
    ...further,
    `${late === 0 ? 'None is' : late === 1 ? '1 is' : `${late} are`} late. ${moment}`,
  ].join('\n');
}

/** What was to be taken away and is not shown to be gone, a line each. */
export function remainingText(remaining: readonly Remaining[]): readonly string[] {
  return remaining.map((one) => `${one.review} of ${one.subjects.join(', ')}: ${fateText(one)}`);
}

function fateText({ decided, gone, present, unconfirmed, unlisted }: Omit<Check, 'task' | 'at' | 'observedAt'>): string {
  const parts = [`of ${counted(decided, 'removal')}, ${figure(gone)} seen to be gone`];
  if (present > 0) parts.push(`${figure(present)} still there`);
  if (unconfirmed > 0) parts.push(`${figure(unconfirmed)} not confirmed`);
  if (unlisted > 0) parts.push(`${counted(unlisted, 'thing')} on which nobody decided`);
  return parts.join(', ');
}

function inWords({ late, inMs }: Due): string {
  const days = Math.floor(Math.abs(inMs) / DAY);
  return late ? `late by ${counted(days, 'day')}` : `in ${counted(days, 'day')}`;
}

export function showText(
  review: Review,
  missing: readonly { readonly task: string; readonly what: string }[],
  statements: readonly Evidence[],
  before: readonly Measure[],
): string {
  const kind = kindOf(review.kind);
  const lines = [
    `${kind?.title ?? review.kind} ${review.id} of ${review.subjects.join(', ')}: ${review.state}`,
    `owner ${review.owner}, started ${Instant.format(review.startedAt)}, due ${Instant.format(review.dueAt)}`,
  ];
  if (review.endedAt !== undefined) lines.push(`${review.state} ${Instant.format(review.endedAt)}${review.reason === undefined ? '' : `: ${review.reason}`}`);
  if (review.items !== undefined)
    lines.push(
      `${counted(review.items.count, 'item')}${review.items.source === 'inventory' ? ' from the inventory' : ''}, ${review.erased?.items === undefined ? '' : 'erased, '}${review.items.digest}`,
    );
  if (review.erased !== undefined)
    lines.push(
      `erased ${Instant.format(review.erased.at)} by ${review.erased.by}: ${[...(review.erased.items === undefined ? [] : ['the items']), counted(review.erased.files.length, 'file')].join(' and ')}`,
    );
  lines.push('', ...(kind?.tasks ?? []).map((task) => `${review.answers.has(task.id) ? 'answered' : 'open    '}  ${task.id}: ${task.title}`));
  for (const { id } of kind?.tasks ?? []) {
    const figures = Object.entries(review.answers.get(id)?.figures ?? {}).filter(([, value]) => !Array.isArray(value));
    if (figures.length > 0) lines.push(`          ${id}: ${figures.map(([name, value]) => `${name} ${shownFigure(value)}`).join(', ')}`);
  }
  for (const check of review.checks.values())
    lines.push(
      '',
      `${check.task}: ${fateText(check)}${check.observedAt === undefined ? '; no later look covered it' : ` (looked at ${Instant.format(check.observedAt)})`}`,
    );
  if (missing.length > 0) lines.push('', 'Before it can be closed:', ...missing.map(({ task, what }) => `  ${task}: ${what}`));
  if (statements.length > 0)
    lines.push(
      '',
      'States:',
      ...statements.map(
        (one) =>
          `  ${one.claim} of ${one.subject}: ${JSON.stringify(one.value)} (${one.method}, of ${one.observedAt})${one.finding === undefined ? '' : `; ${one.finding.title}`}`,
      ),
    );
  if (before.length > 0) lines.push('', 'Rounds before:', measureTable(before));
  return lines.join('\n');
}

function shownFigure(value: unknown): string {
  return typeof value === 'number' ? figure(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** Only the columns in which a round has something. */
function measureTable(over: readonly Measure[]): string {
  const share = (value: number | undefined) => (value === undefined ? undefined : `${Math.round(value * 100)} %`);
  const days = (value: number | undefined) => (value === undefined ? undefined : figure(Math.round(value * 10) / 10));
  const columns: readonly (readonly [string, (one: Measure) => string | undefined])[] = [
    ['review', (one) => one.review],
    ['closed', (one) => one.closedAt.slice(0, 10)],
    ['on time', (one) => (one.onTime ? 'yes' : 'no')],
    ['days', (one) => days(one.daysToClose)],
    ['removed', (one) => share(one.removedShare)],
    ['seen gone', (one) => share(one.confirmedShare)],
    ['patch days', (one) => days(one.medianPatchDays)],
    ['p50', (one) => days(one.p50PatchDays)],
    ['p90', (one) => days(one.p90PatchDays)],
    ['in time', (one) => share(one.withinShare)],
    ['findings', (one) => (one.findings === undefined ? undefined : figure(one.findings))],
    ['restore hours', (one) => (one.restoreHours === undefined ? undefined : figure(Math.round(one.restoreHours * 10) / 10))],
    ['rolled out', (one) => share(one.rollOutShare)],
    ['target', (one) => one.target?.slice(0, 10)],
  ];
  const used = columns.filter(([, of]) => over.some((one) => of(one) !== undefined));
  return table(
    used.map(([name]) => name),
    over.map((one) => used.map(([, of]) => of(one) ?? '-')),
  );
}

export function measuresText(kind: Kind, measures: Measures, alone: boolean): string {
  const share = (value: number | undefined) => (value === undefined ? '-' : `${Math.round(value * 100)} %`);
  const days = (value: number | undefined) => (value === undefined ? '-' : figure(Math.round(value * 10) / 10));
  const over = [
    `${counted(measures.closed, 'closed review')}, ${figure(measures.abandoned)} abandoned; on time ${share(measures.onTimeShare)}; median days to close ${days(measures.medianDaysToClose)}`,
    ...(measures.over.length === 0 ? [] : [measureTable(measures.over)]),
    ...(measures.rollOut === undefined ? [] : measures.rollOut.map(rollOutText)),
  ];
  if (alone) return over.join('\n');
  return [
    `${kind.title} (${kind.id}): every ${kind.cadence}, done within ${kind.takes}`,
    ...kind.tasks.map(
      (task) => `  ${task.id}: ${task.title}; ${expectedOf(task)}${task.table === undefined ? '' : `; or a CSV with ${task.table.join(', ')}`}`,
    ),
    `  states ${kind.states.map(({ claim }) => claim).join(', ')}`,
    '',
    ...over,
  ].join('\n');
}

function rollOutText({ subject, share, target, reachedAt, onTrack }: RollOut): string {
  const by = target === undefined ? '' : `, to be whole on ${target.slice(0, 10)}`;
  const pace = reachedAt === undefined ? '; the rounds show no progress yet' : `; at this pace on ${reachedAt.slice(0, 10)}`;
  return `${subject}: ${Math.round(share * 100)} % rolled out${by}${share === 1 ? '' : pace}${onTrack === undefined ? '' : onTrack ? '; on track' : '; behind'}`;
}
