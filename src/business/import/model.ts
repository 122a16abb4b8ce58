import type { ImportContext, Imported, Importer, Mapping } from '../../evidence/import/index.ts';
import type { Discovery } from '../inventory/model.ts';

/** What became of a check of a baseline. Only a pass raises anything; see docs/design/business.md. */
export const OUTCOMES = ['pass', 'fail', 'warning', 'not-applicable', 'error', 'not-scanned'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One result of a tool's check, whatever the tool. */
export interface CheckResult {
  /** Where in the source. */
  readonly at: string;
  /** The tool's id for the check, such as `MS.AAD.3.1v1`. */
  readonly control: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** The tool's own word for the outcome. */
  readonly said: string;
  /** `shall`: a failure breaks the baseline. */
  readonly level: 'shall' | 'should' | 'may';
  readonly severity?: 'none' | 'low' | 'medium' | 'high' | 'critical';
  /** What was checked, in the source's words: a product, a repository, a cloud resource. */
  readonly resource: string;
  readonly aliases?: readonly string[];
}

export interface BusinessImported extends Imported {
  /** Results by what they were about and outcome; adds up to the source's checks. Absent of a source that checks nothing. */
  readonly outcomes?: Readonly<Record<string, Readonly<Record<Outcome, number>>>>;
  /** Checks that no declared table names: their `baseline.result` is all that is said of them. */
  readonly unnamed?: readonly { readonly control: string; readonly results: number }[];
  readonly discovered?: Discovery;
  /** It served to judge other files of the same import, and states nothing by itself. */
  readonly compared?: true;
}

/** An importer of this room: also for `assay evidence import`, which records what it states and leaves what it discovers. */
export interface BusinessImporter extends Importer {
  read(text: string, context: ImportContext, mapping?: Mapping): BusinessImported;
}
