import { toProblem } from '../../attack/build/problem.ts';
import { closure, thinkable } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import type { AttackGraph } from '../../attack/model.ts';
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
 * The steps whose closing is why nobody gets to these states: what an attacker stands before, with all that can be taken taken. Empty where somebody does get there, and where
 * no evidence has to do with it.
 */
export function closedBefore(graph: AttackGraph, states: readonly string[], evidence: ReadonlyMap<number, RecordedEvidence>): readonly ClosedStep[] {
  const compiled = compile(toProblem(graph));
  const held = closure(compiled.graph, 'may').held;
  const has = (id: string) => held[compiled.stateNode.get(id) ?? -1] === 1;
  if (states.length === 0 || states.some(has)) return [];
  const known = thinkable(compiled.graph);
  if (states.some((id) => known[compiled.stateNode.get(id) ?? -1] !== 1)) return [];
  const towards = new Set(states);
  // Backward over every step, open or closed, until nothing new leads there.
  for (let size = -1; size !== towards.size; ) {
    size = towards.size;
    for (const { from, to } of graph.steps) if (towards.has(to)) for (const id of from) towards.add(id);
  }
  return graph.steps
    .filter(({ status, to, from }) => status === 'closed' && towards.has(to) && !has(to) && from.every(has))
    .map((step) => {
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
