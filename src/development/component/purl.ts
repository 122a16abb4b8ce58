/** A package URL in its canonical parts (ECMA-427). Nothing is percent-encoded here. */
export interface Purl {
  /** Lower case. */
  readonly type: string;
  /** Segments joined by `/`. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Keys in lower case, in the order of their names. */
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath?: string;
}
