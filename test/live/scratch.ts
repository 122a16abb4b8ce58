import { CONTROLS } from '../../src/assurance/controls/index.ts';
import type { LivePosition, SubjectAnswer } from '../../src/assurance/live/live-position.ts';
import type { LiveInput } from '../../src/assurance/live/model.ts';
import { positionOf } from '../../src/assurance/position.ts';
import { standardPosition } from '../../src/assurance/report/requirements.ts';
import { STANDARDS } from '../../src/assurance/standards/index.ts';
import { toProblem } from '../../src/attack/build/problem.ts';
import { reach } from '../../src/attack/engine/closure.ts';
import { compile } from '../../src/attack/engine/compile.ts';
import { attackGraphOf } from '../../src/attack/fleet/index.ts';

// Two ways to the same lines: every answer of a position, its requirements and its attack graph, in an order of their own. Used by tests and
// benchmarks alone.

/** Made from nothing but the evidence. */
export function fromScratch({ map, evidence, exclusions, at, standards = STANDARDS }: LiveInput): readonly string[] {
  const position = positionOf({ map, evidence, exclusions, at });
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
  const reached = reach(compile(toProblem(graph)));
  return [
    ...position.controls.map(({ control, verdict }) => `control ${control.id} ${verdict}`),
    ...position.controls.flatMap(({ control, subjects }) => subjects.map((one) => subjectLine({ ...one, control: control.id }))).sort(),
    ...standards.flatMap((standard) =>
      standardPosition(standard, map, position).requirements.map(({ id, verdict }) => `requirement ${standard.id} ${id} ${verdict}`),
    ),
    ...graph.goals.map(({ state }, g) => `goal ${state} ${reached[g] ?? ''}`),
  ];
}

/** As a live position has them. */
export function asLive(live: LivePosition): readonly string[] {
  return [
    ...CONTROLS.map(({ id }) => `control ${id} ${live.verdictOf(id)}`),
    ...[...live.subjects()].map(subjectLine).sort(),
    ...live.requirements().map(({ standard, requirement, verdict }) => `requirement ${standard} ${requirement} ${verdict}`),
    ...live.goals().map(({ goal, reach: now }) => `goal ${goal.state} ${now}`),
  ];
}

/** One line of a control at an element. */
export function subjectLine({ control, subject, verdict, population, shares }: Omit<SubjectAnswer, 'control'> & { readonly control: string }): string {
  const each = Object.entries(shares).map(([of, count]) => `${of} ${count}`);
  return `subject ${control}@${subject} ${verdict} of ${population}: ${each.sort().join(', ')}`;
}
