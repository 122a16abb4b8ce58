import { counted, day, figure, personDays } from '../report/words.ts';
import type { Cause, Change, Comparison, ControlChange, Counted, GoalChange, Named, RequirementChange } from './model.ts';
import type { Direction, Standing } from './order.ts';

// The sentences that text and Markdown share, so that they cannot come to differ.

const SAID: Readonly<Partial<Record<Standing, string>>> = {
  'not-owed': 'not owed',
  'not-applicable': 'not applicable',
  absent: 'not there',
  'proven-reachable': 'proven reachable',
  'proven-closed': 'proven closed',
  'no-way-known': 'no way known',
};
export const standingWords = (standing: Standing): string => SAID[standing] ?? standing;

export const DIRECTIONS: readonly Direction[] = ['regressed', 'improved', 'moved'];

/** `3 regressed, 1 improved, none moved, 40 unchanged`. */
export function countWords(counts: Counted): string {
  return `${counts.regressed} regressed, ${counts.improved} improved, ${counts.moved} moved, ${counts.unchanged} unchanged`;
}

/** The answer in one sentence. */
export function answerOf(comparison: Comparison): string {
  const { controls, requirements, goals } = comparison;
  const worse = [...controls, ...requirements, ...goals].filter((change) => change.stops);
  if (controls.length + requirements.length + goals.length === 0) return 'Nothing changed: every verdict is what it was.';
  if (worse.length === 0) return 'Nothing got worse.';
  const of = (list: readonly Change[], one: string, many?: string) => {
    const n = list.filter((change) => change.stops).length;
    return n === 0 ? [] : [counted(n, one, many)];
  };
  const parts = [...of(requirements, 'requirement'), ...of(goals, 'goal'), ...of(controls, 'control at an element', 'controls at elements')];
  return `${parts.join(', ').replace(/, ([^,]*)$/, ' and $1')} got worse.`;
}

export function titleOf(change: ControlChange | RequirementChange | GoalChange): string {
  if ('goal' in change) return `${change.goal}: ${change.title}`;
  if ('requirement' in change) return `${change.standard} ${change.requirement}: ${change.title}`;
  return `${change.control} at ${change.subject}`;
}

/** What it was and what it is. */
export function stepOf(change: ControlChange | RequirementChange | GoalChange): string {
  if ('goal' in change) {
    const { before, after } = change.days;
    const days = before === after || before === undefined || after === undefined ? '' : `, cheapest way ${figure(before)} to ${personDays(after)}`;
    return change.before === change.after
      ? `${standingWords(change.after)}${days}`
      : `${standingWords(change.before)} to ${standingWords(change.after)}${days}`;
  }
  if ('shares' in change && change.shares !== undefined) {
    const { before, after } = change.shares;
    const of = (shares: typeof before) =>
      Object.entries(shares)
        .filter(([, n]) => n > 0)
        .map(([verdict, n]) => `${figure(n)} ${verdict}`)
        .join(', ');
    return `${of(before)} to ${of(after)}`;
  }
  return `${standingWords(change.before)} to ${standingWords(change.after)}`;
}

const MOST_IN_LINE = 4;

function entries(list: readonly Named[], more: number, say: (one: Named) => string): string {
  const left = more + Math.max(0, list.length - MOST_IN_LINE);
  return `${list.slice(0, MOST_IN_LINE).map(say).join('; ')}${left === 0 ? '' : `; and ${figure(left)} more`}`;
}

/** One cause as a sentence. */
export function causeWords(cause: Cause): string {
  switch (cause.by) {
    case 'entries': {
      const say = ({ seq, subject, claim, value, method, source, observedAt }: Named) =>
        `entry ${seq}: ${claim} ${value} of ${subject}, seen by ${method} on ${day(observedAt)} (${source})`;
      return `${cause.known === 'after' ? 'New evidence' : 'Evidence that only the earlier side has'}. ${entries(cause.entries, cause.more, say)}.`;
    }
    case 'observed':
      return `Seen in between. ${entries(
        cause.entries,
        cause.more,
        ({ seq, subject, claim, value, observedAt }) => `entry ${seq}: ${claim} ${value} of ${subject}, on ${day(observedAt)}`,
      )}.`;
    case 'expiry':
      return `No longer good. ${entries(
        cause.entries,
        cause.more,
        ({ seq, subject, claim, expiresAt, source }) => `entry ${seq}: ${claim} of ${subject} went stale at ${expiresAt} (${source})`,
      )}.`;
    case 'exclusion': {
      const { what, control, subject, approver, until, reason } = cause;
      const said = { granted: 'was granted', withdrawn: 'was withdrawn', began: 'began', ended: `ended on ${until}` }[what];
      return `The exclusion of ${control} at ${subject} ${said} (${approver}: ${reason}).`;
    }
    case 'map':
      return `The map is another. ${cause.changes.join(' ')}${cause.more === 0 ? '' : ` And ${figure(cause.more)} more changes.`}`;
    case 'standard':
      return cause.from === undefined
        ? `The standard ${cause.standard} was not there before.`
        : cause.to === undefined
          ? `The standard ${cause.standard} is no longer there.`
          : `The standard ${cause.standard} is of another edition: ${cause.from}, then ${cause.to}.`;
  }
}
