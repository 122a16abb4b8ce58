import type { Json } from '../../../core/index.ts';
import { aboutOf, isObject, type JsonObject, missing, note, type Reading } from '../about.ts';
import { sigmaFaults } from '../faults.ts';
import type { Bounds, Correlation, CorrelationType } from '../model.ts';

const TYPES = ['event_count', 'value_count', 'value_sum', 'value_avg', 'value_percentile', 'value_median', 'temporal', 'temporal_ordered'] as const;
const BOUNDS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
const TIMESPAN = /^([1-9]\d{0,8})([smhd])$/;
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** A window longer than this is a report, and no correlation of a stream. */
const LONGEST = 366 * UNITS.d;
const MOST_RULES = 1000;

/** A correlation as its document has it (Sigma correlation rules specification 2.1.0). The rules that it names are looked up by whoever has them all. */
export function correlationOf(reading: Reading): Correlation | undefined {
  const about = aboutOf(reading);
  const value = reading.root['correlation'];
  if (!isObject(value)) {
    reading.faults.push(missing(reading, 'correlation', 'a map'));
    return undefined;
  }
  const type = TYPES.find((one) => one === value['type']);
  if (type === undefined) wrong(reading, 'type', `one of ${TYPES.join(', ')}`, value['type']);
  const rules = listOf(value['rules']);
  if (rules === undefined || rules.length === 0 || rules.length > MOST_RULES)
    wrong(reading, 'rules', `1 to ${MOST_RULES} ids or names of rules`, value['rules']);
  const groupBy = value['group-by'] === undefined ? [] : listOf(value['group-by']);
  if (groupBy === undefined) wrong(reading, 'group-by', 'a list of fields', value['group-by']);
  if (value['group-by'] === undefined) note(reading, 'group-by', 'a list of fields; without, all events are one group', 'nothing');
  const timespan = timespanOf(value['timespan']);
  if (timespan === undefined) wrong(reading, 'timespan', 'a number and s, m, h or d, such as 90m, of at most 366 days', value['timespan']);
  const condition = type === undefined ? undefined : conditionOf(value['condition'], type, reading);
  const aliases = aliasesOf(value['aliases'], reading);
  const generate = value['generate'] ?? reading.root['generate'] ?? false;
  if (typeof generate !== 'boolean') wrong(reading, 'generate', 'true or false', generate);
  if (about === undefined || type === undefined || rules === undefined || groupBy === undefined || timespan === undefined || condition === undefined)
    return undefined;
  return { kind: 'correlation', ...about, type, rules, groupBy, aliases, timespan, ...condition, generate: generate === true };
}

function wrong(reading: Reading, key: string, expected: string, found: Json | undefined): void {
  reading.faults.push(
    sigmaFaults.fault('011', {
      message: `"${key}" of the correlation cannot be used`,
      ...reading.document.where(['correlation', ...key.split('.')], 'value'),
      expected,
      found: found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 120),
      remedy: 'Change it to what is expected.',
    }),
  );
}

function listOf(value: Json | undefined): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || !(list as readonly Json[]).every((one) => typeof one === 'string' && one !== '')) return undefined;
  return [...new Set(list as readonly string[])];
}

function timespanOf(value: Json | undefined): number | undefined {
  const found = typeof value === 'string' ? TIMESPAN.exec(value) : null;
  const millis = found === null ? Number.NaN : Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
  return millis <= LONGEST ? millis : undefined;
}

type Counted = Pick<Correlation, 'bounds' | 'fields' | 'percentile'>;

function conditionOf(value: Json | undefined, type: CorrelationType, reading: Reading): Counted | undefined {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (value === undefined && temporal) return { bounds: undefined, fields: [], percentile: undefined };
  if (!isObject(value)) {
    wrong(reading, 'condition', 'a map such as gte: 10', value);
    return undefined;
  }
  const bounds: { -readonly [K in keyof Bounds]: Bounds[K] } = {};
  const before = reading.faults.length;
  for (const [key, one] of Object.entries(value)) {
    const bound = BOUNDS.find((name) => name === key);
    if (bound !== undefined && typeof one === 'number') bounds[bound] = one;
    else if (bound !== undefined || !['field', 'percentile'].includes(key))
      wrong(reading, `condition.${key}`, `${BOUNDS.join(', ')} and a number; field; percentile`, one);
  }
  const fields = value['field'] === undefined ? [] : listOf(value['field']);
  const valued = type.startsWith('value_');
  if (fields === undefined || (valued && fields.length === 0) || (fields.length > 1 && type !== 'value_count'))
    wrong(reading, 'condition.field', type === 'value_count' ? 'a field, or a list of fields' : 'one field', value['field']);
  const percentile = value['percentile'];
  const sound = percentile === undefined || (type === 'value_percentile' && typeof percentile === 'number' && percentile >= 0 && percentile <= 100);
  if (!sound) wrong(reading, 'condition.percentile', 'a number from 0 to 100, of value_percentile', percentile);
  if (Object.keys(bounds).length === 0) wrong(reading, 'condition', `at least one of ${BOUNDS.join(', ')}`, value);
  if (reading.faults.length > before) return undefined;
  return { bounds, fields: fields ?? [], percentile: typeof percentile === 'number' ? percentile : undefined };
}

function aliasesOf(value: Json | undefined, reading: Reading): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  if (value === undefined || value === null) return aliases;
  if (!isObject(value) || !Object.values(value).every((one) => isObject(one) && Object.values(one).every((field) => typeof field === 'string'))) {
    wrong(reading, 'aliases', 'per alias a map of rules and fields', value);
    return aliases;
  }
  for (const [alias, fields] of Object.entries(value)) aliases.set(alias, new Map(Object.entries(fields as JsonObject) as [string, string][]));
  return aliases;
}
