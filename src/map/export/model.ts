import type { Json } from '../../core/index.ts';

/** A foreign document made of a map, and the account of it. */
export interface Exported {
  readonly document: Json;
  /** Elements written, by the word that the target has for them. */
  readonly carried: Readonly<Record<string, number>>;
  /** What the target has no place for, with why; the map keeps it. */
  readonly lost: readonly { readonly at: string; readonly why: string }[];
}
