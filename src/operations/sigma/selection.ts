import type { Json } from '../../core/index.ts';
import type { Path } from '../../map/spots.ts';
import type { LogSource } from '../event/model.ts';
import { isObject, type JsonObject, missing, type Reading } from './about.ts';
import { conditionOf, isUnread } from './condition.ts';
import { sigmaFaults } from './faults.ts';
import type { Detecting, Item, Selection } from './model.ts';
import { itemOf, type Wrong } from './modifier.ts';
import { widened } from './value.ts';

export type Placeholders = ReadonlyMap<string, readonly string[]>;

/** Log sources are compared without case; a `definition` is for people. Anything else that stands there narrows nothing. */
export function logSourceOf(reading: Reading): LogSource | undefined {
  const value = reading.root['logsource'];
  if (!isObject(value)) {
    reading.faults.push(missing(reading, 'logsource', 'a map of product, category, service'));
    return undefined;
  }
  const source: { product?: string; category?: string; service?: string } = {};
  for (const key of ['product', 'category', 'service'] as const) {
    const one = value[key];
    if (typeof one === 'string') source[key] = one.toLowerCase();
    else if (one !== undefined && one !== null) reading.faults.push(wrongValue(reading, ['logsource', key], 'text', one));
  }
  return source;
}

/** The selections and the condition under `detection` or `filter`. Undefined, and faults, where one of them cannot be used. */
export function detectingOf(reading: Reading, key: 'detection' | 'filter', placeholders: Placeholders): Detecting | undefined {
  const value = reading.root[key];
  if (!isObject(value)) {
    reading.faults.push(missing(reading, key, 'a map of selections and a condition'));
    return undefined;
  }
  const before = reading.faults.length;
  const selections = new Map<string, Selection>();
  for (const [name, one] of Object.entries(value)) {
    if (name === 'condition' || name === 'timeframe' || (key === 'filter' && name === 'rules')) continue;
    const selection = selectionOf(one, [key, name], reading, placeholders);
    if (selection !== undefined) selections.set(name, selection);
  }
  if (selections.size === 0 && reading.faults.length === before) reading.faults.push(missing(reading, `${key}.selection`, 'at least one selection'));
  const conditionText = conditionTextOf(value, key, reading);
  if (conditionText === undefined || reading.faults.length > before) return undefined;
  const condition = conditionOf(conditionText, [...selections.keys()]);
  if (!isUnread(condition)) return { selections, condition, conditionText };
  reading.faults.push(
    sigmaFaults.fault(condition.number, {
      message: condition.message,
      ...reading.document.where([key, 'condition'], 'value'),
      expected:
        condition.number === '006' ? `one of ${[...selections.keys()].join(', ').slice(0, 400)}` : 'selections joined by and, or, not, "1 of" and "all of"',
      found: conditionText.slice(0, 200),
      remedy: 'Mend the condition.',
    }),
  );
  return undefined;
}

/** Each condition of a list makes a query of its own, and the rule is found where one is: they are joined by "or". */
function conditionTextOf(value: JsonObject, key: string, reading: Reading): string | undefined {
  const condition = value['condition'];
  const list = Array.isArray(condition) ? (condition as readonly Json[]) : [condition ?? null];
  const texts = list.filter((one): one is string => typeof one === 'string' && one.trim() !== '');
  if (texts.length === list.length && texts.length > 0) return texts.length === 1 ? texts[0] : texts.map((one) => `(${one})`).join(' or ');
  reading.faults.push(
    condition === undefined
      ? missing(reading, `${key}.condition`, 'text, or a list of texts')
      : wrongValue(reading, [key, 'condition'], 'text, or a list of texts', condition),
  );
  return undefined;
}

function selectionOf(value: Json, path: Path, reading: Reading, placeholders: Placeholders): Selection | undefined {
  if (isObject(value)) return everyOf(value, path, reading, placeholders);
  if (Array.isArray(value) && value.some((one) => isObject(one))) {
    const of = (value as readonly Json[]).map((one, i) => selectionOf(one, [...path, i], reading, placeholders));
    return of.every((one) => one !== undefined) ? { kind: 'some', of } : undefined;
  }
  const item = itemFrom('', value, path, reading, placeholders);
  return item === undefined ? undefined : { kind: 'every', items: [item] };
}

function everyOf(value: JsonObject, path: Path, reading: Reading, placeholders: Placeholders): Selection | undefined {
  const entries = Object.entries(value);
  if (entries.length === 0) {
    reading.faults.push(wrongValue(reading, path, 'at least one field', '{}'));
    return undefined;
  }
  const items = entries.map(([key, one]) => itemFrom(key, one, [...path, key], reading, placeholders));
  return items.every((item) => item !== undefined) ? { kind: 'every', items } : undefined;
}

function itemFrom(key: string, value: Json, path: Path, reading: Reading, placeholders: Placeholders): Item | undefined {
  const where = () => reading.document.where(path, 'key');
  if (key.split('|')[0]?.split('.').includes('__proto__') === true) {
    reading.faults.push(wrongValue(reading, path, 'the name of a field', key));
    return undefined;
  }
  const wrong: Wrong = (number, message, details) => reading.faults.push(sigmaFaults.fault(number, { message, ...where(), ...details }));
  const advise = (message: string, remedy: string) =>
    reading.notes.push(
      sigmaFaults.fault('008', { message, ...where(), expected: 'what the modifiers appendix allows', remedy: `${remedy} The rule is used all the same.` }),
    );
  const item = itemOf(key, value, placeholders, wrong, advise);
  if (item === undefined || item.field !== undefined) return item;
  // Keywords are looked for anywhere in the event, whatever stands around them.
  return { ...item, tests: item.tests.map((test) => (test.kind === 'pattern' ? { ...test, tokens: widened(test.tokens, true, true) } : test)) };
}

function wrongValue(reading: Reading, path: Path, expected: string, found: Json) {
  return sigmaFaults.fault('004', {
    message: `"${path.at(-1)}" cannot be used as it is`,
    ...reading.document.where(path, 'key'),
    expected,
    found: (typeof found === 'string' ? found : JSON.stringify(found)).slice(0, 120),
    remedy: 'Change the value.',
  });
}
