import { greedyPlan } from '../../attack/engine/greedy.ts';
import { oneFailureDeep } from '../../attack/engine/independence.ts';
import type { Plan } from '../../attack/engine/plan.ts';
import { checksToSettle } from '../../attack/engine/settle.ts';
import { type AttackGraph, EFFORT_DAYS } from '../../attack/model.ts';
import { Instant, LAYERS } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { Aftermath } from '../attacks/aftermath.ts';
import type { Exclusions } from '../exclusion.ts';
import { OUTCOMES, type Standard } from '../model.ts';
import type { Position, SubjectPosition } from '../position.ts';
import { type AttackView, type GoalView, viewAttacks } from './attack-view.ts';
import { gapsOf } from './gaps.ts';
import type { AttackStory, ControlRow, GoalPosition, Report } from './model.ts';
import { movesOf } from './moves.ts';
import { standardPosition, tallyOf } from './requirements.ts';
import { days, tell } from './story.ts';

export interface ReportInput {
  readonly map: ServiceMap;
  readonly mapDigest: string;
  readonly head: Report['head'];
  readonly at: Instant;
  readonly position: Position;
  readonly graph: AttackGraph;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly standards: readonly Standard[];
}

/** Steps up to which it is said of every attack what one control would leave of it; above, of the one that the answer tells. */
const LOOKED_AFTER = 10_000;
const MOST_SETTLED = 10;
const MOST_PAIRS = 20;

/** The gap report as data: a pure function of the ledger's head, the map and the moment. */
export function buildReport(input: ReportInput): Report {
  const { map, position, graph, evidence, exclusions, at } = input;
  const view = viewAttacks(graph, position);
  const aftermath = new Aftermath(input, view.compiled);
  const everywhere = view.compiled.steps <= LOOKED_AFTER;
  const story = (plan: Plan, looked = everywhere) => tell(input, plan, looked ? aftermath.of(plan) : undefined);
  const standards = input.standards.map((standard) => standardPosition(standard, map, position));
  const moves = movesOf(
    view,
    position,
    standards.flatMap((standard) => standard.requirements.map((row) => ({ standard: standard.id, row }))),
  );
  const gaps = gapsOf(standards, position, view, moves, ({ plan }) => story(plan));
  const positions = view.goals
    .map(
      (goal): GoalPosition => ({
        state: goal.state.id,
        title: goal.state.title,
        asset: goal.asset,
        effect: goal.effect,
        weight: goal.weight,
        reach: goal.reach,
        ...(goal.state.members === undefined ? {} : { members: goal.state.members }),
        ...cheapestOf(goal, (plan) => story(plan)),
        unavoidable: goal.unavoidable.map((step) => view.steps.get(step)?.sentence ?? step),
      }),
    )
    .sort(
      (a, b) =>
        b.weight - a.weight || (a.cheapest?.days ?? Number.POSITIVE_INFINITY) - (b.cheapest?.days ?? Number.POSITIVE_INFINITY) || (a.state < b.state ? -1 : 1),
    );
  // The attack that the answer tells is told in full on the largest map too.
  const headline = positions.find((goal) => goal.cheapest !== undefined)?.state;
  const goals = everywhere
    ? positions
    : positions.map((goal) => {
        const told = goal.state === headline ? view.goals.find(({ state }) => state.id === headline) : undefined;
        return told === undefined ? goal : { ...goal, ...cheapestOf(told, (plan) => story(plan, true)) };
      });
  const { answer, points } = answerOf(goals, standards, view, input);
  const controls = position.controls.map(controlRow);
  return {
    format: 'assay-gap-report/1',
    at: Instant.format(at),
    head: input.head,
    service: {
      id: map.service.id,
      name: map.service.name,
      ...(map.service.operator === undefined ? {} : { operator: map.service.operator }),
      ...(map.service.description === undefined ? {} : { description: map.service.description }),
      mapDigest: input.mapDigest,
    },
    library: {
      version: graph.libraryVersion,
      templates: graph.templates,
      steps: graph.steps.length,
      states: graph.states.length,
      notAnalysed: graph.notAnalysed,
    },
    answer,
    points,
    layers: LAYERS.map((layer) => {
      const own = position.controls.filter((one) => one.control.layer === layer);
      return {
        layer,
        controls: tallyOf(own.map((one) => one.verdict)),
        subjects: tallyOf(own.flatMap((one) => one.subjects.map((subject) => subject.verdict))),
      };
    }),
    outcomes: OUTCOMES.map((outcome) => ({
      outcome,
      controls: tallyOf(position.controls.filter((one) => one.control.outcomes.includes(outcome)).map((one) => one.verdict)),
    })),
    standards,
    goals,
    gaps,
    moves,
    settle: settleOf(view, position),
    oneFailureDeep: pairsOf(view),
    controls,
    exclusions: [...exclusions.values()]
      .filter((one) => at < Instant.parse(one.until))
      .map(({ control, subject, reason, approver, until }) => ({ control, subject, reason, approver, until })),
    evidence: citedIn(evidence, controls, standards),
    assumptions: ASSUMPTIONS,
  };
}

