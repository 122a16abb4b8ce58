import type { SecurityEvent } from '../event/model.ts';
import { fieldReader, textOf } from './field.ts';
import type { Detecting, Item, Rule, Selection, Test } from './model.ts';
import { concerns, sourcesOf } from './taxonomy.ts';
import { writtenTokens } from './value.ts';
import { detects, holds, passes, selects } from './walk.ts';

export interface ExplainedItem {
  /** The line as the rule has it. */
  readonly key: string;
  readonly holds: boolean;
  readonly asked: readonly string[];
  /** What the event has, bounded; undefined: no such field. */
  readonly found: string | undefined;
  /** The tests that hold. */
  readonly by: readonly string[];
}

export interface ExplainedSelection {
  readonly name: string;
  readonly holds: boolean;
  readonly items: readonly ExplainedItem[];
}

export interface Explained {
  readonly matches: boolean;
  /** Whether the rule is for events of this log source. */
  readonly concerns: boolean;
  readonly condition: string;
  readonly conditionHolds: boolean;
  readonly selections: readonly ExplainedSelection[];
  /** Filters that keep the event from the rule. */
  readonly filters: readonly { readonly condition: string; readonly holds: boolean; readonly selections: readonly ExplainedSelection[] }[];
}

/** Why a rule matches an event or does not, line by line: the reference walk, told. */
export function explain(rule: Rule, event: SecurityEvent): Explained {
  const concerned = concerns(rule.logSource, sourcesOf(event));
  const conditionHolds = detects(rule.detecting, event);
  const filters = rule.filters.map((filter) => ({ condition: filter.conditionText, holds: detects(filter, event), selections: selectionsOf(filter, event) }));
  return {
    matches: concerned && conditionHolds && !filters.some((filter) => filter.holds),
    concerns: concerned,
    condition: rule.detecting.conditionText,
    conditionHolds,
    selections: selectionsOf(rule.detecting, event),
    filters,
  };
}

function selectionsOf({ selections }: Detecting, event: SecurityEvent): readonly ExplainedSelection[] {
  return [...selections].map(([name, selection]) => ({
    name,
    holds: selects(selection, event),
    items: itemsOf(selection).map((item) => explainItem(item, event)),
  }));
}

function itemsOf(selection: Selection): readonly Item[] {
  return selection.kind === 'every' ? selection.items : selection.of.flatMap(itemsOf);
}

function explainItem(item: Item, event: SecurityEvent): ExplainedItem {
  const value = item.field === undefined ? undefined : fieldReader(item.field)(event);
  const by =
    item.field === undefined
      ? item.tests.filter((test) => holds({ ...item, tests: [test], negated: false }, event))
      : item.tests.filter((test) => passes(test, value, event));
  return {
    key: item.key === '' ? '(anywhere in the event)' : item.key,
    holds: holds(item, event),
    asked: item.tests.map(writtenTest),
    found: item.field === undefined ? '(the whole event)' : shown(value),
    by: by.map(writtenTest),
  };
}

function shown(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = textOf(value) ?? JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

const SIGNS = { eq: '=', lt: '<', lte: '≤', gt: '>', gte: '≥' } as const;

function writtenTest(test: Test): string {
  switch (test.kind) {
    case 'null':
      return 'null';
    case 'exists':
      return test.want ? 'is there' : 'is not there';
    case 'pattern':
      return writtenTokens(test.tokens);
    case 'regex':
      return `/${test.expression.source}/`;
    case 'cidr':
      return test.text;
    case 'compare':
      return `${test.part === undefined ? '' : `${test.part} `}${SIGNS[test.op]} ${test.value}`;
    case 'field':
      return `${test.how} the field ${test.field}`;
  }
}
