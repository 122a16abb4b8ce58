import { standardsOwed } from '../../assurance/compare/standards.ts';
import { CONTROLS } from '../../assurance/controls/index.ts';
import { elementName } from '../../assurance/element-name.ts';
import { pickStandards } from '../../assurance/imported/index.ts';
import { dueOf } from '../../assurance/improvement/due.ts';
import type { Span } from '../../assurance/improvement/timeline.ts';
import { trendOf } from '../../assurance/improvement/trend.ts';
import type { Control } from '../../assurance/model.ts';
import type { ControlRow, Report, Tally } from '../../assurance/report/model.ts';
import { tallyOf } from '../../assurance/report/requirements.ts';
import { counted, tallyWords, total } from '../../assurance/report/words.ts';
import { Duration, Instant, type Layer, Refused } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import { serverFaults } from '../faults.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import { question } from '../judge/question.ts';
import { comparing, shownComparison } from './comparing.ts';
import type { ChangesAnswer, ControlAnswer, DueAnswer, Known, LayerAnswer, PositionAnswer } from './model.ts';
import type { Judged } from './moment.ts';
import { entriesOf as entriesInOrder, lastDays, pastAs, remembered, yearOf } from './past.ts';
import { entriesOf, indexOf, moveShown } from './shown.ts';

const TREND_DAYS = 30;
const MOVES = 5;
const WORST_GOALS = 8;
const CHANGES_SHOWN = 40;
const DUE_SHOWN = 40;

/** What every judged answer says of itself. */
export function judgedAnswer({ at, head }: Seen): Pick<PositionAnswer, 'at' | 'head'> {
  return { at: Instant.format(at), head: { size: head.size, root: head.root, origin: head.origin } };
}

export const seenAt = (desk: Desk, { at, size }: Judged): Seen => desk.at(Instant.of(at), size);

export const positionQuestion = question('position.stack', (desk, input: Judged & { readonly known: Known }): PositionAnswer => {
  const seen = seenAt(desk, input);
  return remembered(seen, `stack ${input.known}`, () => positionShown(desk, seen, input.known));
});

function positionShown(desk: Desk, seen: Seen, known: Known): PositionAnswer {
  const report = seen.report();
  const index = indexOf(report);
  const trend = trendOf(pastAs(desk, seen, known), [], lastDays(seen.at, TREND_DAYS));
  return {
    ...judgedAnswer(seen),
    service: { id: report.service.id, name: report.service.name, mapDigest: report.service.mapDigest },
    answer: report.answer,
    points: [...report.points],
    layers: report.layers.map(({ layer, controls, subjects }) => ({
      layer,
      controls,
      owed: total(controls),
      subjects,
      entries: new Set(report.controls.filter((one) => one.layer === layer).flatMap(entriesOf)).size,
    })),
    trend: {
      known,
      points: trend.points.map(({ at, layers }) => ({ at, layers: layers.map(({ layer, controls, owed }) => ({ layer, controls, owed })) })),
    },
    goals: goalsShown(report),
    moves: report.moves.slice(0, MOVES).map((move) => moveShown(index, move)),
    movesLeft: Math.max(0, report.moves.length - MOVES),
    standards: report.standards.map((one) => ({
      id: one.id,
      title: one.title,
      edition: one.edition,
      tally: one.tally,
      owed: one.requirements.length - one.notApplicable,
      undecided: one.applicabilityUndecided,
    })),
    exclusions: report.exclusions.length,
    evidence: { statements: seen.evidence.length, cited: report.evidence.length },
  };
}

function goalsShown({ goals }: Report): PositionAnswer['goals'] {
  const of = (reach: Report['goals'][number]['reach']) => goals.filter((goal) => goal.reach === reach).length;
  const tally = {
    'proven-reachable': of('proven-reachable'),
    undecided: of('undecided'),
    'no-way-known': of('no-way-known'),
    'proven-closed': of('proven-closed'),
  };
  const worst = goals.slice(0, WORST_GOALS).map(({ state, title, weight, reach, cheapest }) => ({
    state,
    title,
    weight,
    reach,
    ...(cheapest === undefined ? {} : { days: cheapest.days, bound: cheapest.bound, summary: cheapest.summary }),
    entries: [...new Set(cheapest?.hops.flatMap((hop) => hop.evidence))].sort((a, b) => a - b),
  }));
  return { total: goals.length, tally, worst };
}

