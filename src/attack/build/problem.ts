import { nearest, Refused } from '../../core/index.ts';
import { attackFaults } from '../faults.ts';
import type { AttackGraph, Problem } from '../model.ts';

export interface Asked {
  /** Actor ids; all of them together when absent. */
  readonly actors?: readonly string[];
  /** State ids; the graph's own goals when absent. */
  readonly goals?: readonly string[];
}

/** The bare AND/OR problem of a graph. Throws `Refused` (ASSAY-ATTACK-001, -002) naming every actor or state it does not have. */
export function toProblem(graph: AttackGraph, asked: Asked = {}): Problem {
  const actors = asked.actors ?? Object.keys(graph.starts);
  const known = new Set(graph.states.map((state) => state.id));
  const goals = [...new Set(asked.goals ?? graph.goals.map((goal) => goal.state))];
  const faults = [
    ...actors.filter((actor) => !Object.hasOwn(graph.starts, actor)).map((actor) => unknown('002', 'actor', actor, Object.keys(graph.starts))),
    ...goals.filter((goal) => !known.has(goal)).map((goal) => unknown('001', 'state', goal, [...known])),
  ];
  if (faults.length > 0) throw new Refused(...faults);
  return {
    format: 'assay-attack-graph/1',
    states: graph.states.map(({ id, title }) => ({ id, title })),
    steps: graph.steps.map((step) => ({
      id: step.id,
      ...(step.sentence === '' ? {} : { title: step.sentence }),
      from: step.from,
      ...(step.need === undefined ? {} : { need: step.need }),
      to: step.to,
      effort: step.effort,
      status: step.status,
      ...(step.closedBy.length === 0 ? {} : { closedBy: step.closedBy.map((at) => `${at.control}@${at.subject}`) }),
    })),
    start: [...new Set(actors.flatMap((actor) => graph.starts[actor] ?? []))],
    goals,
  };
}

function unknown(number: '001' | '002', what: string, found: string, known: readonly string[]) {
  const near = nearest(found, known, 1)[0];
  return attackFaults.fault(number, {
    message: `the attack graph has no ${what} "${found}"`,
    found,
    expected: `${what === 'actor' ? 'an actor of the map' : 'a state of the graph'}`,
    remedy: near === undefined ? `Name one that it has.` : `Did you mean "${near}"?`,
  });
}
