import { type Audit, type CheckResult, checksAt, findingsAt } from './audit.ts';
import { CHECKS, type Check, type Finding } from './finding.ts';
import { type LoggingFact, loggingFindings } from './logging.ts';

/** What an audit says at a moment. Of each check the first findings are shown, and all are counted. */
export interface Told {
  /** Entries of the fleet's ledger that were judged. */
  readonly size: number;
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
}

const MOST_SHOWN = 200;
const LOGGING: Check = 'logging-disabled';

/** Of the fleet: all checks but that of logging, which is about the service. */
export function toldOf({ state }: Audit, at: number): Told {
  const all = findingsAt([...state.findings.values()].flat(), at);
  const shown = new Map<Check, number>();
  return {
    size: state.size,
    checks: checksAt(all, { authorities: state.authorities.size, certificates: state.certificates.size }).filter(({ check }) => check !== LOGGING),
    findings: all.filter(({ check }) => {
      const n = (shown.get(check) ?? 0) + 1;
      shown.set(check, n);
      return n <= MOST_SHOWN;
    }),
  };
}

/** The same with what the service's ledger says of logging. */
export function withLogging(told: Told, statements: readonly LoggingFact[], at: number): Told {
  const logging = loggingFindings(statements, at);
  const check = checksAt(logging, { authorities: 0, certificates: 0 }).filter((each) => each.check === LOGGING);
  return { ...told, checks: [...told.checks, ...check], findings: [...told.findings, ...logging] };
}

/** The title of a check. */
export const titleOf = (check: Check): string => CHECKS.find(([id]) => id === check)?.[1] ?? check;