// Which requirements are owed is then what somebody's file says, and no reader of the report can see that from an id.
function countedByImport(standards: readonly Standard[]): readonly string[] {
  return standards.flatMap(({ id, edition, imported }) =>
    imported === undefined
      ? []
      : [
          `Counted by import: ${id} ${edition}, from a file recorded on ${imported.at.slice(0, 10)} (${imported.digest.slice(0, 19)}…)${imported.supersedes === undefined ? '' : `, in place of the ${imported.supersedes} that Assay ships`}.`,
        ],
  );
}

// What the map leaves out is said, not passed over: it is a declaration like any other.
function outOfScope(map: ServiceMap): readonly string[] {
  const out = map.parts.filter((part) => !part.inScope);
  if (out.length === 0) return [];
  const holding = out.filter((part) => map.assets.some((asset) => asset.external !== true && asset.at.some((place) => place.part === part.id)));
  const names = (parts: readonly { readonly name: string }[]) => parts.map((part) => part.name).join(', ');
  const held = holding.length === 0 ? '' : `; ${names(holding)} ${holding.length === 1 ? 'holds' : 'hold'} what must be protected all the same`;
  return [`The map puts ${out.length} of ${map.parts.length} parts out of scope, and nothing is asked of them: ${names(out)}${held}.`];
}

// A goal that is proven reachable is told by a way that is proven, step by step, though an unproven one may be cheaper.
function cheapestOf(goal: GoalView, story: (plan: Plan) => AttackStory): { readonly cheapest?: AttackStory } {
  const plan = goal.provenPlan ?? goal.plan;
  return plan === undefined ? {} : { cheapest: story(plan) };
}

function answerOf(
  goals: readonly GoalPosition[],
  standards: Report['standards'],
  view: AttackView,
  { map, evidence, standards: asked }: ReportInput,
): Pick<Report, 'answer' | 'points'> {
  const reachable = goals.filter((goal) => goal.reach === 'proven-reachable');
  const undecided = goals.filter((goal) => goal.reach === 'undecided');
  const unknown = goals.filter((goal) => goal.reach === 'no-way-known').length;
  const closed = goals.filter((goal) => goal.reach === 'proven-closed').length;
  const worst = goals.find((goal) => goal.cheapest !== undefined);
  const owed = standards.reduce((sum, one) => sum + one.requirements.length - one.notApplicable, 0);
  const proven = standards.reduce((sum, one) => sum + one.tally.proven, 0);
  const perhaps = standards.reduce((sum, one) => sum + one.applicabilityUndecided, 0);
  const plan = greedyPlan(
    view.compiled,
    view.closings,
    view.goals.map((goal) => ({ goal: goal.state.id, weight: goal.weight })),
  );
  const answer =
    goals.length === 0
      ? `The map of ${map.service.name} names no asset that must be protected, so there is nothing yet to say of attacks on it.`
      : worst?.cheapest === undefined
        ? unknown > 0
          ? `Of ${goals.length} things that must not happen to ${map.service.name}, Assay knows no way to ${unknown === goals.length ? 'any' : unknown}: not analysed, and not safe.`
          : `Of the attacks that Assay knows, none reaches what ${map.service.name} must protect, by fresh evidence.`
        : worst.cheapest.summary;
  const least = plan.bound === 'exact' ? '' : ` (no fewer than ${Math.ceil(plan.lower)} person-days would do)`;
  const points = [
    `Of ${goals.length} things that must not happen, ${reachable.length} ${reachable.length === 1 ? 'is' : 'are'} proven possible, ${closed} proven closed, ${unknown === 0 ? 'and ' : ''}${undecided.length} undecided${unknown === 0 ? '' : `, and to ${unknown} Assay knows no way, which is not analysed and not safe`}.`,
    `Of ${owed} requirements owed${perhaps === 0 ? '' : ` (${perhaps} of them perhaps: the map does not say)`}, ${proven} ${proven === 1 ? 'is' : 'are'} proven.`,
    ...(evidence.length === 0
      ? ['No evidence has been recorded yet, so nothing is proven and nothing is excluded: record what was seen with assay evidence add.']
      : []),
    ...(plan.controls.length === 0
      ? []
      : [
          `${plan.controls.length} ${plan.controls.length === 1 ? 'control' : 'controls'}, about ${days(plan.cost)} of work, would close every way that can be closed${least}.`,
        ]),
    ...(plan.uncuttable.length === 0
      ? []
      : [
          `${plan.uncuttable.length} of the ${goals.length} cannot be closed altogether by any control: a step is how the service works, or can be narrowed and no more.`,
        ]),
    ...countedByImport(asked),
    ...outOfScope(map),
  ];
  return { answer, points };
}

