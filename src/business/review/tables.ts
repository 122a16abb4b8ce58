import { type Fault, type Instant, Refused } from '../../core/index.ts';
import { checkOutFigures } from './check-outs.ts';
import { reviewFaults } from './faults.ts';
import { holeFigures } from './holes.ts';
import { REVIEW_KINDS } from './kinds.ts';
import type { Figures } from './model.ts';
import { bad, refuseEmpty, refuseFaults, spanOf, tableRows, yesOrNo } from './table-rows.ts';

// Tables that an answer brings along. They name people; what goes on the ledger is counts and lengths of time.

/** The items of a review, each once. Throws `Refused` (ASSAY-REVIEW-010). */
export function itemsOf(text: string, file: string): readonly string[] {
  const rows = tableRows(text, file, ['item']);
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { line, cell } of rows) {
    const item = cell('item');
    if (item === '' || item.length > 500 || seen.has(item)) faults.push(bad(file, line, 'item', 'an item of 1 to 500 characters, once'));
    seen.add(item);
  }
  if (seen.size === 0) faults.push(bad(file, 1, 'item', 'at least one item'));
  refuseFaults(faults);
  return [...seen];
}

export const DECISIONS = ['confirmed', 'changed', 'removed'] as const;
export type ItemDecision = (typeof DECISIONS)[number];
const WORDS: ReadonlyMap<string, ItemDecision> = new Map<string, ItemDecision>([
  ...DECISIONS.map((one) => [one, one] as const),
  ['keep', 'confirmed'],
  ['kept', 'confirmed'],
  ['confirm', 'confirmed'],
  ['change', 'changed'],
  ['remove', 'removed'],
]);

/** What was decided of each item. An empty cell is not decided. Every item has to be one of `items`. Throws `Refused` (ASSAY-REVIEW-010, -012). */
export function decisionsOf(text: string, file: string, items: readonly string[]): ReadonlyMap<string, ItemDecision> {
  const known = new Set(items);
  const decided = new Map<string, ItemDecision>();
  const faults: Fault[] = [];
  for (const { line, cell } of tableRows(text, file, ['item', 'decision'])) {
    const [item, word] = [cell('item'), cell('decision').toLowerCase()];
    const decision = WORDS.get(word);
    if (!known.has(item)) {
      faults.push(
        reviewFaults.fault('012', {
          message: 'the row is about no item of the review',
          file,
          line,
          expected: 'an item with which the review was started',
          found: 'another',
          remedy: 'Take the list of items from: assay business review show REVIEW --items-to FILE',
        }),
      );
    } else if (decided.has(item)) faults.push(bad(file, line, 'item', 'each item once'));
    else if (decision !== undefined) decided.set(item, decision);
    else if (word !== '') faults.push(bad(file, line, 'decision', 'keep, change or remove'));
  }
  refuseFaults(faults);
  return decided;
}

export function decisionFigures(decided: ReadonlyMap<string, ItemDecision>, items: number): Figures {
  const of = (word: ItemDecision) => [...decided.values()].filter((one) => one === word).length;
  return { items, confirmed: of('confirmed'), changed: of('changed'), removed: of('removed') };
}

/** Accounts that a table of leavers says were removed. Throws `Refused` (ASSAY-REVIEW-010). */
export function leaversRemoved(text: string, file: string): readonly string[] {
  return tableRows(text, file, ['account', 'left', 'removed']).flatMap(({ cell }) => (cell('removed') === '' ? [] : [cell('account')]));
}

/** Draws the figures of a task's table from its text; `given`: what was set beside it, such as `limit`. Throws `Refused` (ASSAY-REVIEW-010). */
export function figuresFrom(task: string, text: string, file: string, given: Figures, now: Instant): Figures {
  refuseTyped(task, file, given);
  const faults: Fault[] = [];
  switch (task) {
    case 'holes':
      return holeFigures(text, file, given, now);
    case 'check-outs':
      return checkOutFigures(text, file, given, now);
    case 'leavers': {
      const rows = tableRows(text, file, ['account', 'left', 'removed']);
      refuseEmpty(rows, file, 'account');
      const seen = new Set<string>();
      for (const row of rows) {
        spanOf(row, ['left', 'removed'], { file, now, faults });
        const account = row.cell('account').toLowerCase();
        if (account === '' || seen.has(account)) faults.push(bad(file, row.line, 'account', 'each account once'));
        seen.add(account);
      }
      refuseFaults(faults);
      return { left: rows.length, removed: rows.filter(({ cell }) => cell('removed') !== '').length };
    }
    case 'accounts':
    case 'standing': {
      const column = task === 'accounts' ? 'resistant' : 'standing';
      const rows = tableRows(text, file, ['account', column]);
      const seen = new Set<string>();
      let having = 0;
      for (const row of rows) {
        const account = row.cell('account').toLowerCase();
        if (account === '' || seen.has(account)) faults.push(bad(file, row.line, 'account', 'each account once'));
        seen.add(account);
        if (yesOrNo(row, column, { file, now, faults })) having += 1;
      }
      if (rows.length === 0) faults.push(bad(file, 1, 'account', 'at least one account'));
      refuseFaults(faults);
      return { ...given, accounts: rows.length, [column]: having };
    }
    default:
      return given;
  }
}

/** A figure that a table shows is not typed in beside it: nobody could say whose it is. */
function refuseTyped(task: string, file: string, given: Figures): void {
  const { settings = [], table } = REVIEW_KINDS.flatMap(({ tasks }) => tasks).find(({ id }) => id === task) ?? {};
  const typed = table === undefined ? [] : Object.keys(given).filter((name) => !settings.includes(name));
  refuseFaults(
    typed.map((name) =>
      reviewFaults.fault('006', {
        message: 'a figure is typed in beside the table that shows it',
        file,
        field: name.slice(0, 60),
        expected: settings.length === 0 ? 'the table alone' : `the table, with ${settings.join(', ')} where there is one`,
        found: 'another figure',
        remedy: 'Leave the figure out: it is counted from the rows.',
      }),
    ),
  );
}

/** Items that are not here as they were kept cannot be decided on. */
export function itemsGone(review: string): Refused {
  return new Refused(
    reviewFaults.fault('012', {
      message: `the items of ${review} are not here as they were kept`,
      expected: 'the items with which it was started',
      found: 'erased or altered',
      remedy: 'Abandon the review and start another.',
    }),
  );
}
