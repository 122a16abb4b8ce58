import type { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import type { ServiceMap } from '../map/model.ts';
import { CERT_C_CLAIM, judgeCertC, leftToPerson } from './cert-c/judge.ts';
import type { Applicability, Requirement, Verdict } from './model.ts';

// Some standards are judged by findings, rule by rule, and not by controls: a coding rule is kept or broken in a source, whatever else is in
// place. The rule of rules holds for them too: nothing is proven without fresh evidence.

/** What a requirement came to at one element of the map. */
export interface DirectAt {
  readonly subject: string;
  /** The claim whose statements decided. */
  readonly claim: string;
  readonly verdict: Exclude<Verdict, 'excluded'>;
  /** In plain words: what was seen, or what is missing. */
  readonly because: string;
  /** Ledger entries. */
  readonly evidence: readonly number[];
}

export interface DirectJudgement {
  readonly verdict: Exclude<Verdict, 'excluded'>;
  readonly subjects: readonly DirectAt[];
  /** What no finding can show, in a sentence: then it is never proven. */
  readonly remainder?: string;
  /** Among requirements of the standard, the higher first. */
  readonly urgency: number;
  /** Where evidence speaks of what the map denies, or is silent on: it is owed by that, whatever the map says. */
  readonly owedBy?: Applicability['because'][number];
}

export interface DirectInput {
  readonly map: ServiceMap;
  readonly evidence: readonly RecordedEvidence[];
  readonly at: Instant;
}

export type DirectJudge = (input: DirectInput) => (requirement: Requirement) => DirectJudgement;

const JUDGES: ReadonlyMap<string, DirectJudge> = new Map([['cert-c', judgeCertC]]);

/** How a standard is judged directly; `undefined` for one that is judged by its controls. */
export function directJudgeOf(standard: string): DirectJudge | undefined {
  return JUDGES.get(standard);
}

const CLAIMS: ReadonlyMap<string, readonly string[]> = new Map([['cert-c', [CERT_C_CLAIM]]]);

/** The claims whose statements alone decide a standard that is judged directly; none for one that is judged by its controls. */
export function directClaimsOf(standard: string): readonly string[] {
  return CLAIMS.get(standard) ?? [];
}

const LEFT: ReadonlyMap<string, (requirement: string) => string | undefined> = new Map([['cert-c', leftToPerson]]);

/** What no finding can show of a requirement that is judged directly, in a sentence; `undefined` where nothing is left, or controls judge it. */
export function directlyLeft(standard: string, requirement: string): string | undefined {
  return LEFT.get(standard)?.(requirement);
}
