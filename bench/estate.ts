import type { Problem, ProblemStep } from '../src/attack/model.ts';

/**
 * A made-up attack graph of the size that a quotiented fleet gives: `classes` classes of parts with five states each and 38 steps a class.
 * Classes stand in a tree, a hundred of them to a segment. Within a class one state leads to the next; into a class one gets from its parent,
 * now and then from another class of the segment, and seldom from anywhere. Every step into a class and most others wait for one or two of
 * `controls` controls; a tenth of the steps are k of n.
 */
export function estate(random: () => number, classes: number, controls: number, goals: number): Problem {
  const pick = (n: number) => Math.floor(random() * n);
  const efforts = [0.1, 0.5, 3, 15, 60, 400];
  const access = ['reach', 'user', 'admin', 'code', 'physical'];
  const state = (c: number, a: number) => `p${c}:${access[a]}`;
  const steps: ProblemStep[] = [];
  for (let c = 1; c < classes; c += 1) {
    const segment = Math.floor(c / 100) * 100;
    const parent = Math.floor((c - 1) / 3);
    for (let i = 0; i < 38; i += 1) {
      const give = i === 0 ? 0 : pick(5);
      const from = new Set<string>();
      const roll = random();
      if (i === 0 || (give === 0 && roll < 0.9)) from.add(state(parent, 3));
      else if (roll < 0.985) from.add(state(c, pick(5)));
      else from.add(state(roll < 0.9995 ? segment + pick(Math.min(100, classes - segment)) : pick(classes), 3));
      while (random() < 0.3) from.add(state(c, pick(5)));
      from.delete(state(c, give));
      if (from.size === 0) continue;
      const gate = from.size > 1 && random() < 0.3 ? { need: from.size - 1 } : {};
      const closedBy = give === 0 || random() < 0.8 ? [...new Set(Array.from({ length: 1 + pick(2) }, () => `control${pick(controls)}`))] : [];
      const status = closedBy.length === 0 || random() < 0.3 ? 'open' : 'undecided';
      steps.push({ id: `t${c}.${i}`, from: [...from], ...gate, to: state(c, give), effort: efforts[pick(6)] as number, status, closedBy });
    }
  }
  return {
    format: 'assay-attack-graph/1',
    states: Array.from({ length: classes }, (_, c) => access.map((_name, a) => ({ id: state(c, a) }))).flat(),
    steps,
    start: [state(0, 3)],
    goals: Array.from({ length: goals }, (_, g) => state(classes - 1 - g * Math.floor(classes / goals / 2), 3)),
  };
}
