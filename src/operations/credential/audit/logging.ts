import type { Finding } from './finding.ts';

/** A statement `logs.collected` of the service's ledger: of which part, and until when it holds. */
export interface LoggingFact {
  readonly seq: number;
  readonly subject: string;
  readonly collected: boolean;
  readonly until: number;
}

/** Whether the security events of each part are collected, by the newest statement of it. Of a service without any, nobody knows. `by` are entries of the service's ledger. */
export function loggingFindings(statements: readonly LoggingFact[], at: number): readonly Finding[] {
  const newest = new Map<string, LoggingFact>();
  for (const each of statements) newest.set(each.subject, each);
  const check = 'logging-disabled' as const;
  if (newest.size === 0) return [{ check, subject: 'fleet', state: 'unknown', says: 'nothing on the ledger says that logs are collected', by: [] }];
  return [...newest.values()].flatMap(({ subject, collected, until, seq }): readonly Finding[] => {
    if (!collected) return [{ check, subject: `part:${subject}`, state: 'found', says: `the logs of ${subject} are not collected`, by: [seq] }];
    return until < at
      ? [{ check, subject: `part:${subject}`, state: 'unknown', says: `that the logs of ${subject} are collected was said too long ago`, by: [seq] }]
      : [];
  });
}
