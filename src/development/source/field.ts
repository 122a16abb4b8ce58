import { isInstantText, type Json } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';

/** What stands at a path of a foreign value; nothing where anything on the way is missing or of another kind. */
export type Fields = { readonly [key: string]: Json };

export function fields(value: Json | undefined): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  for (const step of path) {
    const object = fields(found);
    found = object !== undefined && Object.hasOwn(object, step) ? object[step] : undefined;
  }
  return found ?? undefined;
}

export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' && found.length <= 1000 ? found : undefined;
}

/** A list, also where it stands in the `nodes` of a page. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] | undefined {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  const nodes = at(found, 'nodes');
  return Array.isArray(nodes) ? nodes : undefined;
}

export function idAt(value: Json | undefined, ...path: readonly string[]): ObjectId | undefined {
  const found = textAt(value, ...path);
  return found !== undefined && isObjectId(found) ? found : undefined;
}

/** A moment as milliseconds, also with the offset that GitLab writes. */
export function momentAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = textAt(value, ...path);
  if (found === undefined || !(isInstantText(found) || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?[+-]\d{2}:\d{2}$/.test(found))) return undefined;
  const millis = Date.parse(found);
  return Number.isNaN(millis) ? undefined : millis;
}

export function wholeAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? String(found) : undefined;
}
