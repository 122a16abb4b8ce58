import { Refused } from '../../core/index.ts';
import type { SecurityEvent } from '../event/model.ts';
import { sigmaFaults } from './faults.ts';
import { fieldReader, textOf } from './field.ts';
import type { Rule } from './model.ts';
import { detects } from './walk.ts';

export interface Proposal {
  /** A filter document of Sigma, as YAML. */
  readonly filter: string;
  /** Per field, the values that it takes out. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** How many of the false alarms it takes out: all of them. */
  readonly removed: number;
  /** How many of the true ones it leaves: all of them. */
  readonly kept: number;
}

/** Values that say when or which, and never what: a filter by them is none. */
const PASSING = /time|date|guid|uuid|recordid|^ts$|^uid$|^id$|processid|threadid|^pid$|port$|duration|bytes|offset|sequence|hashes|logonid/i;
/** What every event of a log source has alike: a filter by these turns the rule off. */
const EVERYWHERE =
  /^(?:Channel|EventID|EventType|Level|Task|Opcode|Version|Keywords|Provider_|Security_|Correlation|_path|event_type|proto|service|product|category)/;
const MOST_FIELDS = 400;
/** A filter that lists more values than this describes events and no cause. */
const MOST_VALUES = 50;
const LONGEST = 400;
/** A field tried as one of two; more would be every pair of hundreds. */
const MOST_TRIED = 60;

/**
 * The smallest filter that takes out every false alarm and no true one: one field where one is enough, else two. Fields with few and long values come first, as those describe most, and those that the
 * rule itself asks last, as a filter by them turns part of the rule off. Throws `Refused` (ASSAY-SIGMA-019) where there is no false alarm that matches, or no field tells
 * the two apart.
 */
export function tune(rule: Rule, falseAlarms: readonly SecurityEvent[], trueOnes: readonly SecurityEvent[]): Proposal {
  const alarms = falseAlarms.filter((event) => detects(rule.detecting, event));
  const real = trueOnes.filter((event) => detects(rule.detecting, event));
  if (alarms.length === 0)
    throw nothing('no event marked as a false alarm matches the rule', `${falseAlarms.length} events`, 'Give events that the rule raised.');
  const asked = new Set([...rule.detecting.selections.values()].flatMap((selection) => JSON.stringify(selection).match(/"field":"([^"]+)"/g) ?? []));
  const columns = fieldsOf(alarms[0] as SecurityEvent)
    .flatMap((field) => {
      const values = valuesOf(field, alarms);
      if (values === undefined) return [];
      const misses = real.filter((event) => values.has(lowerOf(field, event) ?? '\u0000'));
      return [{ field, values, misses: new Set(misses), own: asked.has(`"field":${JSON.stringify(field)}`) }];
    })
    .sort(
      (a, b) =>
        a.misses.size - b.misses.size ||
        Number(a.own) - Number(b.own) ||
        a.values.size - b.values.size ||
        lengthOf(b) - lengthOf(a) ||
        (a.field < b.field ? -1 : 1),
    );
  const alone = columns.find(({ misses }) => misses.size === 0);
  const chosen = alone === undefined ? pairOf(columns) : [alone];
  if (chosen === undefined)
    throw nothing(
      'no field, and no two, tell the false alarms from the true ones',
      `${alarms.length} false, ${real.length} true`,
      'Mark fewer kinds of false alarm at once.',
    );
  const fields = new Map(chosen.map(({ field, values }) => [field, [...values.values()]]));
  return { filter: written(rule, fields), fields, removed: alarms.length, kept: real.length };
}

interface Column {
  readonly field: string;
  /** By the folded value, the value as it was first seen. */
  readonly values: ReadonlyMap<string, string>;
  /** True ones that a filter by this field would take out too. */
  readonly misses: ReadonlySet<SecurityEvent>;
}

/** How much the values say. */
function lengthOf({ values }: Column): number {
  return [...values.values()].reduce((sum, value) => sum + value.length, 0);
}

function pairOf(columns: readonly Column[]): readonly Column[] | undefined {
  const tried = columns.slice(0, MOST_TRIED);
  for (const [i, a] of tried.entries()) {
    for (const b of tried.slice(i + 1)) if (![...a.misses].some((event) => b.misses.has(event))) return [a, b];
  }
  return undefined;
}

function nothing(message: string, found: string, remedy: string): Refused {
  return new Refused(sigmaFaults.fault('019', { message, expected: 'false alarms that have something in common which true ones have not', found, remedy }));
}

function fieldsOf(event: SecurityEvent): readonly string[] {
  const out: string[] = [];
  const look = (value: object, before: string, depth: number): void => {
    for (const [key, one] of Object.entries(value)) {
      if (out.length >= MOST_FIELDS) return;
      const name = `${before}${key}`;
      if (typeof one === 'object' && one !== null && !Array.isArray(one) && depth < 6) look(one as object, `${name}.`, depth + 1);
      else if (!PASSING.test(key) && !EVERYWHERE.test(name) && !name.includes('|') && !name.split('.').includes('__proto__') && key !== '') out.push(name);
    }
  };
  look(event.record, '', 0);
  return out;
}

function lowerOf(field: string, event: SecurityEvent): string | undefined {
  return textOf(fieldReader(field)(event))?.toLowerCase();
}

/** What the field has in the false alarms; undefined where one of them has nothing, or there are too many. */
function valuesOf(field: string, events: readonly SecurityEvent[]): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const event of events) {
    const text = textOf(fieldReader(field)(event));
    if (text === undefined || text === '' || text.length > LONGEST) return undefined;
    values.set(text.toLowerCase(), values.get(text.toLowerCase()) ?? text);
    if (values.size > MOST_VALUES) return undefined;
  }
  return values;
}

function written(rule: Rule, fields: ReadonlyMap<string, readonly string[]>): string {
  const source = Object.entries(rule.logSource).map(([key, value]) => `    ${key}: ${quoted(value)}`);
  const lines = [...fields].flatMap(([field, values]) => [`        ${quoted(field)}:`, ...values.map((value) => `            - ${quoted(escaped(value))}`)]);
  return [
    `title: ${quoted(`False alarms of: ${rule.title}`.slice(0, 256))}`,
    `description: ${quoted('Proposed from events that were marked as false alarms. Read it before it is used.')}`,
    source.length === 0 ? 'logsource: {}' : 'logsource:',
    ...source,
    'filter:',
    '    rules:',
    `        - ${quoted(rule.id ?? rule.name ?? rule.key)}`,
    '    selection:',
    ...lines,
    '    condition: selection',
    '',
  ].join('\n');
}

/** A value with what Sigma would take for a wildcard or an escape kept plain. */
function escaped(value: string): string {
  return value.replace(/[*?]|\\(?=[\\*?])/g, (mark) => `\\${mark}`);
}

/** As JSON writes it, which YAML reads alike: whatever a log holds stays one value. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
