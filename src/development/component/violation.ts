/** One place at which a document breaks the schema of its format. */
export interface Violation {
  readonly field: string;
  readonly line?: number;
  readonly column?: number;
  readonly what: string;
  readonly expected: string;
  readonly found?: string;
}

/** Enough to mend a document by; more say the same again. */
export const MOST_VIOLATIONS = 100;
