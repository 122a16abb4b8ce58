import { edgesFrom } from '../../assurance/crosswalk/index.ts';
import { evidenceOf, type Position } from '../../assurance/position.ts';
import { worst } from '../../assurance/verdict.ts';
import { Instant } from '../../core/index.ts';
import { isSigned, type StandingException, stoodAt } from '../release/exception.ts';
import { endOf, HOW_TO } from '../release/gate.ts';
import type { LinkFact } from '../release/link.ts';
import type { Criterion, CriterionState, JudgedCriterion, JudgedRelease, Lifecycle, LifecyclePhase, LifecycleRelease } from './model.ts';
import { PHASES } from './model.ts';

export interface LifecycleAsked {
  readonly at: Instant;
  /** The verdicts of controls at a moment: at a past one by what the ledger had by then. */
  readonly positionAt: (at: Instant) => Position;
  readonly facts: readonly LinkFact[];
  readonly exceptions: readonly StandingException[];
  /** How the risk analysis of a release stands against the map of now. */
  readonly analysisOf: (release: string) => JudgedRelease['analysis'];
}

const STANDARDS: ReadonlySet<string> = new Set(['ssdf', 'iec-62443-4-1', 'iso-27034']);

/**
 * In which phase each release is, and how each criterion stood when it mattered: of a phase that was passed on the day of passing, of what is ahead now. A release is stopped where it
 * passed a phase whose criteria lacked their evidence, and no two people agreed that it may.
 */
export function judgeLifecycle(lifecycle: Lifecycle, asked: LifecycleAsked): readonly JudgedRelease[] {
  return lifecycle.releases.map((release) => judgeOne(lifecycle, release, asked));
}

function judgeOne(lifecycle: Lifecycle, release: LifecycleRelease, asked: LifecycleAsked): JudgedRelease {
  const { phases } = lifecycle;
  const ahead = phases.findIndex(({ id }) => passedBy(release, id, asked.at) === undefined);
  const current = phases[ahead === -1 ? phases.length - 1 : ahead] as LifecyclePhase;
  const analysis = asked.analysisOf(release.name);
  // What is in operation is changed by its next release: a map that moved on asks for an analysis of that one.
  const open = PHASES.indexOf(current.id) <= PHASES.indexOf('release');
  const criteria = phases.flatMap((phase, i) => {
    const before = phases[i - 1];
    const entered = before === undefined ? asked.at : (passedBy(release, before.id, asked.at) ?? asked.at);
    const left = passedBy(release, phase.id, asked.at) ?? asked.at;
    return [
      ...phase.entry.map((criterion) => judgeCriterion(criterion, phase, 'entry', before === undefined ? left : entered, release, asked, { analysis, open })),
      ...phase.exit.map((criterion) => judgeCriterion(criterion, phase, 'exit', left, release, asked, { analysis, open })),
    ];
  });
  const stopped = criteria.filter(({ phase, of, state }) => {
    const at = phases.findIndex(({ id }) => id === phase);
    const due = ahead === -1 || at < ahead || (at === ahead && of === 'entry');
    return due && state !== 'met' && state !== 'excepted';
  });
  return { release, phase: current.id, owner: current.owner, criteria, stopped, analysis };
}

/** The last moment of the day of passing, not later than the moment asked about; undefined where it was not passed by then. */
function passedBy(release: LifecycleRelease, phase: LifecyclePhase['id'], at: Instant): Instant | undefined {
  const day = release.passed[phase];
  if (day === undefined || Instant.parse(`${day}T00:00:00Z`) > at) return undefined;
  return Instant.of(Math.min(endOf(day), at));
}

function stoodBy({ withdrawnAt }: StandingException, at: Instant): boolean {
  return withdrawnAt === undefined || at < Instant.parse(withdrawnAt);
}

function judgeCriterion(
  criterion: Criterion,
  phase: LifecyclePhase,
  of: 'entry' | 'exit',
  at: Instant,
  release: LifecycleRelease,
  asked: LifecycleAsked,
  { analysis, open }: { readonly analysis: JudgedRelease['analysis']; readonly open: boolean },
): JudgedCriterion {
  const id = `${phase.id}/${criterion.id}`;
  const found =
    criterion.control !== undefined
      ? byControl(criterion, criterion.control, asked.positionAt(at))
      : criterion.link !== undefined
        ? byLink(criterion.link, release.name, at, asked)
        : byAnalysis(analysis, open, at, release.name);
  const exception = asked.exceptions.find(
    // One that was withdrawn by the moment asked about does not help, though it stood on the day of passing.
    (one) => one.release === release.name && one.what === id && stoodAt(one, at) && stoodBy(one, asked.at),
  );
  const state: CriterionState = found.state !== 'met' && exception !== undefined ? 'excepted' : found.state;
  const answers = criterion.control === undefined ? [] : edgesFrom(criterion.control as Parameters<typeof edgesFrom>[0]);
  return {
    criterion,
    id,
    phase: phase.id,
    of,
    state,
    at: Instant.format(at),
    because: state === 'excepted' ? `${found.because} Excepted by ${exception?.id}: ${exception?.reason}` : found.because,
    evidence: found.evidence,
    ...(state === 'excepted' && exception !== undefined ? { until: exception.until } : found.until === undefined ? {} : { until: found.until }),
    ...(state === 'excepted' && exception?.people !== undefined && isSigned(exception) ? { agreedBy: exception.people } : {}),
    remedy: found.remedy,
    answers: answers.filter(({ standard }) => STANDARDS.has(standard)).map(({ standard, requirement }) => `${standard} ${requirement}`),
  };
}

