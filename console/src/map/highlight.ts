import type { ServiceMap } from '../../../src/map/model.ts';
import { count, namesOf } from './words.ts';

export interface Filter {
  readonly asset?: string | undefined;
  readonly actor?: string | undefined;
  readonly find?: string | undefined;
}

/** What a filter picks out. `undefined` for no filter: everything stands out alike. */
export interface Highlight {
  /** Parts, each with what it is to the filter: "keeps it", "begins here". */
  readonly parts: ReadonlyMap<string, string>;
  /** Flows and links. */
  readonly joints: ReadonlySet<string>;
  readonly sentence: string;
}

/** What stands out of the map by asset, actor and text; by several, what all of them pick. */
export function highlightOf(map: ServiceMap, filter: Filter): Highlight | undefined {
  const found = [byAsset(map, filter.asset), byActor(map, filter.actor), byText(map, filter.find)].filter((one) => one !== undefined);
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  return others.reduce<Highlight>(
    (all, one) => ({
      parts: new Map([...all.parts].filter(([id]) => one.parts.has(id)).map(([id, what]) => [id, `${what}; ${one.parts.get(id)}`])),
      joints: new Set([...all.joints].filter((id) => one.joints.has(id))),
      sentence: `${all.sentence} ${one.sentence}`,
    }),
    first,
  );
}

function byAsset(map: ServiceMap, id: string | undefined): Highlight | undefined {
  const asset = map.assets.find((one) => one.id === id);
  if (asset === undefined) return undefined;
  const parts = new Map<string, string>();
  const joints = new Set<string>();
  for (const flow of map.flows) if (flow.carries.includes(asset.id) || flow.returns?.includes(asset.id)) joints.add(flow.id);
  for (const link of map.links) if (link.carries?.includes(asset.id)) joints.add(link.id);
  for (const one of [...map.flows, ...map.links]) if (joints.has(one.id)) for (const end of [one.from, one.to]) parts.set(end, 'handles it');
  for (const place of asset.at) parts.set(place.part, place.sealed === true ? 'keeps it sealed' : 'keeps it');
  const sentence = `${asset.name} lives on ${count(asset.at.length, 'part')} and travels by ${count(joints.size, 'flow or link', 'flows and links')}.`;
  return { parts, joints, sentence };
}

function byActor(map: ServiceMap, id: string | undefined): Highlight | undefined {
  const actor = map.actors.find((one) => one.id === id);
  if (actor === undefined) return undefined;
  const parts = new Map<string, string>();
  for (const start of actor.starts) parts.set(start.part, `${actor.name} begins here: ${start.access}`);
  const joints = new Set([...map.flows, ...map.links].filter(({ from, to }) => parts.has(from) || parts.has(to)).map((one) => one.id));
  const names = namesOf(map);
  return { parts, joints, sentence: `${actor.name} begins at ${[...parts.keys()].map((part) => names.get(part) ?? part).join(', ')}.` };
}

function byText(map: ServiceMap, text: string | undefined): Highlight | undefined {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const has = (...said: readonly (string | undefined)[]) => {
    const all = said.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const parts = new Map(
    map.parts
      .filter((part) => has(part.id, part.name, part.kind, part.technology, part.owner, part.zone, ...(part.tags ?? [])))
      .map((part) => [part.id, 'matches']),
  );
  const joints = new Set([
    ...map.flows.filter((flow) => has(flow.id, flow.name, flow.protocol)).map(({ id }) => id),
    ...map.links.filter((link) => has(link.id, link.type)).map(({ id }) => id),
  ]);
  return { parts, joints, sentence: `${count(parts.size, 'part')} and ${count(joints.size, 'flow or link', 'flows and links')} match “${words.join(' ')}”.` };
}
