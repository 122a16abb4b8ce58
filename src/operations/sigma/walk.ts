import type { SecurityEvent } from '../event/model.ts';
import { inNetwork } from '../event/network.ts';
import { fieldReader, leavesOf, numberOf, textOf } from './field.ts';
import type { Condition, Detecting, Item, Rule, Selection, Test } from './model.ts';
import { partOf } from './moment.ts';
import { concerns, sourcesOf } from './taxonomy.ts';
import { covers, fold } from './value.ts';

// The reference: rules walked as they were read, one test after another, in the plainest words. What is compiled (predicate.ts) has to agree with it on every event.

/** Whether the rule is for events of this log source, and matches this one. */
export function matches(rule: Rule, event: SecurityEvent): boolean {
  return concerns(rule.logSource, sourcesOf(event)) && detects(rule.detecting, event) && !rule.filters.some((filter) => detects(filter, event));
}

/** Whether selections and condition hold for the event. */
export function detects({ selections, condition }: Detecting, event: SecurityEvent): boolean {
  const holds = (one: Condition): boolean => {
    switch (one.kind) {
      case 'selection': {
        const selection = selections.get(one.name);
        return selection !== undefined && selects(selection, event);
      }
      case 'and':
        return one.of.every(holds);
      case 'or':
        return one.of.some(holds);
      case 'not':
        return !holds(one.of);
    }
  };
  return holds(condition);
}

export function selects(selection: Selection, event: SecurityEvent): boolean {
  if (selection.kind === 'some') return selection.of.some((one) => selects(one, event));
  return selection.items.every((item) => holds(item, event));
}

/** Whether one line of a selection holds. */
export function holds(item: Item, event: SecurityEvent): boolean {
  const { field, tests, all, negated } = item;
  const values = field === undefined ? leavesOf(event) : fieldReader(field)(event);
  const answer = all ? tests.every((test) => passes(test, values, event)) : tests.some((test) => passes(test, values, event));
  return answer !== negated;
}

/** Whether one test holds for what the field has; of several values one is enough. */
export function passes(test: Test, value: unknown, event: SecurityEvent): boolean {
  if (test.kind === 'exists') return (value !== undefined) === test.want;
  if (test.kind === 'null') return value === undefined || value === null;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((one) => passesOne(test, one, event));
}

function passesOne(test: Exclude<Test, { kind: 'exists' | 'null' }>, value: unknown, event: SecurityEvent): boolean {
  if (test.kind === 'compare') {
    const number = test.part === undefined ? numberOf(value) : partOf(value, test.part);
    if (number === undefined) return false;
    switch (test.op) {
      case 'eq':
        return number === test.value;
      case 'lt':
        return number < test.value;
      case 'lte':
        return number <= test.value;
      case 'gt':
        return number > test.value;
      case 'gte':
        return number >= test.value;
    }
  }
  const text = textOf(value);
  return text !== undefined && passesText(test, text, event);
}

function passesText(test: Exclude<Test, { kind: 'exists' | 'null' | 'compare' }>, text: string, event: SecurityEvent): boolean {
  if (test.kind === 'pattern') return covers(test.tokens, test.cased ? text : fold(text));
  if (test.kind === 'regex') return test.expression.found(text);
  if (test.kind === 'cidr') return inNetwork(test.network, text);
  const other = fieldReader(test.field)(event);
  return (Array.isArray(other) ? other : [other]).some((one) => compares(test, text, textOf(one)));
}

function compares({ how, cased }: Test & { kind: 'field' }, text: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const [a, b] = cased ? [text, other] : [fold(text), fold(other)];
  switch (how) {
    case 'equals':
      return a === b;
    case 'startswith':
      return a.startsWith(b);
    case 'endswith':
      return a.endsWith(b);
    case 'contains':
      return a.includes(b);
  }
}
