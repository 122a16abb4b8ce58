import { Instant } from '../core/index.ts';
import type { DueNext } from '../operations/csirt/due.ts';
import { table } from './table.ts';

export const dueJson = ({ due, remind, ...one }: DueNext): object => ({
  ...one,
  due: Instant.format(due),
  ...(remind === undefined ? {} : { remind: Instant.format(remind) }),
});

/** What is due, first what happened and then what is rehearsed. */
export function dueText(all: readonly DueNext[]): readonly string[] {
  return [false, true].flatMap((exercise) => {
    const own = all.filter((one) => one.exercise === exercise);
    if (own.length === 0) return [];
    const rows = own.map(({ incident, what, due, overdue, remind }) => [
      Instant.format(due),
      overdue ? 'OVERDUE' : remind === undefined ? '-' : Instant.format(remind),
      incident,
      what,
    ]);
    return ['', exercise ? 'Due in exercises' : 'Due', table(['due', 'remind at', 'incident', 'what'], rows)];
  });
}
