import { canonicalJson, type Json } from '../../core/index.ts';
import type { Part, PartKind, ServiceMap } from '../../map/model.ts';
import { refine } from '../engine/partition.ts';
import type { ControlStates } from '../model.ts';
import { profileOf } from './profile.ts';

/** Kinds that maps list by the thousand. Servers, people and systems of the office stay as they are named. */
const FLEETS: ReadonlySet<PartKind> = new Set(['device', 'gateway', 'app', 'network', 'place', 'workstation']);
/** Fewer alike than this are a drawing of a few parts, not a fleet. */
export const FLEET_FROM = 20;
const ROUNDS = 16;

export interface Merged {
  readonly map: ServiceMap;
  /** Each merged part, flow, link, asset and home: the one of its class that stands for it. */
  readonly mergedInto: Readonly<Record<string, string>>;
}

/** The map as a coloured graph: a node for each part, flow, link, asset and home; an edge for each way one names another. */
interface Drawn {
  readonly ids: string[];
  readonly colours: string[];
  readonly from: number[];
  readonly to: number[];
  readonly labels: string[];
}

/**
 * One part for each class of parts that no step can tell apart: same kind, facts, interfaces, verdicts, and neighbours alike all the way out,
 * household by household. Its population is their number. What gates count, where actors start and all that is not a fleet stays apart.
 * Soundness: docs/design/fleet-quotient.md. Returns the map itself where there is nothing to merge.
 */
export function mergeFleets(map: ServiceMap, verdicts: ControlStates, fleetFrom = FLEET_FROM): Merged {
  if (map.parts.filter((part) => FLEETS.has(part.kind)).length < fleetFrom) return { map, mergedInto: {} };
  const drawn = draw(map, verdicts);
  const fixed = new Uint8Array(drawn.ids.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { classOf, classCount } = refine(coloured(drawn, fixed));
    const size = new Int32Array(classCount);
    for (const cls of classOf) size[cls] = (size[cls] ?? 0) + 1;
    let small = 0;
    map.parts.forEach((_, i) => {
      const count = size[classOf[i] ?? 0] ?? 1;
      if (count > 1 && count < fleetFrom && fixed[i] === 0) {
        fixed[i] = 1;
        small += 1;
      }
    });
    if (small === 0) return rewrite(map, drawn, classOf);
  }
  return { map, mergedInto: {} };
}

function draw(map: ServiceMap, verdicts: ControlStates): Drawn {
  const ids: string[] = [];
  const colours: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const labels: string[] = [];
  const index = new Map<string, number>();
  const node = (id: string, colour: string): number => {
    index.set(id, ids.length);
    colours.push(colour);
    return ids.push(id) - 1;
  };
  const edge = (a: number, id: string, label: string): void => {
    const b = index.get(id);
    if (b === undefined) return;
    from.push(a);
    to.push(b);
    labels.push(label);
  };
  const alone = new Set([...map.gates.flatMap((gate) => [gate.on, ...gate.of])]);
  const starts = new Map<string, string>();
  for (const actor of map.actors)
    for (const start of actor.starts) starts.set(start.part, `${starts.get(start.part) ?? ''} ${actor.id}:${start.access}:${start.every === true}`);
  for (const part of map.parts)
    node(part.id, FLEETS.has(part.kind) && !alone.has(part.id) ? partColour(part, starts.get(part.id) ?? '', verdicts) : `part ${part.id}`);
  for (const cohort of new Set(map.parts.flatMap((part) => (part.cohort === undefined ? [] : [part.cohort])))) node(`home ${cohort}`, 'home');
  for (const asset of map.assets) node(asset.id, assetColour(asset, verdicts));
  for (const flow of map.flows) {
    const { id, from: _f, to: _t, name: _n, description: _d, carries: _c, returns: _r, over: _o, origin: _g, tags: _s, ...own } = flow;
    node(id, `flow ${text(own)} ${profileOf(id, 'flow', verdicts)}`);
  }
  for (const link of map.links) node(link.id, `link ${link.type} ${profileOf(link.id, 'link', verdicts)}`);
  for (const part of map.parts) {
    const a = index.get(part.id) ?? 0;
    for (const network of part.attached ?? []) edge(a, network, 'attached');
    for (const door of part.interfaces ?? []) for (const network of door.on) edge(a, network, `door ${door.id}`);
    if (part.cohort !== undefined) edge(a, `home ${part.cohort}`, 'home');
  }
  for (const asset of map.assets) {
    const a = index.get(asset.id) ?? 0;
    for (const placed of asset.at) edge(a, placed.part, `at ${placed.state} ${placed.sealed === true}`);
    for (const opens of asset.opens ?? []) edge(a, opens.part, `opens ${opens.access} ${opens.interface ?? ''}`);
  }
  for (const each of [...map.flows, ...map.links]) {
    const a = index.get(each.id) ?? 0;
    edge(a, each.from, 'from');
    edge(a, each.to, 'to');
    for (const asset of each.carries ?? []) edge(a, asset, 'carries');
    if ('over' in each) for (const network of each.over ?? []) edge(a, network, 'over');
    if ('returns' in each) for (const asset of each.returns ?? []) edge(a, asset, 'returns');
  }
  return { ids, colours, from, to, labels };
}

