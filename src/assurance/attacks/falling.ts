import { resolveTarget } from '../../attack/build/target.ts';
import { type Blast, blast } from '../../attack/explain/index.ts';
import type { AttackGraph } from '../../attack/model.ts';
import type { Attacked } from './attacked.ts';
import { indexed } from './ways.ts';

export interface Falling {
  /** By steps shown to be open. */
  readonly proven: Blast;
  /** Also by those that no evidence has closed. */
  readonly may: Blast;
  /** Goals among `may` that outsiders are proven to reach without it: no harm of its own. */
  readonly anyway: readonly string[];
}

/**
 * The states that have fallen where a person says so: an actor's starting position, a part (one of them, where there are many: say `:every` for all), or a
 * state. Throws `Refused` (ASSAY-ATTACK-001).
 */
export function fallenOf(graph: AttackGraph, names: readonly string[]): readonly string[] {
  const ids = indexed(graph).states;
  const one = (name: string) => ['code', 'admin', 'user'].map((access) => `${name}:${access}:some`).find((id) => ids.has(id));
  return names.flatMap(
    (name) =>
      (Object.hasOwn(graph.starts, name) ? graph.starts[name] : undefined) ??
      (ids.has(name) ? [name] : name.includes(':') ? undefined : one(name)) ??
      resolveTarget(graph, name),
  );
}

/** What falls when these have fallen. Throws `Refused` (ASSAY-ATTACK-001). */
export function fallingFrom({ map, graph }: Attacked, names: readonly string[]): Falling {
  const fallen = fallenOf(graph, names);
  const proven = blast(graph, fallen, 'must');
  const may = blast(graph, fallen, 'may');
  const strangers = map.actors.filter((actor) => actor.kind === 'outsider').flatMap((actor) => graph.starts[actor.id] ?? []);
  const reached = new Set(may.goals);
  return { proven, may, anyway: blast(graph, strangers, 'must').goals.filter((goal) => reached.has(goal)) };
}
