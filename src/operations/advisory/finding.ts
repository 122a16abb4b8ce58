/** One thing that is wrong with a paper: which test failed, where, and why. */
export interface Finding {
  /** The clause of the specification whose test failed, such as `6.1.7`; `schema` where the shape is wrong. */
  readonly test: string;
  /** Where, as a JSON pointer (RFC 6901); the empty text is the whole document. */
  readonly path: string;
  readonly message: string;
}

/** What an author gave: nothing of its shape is known. */
export type Foreign = unknown;

export interface Fields {
  readonly [name: string]: Foreign;
}

const NONE: Fields = Object.freeze({ __proto__: null }) as Fields;

/** The object that is there, or an empty one. Names are the author's: ask by `field`. */
export function fieldsOf(value: Foreign): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** The own field of that name; what an object has by birth is no field. */
export function field(value: Foreign, ...names: readonly string[]): Foreign {
  let at = value;
  for (const name of names) {
    const fields = fieldsOf(at);
    if (!Object.hasOwn(fields, name)) return undefined;
    at = fields[name];
  }
  return at;
}

/** The items of a list; none where there is no list. */
export function itemsOf(value: Foreign): readonly Foreign[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Foreign): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts in a list, each with its place there. */
export function textsOf(value: Foreign): readonly string[] {
  return itemsOf(value).filter((item) => typeof item === 'string');
}

/** One step of a JSON pointer. */
export function step(name: string | number): string {
  return typeof name === 'number' ? `/${name}` : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
