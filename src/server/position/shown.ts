import type { AttackStory, ControlRow, Move, Report } from '../../assurance/report/model.ts';
import type { MoveShown, Story } from './model.ts';

/** A report with the look-ups that showing it needs; made once for each report. */
export interface Indexed {
  readonly report: Report;
  readonly controls: ReadonlyMap<string, ControlRow>;
  readonly goals: ReadonlyMap<string, Report['goals'][number]>;
  readonly requirements: ReadonlyMap<string, Report['standards'][number]['requirements'][number]>;
  readonly moves: ReadonlyMap<string, Move>;
  readonly evidence: ReadonlyMap<number, Report['evidence'][number]>;
}

const indexed = new WeakMap<Report, Indexed>();

export function indexOf(report: Report): Indexed {
  const known = indexed.get(report);
  if (known !== undefined) return known;
  const made: Indexed = {
    report,
    controls: new Map(report.controls.map((one) => [one.id, one])),
    goals: new Map(report.goals.map((one) => [one.state, one])),
    requirements: new Map(report.standards.flatMap(({ id, requirements }) => requirements.map((row) => [`${id} ${row.id}`, row] as const))),
    moves: new Map(report.moves.map((one) => [one.control, one])),
    evidence: new Map(report.evidence.map((one) => [one.seq, one])),
  };
  indexed.set(report, made);
  return made;
}

/** The entries that a control's verdict rests on, ascending. */
export function entriesOf(control: ControlRow | undefined): number[] {
  const all = new Set<number>();
  for (const { checks } of control?.subjects ?? []) for (const { evidence } of checks) for (const seq of evidence) all.add(seq);
  return [...all].sort((a, b) => a - b);
}

export function storyShown({ summary, days, bound, hops }: AttackStory): Story {
  return {
    summary,
    days,
    bound,
    steps: hops.map(({ sentence, layer, status, days: cost, techniques, closedBy, evidence }) => ({
      sentence,
      layer,
      status,
      days: cost,
      techniques: [...techniques],
      closedBy: closedBy.map((one) => ({ ...one })),
      evidence: [...evidence],
    })),
  };
}

export function moveShown(index: Indexed, move: Move): MoveShown {
  const { rank, tooCloseToCall, control, title, layer, verdict, remedy, who, effort, subjects, cuts, raises, through, riskRemoved, answers } = move;
  const goal = (state: string) => ({ goal: state, title: index.goals.get(state)?.title ?? state });
  const closes = answers.filter((one) => one.closes);
  return {
    rank,
    tooCloseToCall,
    control,
    title,
    layer,
    verdict,
    remedy,
    who,
    effort,
    subjects: [...subjects],
    stops: cuts.map(goal),
    raises: raises.map(({ goal: state, before, after }) => ({ ...goal(state), before, after })),
    through,
    riskRemoved,
    closes: closes.map(({ standard, requirement }) => ({
      standard,
      requirement,
      title: index.requirements.get(`${standard} ${requirement}`)?.title ?? requirement,
    })),
    helps: answers.length - closes.length,
    entries: entriesOf(index.controls.get(control)),
  };
}
