import type { Fault, Json } from '../../core/index.ts';
import type { RuleDocument } from './document.ts';
import { sigmaFaults } from './faults.ts';
import type { About } from './model.ts';

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A document on its way to become a rule: what is wrong with it so far. */
export interface Reading {
  readonly document: RuleDocument;
  readonly root: JsonObject;
  /** These keep it from being used. */
  readonly faults: Fault[];
  /** These break the specification and hinder nothing. */
  readonly notes: Fault[];
}

const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;
const RELATIONS = ['derived', 'obsolete', 'merged', 'renamed', 'similar'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$/;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;
const TECHNIQUE = /^attack\.(t\d{4}(?:\.\d{3})?)$/;

/** What the document says of itself, held against the JSON schemas of the specification (rules 2.0.0, correlations 2.1.0, filters 2.0.0). */
export function aboutOf(reading: Reading): About | undefined {
  const { root, document } = reading;
  const title = root['title'];
  if (typeof title !== 'string' || title.trim() === '') {
    reading.faults.push(missing(reading, 'title', 'text of at most 256 characters'));
    return undefined;
  }
  if (title.length > 256) note(reading, 'title', 'text of at most 256 characters');
  const id = textual(reading, 'id');
  if (id !== undefined && !UUID.test(id)) note(reading, 'id', 'a UUID');
  const name = textual(reading, 'name');
  const level = oneOf(reading, 'level', LEVELS);
  const status = oneOf(reading, 'status', STATUSES);
  for (const key of ['description', 'author', 'license', 'taxonomy'] as const) textual(reading, key);
  for (const key of ['date', 'modified'] as const) {
    const date = textual(reading, key);
    if (date !== undefined && !DATE.test(date)) note(reading, key, 'a day as YYYY-MM-DD');
  }
  for (const key of ['references', 'falsepositives', 'fields', 'scope'] as const) texts(reading, key);
  related(reading);
  const tags = texts(reading, 'tags');
  for (const tag of tags) if (!TAG.test(tag)) note(reading, 'tags', 'tags such as attack.t1046', tag);
  const techniques = tags.flatMap((tag) => TECHNIQUE.exec(tag)?.[1]?.toUpperCase() ?? []);
  const own = root['assay'];
  const subject = isObject(own) && typeof own['subject'] === 'string' ? own['subject'] : undefined;
  const cause = isObject(own) && Array.isArray(own['cause']) ? (own['cause'] as readonly Json[]).filter((one): one is string => typeof one === 'string') : [];
  const { file } = document.where([]);
  const key = id?.toLowerCase() ?? name ?? `${file}:${document.line}`;
  return { key, id: id?.toLowerCase(), name, title, level: level ?? 'medium', status, techniques, file, line: document.line, subject, cause };
}

export function missing({ document }: Reading, field: string, expected: string): Fault {
  return sigmaFaults.fault('003', { message: `there is no ${field}`, ...document.where([]), field, expected, remedy: `Write "${field}:".` });
}

/** Says that the specification does not allow the value of a field that hinders nothing. */
export function note(reading: Reading, key: string, expected: string, found: Json = reading.root[key] ?? null): void {
  reading.notes.push(
    sigmaFaults.fault('004', {
      message: `"${key}" is not as the specification has it`,
      ...reading.document.where([key], 'value'),
      expected,
      found: String(typeof found === 'object' ? JSON.stringify(found) : found).slice(0, 120),
      remedy: 'Change it; the rule is used all the same.',
    }),
  );
}

function textual(reading: Reading, key: string): string | undefined {
  const value = reading.root[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= 65_535) return value;
  note(reading, key, 'text of at most 65,535 characters');
  return undefined;
}

function oneOf<const T extends string>(reading: Reading, key: string, choices: readonly T[]): T | undefined {
  const value = reading.root[key];
  const chosen = choices.find((one) => one === value);
  if (chosen === undefined && value !== undefined && value !== null) note(reading, key, choices.join(', '));
  return chosen;
}

function texts(reading: Reading, key: string): readonly string[] {
  const value = reading.root[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    if (!(key === 'falsepositives' && typeof value === 'string')) note(reading, key, 'a list');
    return [];
  }
  const list = (value as readonly Json[]).map((one) => (one === null || typeof one === 'object' ? '' : String(one)));
  if (list.includes('')) note(reading, key, 'a list of texts');
  else if (new Set(list).size !== list.length) note(reading, key, 'a list without repetition');
  return list.filter((one) => one !== '');
}

function related(reading: Reading): void {
  const value = reading.root['related'];
  if (value === undefined || value === null) return;
  const sound =
    Array.isArray(value) &&
    (value as readonly Json[]).every(
      (one) => isObject(one) && typeof one['id'] === 'string' && UUID.test(one['id']) && RELATIONS.some((kind) => kind === one['type']),
    );
  if (!sound) note(reading, 'related', `a list of an id and a type each: ${RELATIONS.join(', ')}`);
}
