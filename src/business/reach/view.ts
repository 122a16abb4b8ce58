import type { Attacked } from '../../assurance/attacks/attacked.ts';
import { layersIn } from '../../assurance/attacks/layers.ts';
import { indexed } from '../../assurance/attacks/ways.ts';
import { toProblem } from '../../attack/build/problem.ts';
import { type Compiled, compile, stateNodes } from '../../attack/engine/compile.ts';
import type { AttackGraph, AttackState } from '../../attack/model.ts';
import { type Layer, Refused } from '../../core/index.ts';
import type { LinkType, Part, ServiceMap } from '../../map/model.ts';
import { noSystem } from './named.ts';

/** One attack graph, compiled once; every question about reach begins with it. */
export interface ReachView {
  readonly attacked: Attacked;
  /** With the critical goals, and every actor of the map at its start. */
  readonly compiled: Compiled;
  readonly parts: ReadonlyMap<string, Part>;
  readonly layers: ReadonlyMap<string, Layer>;
}

export function reachView(attacked: Attacked): ReachView {
  const { map, graph } = attacked;
  return { attacked, compiled: compile(toProblem(graph)), parts: new Map(map.parts.map((part) => [part.id, part])), layers: layersIn(map) };
}

/** The compiled graph with exactly these states held at the start, and these goals (those of the graph when absent). Nothing is compiled anew. */
export function startingFrom({ compiled }: ReachView, states: readonly string[], goals?: readonly string[]): Compiled {
  const start = [...new Set(states)];
  return {
    ...compiled,
    problem: { ...compiled.problem, start, ...(goals === undefined ? {} : { goals }) },
    graph: { ...compiled.graph, start: stateNodes(compiled, start) },
    ...(goals === undefined ? {} : { goals: stateNodes(compiled, goals) }),
  };
}

/** What may stand for a part in the graph: itself, or the one that its class is merged into. */
export function standsFor(graph: AttackGraph, id: string): string {
  const { mergedInto } = graph;
  return mergedInto !== undefined && Object.hasOwn(mergedInto, id) ? (mergedInto[id] ?? id) : id;
}

/** Powers by which a person or supplier is at home in a system. */
const POWERS: ReadonlySet<LinkType> = new Set(['uses', 'writes', 'administers', 'reviews', 'signs', 'supports']);

/**
 * The strongest states of a part, of one member where there are many: that it is ruled and that code runs on it; else that somebody is signed in to it; else that it is in
 * hand; of a network or place, that somebody is there. Who acts as a person can also talk to the systems that this person uses: without them nobody would be a
 * person of the office. Empty where no step needs or gives any of them.
 */
export function strongestStates({ map, graph }: Attacked, part: string): readonly string[] {
  const { states } = indexed(graph);
  const id = standsFor(graph, part);
  const kind = map.parts.find((one) => one.id === id)?.kind;
  const known = (access: string) => [`${id}#1:${access}`, `${id}:${access}`, `${id}:${access}:some`].filter((state) => states.has(state)).slice(0, 1);
  const order = kind === 'network' || kind === 'place' ? [['reach']] : [['admin', 'code'], ['user'], ['physical'], ['reach']];
  const found = order.map((strongest) => strongest.flatMap(known)).find((held) => held.length > 0) ?? [];
  if (kind !== 'role' && kind !== 'supplier') return found;
  const used = map.links.filter((link) => standsFor(graph, link.from) === id && POWERS.has(link.type)).map((link) => standsFor(graph, link.to));
  const talks = [...new Set(used)]
    .map((system) => `${system}:reach`)
    .flatMap((reach) => [reach, `${reach}:some`].filter((state) => states.has(state)).slice(0, 1));
  return found.length === 0 ? [] : [...found, ...talks];
}

/** Throws `Refused` (ASSAY-REACH-001). */
export function partNamed({ parts }: ReachView, id: string): Part {
  const part = parts.get(id);
  if (part !== undefined) return part;
  throw new Refused(noSystem(id, parts.keys()));
}

const PARTS = new WeakMap<ServiceMap, (state: AttackState) => string | undefined>();

/** The part that a state is of: `developer@wiki:user` is of the wiki, `video@camera/fw-1:read` of the camera. Undefined of an asset anywhere, a flow, a home. */
export function partOf(map: ServiceMap): (state: AttackState) => string | undefined {
  const known = PARTS.get(map);
  if (known !== undefined) return known;
  const parts = new Set(map.parts.map((part) => part.id));
  const whole = (id: string): string => id.split(/[/#]/)[0] ?? id;
  const made = (state: AttackState): string | undefined => {
    const tail = /@([^:]+):/.exec(state.id)?.[1];
    const id = whole(tail ?? state.subject);
    return parts.has(id) ? id : undefined;
  };
  PARTS.set(map, made);
  return made;
}
