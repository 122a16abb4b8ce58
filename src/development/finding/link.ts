import type { Instant } from '../../core/index.ts';
import type { About, LinkFact, LinkReason } from '../release/link.ts';
import type { JudgedFinding, JudgedFindings } from './judge.ts';
import { LEVELS } from './model.ts';

const MOST = 500;

/**
 * What analysers found in a release, as a link of its chain: proven where each ran to its end and found nothing new, broken where something new stands. Reasons are `new-error`,
 * `new-warning`, `new-note`, `new-secret`, `undecided` and `cannot-be-known`; the policy of the gate may allow the milder ones.
 */
export function findingsLink(judged: JudgedFindings, about: About, at: Instant): LinkFact {
  const { findings, unknown, reports, baseline } = judged;
  const fresh = findings.filter(({ finding, novelty }) => finding.state === 'open' && novelty === 'new').toSorted((a, b) => rank(a) - rank(b));
  const undecided = findings.filter(({ finding }) => finding.state === 'undecided');
  const codes: Record<string, number> = {};
  for (const one of fresh) codes[codeOf(one)] = (codes[codeOf(one)] ?? 0) + 1;
  const reasons: readonly LinkReason[] = [
    ...fresh.slice(0, MOST).map((one) => ({
      code: codeOf(one),
      place: placeOf(one),
      what: `${one.finding.rule}: ${one.finding.said}`.slice(0, 500),
      remedy: one.finding.secret ? 'Revoke the secret, then take it out of the source and its history.' : 'Mend it, or suppress it with a reason.',
    })),
    ...unknown.slice(0, MOST).map(({ place, why }) => ({
      code: 'cannot-be-known',
      place,
      what: `Nothing good can be said of it: ${why}.`,
      remedy: 'Run the tool to its end, and have it say so in its report (invocations, executionSuccessful).',
    })),
    ...undecided.slice(0, MOST).map((one) => ({
      code: 'undecided',
      place: placeOf(one),
      what: `${one.finding.rule}: a person has yet to decide whether it is a finding.`,
      remedy: 'Decide it in the tool, and run it again.',
    })),
  ];
  const count = (state: JudgedFinding['finding']['state']) => findings.filter(({ finding }) => finding.state === state).length;
  return {
    link: 'findings',
    about,
    state: fresh.length > 0 ? 'broken' : reasons.length > 0 ? 'unknown' : 'proven',
    reasons,
    counts: {
      open: count('open'),
      new: fresh.length,
      absent: judged.absent,
      suppressed: count('suppressed'),
      unjustified: findings.filter(({ finding }) => finding.unjustified).length,
      runs: reports.reduce((sum, { runs }) => sum + runs.length, 0),
      ...codes,
      ...(unknown.length === 0 ? {} : { 'cannot-be-known': unknown.length }),
      ...(undecided.length === 0 ? {} : { undecided: undecided.length }),
    },
    at,
    inputs: [
      ...reports.slice(0, 90).map(({ digest }) => ({ name: 'report', digest })),
      ...(baseline === undefined ? [] : [{ name: `baseline ${baseline.name}`, digest: baseline.digest }]),
    ],
  };
}

function codeOf({ finding }: JudgedFinding): string {
  return finding.secret ? 'new-secret' : `new-${finding.level === 'none' ? 'note' : finding.level}`;
}

function rank({ finding }: JudgedFinding): number {
  return finding.secret ? -1 : LEVELS.indexOf(finding.level);
}

function placeOf({ finding, report }: JudgedFinding): string {
  if (finding.path === '') return report.file;
  return finding.line === undefined ? finding.path : `${finding.path}:${finding.line}`;
}
