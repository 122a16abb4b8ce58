import type { Json } from '../../core/index.ts';

/** The member of a value that others wrote: its own, by key or place. */
export function member(value: Json | undefined, key: PropertyKey): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as { readonly [key: string]: Json })[String(key)];
}

/** A path as faults name it: `runs[0].tool.driver`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`)).join('');
}

/** What stands at a path, in a few words. */
export function foundAt(value: Json, path: readonly PropertyKey[]): string {
  const at = path.reduce<Json | undefined>(member, value);
  return at === undefined ? 'nothing' : JSON.stringify(at).slice(0, 80);
}

/** What sort of thing stands at a path, and none of it: of fields that may hold what is about people. */
export function shapeAt(value: Json, path: readonly PropertyKey[]): string {
  const at = path.reduce<Json | undefined>(member, value);
  if (at === undefined) return 'nothing';
  if (at === null) return 'null';
  if (typeof at === 'string') return `a text of ${at.length} characters`;
  if (Array.isArray(at)) return `a list of ${at.length}`;
  return typeof at === 'object' ? 'an object' : `a ${typeof at}`;
}