interface Found {
  readonly state: Exclude<CriterionState, 'excepted'>;
  readonly because: string;
  readonly evidence: readonly number[];
  readonly until?: string;
  readonly remedy: string;
}

function byControl(criterion: Criterion, id: string, position: Position): Found {
  const judged = position.controls.find(({ control }) => control.id === id);
  const subjects = (judged?.subjects ?? []).filter(({ subject }) => criterion.at === undefined || criterion.at.includes(subject));
  const missing = (criterion.at ?? []).filter((element) => !subjects.some(({ subject }) => subject === element));
  const verdict = missing.length > 0 ? 'unproven' : (worst(subjects.map((one) => one.verdict)) ?? 'unproven');
  const deciding = subjects.filter((one) => one.verdict === verdict);
  const evidence = [...new Set((verdict === 'proven' ? subjects : deciding).flatMap((one) => evidenceOf(one)))].toSorted((a, b) => a - b);
  const checks = (verdict === 'proven' ? subjects : deciding).flatMap(({ pieces }) => pieces.flatMap(({ judgement }) => judgement.checks));
  const untils = checks.flatMap(({ until }) => until ?? []).toSorted();
  const remedy = judged?.control.remedy ?? '';
  if (missing.length > 0)
    return { state: 'lacking', because: `${id} is not owed at ${missing.join(', ')}.`, evidence: [], remedy: 'Name the elements of the map that owe it.' };
  if (subjects.length === 0) return { state: 'lacking', because: `Nothing on the map owes ${id}.`, evidence: [], remedy: 'Put on the map what it is about.' };
  const where = deciding
    .map(({ subject }) => subject)
    .slice(0, 5)
    .join(', ');
  const why = checks.find((check) => check.verdict === verdict)?.why ?? '';
  const until = untils[0];
  if (verdict === 'proven') return { state: 'met', because: `${id} at ${where}: ${why}.`, evidence, ...(until === undefined ? {} : { until }), remedy };
  return { state: verdict === 'failing' ? 'failing' : 'lacking', because: `${id} at ${where} is ${verdict}: ${why || 'nobody looked'}.`, evidence, remedy };
}

function byLink(link: NonNullable<Criterion['link']>, release: string, at: Instant, { facts, at: now }: LifecycleAsked): Found {
  // A criterion of a past day is met by what the ledger had by its end: whoever brings a report later chooses the day that it says.
  const newest = facts
    .filter((fact) => fact.link === link && fact.about.release === release && fact.at <= at && (at === now || (fact.recordedAt ?? fact.at) <= at))
    .toSorted((a, b) => a.at - b.at)
    .at(-1);
  const remedy = HOW_TO[link];
  if (newest === undefined) return { state: 'lacking', because: `Nothing was recorded of ${link} by then.`, evidence: [], remedy };
  const seen = `${link} was looked at on ${Instant.format(newest.at)}`;
  if (newest.state === 'proven') return { state: 'met', because: `${seen} and is proven.`, evidence: [], remedy };
  const [first] = newest.reasons;
  return {
    state: newest.state === 'broken' ? 'failing' : 'lacking',
    because: `${seen} and is ${newest.state}${first === undefined ? '' : `: ${first.what}`}`,
    evidence: [],
    remedy,
  };
}

function byAnalysis(analysis: JudgedRelease['analysis'], open: boolean, at: Instant, release: string): Found {
  const remedy = `Analyse the risks on the map as it is, and record it: assay development lifecycle analyse ${release} --by ROLE`;
  if (analysis.at === undefined || Instant.parse(analysis.at) > at)
    return { state: 'lacking', because: 'No risk analysis was recorded by then.', evidence: [], remedy };
  if (analysis.state === 'changed' && open) {
    const more = analysis.differences.length > 1 ? ` And ${analysis.differences.length - 1} more.` : '';
    return {
      state: 'failing',
      because: `The map changed since it was analysed on ${analysis.at}. ${analysis.differences[0] ?? ''}${more}`,
      evidence: [],
      remedy,
    };
  }
  return { state: 'met', because: `The risks were analysed on ${analysis.at}.`, evidence: [], remedy };
}
