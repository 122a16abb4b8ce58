import { evolve } from './evolve.ts';
import type { Fact, PoliciesFact } from './facts.ts';
import { CHECKS, type Check, type Finding, THRESHOLDS, type Thresholds } from './finding.ts';
import { judge } from './judge.ts';
import { type AuditState, emptyAudit } from './state.ts';

/** Judges on change: what a fact touched, and nothing else. */
export interface Audit {
  readonly state: AuditState;
  /** Gives the findings that were not there before this fact. */
  take(fact: Fact): readonly Finding[];
  /** Other policies hold from now on; `undefined` where they cannot be read. */
  policies(fact: PoliciesFact | undefined): readonly Finding[];
}

/** An audit of an empty ledger. Facts are taken in the order of the ledger. */
export function openAudit(limits: Thresholds = THRESHOLDS): Audit {
  const state = emptyAudit();
  const again = (subjects: Iterable<string>): readonly Finding[] => {
    const fresh: Finding[] = [];
    for (const subject of new Set(subjects)) {
      const before = new Set((state.findings.get(subject) ?? []).map(sameness));
      const now = judge(state, subject, limits);
      if (now.length === 0) state.findings.delete(subject);
      else state.findings.set(subject, now);
      fresh.push(...now.filter((each) => !before.has(sameness(each))));
    }
    return fresh;
  };
  again(['policies']);
  return {
    state,
    take: (fact) => again(evolve(state, fact)),
    policies(fact) {
      state.policies = fact;
      return again(['policies']);
    },
  };
}

const sameness = ({ check, subject, state }: Finding): string => `${check} ${subject} ${state}`;

/** Every subject judged from nothing but the state: what judging on change has to come to. */
export function judgeAnew(state: AuditState, limits: Thresholds = THRESHOLDS): ReadonlyMap<string, readonly Finding[]> {
  const subjects = [
    ...['fleet', 'policies'],
    ...[...state.authorities.keys()].map((id) => `authority:${id}`),
    ...[...state.certificates.keys()].map((id) => `certificate:${id}`),
    ...[...state.ofKey.keys()].map((id) => `key:${id}`),
  ];
  return new Map(subjects.map((subject) => [subject, judge(state, subject, limits)] as const).filter(([, findings]) => findings.length > 0));
}

export interface CheckResult {
  readonly check: Check;
  readonly title: string;
  /** `found` beats `unknown`: where one thing is wrong, that another is not known changes nothing. */
  readonly state: 'found' | 'unknown' | 'clear';
  /** Why nothing can be said, where nothing was there to be judged. */
  readonly why?: string;
  readonly found: number;
  readonly unknown: number;
}

/** Checks that ask about authorities and devices: with none of them, "clear" would say more than is known. */
const NEEDS: Readonly<Partial<Record<Check, 'authorities' | 'certificates'>>> = {
  'intermediate-ca-revoked': 'authorities',
  'revoked-ca-active': 'authorities',
  'ca-key-quality': 'authorities',
  'ca-expiring': 'authorities',
  'device-certificate-shared': 'certificates',
  'device-key-quality': 'certificates',
  'device-certificate-expiring': 'certificates',
  'device-certificate-old': 'certificates',
  'revoked-certificate-active': 'certificates',
  'client-id-conflict': 'certificates',
};

/** What is so at `at`, in milliseconds, the certain before the unknown; in the order of the checks. */
export function findingsAt(findings: Iterable<Finding>, at: number): readonly Finding[] {
  const order = new Map(CHECKS.map(([check], i) => [check as Check, i]));
  const now = [...findings].filter(({ from = at, until = at }) => from <= at && at <= until);
  return now.sort(
    (a, b) =>
      (order.get(a.check) ?? 0) - (order.get(b.check) ?? 0) ||
      (a.state === b.state ? 0 : a.state === 'found' ? -1 : 1) ||
      (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0),
  );
}

/** All thirteen, in their order. `had`: how many authorities and certificates of devices were there to be judged. */
export function checksAt(findings: readonly Finding[], had: { readonly authorities: number; readonly certificates: number }): readonly CheckResult[] {
  const counts = new Map<string, number>();
  for (const { check, state } of findings) counts.set(`${check} ${state}`, (counts.get(`${check} ${state}`) ?? 0) + 1);
  return CHECKS.map(([check, title]) => {
    const [found, unknown] = [counts.get(`${check} found`) ?? 0, counts.get(`${check} unknown`) ?? 0];
    const needs = NEEDS[check];
    const none = needs !== undefined && had[needs] === 0;
    const state = found > 0 ? 'found' : unknown > 0 || none ? 'unknown' : 'clear';
    return {
      check,
      title,
      state,
      found,
      unknown,
      ...(none && found + unknown === 0 ? { why: `no ${needs === 'authorities' ? 'authority' : 'certificate of a device'} on the ledger` } : {}),
    };
  });
}
