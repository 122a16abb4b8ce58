import type { Problem, ProblemStep } from '../src/attack/model.ts';

/**
 * A made-up attack graph of the size that a quotiented fleet gives: `classes` classes of parts with five states each, and 38 steps a class,
 * most of them from the class itself and one or two others, a tenth of them k of n, a third behind one or two of `controls` controls.
 */
export function estate(random: () => number, classes: number, controls: number, goals: number): Problem {
  const pick = (n: number) => Math.floor(random() * n);
  const efforts = [0.1, 0.5, 3, 15, 60, 400];
  const access = ['reach', 'user', 'admin', 'code', 'physical'];
  const state = (c: number, a: number) => `p${c}:${access[a]}`;
  const steps: ProblemStep[] = [];
  for (let c = 0; c < classes; c += 1) {
    for (let i = 0; i < 38; i += 1) {
      // A state is reached from a lower one of the same class, from a neighbour, or by both together.
      const give = pick(5);
      const from = new Set<string>();
      if (give > 0 && random() < 0.8) from.add(state(c, pick(give)));
      while (from.size === 0 || random() < 0.35) from.add(state(random() < 0.9 ? Math.max(0, c - 1 - pick(40)) : pick(classes), pick(5)));
      const list = [...from].filter((id) => id !== state(c, give));
      if (list.length === 0) continue;
      const gate = list.length > 1 && random() < 0.3 ? { need: list.length - 1 } : {};
      const closedBy = random() < 0.33 ? [...new Set(Array.from({ length: 1 + pick(2) }, () => `control${pick(controls)}`))] : [];
      steps.push({
        id: `t${c}.${i}`,
        from: list,
        ...gate,
        to: state(c, give),
        effort: efforts[pick(6)] as number,
        status: closedBy.length === 0 ? 'open' : 'undecided',
        closedBy,
      });
    }
  }
  return {
    format: 'assay-attack-graph/1',
    states: Array.from({ length: classes }, (_, c) => access.map((_name, a) => ({ id: state(c, a) }))).flat(),
    steps,
    start: Array.from({ length: 5 }, (_, c) => state(c, 0)),
    goals: Array.from({ length: goals }, (_, g) => state(classes - 1 - g * Math.floor(classes / goals / 2), 3)),
  };
}