/** JSON drops what is undefined; canonical JSON wants it dropped. */
function text(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as Json);
}

function partColour(part: Part, starts: string, verdicts: ControlStates): string {
  const doors = (part.interfaces ?? []).map(({ on: _on, origin: _origin, ...door }) => door);
  const variants = (part.variants ?? []).map((variant) => [variant, profileOf(`${part.id}/${variant.id}`, part.kind, verdicts)]);
  const own = {
    kind: part.kind,
    layer: part.layer,
    technology: part.technology,
    population: part.population,
    facts: part.facts,
    inScope: part.inScope,
    doors,
    variants,
  };
  return `part ${text(own)} ${profileOf(part.id, part.kind, verdicts)} ${starts}`;
}

function assetColour(asset: ServiceMap['assets'][number], verdicts: ControlStates): string {
  const { kind, needs, external, sharedBy, personal, forWhom, fromWhom } = asset;
  return `asset ${text({ kind, needs, external, sharedBy, personal, forWhom, fromWhom })} ${profileOf(asset.id, 'asset', verdicts)}`;
}

function coloured(drawn: Drawn, fixed: Uint8Array) {
  const colours = new Map<string, number>();
  const number = (text: string, of: Map<string, number>): number => {
    const known = of.get(text) ?? of.size;
    of.set(text, known);
    return known;
  };
  const labels = new Map<string, number>();
  return {
    colour: Int32Array.from(drawn.colours, (colour, i) => number(fixed[i] === 1 ? `alone ${i}` : colour, colours)),
    from: Int32Array.from(drawn.from),
    to: Int32Array.from(drawn.to),
    label: Int32Array.from(drawn.labels, (label) => number(label, labels)),
  };
}

function rewrite(map: ServiceMap, drawn: Drawn, classOf: Int32Array): Merged {
  const first = new Map<number, string>();
  const size = new Map<string, number>();
  const into = new Map<string, string>();
  drawn.ids.forEach((id, i) => {
    const cls = classOf[i] ?? -1;
    const speaker = first.get(cls) ?? id;
    first.set(cls, speaker);
    into.set(id, speaker);
    size.set(speaker, (size.get(speaker) ?? 0) + 1);
  });
  const of = (id: string): string => into.get(id) ?? id;
  const all = (ids: readonly string[]): string[] => [...new Set(ids.map(of))];
  const speaks = (id: string): boolean => of(id) === id;
  const home = (cohort: string): string => of(`home ${cohort}`).slice('home '.length);
  const merged: ServiceMap = {
    ...map,
    parts: map.parts
      .filter((part) => speaks(part.id))
      .map((part) => {
        const count = size.get(part.id) ?? 1;
        return {
          ...part,
          population: part.population * count,
          ...(part.variants === undefined ? {} : { variants: part.variants.map((variant) => ({ ...variant, population: variant.population * count })) }),
          ...(part.attached === undefined ? {} : { attached: all(part.attached) }),
          ...(part.interfaces === undefined ? {} : { interfaces: part.interfaces.map((door) => ({ ...door, on: all(door.on) })) }),
          ...(part.cohort === undefined ? {} : { cohort: home(part.cohort) }),
        };
      }),
    flows: map.flows
      .filter((flow) => speaks(flow.id))
      .map((flow) => ({
        ...flow,
        from: of(flow.from),
        to: of(flow.to),
        carries: all(flow.carries),
        ...(flow.returns === undefined ? {} : { returns: all(flow.returns) }),
        ...(flow.over === undefined ? {} : { over: all(flow.over) }),
      })),
    links: map.links
      .filter((link) => speaks(link.id))
      .map((link) => ({ ...link, from: of(link.from), to: of(link.to), ...(link.carries === undefined ? {} : { carries: all(link.carries) }) })),
    assets: map.assets
      .filter((asset) => speaks(asset.id))
      .map((asset) => ({
        ...asset,
        at: distinct(asset.at.map((placed) => ({ ...placed, part: of(placed.part) }))),
        ...(asset.opens === undefined ? {} : { opens: distinct(asset.opens.map((opens) => ({ ...opens, part: of(opens.part) }))) }),
      })),
    actors: map.actors.map((actor) => ({ ...actor, starts: distinct(actor.starts.map((start) => ({ ...start, part: of(start.part) }))) })),
  };
  const mergedInto = Object.fromEntries([...into].filter(([id, speaker]) => id !== speaker && !id.startsWith('home ')));
  return { map: merged, mergedInto };
}

function distinct<T>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(item);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
