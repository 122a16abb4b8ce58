import type { CheckResult, Outcome } from '../model.ts';
import { worstOf } from '../posture/check.ts';
import type { Finding } from './finding.ts';

/** 2001 is what 1.0 had in place of the others; its results of checks have a `compliance` of the same shape. */
export const CLASSES = { security: 2001, vulnerability: 2002, compliance: 2003, detection: 2004 } as const;

/** Words of producers for what became of a check. One that is not known is an error. */
const WORDS: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ...['pass', 'passed', 'compliant', 'success'].map((word) => [word, 'pass'] as const),
  ...['fail', 'failed', 'failure', 'noncompliant', 'non_compliant', 'non-compliant'].map((word) => [word, 'fail'] as const),
  ...['warning', 'warn'].map((word) => [word, 'warning'] as const),
  ...['manual', 'skipped', 'not_run', 'not_scanned'].map((word) => [word, 'not-scanned'] as const),
  ...['not_applicable', 'not applicable', 'n/a'].map((word) => [word, 'not-applicable'] as const),
  ...['error', 'not_available', 'unavailable', 'unknown'].map((word) => [word, 'error'] as const),
]);
/** `compliance.status_id`. 0 and 99 say nothing, and another field may. */
const COMPLIANCE_IDS: ReadonlyMap<number, Outcome> = new Map([
  [1, 'pass'],
  [2, 'warning'],
  [3, 'fail'],
]);

/** States that the schema names. */
const STATES: ReadonlySet<string> = new Set([
  'new',
  'in progress',
  'in_progress',
  'suppressed',
  'muted',
  'resolved',
  'closed',
  'archived',
  'deleted',
  'open',
  'active',
  'unknown',
  'other',
]);
const UNKNOWN_WORD = 'a word that is not known';

/** What may be quoted of a status: a word of the schema's or of a producer's. Others may name somebody. */
function quotable(text: string): string {
  const word = text.trim().toLowerCase();
  return WORDS.has(word) || STATES.has(word) ? text.trim() : UNKNOWN_WORD;
}

export interface Judged {
  readonly outcome: Outcome;
  readonly said: string;
}

/**
 * What a finding says of its check; `undefined` for a detection that was closed, which is neither a check nor open. Fields that contradict one another are
 * taken at their worst. A failure that its owner suppressed is no pass: it counts as not looked at. What was archived or deleted passes nothing.
 */
export function judgedOf(finding: Finding): Judged | undefined {
  const { compliance } = finding;
  const texts = [compliance?.status_code, compliance?.status, finding.status_code].filter((each) => typeof each === 'string' && each.trim() !== '') as string[];
  const known = texts.flatMap((each) => WORDS.get(each.trim().toLowerCase()) ?? []);
  const byId = isCompliance(finding) ? COMPLIANCE_IDS.get(compliance?.status_id ?? 0) : undefined;
  const indications = [...known, ...(byId === undefined ? [] : [byId])];
  const told = texts[0] ?? byId ?? finding.status;
  const said = told === undefined || told === null || told === '' ? 'no status' : quotable(told);
  const state = stateOf(finding);
  if (indications.length === 0) {
    if (isCompliance(finding)) return { outcome: 'error', said };
    if (texts.length > 0) return { outcome: 'error', said };
    if (state === 'closed' || state === 'gone') return undefined;
    return state === 'suppressed' ? { outcome: 'not-scanned', said: 'suppressed' } : { outcome: 'fail', said };
  }
  const outcome = worstOf(indications);
  if (outcome === 'pass') return state === 'gone' ? { outcome: 'not-scanned', said: `${said} (no longer kept)` } : { outcome, said };
  return state === 'suppressed' && (outcome === 'fail' || outcome === 'warning') ? { outcome: 'not-scanned', said: `${said} (suppressed)` } : { outcome, said };
}

/** Whether it is of a control of a standard. */
export function isCompliance({ class_uid, compliance }: Pick<Finding, 'class_uid' | 'compliance'>): boolean {
  return class_uid === CLASSES.compliance || (class_uid === CLASSES.security && compliance !== null && compliance !== undefined);
}

/** By `status_id`, and by the word where there is no number: 3 suppressed, 4 resolved, 5 archived, 6 deleted. */
function stateOf({ status_id, status }: Finding): 'open' | 'suppressed' | 'closed' | 'gone' {
  const word = (status ?? '').toLowerCase();
  if (status_id === 3 || /^(?:suppressed|muted)$/.test(word)) return 'suppressed';
  if (status_id === 4 || /^(?:resolved|closed)$/.test(word)) return 'closed';
  return status_id === 5 || status_id === 6 || /^(?:archived|deleted)$/.test(word) ? 'gone' : 'open';
}

const BY_ID: ReadonlyMap<number, NonNullable<CheckResult['severity']>> = new Map([
  [1, 'none'],
  [2, 'low'],
  [3, 'medium'],
  [4, 'high'],
  [5, 'critical'],
  [6, 'critical'],
]);

export function severityOf({ severity_id, severity }: Pick<Finding, 'severity_id' | 'severity'>): CheckResult['severity'] {
  const word = (severity ?? '').toLowerCase();
  return BY_ID.get(severity_id ?? 0) ?? (['low', 'medium', 'high', 'critical'] as const).find((each) => each === word);
}
