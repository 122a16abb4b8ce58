import { toProblem } from '../../attack/build/problem.ts';
import { closure, thinkable } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import type { AttackGraph, AttackStep } from '../../attack/model.ts';
import { Duration, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';

/** A step that evidence closes, and that would lead to where a vulnerability can be used from if it were open. */
export interface ClosedStep {
  readonly id: string;
  readonly sentence: string;
  /** `control@subject`, each. */
  readonly controls: readonly string[];
  /** Entries of the ledger that it rests on. */
  readonly evidence: readonly number[];
  /** When the first of them ends; undefined where an entry is not known. */
  readonly until?: Instant;
}

/**
 * The steps whose closing keeps everybody from these states: the nearest before them. Each step into one of the states is closed, or needs a state that nobody holds; then the same
 * goes for that one. So as long as these stay closed nobody gets there, whatever else opens. Empty where somebody does get there, and where no evidence has to do with it.
 */
export function closedBefore(
  graph: AttackGraph,
  states: readonly string[],
  evidence: ReadonlyMap<number, RecordedEvidence>,
  actors: readonly string[] = Object.keys(graph.starts),
): readonly ClosedStep[] {
  const compiled = compile(toProblem(graph, { actors }));
  const held = closure(compiled.graph, 'may').held;
  const has = (id: string) => held[compiled.stateNode.get(id) ?? -1] === 1;
  const known = thinkable(compiled.graph);
  if (states.length === 0 || states.some((id) => has(id) || known[compiled.stateNode.get(id) ?? -1] !== 1)) return [];
  const into = new Map<string, AttackStep[]>();
  for (const step of graph.steps) into.set(step.to, [...(into.get(step.to) ?? []), step]);
  const apart = new Set(states);
  const closed: AttackStep[] = [];
  // A set keeps what is added while it is gone through.
  for (const state of apart) {
    for (const step of into.get(state) ?? []) {
      if (step.status === 'closed') closed.push(step);
      // A step that needs some of its states may do with others, so all that nobody holds are looked at; of one that needs all the first is enough.
      else
        for (const id of step.need === undefined ? step.from.filter((each) => !has(each)).slice(0, 1) : step.from.filter((each) => !has(each))) apart.add(id);
    }
  }
  return closed.map((step) => {
    const ends = step.evidence.map((seq) => {
      const of = evidence.get(seq);
      return of === undefined ? undefined : Instant.plus(Instant.parse(of.observedAt), Duration.parse(of.validFor));
    });
    const until = ends.length === 0 || ends.includes(undefined) ? undefined : ends.filter((end) => end !== undefined).reduce((a, b) => (a < b ? a : b));
    return {
      id: step.id,
      sentence: step.sentence,
      controls: step.closedBy.map(({ control, subject }) => `${control}@${subject}`),
      evidence: step.evidence,
      ...(until === undefined ? {} : { until }),
    };
  });
}
