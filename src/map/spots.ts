import type { Json } from '../core/index.ts';

export type Path = readonly (string | number)[];

/** Where the members of one object or array stand in the text: character offsets of the key (or item) and of its value. */
export type Spots = WeakMap<object, Map<string | number, readonly [key: number, value: number]>>;

/** Notes where a member stands. */
export function note(spots: Spots | undefined, holder: object, member: string | number, key: number, value: number): void {
  if (spots === undefined) return;
  const known = spots.get(holder);
  if (known === undefined) spots.set(holder, new Map([[member, [key, value]]]));
  else known.set(member, [key, value]);
}

/** The offset of what `path` names, or of the nearest thing around it that exists. `which` chooses the key or the value of the last step. */
export function offsetOf(spots: Spots, root: Json, path: Path, which: 'key' | 'value'): number | undefined {
  let at: number | undefined;
  let here: Json | undefined = root;
  for (const [i, step] of path.entries()) {
    if (typeof here !== 'object' || here === null) break;
    const spot = spots.get(here)?.get(step);
    if (spot === undefined) break;
    at = i === path.length - 1 && which === 'value' ? spot[1] : spot[0];
    here = (here as { readonly [key: string]: Json })[step];
  }
  return at;
}

/** The value that `path` names, or undefined. */
export function valueAt(root: Json, path: Path): Json | undefined {
  let here: Json | undefined = root;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as { readonly [key: string]: Json })[step];
  }
  return here;
}

/** `parts[3].kind` */
export function fieldName(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]{1,80}$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step.length > 80 ? `${step.slice(0, 80)}…` : step)}]`;
  }
  return text;
}

/** Notes where everything stands in JSON text that has been parsed to `root` already, so that the text is known to be sound. */
export function jsonSpots(text: string, root: Json): Spots {
  const spots: Spots = new WeakMap();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const space = (): void => {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  };
  const string = (): string => {
    const start = at;
    at += 1;
    while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
    at += 1;
    return text.slice(start, at);
  };
  // By the text's own marks. Where value and text do not agree (they should), places are left out: a place is for people, and never a reason to fail.
  const value = (holder: Json | undefined): void => {
    space();
    const mark = text[at];
    if (mark === '"') string();
    else if (mark === '[') {
      at += 1;
      for (let i = 0; at < text.length; i += 1) {
        space();
        if (text[at] === ']') break;
        if (Array.isArray(holder)) note(spots, holder as readonly Json[], i, at, at);
        value(Array.isArray(holder) ? (holder as readonly Json[])[i] : undefined);
        space();
        if (text[at] !== ',') break;
        at += 1;
      }
      at += 1;
    } else if (mark === '{') {
      const object = typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? (holder as { readonly [key: string]: Json }) : undefined;
      at += 1;
      while (at < text.length) {
        space();
        if (text[at] !== '"') break;
        const start = at;
        const key = keyOf(string());
        space();
        at += 1; // the colon
        space();
        if (object !== undefined && key !== undefined) note(spots, object, key, start, at);
        value(object === undefined || key === undefined ? undefined : object[key]);
        space();
        if (text[at] !== ',') break;
        at += 1;
      }
      at += 1;
    } else {
      while (at < text.length && !/[\s,\]}]/.test(text[at] ?? ',')) at += 1;
    }
  };
  value(root);
  return spots;
}

function keyOf(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined; // The document as a whole was read, so this is our own mistake; its place is left out.
  }
}
