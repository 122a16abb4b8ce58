import type { Instant } from '../../core/index.ts';
import type { About, LinkFact, LinkReason } from '../release/link.ts';
import { TOOL } from '../release/newest.ts';
import { counts } from './baseline.ts';
import type { JudgedFinding, JudgedFindings } from './judge.ts';
import { LEVELS, type Report } from './model.ts';

const MOST = 500;

/**
 * What analysers found in a release, as a link of its chain: proven where each ran to its end and found nothing new, broken where something new stands. Reasons are `new-error`,
 * `new-warning`, `new-note`, `new-secret`, `new-suppressed`, `undecided`, `known-to-tool-alone`, `other-revision` and `cannot-be-known`; the policy of the gate may allow the milder ones.
 */
export function findingsLink(judged: JudgedFindings, about: About, at: Instant): LinkFact {
  const { findings, unknown, reports, baseline } = judged;
  // Whoever writes the source or the report suppresses as well: it is a finding until two people took it into a baseline, or the policy of the gate lets so many pass.
  const fresh = findings.filter(({ finding, novelty }) => counts(finding) && novelty === 'new').toSorted((a, b) => rank(a) - rank(b));
  const undecided = findings.filter(({ finding }) => finding.state === 'undecided');
  // The tool compared with something that nobody here has seen, and its report can be written by whoever wants it clean.
  const believed = baseline === undefined ? findings.filter(({ finding, novelty }) => counts(finding) && novelty !== 'new') : [];
  const elsewhere = reports.filter((report) => isElsewhere(report, about));
  const tools = toolsOf(reports);
  const codes: Record<string, number> = {};
  for (const one of fresh) codes[codeOf(one)] = (codes[codeOf(one)] ?? 0) + 1;
  const reasons: readonly LinkReason[] = [
    ...fresh.slice(0, MOST).map((one) => ({
      code: codeOf(one),
      place: placeOf(one),
      what: `${one.finding.rule}: ${one.finding.said}`.slice(0, 500),
      remedy: one.finding.secret
        ? 'Revoke the secret, then take it out of the source and its history.'
        : one.finding.state === 'suppressed'
          ? 'Mend it, take it into the baseline with a second person, or let the policy of the gate allow so many until a day.'
          : 'Mend it, or take it into the baseline with a second person.',
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
    ...believed.slice(0, MOST).map((one) => ({
      code: 'known-to-tool-alone',
      place: placeOf(one),
      what: `${one.finding.rule}: only the tool says that it was there before.`,
      remedy: 'Compare with a baseline of your own: --baseline NAME',
    })),
    ...elsewhere.slice(0, MOST).map(({ file, revisions }) => ({
      code: 'other-revision',
      place: file,
      what: `It says that it looked at ${revisions
        .map((one) => one.slice(0, 12))
        .slice(0, 3)
        .join(', ')}, and the release is ${about.commit?.slice(0, 12)}.`,
      remedy: 'Run the tool on the commit of the release.',
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
      ...(believed.length === 0 ? {} : { 'known-to-tool-alone': believed.length }),
      ...(elsewhere.length === 0 ? {} : { 'other-revision': elsewhere.length }),
      ...tools,
    },
    at,
    inputs: [
      ...reports.slice(0, 90).map(({ digest }) => ({ name: 'report', digest })),
      ...(baseline === undefined ? [] : [{ name: `baseline ${baseline.name}`, digest: baseline.digest }]),
    ],
  };
}

/** The report names revisions, and the commit of the release is none of them. */
function isElsewhere({ revisions }: Report, { commit }: About): boolean {
  return commit !== undefined && revisions.length > 0 && !revisions.some((one) => one.length >= 7 && commit.startsWith(one));
}

/** How many runs of each tool came to their end: by it a policy asks for a tool, and a later look by fewer tools replaces none. */
function toolsOf(reports: readonly Report[]): Readonly<Record<string, number>> {
  const tools: Record<string, number> = {};
  for (const { slug, why } of reports.flatMap(({ runs }) => runs)) tools[`${TOOL}${slug}`] = (tools[`${TOOL}${slug}`] ?? 0) + (why === undefined ? 1 : 0);
  return Object.fromEntries(Object.entries(tools).slice(0, 150));
}

function codeOf({ finding }: JudgedFinding): string {
  if (finding.secret) return 'new-secret';
  return finding.state === 'suppressed' ? 'new-suppressed' : `new-${finding.level === 'none' ? 'note' : finding.level}`;
}

function rank({ finding }: JudgedFinding): number {
  return finding.secret ? -1 : finding.state === 'suppressed' ? LEVELS.length : LEVELS.indexOf(finding.level);
}

function placeOf({ finding, report }: JudgedFinding): string {
  if (finding.path === '') return report.file;
  return finding.line === undefined ? finding.path : `${finding.path}:${finding.line}`;
}
