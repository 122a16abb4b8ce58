import type { Fault, Json } from '../../core/index.ts';
import { oscalFaults } from './faults.ts';

// Reading an OSCAL body field by field, so that what nobody asked for can be told at the end. A round trip prints it.

export type Fields = { readonly [key: string]: Json };

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields that no reader took: where, without the indices of lists; how many values; and one of them. */
export interface Lost {
  readonly field: string;
  readonly count: number;
  readonly sample: Json;
}

/** One object of the document. Each question marks the field as taken. */
export interface Taking {
  /** Such as `catalog.groups[2].controls[0]`. */
  readonly at: string;
  text(key: string): string | undefined;
  /** Text that must be there; '' and a fault (ASSAY-OSCAL-003) where it is not. */
  needed(key: string): string;
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  texts(key: string): readonly string[];
  one(key: string): Taking | undefined;
  list(key: string): readonly Taking[];
  /** The value as it stands, all of it taken. */
  whole(key: string): Json | undefined;
  has(key: string): boolean;
  fault(number: keyof typeof oscalFaults.declared, key: string, message: string, expected: string, found: string, remedy: string): void;
}

export interface Reading {
  readonly root: Taking;
  /** Found so far; whoever reads refuses with them at the end. */
  readonly faults: readonly Fault[];
  /** What nobody took. */
  lost(): readonly Lost[];
  /** Leaves of the document, and those that were taken. */
  counts(): { readonly leaves: number; readonly taken: number };
  readonly body: Fields;
}

const MOST_FAULTS = 1000;
const MOST_LOST = 2000;

export function reading(body: Fields, model: string, file: string): Reading {
  const taken = new WeakMap<object, Map<string, 'into' | 'whole'>>();
  const faults: Fault[] = [];
  const mark = (fields: Fields, key: string, how: 'into' | 'whole'): Json | undefined => {
    const known = taken.get(fields);
    if (known === undefined) taken.set(fields, new Map([[key, how]]));
    else if (known.get(key) !== 'whole') known.set(key, how);
    return Object.hasOwn(fields, key) ? fields[key] : undefined;
  };
  const taking = (fields: Fields, at: string): Taking => {
    const fault: Taking['fault'] = (number, key, message, expected, found, remedy) => {
      const field = key === '' ? at : `${at}.${key}`;
      if (faults.length < MOST_FAULTS)
        faults.push(oscalFaults.fault(number, { message: `${field} ${message}`, file, field, expected, found: found.slice(0, 200), remedy }));
    };
    const wrong = (key: string, expected: string, value: Json): undefined => {
      fault('004', key, 'is of another type', expected, kindOf(value), `Write ${expected}.`);
      return undefined;
    };
    const text = (key: string): string | undefined => {
      const value = mark(fields, key, 'whole');
      return value === undefined || typeof value === 'string'
        ? value
        : typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : wrong(key, 'text', value);
    };
    const items = (key: string): readonly Json[] => {
      const value = mark(fields, key, 'into');
      if (value === undefined) return [];
      if (Array.isArray(value)) return value as readonly Json[];
      wrong(key, 'a list', value);
      return [];
    };
    return {
      at,
      fault,
      text,
      needed: (key) => {
        const value = text(key);
        if (value === undefined && !Object.hasOwn(fields, key)) fault('003', key, 'is missing', 'text', 'nothing', 'Add the field.');
        return value ?? '';
      },
      number: (key) => {
        const value = mark(fields, key, 'whole');
        return value === undefined || typeof value === 'number' ? value : wrong(key, 'a number', value);
      },
      flag: (key) => {
        const value = mark(fields, key, 'whole');
        return value === undefined || typeof value === 'boolean' ? value : wrong(key, 'true or false', value);
      },
      texts: (key) => {
        const list = items(key);
        if (list.length > 0) mark(fields, key, 'whole');
        return list.flatMap((value) => (typeof value === 'string' ? [value] : (wrong(key, 'a list of texts', value) ?? [])));
      },
      one: (key) => {
        const value = mark(fields, key, 'into');
        return value === undefined ? undefined : isFields(value) ? taking(value, `${at}.${key}`) : wrong(key, 'an object', value);
      },
      list: (key) =>
        items(key).flatMap((value, i) => (isFields(value) ? [taking(value, `${at}.${key}[${i}]`)] : (wrong(`${key}[${i}]`, 'an object', value) ?? []))),
      whole: (key) => mark(fields, key, 'whole'),
      has: (key) => Object.hasOwn(fields, key),
    };
  };
  return {
    root: taking(body, model),
    faults,
    body,
    lost: () => lostOf(body, model, taken),
    counts: () => {
      const leaves = countLeaves(body);
      return { leaves, taken: leaves - lostOf(body, model, taken).reduce((sum, one) => sum + one.count, 0) };
    },
  };
}

function lostOf(body: Fields, model: string, taken: WeakMap<object, Map<string, 'into' | 'whole'>>): readonly Lost[] {
  const found = new Map<string, { count: number; readonly sample: Json }>();
  const lose = (value: Json, path: string): void => {
    if (Array.isArray(value) && value.length > 0) for (const item of value as readonly Json[]) lose(item, `${path}[]`);
    else if (isFields(value) && Object.keys(value).length > 0) for (const [key, member] of Object.entries(value)) lose(member, `${path}.${key}`);
    else {
      // Names are whoever wrote the file's, and may all be different: beyond so many the rest is counted together.
      const field = found.has(path) || found.size < MOST_LOST ? path : '…';
      const known = found.get(field);
      if (known === undefined) found.set(field, { count: 1, sample: value });
      else known.count += 1;
    }
  };
  const walk = (fields: Fields, path: string): void => {
    const known = taken.get(fields);
    for (const [key, value] of Object.entries(fields)) {
      const how = known?.get(key);
      const below = `${path}.${key}`;
      if (how === 'whole') continue;
      if (how === undefined) lose(value, below);
      else if (Array.isArray(value)) {
        for (const item of value as readonly Json[]) if (isFields(item)) walk(item, `${below}[]`);
      } else if (isFields(value)) walk(value, below);
    }
  };
  walk(body, model);
  return [...found].map(([field, { count, sample }]) => ({ field, count, sample })).sort((a, b) => (a.field < b.field ? -1 : 1));
}

function countLeaves(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  const members = Object.values(value) as Json[];
  return members.length === 0 ? 1 : members.reduce<number>((sum, member) => sum + countLeaves(member), 0);
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `${typeof value} ${JSON.stringify(value)}`;
}
