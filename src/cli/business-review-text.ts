import { expectedOf } from '../business/review/decide.ts';
import type { Due } from '../business/review/due.ts';
import { type Kind, kindOf } from '../business/review/kinds.ts';
import type { Measures } from '../business/review/measures.ts';
import type { Review } from '../business/review/model.ts';
import { figure, Instant } from '../core/index.ts';
import type { Evidence } from '../evidence/model.ts';
import { counted, table } from './table.ts';

const DAY = 24 * 3_600_000;

export function listText(due: readonly Due[], at: Instant): string {
  const moment = `At ${Instant.format(at)}.`;
  if (due.length === 0) return `Nothing is due. ${moment}`;
  const rows = due.map((one) => [inWords(one), one.kind, one.subject, one.review ?? 'to be started', one.owner, one.dueAt.slice(0, 10)]);
  const late = due.filter((one) => one.late).length;
  return [
    table(['when', 'kind', 'part', 'review', 'owner', 'due'], rows),
    '',
    `${late === 0 ? 'None is' : late === 1 ? '1 is' : `${late} are`} late. ${moment}`,
  ].join('\n');
}

function inWords({ late, inMs }: Due): string {
  const days = Math.floor(Math.abs(inMs) / DAY);
  return late ? `late by ${counted(days, 'day')}` : `in ${counted(days, 'day')}`;
}

export function showText(review: Review, missing: readonly { readonly task: string; readonly what: string }[], statements: readonly Evidence[]): string {
  const kind = kindOf(review.kind);
  const lines = [
    `${kind?.title ?? review.kind} ${review.id} of ${review.subjects.join(', ')}: ${review.state}`,
    `owner ${review.owner}, started ${Instant.format(review.startedAt)}, due ${Instant.format(review.dueAt)}`,
  ];
  if (review.endedAt !== undefined) lines.push(`${review.state} ${Instant.format(review.endedAt)}${review.reason === undefined ? '' : `: ${review.reason}`}`);
  if (review.items !== undefined) lines.push(`${counted(review.items.count, 'item')}, ${review.items.digest}`);
  lines.push('', ...(kind?.tasks ?? []).map((task) => `${review.answers.has(task.id) ? 'answered' : 'open    '}  ${task.id}: ${task.title}`));
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
  return lines.join('\n');
}

export function measuresText(kind: Kind, measures: Measures, alone: boolean): string {
  const share = (value: number | undefined) => (value === undefined ? '-' : `${Math.round(value * 100)} %`);
  const days = (value: number | undefined) => (value === undefined ? '-' : figure(Math.round(value * 10) / 10));
  const rows = measures.over.map((one) => [
    one.review,
    one.closedAt.slice(0, 10),
    one.onTime ? 'yes' : 'no',
    days(one.daysToClose),
    share(one.removedShare),
    days(one.medianPatchDays),
    share(one.rollOutShare),
  ]);
  const over = [
    `${counted(measures.closed, 'closed review')}, ${figure(measures.abandoned)} abandoned; on time ${share(measures.onTimeShare)}; median days to close ${days(measures.medianDaysToClose)}`,
    ...(rows.length === 0 ? [] : [table(['review', 'closed', 'on time', 'days', 'removed', 'patch days', 'rolled out'], rows)]),
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
