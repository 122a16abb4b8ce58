import type { Instant } from '../../core/index.ts';
import { LAWS } from './laws/index.ts';
import type { Clock, ClockState, Duty, DutyFact, LawTrack, Question, Stage, Track } from './model.ts';
import { type Calendar, dueAt, latestAt } from './term.ts';

const QUESTIONS: Readonly<Record<Question, string>> = { 'high-risk': 'is there a high risk to the rights and freedoms of persons?' };

type Of<K extends DutyFact['kind']> = Extract<DutyFact, { kind: K }>;

/**
 * Every clock of every law at a moment, by what was recorded until then and nothing else. A clock whose starting fact is missing is undetermined: it is neither zero nor green. Facts may come in any order; those of after the moment are not looked at.
 */
export function clocks(facts: readonly DutyFact[], at: Instant, calendar: Calendar): readonly Clock[] {
  const known = facts.filter((fact) => fact.at <= at).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return LAWS.flatMap((law) => law.duties.map((duty) => clockOf(law, duty, known, at, calendar)));
}

function clockOf(law: LawTrack, duty: Duty, facts: readonly DutyFact[], at: Instant, calendar: Calendar): Clock {
  const cited: string[] = [];
  const clock = stateOf(law, duty, facts, at, calendar, cited);
  return { track: law.track, law: law.law, stage: duty.stage, title: duty.title, article: duty.article, clock, facts: [...new Set(cited)] };
}

function stateOf(law: LawTrack, duty: Duty, facts: readonly DutyFact[], at: Instant, calendar: Calendar, cited: string[]): ClockState {
  const cite = <T extends DutyFact>(fact: T | undefined): T | undefined => {
    if (fact !== undefined) cited.push(fact.id);
    return fact;
  };
  const aware = cite(facts.find((fact): fact is Of<'aware'> => fact.kind === 'aware' && fact.track === law.track));
  const started = duty.start.fact === 'aware' ? aware : cite(startOf(law.track, duty, facts));
  const submitted = cite(submissionOf(law.track, duty, facts));
  const due =
    started === undefined
      ? undefined
      : duty.start.fact === 'requested' && 'due' in started && started.due !== undefined
        ? started.due
        : dueAt(started.at, duty.term, calendar);
  // What was handed in stays handed in, whatever was decided since.
  if (submitted !== undefined) {
    return {
      state: 'met',
      ...(started === undefined ? {} : { started: started.at }),
      submitted: submitted.at,
      ...(due === undefined ? {} : { due }),
      late: due !== undefined && submitted.at > due,
      by: submitted.id,
    };
  }
  if (aware === undefined) return { state: 'undetermined', waitsFor: `that somebody records awareness: ${law.title.toLowerCase()}` };
  if (aware.at < law.inForce) return { state: 'not-owed', why: `one was aware of it before ${law.law} applied` };
  const decided = cite(decisionOf(law.track, facts));
  if (decided !== undefined) return { state: 'not-owed', why: `decided not to notify: ${decided.reason}` };
  if (duty.asks !== undefined) {
    const { question, answer } = duty.asks;
    const judged = cite(facts.findLast((fact): fact is Of<'judged'> => fact.kind === 'judged' && fact.question === question));
    if (judged === undefined) return { state: 'undetermined', waitsFor: `an answer: ${QUESTIONS[question]}` };
    if (judged.answer !== answer) {
      return judged.approvedBy === undefined
        ? { state: 'undetermined', waitsFor: `a second person's word on: ${QUESTIONS[question]}` }
        : { state: 'not-owed', why: judged.reason };
    }
  }
  if (duty.after !== undefined && !facts.some((fact) => fact.kind === 'submitted' && fact.track === law.track && fact.stage === duty.after)) {
    return { state: 'not-owed', why: `only after a paper of the stage ${duty.after}` };
  }
  if (started === undefined) return { state: 'undetermined', waitsFor: waitsFor(duty) };
  const latest = latestAt(started.at, duty.term, calendar);
  if (due !== undefined && at > due) return { state: 'overdue', started: started.at, due, ...(latest === undefined ? {} : { latest }) };
  const ends = due === undefined ? { remind: [] } : { due, remind: reminders(started.at, due) };
  return { state: 'running', started: started.at, ...ends, ...(latest === undefined ? {} : { latest }) };
}

/** At half of the time, at four fifths, and an hour before the end, as far as they come in this order. */
export function reminders(started: Instant, due: Instant): readonly Instant[] {
  const length = due - started;
  const all = [started + length / 2, started + length * 0.8, due - 3_600_000].map(Math.floor);
  return [...new Set(all)].filter((moment) => moment > started && moment < due).sort((a, b) => a - b) as Instant[];
}

function startOf(track: Track, duty: Duty, facts: readonly DutyFact[]): DutyFact | undefined {
  const { start } = duty;
  switch (start.fact) {
    case 'aware':
      return facts.find((fact) => fact.kind === 'aware' && fact.track === track);
    case 'measure-available':
      return facts.find((fact) => fact.kind === 'measure-available');
    case 'submitted':
      return facts.find((fact) => fact.kind === 'submitted' && fact.track === track && fact.stage === start.stage);
    case 'handled':
      return facts.findLast((fact) => fact.kind === 'handled');
    case 'requested':
      return facts.findLast((fact) => fact.kind === 'requested' && fact.track === track);
  }
}

function submissionOf(track: Track, duty: Duty, facts: readonly DutyFact[]): Of<'submitted'> | undefined {
  const stages: readonly Stage[] = [duty.stage, ...(duty.metBy ?? [])];
  const handed = facts.filter((fact): fact is Of<'submitted'> => fact.kind === 'submitted' && fact.track === track && stages.includes(fact.stage));
  // A request is answered by what was handed in after it.
  const since = duty.start.fact === 'requested' ? (startOf(track, duty, facts)?.at ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  return handed.find((fact) => fact.at >= since);
}

function decisionOf(track: Track, facts: readonly DutyFact[]): Of<'decided-not-to-notify'> | undefined {
  const last = facts.findLast((fact) => (fact.kind === 'decided-not-to-notify' || fact.kind === 'decided-to-notify') && fact.track === track);
  return last?.kind === 'decided-not-to-notify' ? last : undefined;
}

function waitsFor(duty: Duty): string {
  const { start } = duty;
  switch (start.fact) {
    case 'aware':
      return 'that somebody records awareness';
    case 'measure-available':
      return 'a corrective or mitigating measure that can be had';
    case 'submitted':
      return `the submission of the ${start.stage}`;
    case 'handled':
      return 'that the incident is handled';
    case 'requested':
      return 'a request of the authority';
  }
}
