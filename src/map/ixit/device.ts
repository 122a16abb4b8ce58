import type { FactKey } from '../facts.ts';
import type { Asset, Flow, Interface, Link, Note, Part, ServiceMap } from '../model.ts';
import type { Cell } from './model.ts';

/** What the map says of one device, gathered once. */
export interface Device {
  readonly map: ServiceMap;
  readonly part: Part;
  readonly interfaces: readonly Interface[];
  readonly flows: readonly Flow[];
  readonly updates: readonly Link[];
  /** Assets that live on it or travel by its flows. */
  readonly assets: readonly Asset[];
  nameOf(id: string): string;
  flowsWith(asset: string): readonly Flow[];
  /** What the map states of a fact: of the part, or else of the service. */
  stated(key: FactKey): { readonly value: boolean | number | string; readonly from: readonly string[] } | undefined;
  /** Rows that the operator wrote: notes titled `IXIT <table>: …`, about this device or about none by name. */
  written(table: string): readonly Note[];
}

export function deviceOf(map: ServiceMap, part: Part): Device {
  const flows = map.flows.filter((flow) => flow.from === part.id || flow.to === part.id);
  const carried = new Set(flows.flatMap((flow) => [...flow.carries, ...(flow.returns ?? [])]));
  const names = new Map([...map.parts, ...map.assets, ...map.parties].map((one) => [one.id, one.name]));
  return {
    map,
    part,
    interfaces: part.interfaces ?? [],
    flows,
    updates: map.links.filter((link) => link.type === 'updates' && link.to === part.id),
    assets: map.assets.filter((asset) => carried.has(asset.id) || asset.at.some((place) => place.part === part.id)),
    nameOf: (id) => names.get(id) ?? id,
    flowsWith: (asset) => flows.filter((flow) => flow.carries.includes(asset) || flow.returns?.includes(asset) === true),
    stated(key) {
      const own = part.facts?.[key];
      if (own !== undefined) return { value: own, from: [part.id] };
      const of = (part.variants ?? []).filter((variant) => variant.facts?.[key] !== undefined);
      const values = new Set(of.map((variant) => variant.facts?.[key]));
      const [only] = values;
      // Variants that differ have no answer in common, and one that is silent speaks for none.
      if (of.length > 0 && of.length === part.variants?.length && values.size === 1 && only !== undefined)
        return { value: only, from: of.map((variant) => `${part.id}/${variant.id}`) };
      const service = map.service.facts?.[key];
      return service === undefined || of.length > 0 ? undefined : { value: service, from: [map.service.id] };
    },
    written: (table) =>
      map.notes.filter((note) => note.title.toLowerCase().startsWith(`ixit ${table.toLowerCase()}:`) && (note.on.length === 0 || note.on.includes(part.id))),
  };
}

export function known(value: string, ...from: string[]): Cell {
  return { value, from };
}

export function missing(what: string): Cell {
  return { missing: what };
}

/** A yes-or-no fact in words; where it is not stated, the fact to state. */
export function factCell(device: Device, key: FactKey, yes: string, no: string): Cell {
  const stated = device.stated(key);
  if (stated === undefined || typeof stated.value !== 'boolean') return missing(`State the fact ${key} of ${device.part.id}.`);
  return { value: stated.value ? yes : no, from: stated.from };
}
