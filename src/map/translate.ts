import type { z } from 'zod';
import { type Fault, type Json, nearest } from '../core/index.ts';
import type { Document } from './document.ts';
import { type MapFaultNumber, mapFaults } from './faults.ts';
import { serviceMapSchema } from './model.ts';
import { fieldName, type Path, valueAt } from './spots.ts';

type Issue = z.core.$ZodIssue;

const SUGGESTED = 300;
const LIST = 50_000;
const VALUES = 4_000_000;

/** Lists that no map has room for, found before the schema looks at each of their members. */
export function tooLong(input: Json, document: Document): Fault[] {
  const faults: Fault[] = [];
  const queue: { value: Json; path: Path }[] = [{ value: input, path: [] }];
  let values = 0;
  for (let next = queue.pop(); next !== undefined && faults.length < 100; next = queue.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.keys(value);
    values += members.length;
    if (values > VALUES || members.length > LIST) {
      faults.push(
        at(document, path, 'value', '015', `"${fieldName(path)}" has ${members.length} entries`, {
          expected: `at most ${LIST}`,
          found: String(members.length),
          remedy: 'Model a fleet as one part with a population, not as many parts.',
        }),
      );
      continue;
    }
    const isList = Array.isArray(value);
    for (const member of members) {
      const child = (value as { readonly [key: string]: Json })[member];
      if (typeof child === 'object' && child !== null) queue.push({ value: child, path: [...path, isList ? Number(member) : member] });
    }
  }
  return faults;
}

/** The schema's issues in plain words, with places and suggestions. */
export function translate(issues: readonly Issue[], document: Document): Fault[] {
  const faults: Fault[] = [];
  for (const issue of issues) {
    if (faults.length > 2000) break;
    faults.push(...one(issue, [], document, faults.length < SUGGESTED));
  }
  return faults;
}

function one(issue: Issue, before: Path, document: Document, suggest: boolean): Fault[] {
  const path: Path = [...before, ...(issue.path as (string | number)[])];
  const value = valueAt(document.value, path);
  const found = show(value);
  const name = fieldName(path);
  const say = (number: MapFaultNumber, message: string, rest: { expected?: string; remedy: string }, which: 'key' | 'value' = 'value'): Fault[] => [
    at(document, path, which, number, message, { ...rest, found }),
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, 100).map((key) => unknownKey(key, path, document, suggest));
    case 'invalid_key':
      return [unknownKey(String(path.at(-1) ?? ''), path.slice(0, -1), document, suggest)];
    case 'invalid_type': {
      const expected = KINDS[issue.expected] ?? issue.expected;
      if (value === undefined) return say('010', `"${name}" is missing`, { expected, remedy: `Add it: ${hint(path)}` }, 'key');
      return say('012', `"${name}" is ${expected}, not ${kindOf(value)}`, {
        expected,
        remedy: value === null ? 'Give a value, or remove the line.' : mend(issue.expected, value),
      });
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const near = suggest && typeof value === 'string' ? nearest(value, allowed, 1)[0] : undefined;
      if (value === undefined) return say('010', `"${name}" is missing`, { expected: oneOf(allowed), remedy: `Add it: ${hint(path)}` }, 'key');
      return say('013', `"${name}" cannot be ${found}`, {
        expected: oneOf(allowed),
        remedy: near === undefined ? 'Choose one of those allowed.' : `Did you mean "${near}"?`,
      });
    }
    case 'invalid_format':
      return say('014', `"${name}" is not of the right form`, {
        expected: 'lower-case letters, digits, dots, hyphens and underscores, beginning and ending with a letter or digit',
        remedy: typeof value === 'string' && slug(value) !== '' ? `Write it as "${slug(value)}".` : 'Choose an id such as "home-camera".',
      });
    case 'too_big':
    case 'too_small': {
      const bound = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
      const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
      return say('015', `"${name}" is too ${size(issue.origin, issue.code)}`, { expected: bound + unit, remedy: 'Bring it within the bounds.' });
    }
    case 'invalid_union':
      return say('012', `"${name}" is not of a type it may have`, { expected: 'true or false, a number, or text', remedy: 'Give one of these.' });
    case 'custom':
      return say('014', `"${name}" is not of the right form`, { expected: issue.message, remedy: 'Write it in that form.' });
    case 'invalid_element':
      return issue.issues.flatMap((inner) => one(inner, path, document, suggest));
    case 'not_multiple_of':
      return say('012', `"${name}" is a whole number`, { expected: `a multiple of ${issue.divisor}`, remedy: 'Round it.' });
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
};

function kindOf(value: Json): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
}

function size(origin: string, code: 'too_big' | 'too_small'): string {
  if (origin === 'string' || origin === 'array') return code === 'too_big' ? 'long' : 'short';
  return code === 'too_big' ? 'large' : 'small';
}

function mend(expected: string, value: Json): string {
  if (expected === 'string' && typeof value !== 'object') return `Put it in quotes: "${String(value)}".`;
  if (expected === 'array') return 'Write it as a list: [a, b], or one line for each that begins with "- ".';
  return 'Give a value of that type.';
}

function unknownKey(key: string, holder: Path, document: Document, suggest: boolean): Fault {
  const allowed = keysAt(holder);
  const near = suggest ? nearest(key, allowed, 1)[0] : undefined;
  const where = holder.length === 0 ? 'the map' : `"${fieldName(holder)}"`;
  return at(document, [...holder, key], 'key', '011', `${where} has no field "${key.slice(0, 80)}"`, {
    expected: oneOf(allowed),
    found: key.slice(0, 80),
    remedy: near === undefined ? 'Remove it, or move it to where it belongs.' : `Did you mean "${near}"?`,
  });
}

/** The keys that the schema has at a path, by walking the schema itself so that it need not be told twice. */
function keysAt(path: Path): string[] {
  let schema: unknown = serviceMapSchema;
  for (const step of path) {
    schema = bare(schema);
    const def = definition(schema);
    if (def?.type === 'array' && typeof step === 'number') schema = def.element;
    else if (def?.type === 'object') schema = def.shape?.[step];
    else if (def?.type === 'record') schema = def.valueType;
    else return [];
  }
  const def = definition(bare(schema));
  if (def?.type === 'object') return Object.keys(def.shape ?? {});
  if (def?.type === 'record') return Object.values(definition(def.keyType)?.entries ?? {});
  return [];
}

interface Definition {
  readonly type: string;
  readonly innerType?: unknown;
  readonly element?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly keyType?: unknown;
  readonly valueType?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
}

function definition(schema: unknown): Definition | undefined {
  return (schema as { readonly def?: Definition } | undefined)?.def;
}

function bare(schema: unknown): unknown {
  let inner = schema;
  for (let def = definition(inner); def?.innerType !== undefined; def = definition(inner)) inner = def.innerType;
  return inner;
}

function at(
  document: Document,
  path: Path,
  which: 'key' | 'value',
  number: MapFaultNumber,
  message: string,
  rest: { expected?: string; found?: string; remedy: string },
): Fault {
  return mapFaults.fault(number, { message, file: document.file, ...document.place(path, which), field: fieldName(path), ...rest });
}

function oneOf(allowed: readonly string[]): string {
  return allowed.length === 1 ? `"${allowed[0]}"` : `one of ${allowed.join(', ')}`;
}

function hint(path: Path): string {
  const last = path.findLast((step) => typeof step === 'string');
  return `"${last ?? ''}: ..."`;
}

function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? `a list of ${value.length}` : 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .slice(0, 80)
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
