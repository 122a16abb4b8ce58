import type { Asked } from '../../attack/build/problem.ts';
import { resolveTarget } from '../../attack/build/target.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Position } from '../position.ts';

/** What is asked about attacks: a map as it was judged at one moment on one head, and the attack graph that follows. */
export interface Attacked {
  readonly at: Instant;
  readonly head: { readonly size: number; readonly root: string; readonly origin: string };
  readonly map: ServiceMap;
  readonly position: Position;
  readonly graph: AttackGraph;
}

/** From whom and to what. Empty: all actors together, all critical assets. */
export interface FromTo {
  readonly from: readonly string[];
  /** As a person names targets: `video:read`, `camera:code:every`, `video`. */
  readonly to: readonly string[];
}

/** What an answer is bound to: the moment, the head, the library, and what the library has nothing to say of. */
export function boundTo({ at, head, graph }: Attacked) {
  return { at: Instant.format(at), head, library: { version: graph.libraryVersion, templates: graph.templates }, notAnalysed: graph.notAnalysed };
}

/** Throws `Refused` (ASSAY-ATTACK-001) for a target that the graph does not have; who the actors are is checked where the problem is made. */
export function askedOf(graph: AttackGraph, { from, to }: FromTo): Asked {
  return {
    ...(to.length === 0 ? {} : { goals: to.flatMap((target) => resolveTarget(graph, target)) }),
    ...(from.length === 0 ? {} : { actors: from }),
  };
}

export function actorsOf(graph: AttackGraph, from: readonly string[]): readonly string[] {
  return from.length === 0 ? Object.keys(graph.starts) : from;
}
