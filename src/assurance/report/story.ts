import type { Plan } from '../../attack/engine/plan.ts';
import type { AttackGraph } from '../../attack/model.ts';
import type { Position } from '../position.ts';
import type { AttackView } from './attack-view.ts';
import type { AttackStory } from './model.ts';

/** Whose starts the plan uses: the fewest actors that between them hold every state it begins from. */
export function actorsOf(graph: AttackGraph, from: ReadonlySet<string>): readonly string[] {
  const left = new Set(from);
  const actors: string[] = [];
  const holders = Object.entries(graph.starts);
  while (left.size > 0) {
    const [best] = holders
      .map(([actor, states]) => ({ actor, covers: states.filter((state) => left.has(state)) }))
      .filter(({ covers }) => covers.length > 0)
      .sort((a, b) => b.covers.length - a.covers.length);
    if (best === undefined) break;
    actors.push(best.actor);
    for (const state of best.covers) left.delete(state);
  }
  return actors;
}

/** A plan told hop by hop. Steps that are mere bookkeeping (every is some, any place will do) are not hops. */
export function tell(view: AttackView, position: Position, names: ReadonlyMap<string, string>, goalTitle: string, plan: Plan): AttackStory {
  const start = new Set(Object.values(view.graph.starts).flat());
  const used = new Set<string>();
  const hops: AttackStory['hops'][number][] = [];
  for (const id of plan.steps) {
    const step = view.steps.get(id);
    if (step === undefined) continue;
    for (const from of step.from) if (start.has(from)) used.add(from);
    if (step.sentence === '') continue;
    const at = (closers: typeof step.closedBy) =>
      closers.map(({ control, subject }) => ({ control: control as string, subject, verdict: position.stateOf({ control, subject }).verdict }));
    hops.push({
      sentence: step.sentence,
      layer: step.layer,
      status: step.status === 'closed' ? 'undecided' : step.status,
      days: step.effort,
      techniques: step.techniques.map((technique) => technique.id),
      closedBy: at(step.closedBy),
      evidence: step.evidence,
      seenBy: at(step.seenBy ?? []),
    });
  }
  const who = actorsOf(view.graph, used).map((actor) => names.get(actor) ?? actor);
  const closers = new Set(hops.flatMap((hop) => hop.closedBy.map((closer) => closer.control)));
  const open =
    plan.undecided.length === 0
      ? 'Every step of it is shown to be open.'
      : `${plan.undecided.length === 1 ? 'One step of it is' : `${plan.undecided.length} steps of it are`} not settled by evidence.`;
  const subject = who.length === 0 ? 'Anybody' : who.join(' with ');
  const steps = `${hops.length} ${hops.length === 1 ? 'step' : 'steps'}`;
  const stop =
    closers.size === 0
      ? 'No control is known that would stop it'
      : `${closers.size === 1 ? 'One control touches it' : `${closers.size} controls touch it`}: ${[...closers].join(', ')}`;
  return {
    summary: `${subject} ${goalTitle} in ${steps}, about ${days(plan.total)} of work${plan.bound === 'upper' ? ' at the most' : ''}. ${open} ${stop}.`,
    days: plan.total,
    bound: plan.bound,
    hops,
  };
}

/** Effort in words: the scale is coarse, so the words are. */
export function days(total: number): string {
  if (total < 0.45) return 'an hour or two';
  if (total < 1) return 'half a day';
  const rounded = total < 10 ? Math.round(total * 2) / 2 : Math.round(total);
  return `${rounded} person-${rounded === 1 ? 'day' : 'days'}`;
}
