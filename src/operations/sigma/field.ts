import type { SecurityEvent } from '../event/model.ts';
import { mappedField } from './taxonomy.ts';

export type FieldReader = (event: SecurityEvent) => unknown;

/** Deeper paths, and more leaves, are looked into by no rule. */
const DEEPEST = 32;
const MOST_LEAVES = 20_000;

/**
 * How a field is read: by its name as it stands (`id.orig_h` of Zeek is one name), else as a path into what is nested, else by the taxonomy from the event's flow and
 * detail. A list inside a path gives all that its elements have. Undefined: the event has no such field.
 */
export function fieldReader(name: string): FieldReader {
  const path = name.includes('.') ? name.split('.') : undefined;
  const mapped = mappedField(name);
  return (event) => {
    const flat = event.record[name];
    // A record has no functions; one that comes out is what every object inherits, and no field.
    if (flat !== undefined && typeof flat !== 'function') return flat;
    if (path !== undefined && path.length <= DEEPEST) {
      const nested = along(event.record, path, 0);
      if (nested !== undefined) return nested;
    }
    return mapped?.(event);
  };
}

function along(value: unknown, path: readonly string[], at: number): unknown {
  const step = path[at];
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    const found = value.slice(0, MOST_LEAVES).flatMap((one: unknown) => along(one, path, at) ?? []);
    return found.length === 0 ? undefined : found;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return along((value as Readonly<Record<string, unknown>>)[step], path, at + 1);
}

/** A value as text: what text, numbers and booleans are; undefined for the rest. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : undefined;
}

/** A value as a number, where it is one or is written as one. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 64 || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Every text of an event, of whatever field: what keywords are looked for in. */
export function leavesOf(event: SecurityEvent): readonly string[] {
  const leaves: string[] = [];
  const open: object[] = [event.record];
  for (let i = 0; i < open.length && leaves.length < MOST_LEAVES; i += 1) {
    const holder = open[i] as Readonly<Record<string, unknown>>;
    for (const key in holder) {
      const value = holder[key];
      const text = textOf(value);
      if (text !== undefined) leaves.push(text);
      else if (typeof value === 'object' && value !== null && open.length < MOST_LEAVES) open.push(value);
    }
  }
  return leaves;
}