function settleOf(view: AttackView, position: Position): Report['settle'] {
  const titles = new Map(position.controls.map(({ control }) => [control.id as string, control]));
  const weights = view.goals.map((goal) => ({ goal: goal.state.id, weight: goal.weight }));
  return checksToSettle(view.compiled, weights, MOST_SETTLED).map(({ control: at, ifProven, ifFailing, onAttack }) => {
    const [control = '', subject = ''] = at.split('@');
    const known = titles.get(control);
    const claims = known?.checks.map((check) => `${check.claim}${check.atLeast === undefined ? '' : ` by ${check.atLeast}`}`).join(' and ');
    return {
      control,
      subject,
      title: known?.title ?? control,
      goals: new Set([...ifProven, ...ifFailing, ...onAttack]).size,
      how: claims === undefined ? '' : `show ${claims}`,
    };
  });
}

function pairsOf(view: AttackView): Report['oneFailureDeep'] {
  const heavy = view.goals.filter((goal) => goal.weight >= 4 && goal.reach !== 'proven-closed').map((goal) => goal.state.id);
  const say = (id: string) => view.steps.get(id)?.sentence || view.graph.states.find((state) => state.id === id)?.title || id;
  // Pairs that share more are nearer to being one control; the first twenty are enough to act on.
  return oneFailureDeep(view.compiled, view.closings, heavy)
    .toSorted(
      (a, b) => b.shared.length - a.shared.length || (a.goal < b.goal ? -1 : a.goal > b.goal ? 1 : 0) || (a.controls.join() < b.controls.join() ? -1 : 1),
    )
    .slice(0, MOST_PAIRS)
    .map(({ goal, controls, shared }) => ({ goal, controls, shared: shared.map(say) }));
}

function controlRow({ control, subjects, verdict }: Position['controls'][number]): ControlRow {
  const { id, layer, title, intent, remedy, who, outcomes } = control;
  return {
    id,
    layer,
    title,
    intent,
    remedy,
    who,
    outcomes,
    verdict,
    subjects: subjects.map((one) => ({
      subject: one.subject,
      population: one.population,
      verdict: one.verdict,
      shares: one.shares,
      checks: checksOf(one),
    })),
  };
}

/** Entries named for one check of many like members; the rest are counted. */
const MOST_CITED = 20;

// A fleet's members by the thousand are told by what they have in common, each kind with its number.
function checksOf({ pieces }: SubjectPosition): ControlRow['subjects'][number]['checks'] {
  const groups = new Map<string, { first: ControlRow['subjects'][number]['checks'][number]; members: string[]; evidence: number[] }>();
  for (const { subject, judgement } of pieces) {
    for (const { claim, verdict, why, evidence } of judgement.checks) {
      const whole = subject.split('#')[0];
      const key = subject.includes('#') ? `${whole} ${claim} ${verdict}` : `${subject}# ${claim}`;
      const group = groups.get(key) ?? { first: { subject, claim, verdict, why, evidence }, members: [], evidence: [] };
      group.members.push(subject);
      group.evidence.push(...evidence);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ first, members, evidence }) => {
    if (members.length === 1) return first;
    const cited = [...new Set(evidence)].sort((a, b) => a - b);
    const more = cited.length > MOST_CITED ? `; ${cited.length - MOST_CITED} more entries` : '';
    return { ...first, why: `${members.length} members alike, such as this one: ${first.why}${more}`, evidence: cited.slice(0, MOST_CITED) };
  });
}

function citedIn(evidence: readonly RecordedEvidence[], controls: readonly ControlRow[], standards: Report['standards']): Report['evidence'] {
  const cited = new Set([
    ...controls.flatMap((control) => control.subjects.flatMap((subject) => subject.checks.flatMap((check) => check.evidence))),
    ...standards.flatMap((standard) => standard.requirements.flatMap((row) => (row.directly?.at ?? []).flatMap((one) => one.evidence))),
  ]);
  return evidence
    .filter((one) => cited.has(one.seq))
    .map((one) => ({
      seq: one.seq,
      subject: one.subject,
      claim: one.claim,
      value: JSON.stringify(one.value),
      method: one.method,
      source: one.source,
      observedAt: one.observedAt,
      expiresAt: Instant.format(expiresAt(one)),
      digest: one.raw.digest,
      ...(one.finding === undefined ? {} : { finding: one.finding.title }),
    }));
}

const ASSUMPTIONS: readonly string[] = [
  `An attacker's effort is on a coarse scale, in person-days: ${Object.entries(EFFORT_DAYS)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}. The figures are Assay's own judgement, to rank by.`,
  'All actors on the map act together, each from where it starts. A way that one of them has, they have.',
  'Risk of a goal is its weight (1 to 4) times 10 / (10 + person-days of its cheapest attack), once for the cheapest that may be and once for the cheapest that is proven. It serves to compare, not to insure.',
  'The effort of a control is Assay’s own judgement. Where a factor of two in one effort would change the order, the report says that it is too close to call.',
  'Closed means closed within this library of attack steps and this map. A part that no step mentions is listed as not analysed, and is not safe for that.',
  'A control closes a step where it is proven. What is stale, excluded or unproven leaves the step undecided; undecided is never green.',
];
