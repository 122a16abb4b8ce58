import { type Finding, type Foreign, fieldsOf, step } from './finding.ts';

// The shape of a document, as closures: no text is compiled, and no more is read than is there.

export type Shape = (value: Foreign, at: string, found: Finding[]) => void;

function wrong(found: Finding[], path: string, message: string): void {
  found.push({ test: 'schema', path, message });
}

/** How a value is named in a message, cut short: it is the author's. */
function shown(value: Foreign): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

// No pattern below is tried on more than this: the longest of a real document has some thousands.
const LONGEST = 100_000;

export function text(holds?: (text: string) => boolean, what = 'a text that is not empty'): Shape {
  return (value, at, found) => {
    if (typeof value !== 'string' || value.length === 0) wrong(found, at, `has to be ${what}, and is ${shown(value)}`);
    else if (holds !== undefined && (value.length > LONGEST || !holds(value))) wrong(found, at, `has to be ${what}, and is ${shown(value)}`);
  };
}

export function oneOf(...values: readonly string[]): Shape {
  return (value, at, found) => {
    if (typeof value !== 'string' || !values.includes(value)) wrong(found, at, `has to be one of ${values.join(', ')}, and is ${shown(value)}`);
  };
}

export const truth: Shape = (value, at, found) => {
  if (typeof value !== 'boolean') wrong(found, at, `has to be true or false, and is ${shown(value)}`);
};

/** A list of one or more. `unique`: no two items equal, whatever the order of their fields. */
export function list(item: Shape, { least = 1, unique = false }: { least?: number; unique?: boolean } = {}): Shape {
  return (value, at, found) => {
    if (!Array.isArray(value)) return wrong(found, at, `has to be a list, and is ${shown(value)}`);
    if (value.length < least) wrong(found, at, `has to have ${least} or more, and has ${value.length}`);
    const seen = unique ? new Set<string>() : undefined;
    for (let i = 0; i < value.length; i += 1) {
      item(value[i], `${at}/${i}`, found);
      if (seen === undefined) continue;
      const key = sorted(value[i], 0);
      if (seen.has(key)) wrong(found, `${at}/${i}`, 'is in the list twice');
      seen.add(key);
    }
  };
}

/** A text that equal values share. The depth is bounded where the document is read. */
function sorted(value: Foreign, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => sorted(item, depth + 1)).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = fieldsOf(value);
  return `{${Object.keys(fields)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${sorted(fields[name], depth + 1)}`)
    .join()}}`;
}

export interface Bounds {
  /** Fields of other names may stand there. */
  readonly open?: boolean;
  readonly least?: number;
  readonly most?: number;
}

/** An object; a name that ends in `!` has to be there. */
export function record(fields: Readonly<Record<string, Shape>>, { open = false, least = 0, most = Number.POSITIVE_INFINITY }: Bounds = {}): Shape {
  const shapes = new Map<string, Shape>();
  const needed: string[] = [];
  for (const [name, shape] of Object.entries(fields)) {
    const bare = name.endsWith('!') ? name.slice(0, -1) : name;
    if (bare !== name) needed.push(bare);
    shapes.set(bare, shape);
  }
  return (value, at, found) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(found, at, `has to be an object, and is ${shown(value)}`);
    const given = value as { readonly [name: string]: Foreign };
    for (const name of needed) if (!Object.hasOwn(given, name)) wrong(found, at, `has no ${name}`);
    const names = Object.keys(given);
    if (names.length < least) wrong(found, at, `has to have ${least} fields or more, and has ${names.length}`);
    if (names.length > most) wrong(found, at, `has to have ${most} fields or fewer, and has ${names.length}`);
    for (const name of names) {
      const shape = shapes.get(name);
      if (shape !== undefined) shape(given[name], at + step(name), found);
      else if (!open) wrong(found, at + step(name), 'is a field that the format does not have');
    }
  };
}

/** A shape that is made when it is first needed: for those that hold themselves. */
export function later(make: () => Shape): Shape {
  let made: Shape | undefined;
  return (value, at, found) => {
    made ??= make();
    made(value, at, found);
  };
}
