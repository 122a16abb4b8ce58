import type { ControlStates } from '../attack/model.ts';
import type { Instant } from '../core/index.ts';
import type { ControlId, RecordedEvidence } from '../evidence/model.ts';
import { coveredBy } from '../evidence/subject.ts';
import type { ServiceMap } from '../map/model.ts';
import { CONTROLS } from './controls/index.ts';
import { type EvidenceIndex, indexEvidence } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import type { Control, Verdict } from './model.ts';
import { indexMap, type OwedAt, owedAt } from './subjects.ts';
import { type Judgement, judge, worst } from './verdict.ts';

/** A control at one element of the map: the whole, and the pieces of it that were judged for themselves. */
export interface SubjectPosition {
  readonly subject: string;
  readonly population: number;
  readonly verdict: Verdict;
  /** Members by verdict; adds up to the population. */
  readonly shares: Readonly<Partial<Record<Verdict, number>>>;
  /** Variants and members, or the element itself where it has neither. */
  readonly pieces: readonly { readonly subject: string; readonly population: number; readonly judgement: Judgement }[];
}

export interface ControlPosition {
  readonly control: Control;
  /** `not-owed` where the map has nothing that the control is about. */
  readonly verdict: Verdict | 'not-owed';
  readonly subjects: readonly SubjectPosition[];
}

/** All verdicts at one moment. */
export interface Position {
  readonly at: Instant;
  readonly controls: readonly ControlPosition[];
  /** A control at any subject, judged once: what the attack graph asks. */
  readonly stateOf: ControlStates;
  /** All statements it was judged by, for what is judged by findings and not by controls. */
  readonly evidence: readonly RecordedEvidence[];
}

export interface PositionInput {
  readonly map: ServiceMap;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  readonly at: Instant;
  /** Of just this evidence, by this map's populations, where somebody has one. */
  readonly index?: EvidenceIndex;
}

/** Judges every control wherever the map owes it. Pure: the same input gives the same position, to the byte. */
export function positionOf({ map, evidence, exclusions, at, index: known }: PositionInput): Position {
  const mapIndex = indexMap(map);
  const index = known ?? indexEvidence(evidence, mapIndex.populationOf);
  const judged = new Map<ControlId, Map<string, Judgement>>();
  const judgeAt: JudgeAt = (control, subject, population) => {
    let ofControl = judged.get(control.id);
    if (ofControl === undefined) {
      ofControl = new Map();
      judged.set(control.id, ofControl);
    }
    const known = ofControl.get(subject);
    if (known !== undefined) return known;
    const made = judge(control, subject, population, index, exclusions, at);
    ofControl.set(subject, made);
    return made;
  };
  const controls = CONTROLS.map((control): ControlPosition => {
    const subjects = owedAt(control, mapIndex, (element) => index.speaksOf(element, claimsOf(control))).map((owed) =>
      subjectPosition(control, owed, index, exclusions, judgeAt),
    );
    return { control, subjects, verdict: worst(subjects.map((subject) => subject.verdict)) ?? 'not-owed' };
  });

  const byId = new Map(CONTROLS.map((control) => [control.id, control]));
  const wholes = new Map(controls.flatMap(({ control, subjects }) => subjects.map((subject) => [`${control.id}@${subject.subject}`, subject] as const)));
  // Of a fleet with many members of its own a state is the sum of them all, and steps ask for it again and again.
  const states = new Map<SubjectPosition, ReturnType<Position['stateOf']>>();
  const stateOf: Position['stateOf'] = ({ control: id, subject }) => {
    const control = byId.get(id);
    if (control === undefined) return { verdict: 'unproven', evidence: [] };
    const whole = wholes.get(`${id}@${subject}`);
    if (whole !== undefined) {
      const known = states.get(whole) ?? {
        verdict: whole.verdict,
        evidence: evidenceOf(whole),
        complete: whole.pieces.every((piece) => isComplete(piece.judgement)),
        ...ownOf(whole),
      };
      states.set(whole, known);
      return known;
    }
    const judgement = subject.includes('#')
      ? judgeMember(control, subject, index, exclusions, judgeAt)
      : judgeAt(control, subject, mapIndex.populationOf(subject));
    return { verdict: judgement.verdict, evidence: judgement.evidence, complete: isComplete(judgement) };
  };
  return { at, controls, stateOf, evidence };
}

function isComplete(judgement: Judgement): boolean {
  return judgement.checks.every((check) => check.complete === true);
}

// The rest of a class, without the members that evidence names: they stand apart in the attack graph, and are judged there for themselves.
function ownOf({ pieces, verdict }: SubjectPosition): {
  readonly own?: { readonly verdict: Verdict; readonly complete: boolean; readonly evidence: readonly number[] };
} {
  const rest = pieces.filter((piece) => !piece.subject.includes('#'));
  const own = worst(rest.map((piece) => piece.judgement.verdict));
  if (own === undefined || own === verdict) return {};
  return {
    own: {
      verdict: own,
      complete: rest.every((piece) => isComplete(piece.judgement)),
      evidence: [...new Set(rest.flatMap((piece) => piece.judgement.evidence))].sort((a, b) => a - b),
    },
  };
}

function claimsOf(control: Control): readonly string[] {
  return control.checks.map((check) => check.claim);
}