/** `since`: milliseconds before the moment. */
export const changesQuestion = question('position.changes', (desk, input: Judged & { readonly since: number; readonly known: Known }): ChangesAnswer => {
  const seen = seenAt(desk, input);
  return remembered(seen, `changes ${input.known} ${input.since}`, () => changesShown(desk, seen, input));
});

function changesShown(desk: Desk, seen: Seen, input: Judged & { readonly since: number; readonly known: Known }): ChangesAnswer {
  const from = Instant.of(input.at - input.since);
  const between = (moment: number) => moment > from && moment <= input.at;
  let recordedSince = 0;
  for (const entry of entriesInOrder(desk, seen.head.size)) if (entry.type === 'evidence.recorded' && between(entry.recordedAt)) recordedSince += 1;
  const seenSince = seen.evidence.filter(({ observedAt }) => between(Instant.parse(observedAt))).length;
  const comparison = shownComparison(comparing(desk, { at: from, size: input.size }, input, input.known), CHANGES_SHOWN);
  return { ...judgedAnswer(seen), known: input.known, recordedSince, seenSince, since: sinceThen(input.known, recordedSince, seenSince), comparison };
}

/** As the view counts: what was seen since, or what came onto the ledger since. */
function sinceThen(known: Known, recorded: number, seen: number): string {
  const [count, verb] = known === 'seen' ? [seen, 'seen'] : [recorded, 'recorded'];
  return count === 0 ? `Nothing was ${verb} since.` : `${counted(count, 'statement')} ${count === 1 ? 'was' : 'were'} ${verb} since.`;
}

/** `within`: milliseconds after the moment. */
export const dueQuestion = question('position.due', (desk, input: Judged & { readonly within: number }): DueAnswer => {
  const seen = seenAt(desk, input);
  return remembered(seen, `due ${input.within}`, () => dueShown(seen, input.within));
});

function dueShown(seen: Seen, within: number): DueAnswer {
  const { map, mapDigest, evidence, exclusions, at, head } = seen;
  const standards = pickStandards(seen.standards, standardsOwed(map.service.owes));
  const found = dueOf({ map, mapDigest, evidence, exclusions, standards, at, until: Instant.of(at + within), size: head.size });
  return {
    ...judgedAnswer(seen),
    until: found.until,
    moments: found.moments.slice(0, DUE_SHOWN).map((one) => ({
      at: one.at,
      lapses: [...one.lapses],
      controls: [...one.controls],
      requirements: [...one.requirements],
      goals: [...one.goals],
    })),
    left: Math.max(0, found.moments.length - DUE_SHOWN),
    silent: found.sources.map(({ source, last, silent, expired, watches }) => ({ source, last, silent, expired, watches: watches.length })),
  };
}

export const layerQuestion = question('position.layer', (desk, input: Judged & { readonly layer: Layer }): LayerAnswer => {
  const seen = seenAt(desk, input);
  const report = seen.report();
  const { moves } = indexOf(report);
  const { layer } = input;
  const year = yearOf(desk, seen);
  const controls = report.controls.filter((one) => one.layer === layer);
  const tally = tallyOf(controls.map(({ verdict }) => verdict));
  return {
    ...judgedAnswer(seen),
    layer,
    answer: layerSentence(layer, tally),
    tally,
    controls: controls.map((one) => {
      const change = changesIn(year.controls.get(one.id) ?? []).at(-1);
      const rank = moves.get(one.id)?.rank;
      return {
        id: one.id,
        title: one.title,
        intent: one.intent,
        verdict: one.verdict,
        who: one.who,
        effort: declared(one).effort,
        outcomes: [...one.outcomes],
        elements: tallyOf(one.subjects.map(({ verdict }) => verdict)),
        entries: entriesOf(one),
        ...(change === undefined ? {} : { lastChange: change }),
        ...(rank === undefined ? {} : { rank }),
      };
    }),
  };
});

function layerSentence(layer: Layer, tally: Tally): string {
  const owed = total(tally);
  if (owed === 0) return `The map has nothing that a control of the ${layer} layer is about.`;
  const rest = tallyWords({ ...tally, proven: 0 });
  const proven = `${tally.proven} of ${counted(owed, 'control')} of the ${layer} layer ${tally.proven === 1 ? 'is' : 'are'} proven`;
  return `${proven}${rest === '' ? '' : `; ${rest}`}.`;
}

type LastChange = NonNullable<LayerAnswer['controls'][number]['lastChange']>;

