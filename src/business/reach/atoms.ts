import type { ServiceMap } from '../../map/model.ts';
import type { Element } from './model.ts';

/** One thing that the map says and could leave out. */
export interface Atom extends Element {
  /** Parts that it joins. */
  readonly ends: readonly string[];
  /** The network that it is about. */
  readonly network?: string;
  /** The asset that is placed. */
  readonly asset?: string;
}

/** Links, flows, gates, and what else joins: parts and doors on networks, flows over networks, credentials where they lie. By id; `of` names the one that a merged one is told by. */
export function atomsOf(map: ServiceMap, of: (id: string) => string): ReadonlyMap<string, Atom> {
  const atoms = new Map<string, Atom>();
  const add = (atom: Atom): void => void (atoms.has(atom.id) || atoms.set(atom.id, atom));
  const names = new Map([...map.parts, ...map.assets].map((one) => [one.id, one.name]));
  const name = (id: string): string => names.get(id) ?? id;
  for (const { id, type, from, to } of map.links) {
    if (of(id) === id) add({ id, kind: 'link', type, says: `the link “${type}” from ${name(from)} to ${name(to)}`, ends: [of(from), of(to)] });
  }
  for (const flow of map.flows) {
    if (of(flow.id) !== flow.id) continue;
    const ends = [of(flow.from), of(flow.to)];
    add({ id: flow.id, kind: 'flow', says: `the flow from ${name(flow.from)} to ${name(flow.to)}`, ends });
    for (const network of new Set((flow.over ?? []).map(of))) {
      add({
        id: `${flow.id} over ${network}`,
        kind: 'route',
        says: `that the flow from ${name(flow.from)} to ${name(flow.to)} crosses ${name(network)}`,
        ends,
        network,
      });
    }
  }
  for (const { id, name: called, on, of: roles } of map.gates)
    add({ id, kind: 'gate', says: `the gate “${called}”`, ends: [...new Set([on, ...roles].map(of))] });
  for (const part of map.parts) {
    if (of(part.id) !== part.id) continue;
    for (const network of new Set((part.attached ?? []).map(of))) {
      add({ id: `${part.id} on ${network}`, kind: 'attachment', says: `that ${part.name} is on ${name(network)}`, ends: [part.id, network], network });
    }
    for (const door of part.interfaces ?? []) {
      for (const network of new Set(door.on.map(of))) {
        const says = `that ${door.name ?? `the ${door.protocol} interface`} of ${part.name} can be reached from ${name(network)}`;
        add({ id: `${part.id}.${door.id} on ${network}`, kind: 'door', says, ends: [part.id, network], network });
      }
    }
  }
  for (const asset of map.assets) {
    for (const { part } of asset.at) {
      const says = `that “${asset.name}” lies at ${name(part)}`;
      add({ id: `${of(asset.id)} at ${of(part)}`, kind: 'placement', says, ends: [of(part)], asset: of(asset.id) });
    }
  }
  return atoms;
}
