import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { landmarks } from '../../attack/engine/landmarks.ts';
import type { ControlAt, StepStatus } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import type { Verdict } from '../model.ts';
import type { Attacked } from './attacked.ts';
import { stepsAmong } from './ways.ts';

export interface Chokepoint {
  readonly step: string;
  readonly sentence: string;
  readonly status: StepStatus;
  readonly layer: Layer;
  /** Targets that no attack reaches without this step. */
  readonly goals: readonly string[];
  readonly closedBy: readonly (ControlAt & { readonly verdict: Verdict })[];
}

export interface Chokepoints {
  readonly targets: number;
  /** Targets that are proven possible or may be. */
  readonly reached: number;
  /** Those that guard most first; of as many, those that a control closes. */
  readonly chokepoints: readonly Chokepoint[];
  /** Targets that can be reached, and that no one step guards. */
  readonly unguarded: readonly string[];
}

/** The steps that no attack can do without, for every goal of the compiled graph at once. */
export function chokepointsOf({ graph, position }: Attacked, compiled: Compiled): Chokepoints {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const goals = [...compiled.goals].map((node) => nameOf(compiled, node));
  const found = landmarks(compiled.graph, compiled.goals);
  const gates = new Map<string, string[]>();
  found.forEach(({ nodes }, g) => {
    for (const id of stepsAmong(compiled, nodes)) {
      if ((steps.get(id)?.sentence ?? '') === '') continue;
      const guarded = gates.get(id);
      if (guarded === undefined) gates.set(id, [goals[g] ?? '']);
      else guarded.push(goals[g] ?? '');
    }
  });
  const chokepoints = [...gates]
    .flatMap(([id, guarded]) => {
      const step = steps.get(id);
      if (step === undefined) return [];
      const closedBy = step.closedBy.map((at) => ({ ...at, verdict: position.stateOf(at).verdict }));
      return [{ step: id, sentence: step.sentence, status: step.status, layer: step.layer, goals: guarded, closedBy }];
    })
    .sort((a, b) => b.goals.length - a.goals.length || Number(b.closedBy.length > 0) - Number(a.closedBy.length > 0) || (a.step < b.step ? -1 : 1));
  const guarded = new Set([...gates.values()].flat());
  return {
    targets: goals.length,
    reached: found.filter((one) => one.reached).length,
    chokepoints,
    unguarded: goals.filter((goal, g) => found[g]?.reached === true && !guarded.has(goal)),
  };
}