/** The ledger entries a subject's verdict rests on, ascending. */
export function evidenceOf(subject: SubjectPosition): readonly number[] {
  const entries = new Set<number>();
  // Members of which nothing is known for themselves share one judgement.
  for (const judgement of new Set(subject.pieces.map((piece) => piece.judgement))) for (const entry of judgement.evidence) entries.add(entry);
  return [...entries].sort((a, b) => a - b);
}

type JudgeAt = (control: Control, subject: string, population: number) => Judgement;

/** A member that nobody names: it stands for all of which nothing is known but what is known of the whole. */
export const UNNAMED = '#\u0000';

/** Something is known of the member, or agreed on it, that is not known of every member of its whole. */
export function isOdd(control: Control, member: string, index: EvidenceIndex, exclusions: Exclusions): boolean {
  if (index.speaksOfMember(member, control.checks)) return true;
  return exclusions.size > 0 && coveredBy(member).some((subject) => subject.includes('#') && exclusions.has(`${control.id}@${subject}`));
}

function judgeMember(control: Control, member: string, index: EvidenceIndex, exclusions: Exclusions, judgeAt: JudgeAt): Judgement {
  return isOdd(control, member, index, exclusions) ? judgeAt(control, member, 1) : judgeAt(control, `${member.slice(0, member.indexOf('#'))}${UNNAMED}`, 1);
}

/** A control at one element that owes it, from the pieces that evidence or the map tells apart. */
export function subjectPosition(control: Control, owed: OwedAt, index: EvidenceIndex, exclusions: Exclusions, judgeAt: JudgeAt): SubjectPosition {
  const pieces: { subject: string; population: number; judgement: Judgement }[] = [];
  const wholes = wholesOf(owed).map((whole): WholeJudged => {
    // All that evidence names, though they be more than the map counts: the map is wrong then, and a failure stays one.
    const members = index.membersOf(whole.subject);
    const count = new Map<Verdict, number>();
    for (const member of members) {
      const judgement = judgeMember(control, member, index, exclusions, judgeAt);
      pieces.push({ subject: member, population: 1, judgement });
      count.set(judgement.verdict, (count.get(judgement.verdict) ?? 0) + 1);
    }
    const rest = Math.max(0, whole.population - members.length);
    if (rest === 0) return { population: whole.population, members: count };
    const judgement = judgeAt(control, whole.subject, whole.population);
    pieces.push({ subject: whole.subject, population: rest, judgement });
    return { population: whole.population, members: count, rest: judgement };
  });
  // Members named under the whole element (`camera#7`) though it has variants: their variant is unknown, so they count against the whole.
  const strays: Verdict[] = [];
  if (owed.variants.length > 0) {
    for (const member of index.membersOf(owed.subject)) {
      const judgement = judgeMember(control, member, index, exclusions, judgeAt);
      if (judgement.verdict === 'proven') continue;
      pieces.push({ subject: member, population: 0, judgement });
      strays.push(judgement.verdict);
    }
  }
  return { subject: owed.subject, ...sumOf(owed.population, wholes, strays), pieces };
}

/** The variants of an element, or the element itself where it has none. */
export function wholesOf(owed: OwedAt): readonly { readonly subject: string; readonly population: number }[] {
  return owed.variants.length > 0 ? owed.variants : [{ subject: owed.subject, population: owed.population }];
}

/** A whole: how many of its named members have which verdict, and what the others are, where there are others. */
export interface WholeJudged {
  readonly population: number;
  readonly members: ReadonlyMap<Verdict, number>;
  readonly rest?: Pick<Judgement, 'verdict' | 'shares'>;
}

/** What an element is, given its wholes. `strays`: verdicts, other than proven, of members of which nobody says what they are of. */
export function sumOf(
  population: number,
  wholes: readonly WholeJudged[],
  strays: Iterable<Verdict>,
): Pick<SubjectPosition, 'verdict' | 'shares'> & { readonly population: number } {
  const shares: Partial<Record<Verdict, number>> = {};
  const found = new Set<Verdict>(strays);
  const add = (verdict: Verdict, count: number) => {
    found.add(verdict);
    shares[verdict] = (shares[verdict] ?? 0) + count;
  };
  for (const whole of wholes) {
    let named = 0;
    for (const [verdict, count] of whole.members) {
      if (count > 0) add(verdict, count);
      named += count;
    }
    const rest = Math.max(0, whole.population - named);
    if (rest === 0 || whole.rest === undefined) continue;
    found.add(whole.rest.verdict);
    for (const [verdict, count] of Object.entries(scale(whole.rest.shares, whole.population, rest))) add(verdict as Verdict, count);
  }
  const counted = Object.values(shares).reduce((sum, n) => sum + n, 0);
  return { population: Math.max(population, counted), verdict: worst([...found]) ?? 'unproven', shares };
}

// Counts for the members that are left once some are judged for themselves: proven ones give way first.
function scale(shares: Readonly<Partial<Record<Verdict, number>>>, total: number, rest: number): Partial<Record<Verdict, number>> {
  const left = { ...shares };
  let over = total - rest;
  for (const verdict of ['proven', 'excluded', 'stale', 'unproven', 'failing'] as const) {
    const taken = Math.min(over, left[verdict] ?? 0);
    if (taken > 0) left[verdict] = (left[verdict] ?? 0) - taken;
    over -= taken;
  }
  return Object.fromEntries(Object.entries(left).filter(([, count]) => count > 0));
}
