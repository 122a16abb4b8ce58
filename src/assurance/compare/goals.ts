import { WhatIf } from '../../attack/engine/whatif.ts';
import type { AttackStep } from '../../attack/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { Side } from './side.ts';

/**
 * Which of the controls that differ moved each goal, by `control@element`. The steps that name a control get back the status they had, and the goal is
 * asked again: a control that turns it back alone is decisive; where none does, the fewest that do together, found by leaving out one after another.
 */
export function goalsThrough(before: Side, after: Side, goals: readonly string[], differing: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const was = new Map(before.graph.steps.map((step) => [step.id, step.status]));
  const moved = after.graph.steps.filter((step) => was.has(step.id) && was.get(step.id) !== step.status);
  const named = (step: AttackStep) => [...step.closedBy, ...(step.narrowedBy ?? [])].map((at) => `${at.control}@${parseSubject(at.subject).element}`);
  const stepsOf = new Map<string, AttackStep[]>(differing.map((key) => [key, []]));
  for (const step of moved) for (const key of new Set(named(step))) stepsOf.get(key)?.push(step);
  const candidates = [...stepsOf].filter(([, steps]) => steps.length > 0).map(([key]) => key);
  const whatIf = new WhatIf(after.compiled);
  const turned = (keys: readonly string[]): ReadonlySet<string> => {
    const steps = new Set(keys.flatMap((key) => stepsOf.get(key) ?? []));
    const of = (status: string) => [...steps].filter((step) => was.get(step.id) === status).map((step) => step.id);
    return new Set(whatIf.ask({ closed: of('closed'), open: of('open'), undecided: of('undecided') }).map((change) => change.goal));
  };
  const alone = candidates.map((key) => [key, turned([key])] as const);
  const onWay = (key: string, state: string) =>
    (stepsOf.get(key) ?? []).some((step) => before.goals.get(state)?.steps.has(step.id) === true || after.goals.get(state)?.steps.has(step.id) === true);
  return new Map(
    goals.map((state) => {
      const single = alone.filter(([, states]) => states.has(state)).map(([key]) => key);
      if (single.length > 0) return [state, single];
      if (before.goals.get(state)?.reach !== after.goals.get(state)?.reach && turned(candidates).has(state)) {
        let needed = candidates;
        for (const key of candidates) {
          const less = needed.filter((other) => other !== key);
          if (turned(less).has(state)) needed = less;
        }
        return [state, needed];
      }
      // Only the way is another: what stands on the old or the new one. Else all that moved any step, else all that differ.
      const near = candidates.filter((key) => onWay(key, state));
      return [state, near.length > 0 ? near : candidates.length > 0 ? candidates : differing];
    }),
  );
}
