import type { CheckResult } from '../model.ts';
import type { ClaimRow } from '../posture/rows.ts';

const REPOSITORY = ['repository'];

/**
 * What full marks of a check show. Left out on purpose: Code-Review (the last thirty changes, not those of a release), Fuzzing and SAST (that a tool is there,
 * not what it found), Dependency-Update-Tool (that it is configured, not that anybody is told), Signed-Releases (it verifies no signature), Vulnerabilities
 * (what is known today, not that anybody watches).
 */
export const SCORECARD_ROWS: readonly ClaimRow[] = [
  {
    claim: 'repository.branch-protected',
    baseline: 'OpenSSF Scorecard',
    checks: ['Branch-Protection'],
    of: REPOSITORY,
    shows: 'ill',
    why: 'Without an administrator’s token what binds administrators is not looked at, and full marks are given all the same. Less says that a rule is missing.',
  },
  {
    claim: 'workflow.untrusted-contained',
    baseline: 'OpenSSF Scorecard',
    checks: ['Dangerous-Workflow'],
    of: REPOSITORY,
    why: 'No workflow with rights checks out a stranger’s change, and none runs a stranger’s words as script: the two ways by which one is handed in.',
  },
  {
    claim: 'workflow.token-least',
    baseline: 'OpenSSF Scorecard',
    checks: ['Token-Permissions'],
    of: REPOSITORY,
    why: 'Full marks only where every workflow is read-only at its top and asks for more in a job that needs it.',
  },
  {
    claim: 'dependencies.pinned',
    baseline: 'OpenSSF Scorecard',
    checks: ['Pinned-Dependencies'],
    of: REPOSITORY,
    why: 'Every action, image and download of build and release is by hash, and package managers install from locked files.',
  },
];

/** The risk that Scorecard gives to each check. Of high and critical risk: those that a repository is owed, and that its default run makes. */
const RISK: ReadonlyMap<string, NonNullable<CheckResult['severity']>> = new Map([
  ['Binary-Artifacts', 'high'],
  ['Branch-Protection', 'high'],
  ['CI-Tests', 'low'],
  ['CII-Best-Practices', 'low'],
  ['Code-Review', 'high'],
  ['Contributors', 'low'],
  ['Dangerous-Workflow', 'critical'],
  ['Dependency-Update-Tool', 'high'],
  ['Fuzzing', 'medium'],
  ['License', 'low'],
  ['Maintained', 'high'],
  ['Packaging', 'medium'],
  ['Pinned-Dependencies', 'medium'],
  ['SAST', 'medium'],
  ['SBOM', 'medium'],
  ['Security-Policy', 'medium'],
  ['Signed-Releases', 'high'],
  ['Token-Permissions', 'high'],
  ['Vulnerabilities', 'high'],
  ['Webhooks', 'critical'],
]);
/** Experimental: made only when asked for. */
const ON_REQUEST: ReadonlySet<string> = new Set(['Webhooks']);

export function riskOf(check: string): CheckResult['severity'] {
  return RISK.get(check);
}

export function levelOf(check: string): CheckResult['level'] {
  const risk = RISK.get(check);
  if (risk === undefined || risk === 'high' || risk === 'critical') return 'shall';
  return risk === 'medium' ? 'should' : 'may';
}

export const OWED: readonly string[] = [...RISK.keys()].filter((check) => levelOf(check) === 'shall' && !ON_REQUEST.has(check));
