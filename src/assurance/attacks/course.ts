import type { AttackGraph, AttackState, AttackStep } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { layersIn } from './layers.ts';

/** Where on the map something is held: a part, an asset anywhere, data on its way along a flow, or the homes that parts share. */
export interface Spot {
  readonly id: string;
  readonly kind: 'part' | 'asset' | 'flow' | 'home';
  readonly name: string;
  readonly layer: Layer;
  /** How many there are of it, where there are several. */
  readonly population?: number;
}

/** One hop on the map: what it gives there, and which hops it builds on. 0 stands for where the attacker starts. */
export interface HopAt {
  readonly step: string;
  readonly state: string;
  readonly title: string;
  readonly spot: string;
  /** Hops whose gain this one needs, ascending. */
  readonly after: readonly number[];
  readonly techniques: readonly { readonly catalogue: string; readonly id: string }[];
  /** Flows and links of the map that the step runs over. */
  readonly over: readonly string[];
}

/** From one spot to another; within one spot nothing is drawn. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly number[];
  readonly over: readonly string[];
}

/** A plan on the map: every spot it touches, in the order in which it comes there, and every move. The list of hops says the same. */
export interface Course {
  readonly starts: readonly { readonly state: string; readonly title: string; readonly spot: string }[];
  readonly spots: readonly Spot[];
  readonly moves: readonly Move[];
  readonly hops: readonly HopAt[];
}

/** `steps` in an order that replays. Steps without a sentence only say what a state implies: what they give stands where its cause stands. */
export function courseOf(map: ServiceMap, graph: AttackGraph, steps: readonly string[]): Course {
  const byId = new Map(graph.steps.map((step) => [step.id, step]));
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const spotOf = spotter(map);
  const joins = new Map([...map.flows, ...map.links].map((one) => [one.id, one]));
  /** By state: the hops that gave it, 0 where the attacker starts with it, and the state that they gave. */
  const given = new Map<string, readonly { readonly hop: number; readonly state: string }[]>();
  const spots = new Map<string, Spot>();
  const moves = new Map<string, { from: string; to: string; hops: number[]; over: Set<string> }>();
  const starts = new Map<string, Course['starts'][number]>();
  const hops: HopAt[] = [];
  const at = (id: string): Spot => {
    const spot = spotOf(states.get(id) ?? { id, title: id, subject: id, layer: 'product' });
    const known = spots.get(spot.id) ?? spot;
    spots.set(spot.id, known);
    return known;
  };
  for (const step of steps.flatMap((id) => byId.get(id) ?? [])) {
    const roots = rootsOf(step, given, (state) => {
      starts.set(state, { state, title: states.get(state)?.title ?? state, spot: at(state).id });
    });
    if (step.sentence === '') {
      given.set(step.to, given.get(step.to) ?? roots);
      continue;
    }
    const n = hops.length + 1;
    const to = at(step.to);
    const over = keyOf(step.id).filter((id) => joins.has(id));
    for (const root of roots) {
      const from = at(root.state);
      if (from.id === to.id) continue;
      const key = `${from.id} ${to.id}`;
      const move = moves.get(key) ?? { from: from.id, to: to.id, hops: [], over: new Set<string>() };
      move.hops.push(n);
      for (const id of over) move.over.add(id);
      moves.set(key, move);
    }
    given.set(step.to, given.get(step.to) ?? [{ hop: n, state: step.to }]);
    hops.push({
      step: step.id,
      state: step.to,
      title: states.get(step.to)?.title ?? step.to,
      spot: to.id,
      after: [...new Set(roots.map((root) => root.hop))].sort((a, b) => a - b),
      techniques: step.techniques,
      over,
    });
  }
  return {
    starts: [...starts.values()],
    spots: [...spots.values()],
    moves: [...moves.values()].map(({ over, hops: of, ...move }) => ({ ...move, hops: [...new Set(of)], over: [...over] })),
    hops,
  };
}

type Root = { readonly hop: number; readonly state: string };

/** Where the states that a step needs came from: what nobody gave is held at the start. Of k of n, those that are held count. */
function rootsOf(step: AttackStep, given: ReadonlyMap<string, readonly Root[]>, start: (state: string) => void): readonly Root[] {
  const held = step.from.filter((state) => given.has(state));
  const needed = step.need ?? step.from.length;
  const begun = step.from.filter((state) => !given.has(state)).slice(0, Math.max(0, needed - held.length));
  for (const state of begun) start(state);
  return [...held.flatMap((state) => given.get(state) ?? []), ...begun.map((state) => ({ hop: 0, state }))];
}

/** The ids that a step was bound to: between its template and its scope. */
function keyOf(step: string): readonly string[] {
  return (step.split(':')[1] ?? '').split(',');
}

function spotter(map: ServiceMap): (state: AttackState) => Spot {
  const layers = layersIn(map);
  const parts = new Map(map.parts.map((part) => [part.id, part]));
  const assets = new Map(map.assets.map((asset) => [asset.id, asset]));
  const flows = new Map(map.flows.map((flow) => [flow.id, flow]));
  const nameOf = (id: string): string => parts.get(id)?.name ?? id;
  const whole = (id: string): string => id.split(/[/#]/)[0] ?? id;
  return (state) => {
    // `video@camera/fw-1:read:every` is at the camera, `video@up:read` on the flow up, `developer@source:user` at the source.
    const tail = /@([^:]+):/.exec(state.id)?.[1];
    const id = whole(tail ?? state.subject);
    const part = parts.get(id);
    if (part !== undefined) {
      return { id, kind: 'part', name: part.name, layer: layers.get(id) ?? state.layer, ...(part.population > 1 ? { population: part.population } : {}) };
    }
    const flow = flows.get(id);
    if (flow !== undefined) {
      return {
        id,
        kind: 'flow',
        name: flow.name ?? `${nameOf(flow.from)} to ${nameOf(flow.to)}`,
        layer: layers.get(flow.to) ?? state.layer,
      };
    }
    const asset = assets.get(whole(state.subject));
    if (asset !== undefined) return { id: asset.id, kind: 'asset', name: asset.name, layer: state.layer };
    return { id, kind: 'home', name: state.title.replace(/^is (?:in|inside|on|at) /, ''), layer: state.layer };
  };
}
