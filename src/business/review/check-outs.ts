import { Duration, type Fault, type Instant } from '../../core/index.ts';
import type { Figures } from './model.ts';
import { bad, refuseEmpty, refuseFaults, spanOf, tableRows } from './table-rows.ts';

/**
 * What a log of privileged access comes to: who took which right, from when until when, and who approved it. Overlong: out for longer than `limit`, or out
 * still. Unapproved: by nobody, or by the one who took it. Overlapping: a right that was out already, so that nobody can say whose act it was.
 * Throws `Refused` (ASSAY-REVIEW-010).
 */
export function checkOutFigures(text: string, file: string, given: Figures, now: Instant): Figures {
  const faults: Fault[] = [];
  const rows = tableRows(text, file, ['who', 'what', 'from', 'until|to', 'approved by|approver']);
  refuseEmpty(rows, file, 'who');
  const uses = rows.map((row) => {
    const { line, cell } = row;
    const [who, what, by] = [cell('who'), cell('what'), cell('approved by')].map((each) => each.toLowerCase()) as [string, string, string];
    for (const [name, text] of [
      ['who', who],
      ['what', what],
    ] as const)
      if (text === '') faults.push(bad(file, line, name, 'a name'));
    return { what, unapproved: by === '' || by === who, ...spanOf(row, ['from', 'until'], { file, now, faults }) };
  });
  refuseFaults(faults);
  const { limit } = given;
  const most = typeof limit === 'string' && Duration.isText(limit) ? Duration.parse(limit) : undefined;
  return {
    ...given,
    'check-outs': uses.length,
    recorded: uses.length,
    ...(most === undefined ? {} : { overdue: uses.filter(({ from, until }) => until - from > most).length }),
    unapproved: uses.filter(({ unapproved }) => unapproved).length,
    overlapping: [...Map.groupBy(uses, ({ what }) => what).values()].reduce((sum, all) => sum + overlapping(all), 0),
  };
}

function overlapping(uses: readonly { readonly from: number; readonly until: number }[]): number {
  let busy = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (const { from, until } of uses.toSorted((a, b) => a.from - b.from || a.until - b.until)) {
    if (from < busy) found += 1;
    busy = Math.max(busy, until);
  }
  return found;
}
