import type { ControlId } from '../../evidence/model.ts';
import type { Edge, Relation } from '../model.ts';

/** `[control, requirement, relation, reason]`: how the control stands to the requirement, read from the control, and why. */
export type Row = readonly [control: string, requirement: string, relation: Relation, reason: string];

/** What the rows cannot say by themselves: whether the parts of a requirement add up. */
export interface Judged {
  /** Requirements that no one control covers, but whose controls together do. */
  readonly together: readonly string[];
  /** Requirements of which something is left, and what: at least these are never proven. */
  readonly remainders: Readonly<Record<string, string>>;
  /** Of a standard that is judged by findings and not by controls: how, in a sentence. See ../directly.ts. */
  readonly directly?: string;
}

/** The crosswalk of one standard. */
export interface Crosswalk {
  readonly standard: string;
  /** The edition that the judgements were made on. It stays when the standard's own edition moves on, so that the difference shows. */
  readonly edition: string;
  readonly edges: readonly Edge[];
  readonly together: ReadonlySet<string>;
  readonly remainders: ReadonlyMap<string, string>;
  readonly directly?: string;
}

/** Declares the crosswalk of one standard. It checks nothing: crosswalk.test.ts does, over all of them. */
export function crosswalk(standard: string, edition: string, rows: readonly Row[], judged: Judged): Crosswalk {
  return {
    standard,
    edition,
    edges: rows.map(([control, requirement, relation, reason]) => ({ control: control as ControlId, standard, requirement, relation, reason, edition })),
    together: new Set(judged.together),
    remainders: new Map(Object.entries(judged.remainders)),
    ...(judged.directly === undefined ? {} : { directly: judged.directly }),
  };
}
