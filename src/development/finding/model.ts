import type { Digest } from '../../core/index.ts';

export const LEVELS = ['error', 'warning', 'note', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/** One way to know a finding again: what kind of mark it is, and the mark. Marks of one kind can be compared, and no others. */
export interface Mark {
  readonly kind: string;
  readonly value: string;
}

/** A result that a tool reported as something found. */
export interface Finding {
  readonly tool: string;
  readonly rule: string;
  readonly level: Level;
  /** As the tool wrote it, without line ends. */
  readonly said: string;
  /** A path as the tool wrote it, a logical name, or nothing. */
  readonly path: string;
  readonly line?: number;
  /** The surest first. */
  readonly marks: readonly Mark[];
  /** Over level and words: what changes when the tool says something else of the same finding. */
  readonly saying: string;
  /** Ways through the code that the tool shows for it. */
  readonly flows: number;
  /** Guidelines of CERT C, such as `STR31-C`, and weaknesses, such as `CWE-120`. */
  readonly cert: readonly string[];
  readonly cwe: readonly string[];
  /** A live secret in the source. */
  readonly secret: boolean;
  /** `suppressed`: the report says that somebody accepted it and why; that is the word of whoever wrote it. `undecided`: nobody can count it as found or as clean. */
  readonly state: 'open' | 'suppressed' | 'undecided';
  /** Suppressions that count for nothing, having no reason. */
  readonly unjustified: boolean;
  /** The tool compared with something of its own, and found it there already. */
  readonly knownToTool: boolean;
  /** Where it stands in the log. */
  readonly at: { readonly run: number; readonly result: number };
}

export interface RunRead {
  readonly tool: string;
  readonly results: number;
  /** Why nothing good can be said of the run. */
  readonly why?: string;
  /** Rules of CERT C that were on. */
  readonly certChecked: readonly string[];
  /** The tool looks for secrets and for nothing else. */
  readonly secretsOnly: boolean;
  /** The tool's name without its version, as figures of a release call it: `codeql`. */
  readonly slug: string;
  /** When it came to its end, as it says. RFC 3339. */
  readonly ended?: string;
}

/** A log as findings. */
export interface Report {
  readonly file: string;
  readonly digest: Digest;
  readonly runs: readonly RunRead[];
  readonly findings: readonly Finding[];
  /** Results that speak of components that were taken in, and belong to the bill of materials. */
  readonly advisories: number;
  /** Commits that the log says it looked at. */
  readonly revisions: readonly string[];
}

export type Novelty = 'new' | 'unchanged' | 'updated';
