import type { Json } from '../../../core/index.ts';
import type { CheckResult, Outcome } from '../model.ts';

/** A result of a check as the importers of this room hand it on: what `CheckResult` says, and what it takes to state it. */
export interface Checked extends CheckResult {
  /** Whose control it is, without a version, so that two releases of a tool speak of one: `ScubaGear AAD`. */
  readonly baseline: string;
  /** What the table of outcomes counts it under: a product, a service, a repository. */
  readonly about: string;
  /** Which one of several it looked at. Two results of one check and one member that differ contradict each other. */
  readonly member: string;
  /** Whose it is, by the id that the tool gives: a tenant, an account, an owner of repositories. Empty where it gives none. */
  readonly account: string;
  /** What gives that id its meaning: `ocsf github`. */
  readonly by: string;
  /** What it looked at as an operator would name it, so that it is known again in another report. Absent of people. */
  readonly looked?: string;
  /** Words of the source that name the account, and not what every tenant has. A rule of the operator's that has one of them says that it is theirs. */
  readonly accountWords?: readonly string[];
  /** Of `words`: those that anybody may choose or everybody has. That the map has one does not say whose it is. */
  readonly common?: readonly string[];
  /** Words that may mean a part of the map, surest first. */
  readonly words: readonly string[];
  /** Of a source about one tenant: the kind of part that this can only be. */
  readonly kind?: string;
  /** It is a system of the one tenant that the report is about: where the map has no such part, its results are kept with the service. */
  readonly tenant?: true;
  /** What to call it where the map has no such part. Of systems, never of people. */
  readonly named: string;
  readonly observedAt?: string;
  readonly momentAt: string;
  /** The tool cannot look at this by itself, and says so: a mandatory check of that sort was not made. */
  readonly unlooked?: true;
  /** Why a pass does not speak of everybody or everything: exceptions that its owner configured. */
  readonly except?: string;
  /** Addresses of pages about the check. */
  readonly refs?: readonly string[];
  /** Of what was found: known vulnerabilities that are open there, by their public ids. They are counted by subject. */
  readonly holes?: readonly string[];
  readonly whole: Json;
}

/** Worst first. What could not be seen is worse than what is merely advised, since it may be anything. */
const WORST: readonly Outcome[] = ['fail', 'error', 'not-scanned', 'warning', 'pass', 'not-applicable'];
const LEVELS = ['shall', 'should', 'may'] as const;

/** What several results of one check come to: any that failed makes it fail, and only passes make it pass. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return WORST.find((each) => outcomes.includes(each)) ?? 'not-scanned';
}

export function strictestOf(levels: readonly CheckResult['level'][]): CheckResult['level'] {
  return LEVELS.find((each) => levels.includes(each)) ?? 'shall';
}

/** A control's id without the version at its end: `MS.AAD.3.1` for `MS.AAD.3.1v1`, so that a reworded control stays the same control. */
export function withoutVersion(control: string): string {
  return control.replace(/v\d+(?:\.\d+)*$/i, '');
}