/** Every change but the beginning of the walk, oldest first. */
function changesIn(spans: readonly Span<string>[]): LastChange[] {
  return spans.slice(1).map((span, i) => ({
    at: Instant.format(span.from),
    before: spans[i]?.verdict ?? 'not-owed',
    after: span.verdict,
    entries: [...span.entries],
    expired: [...span.expired],
  }));
}

const declaredOf = new Map(CONTROLS.map((control) => [control.id as string, control]));
const declared = ({ id }: Pick<ControlRow, 'id'>): Control => declaredOf.get(id) ?? refuseUnknown(`control "${id.slice(0, 80)}"`);

/** `subject`: at this element alone. Throws `Refused` (ASSAY-SERVER-003) for a control that is not declared, and for an element that does not owe it. */
export const controlQuestion = question('position.control', (desk, input: Judged & { readonly control: string; readonly subject?: string }): ControlAnswer => {
  const seen = seenAt(desk, input);
  const report = seen.report();
  const index = indexOf(report);
  const row = index.controls.get(input.control) ?? refuseUnknown(`control "${input.control.slice(0, 80)}"`);
  const control = declared(row);
  const subjects = input.subject === undefined ? row.subjects : row.subjects.filter(({ subject }) => subject === input.subject);
  if (input.subject !== undefined && subjects.length === 0) refuseUnknown(`element "${input.subject.slice(0, 80)}" that owes it`);
  const spans = new Map(yearOf(desk, seen).elements.flatMap((one) => (one.control.id === row.id ? [[one.element, one.spans] as const] : [])));
  const cited = new Set(subjects.flatMap(({ checks }) => checks.flatMap(({ evidence }) => evidence)));
  const move = index.moves.get(row.id);
  return {
    ...judgedAnswer(seen),
    id: row.id,
    layer: row.layer,
    title: row.title,
    intent: row.intent,
    remedy: row.remedy,
    who: row.who,
    effort: control.effort,
    outcomes: [...row.outcomes],
    verdict: row.verdict,
    checks: control.checks.map(({ claim, atLeast }) => ({ claim, says: claimOf(claim)?.whenTrue ?? claim, atLeast: atLeast ?? 'attestation' })),
    elements: subjects.map(({ subject, population, verdict, shares, checks }) => ({
      subject,
      name: elementName(seen.map, subject),
      population,
      verdict,
      shares,
      checks: checks.map(({ subject: at, claim, verdict: judged, why, evidence }) => ({ subject: at, claim, verdict: judged, why, entries: [...evidence] })),
      history: changesIn(spans.get(subject) ?? []),
    })),
    statements: report.evidence.filter(({ seq }) => cited.has(seq)).map((one) => ({ ...one })),
    answers: report.standards.flatMap(({ id, requirements }) =>
      requirements.flatMap((requirement) =>
        requirement.answers
          .filter((answer) => answer.control === row.id)
          .map(({ relation }) => ({ standard: id, requirement: requirement.id, title: requirement.title, relation, verdict: requirement.verdict })),
      ),
    ),
    ...(move === undefined ? {} : { move: moveShown(index, move) }),
    exclusions: report.exclusions.filter((one) => one.control === row.id).map(({ subject, reason, approver, until }) => ({ subject, reason, approver, until })),
  };
});

/** What is not there is refused as what may not be seen is. */
export function refuseUnknown(what: string): never {
  throw new Refused(
    serverFaults.fault('003', {
      message: `there is no ${what}`,
      expected: 'something that the service has',
      found: 'nothing',
      remedy: 'Open it from the page that lists it.',
    }),
  );
}

/** A length of time that somebody asked for, in milliseconds. Throws `Refused` (ASSAY-SERVER-001). */
export function lengthOf(text: string, field: string, mostDays: number): number {
  const length = Duration.isText(text) ? (Duration.parse(text) as number) : Number.NaN;
  if (length > 0 && length <= mostDays * 86_400_000) return length;
  throw new Refused(
    serverFaults.fault('001', {
      message: 'this is no length of time that can be asked for',
      field,
      expected: `an ISO 8601 duration of at most ${mostDays} days, such as P1D`,
      found: text.slice(0, 40),
      remedy: 'Name a shorter one.',
    }),
  );
}

export const POSITION_QUESTIONS = [positionQuestion, changesQuestion, dueQuestion, layerQuestion, controlQuestion];
