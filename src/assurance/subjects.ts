import type { Asset, ServiceMap } from '../map/model.ts';
import type { Applies, Control } from './model.ts';

/** Where a control is owed: an element of the map, and how many members it has. */
export interface OwedAt {
  readonly subject: string;
  readonly population: number;
  /** The element's variants, each of which is judged for itself. */
  readonly variants: readonly { readonly subject: string; readonly population: number }[];
}

/** What the selectors need of a map, gathered once. */
export interface MapIndex {
  readonly map: ServiceMap;
  readonly kindOf: ReadonlyMap<string, string>;
  readonly personalAt: ReadonlySet<string>;
  /** How many members a subject has: of a part or variant by the map, of what joins or lives in several the larger end, of a member one. */
  readonly populationOf: (subject: string) => number;
}

export function indexMap(map: ServiceMap): MapIndex {
  const personal = map.assets.filter((asset) => asset.personal !== undefined);
  const personalIds = new Set(personal.map((asset) => asset.id));
  const personalAt = new Set(personal.flatMap((asset) => asset.at.map((place) => place.part)));
  for (const flow of map.flows)
    if ([...flow.carries, ...(flow.returns ?? [])].some((id) => personalIds.has(id))) for (const end of [flow.from, flow.to]) personalAt.add(end);
  return { map, kindOf: new Map(map.parts.map((part) => [part.id, part.kind])), personalAt, populationOf: populations(map) };
}

function populations(map: ServiceMap): (subject: string) => number {
  const of = new Map<string, number>(
    map.parts.flatMap((part) => [
      [part.id, part.population] as const,
      ...(part.variants ?? []).map((variant) => [`${part.id}/${variant.id}`, variant.population] as const),
    ]),
  );
  const largest = (parts: readonly string[]) => Math.max(1, ...parts.map((part) => of.get(part) ?? 1));
  const joined = [...map.flows, ...map.links].map(({ id, from, to }) => [id, largest([from, to])] as const);
  const held = map.assets.map((asset) => [asset.id, largest(asset.at.map((place) => place.part))] as const);
  for (const [id, population] of [...joined, ...held]) of.set(id, population);
  return (subject) => (subject.includes('#') ? 1 : (of.get(subject) ?? 1));
}

/**
 * The elements of the map at which the control is owed, in the map's order, each once. A part that the map puts out of scope, or of which it
 * denies the fact that the control is about, owes nothing; unless evidence speaks of it (`spoken`), for a declaration does not outweigh evidence.
 */
export function owedAt(control: Control, index: MapIndex, spoken: (element: string) => boolean = () => false): readonly OwedAt[] {
  const found = new Map<string, OwedAt>();
  for (const applies of control.applies) for (const owed of select(applies, index, spoken)) if (!found.has(owed.subject)) found.set(owed.subject, owed);
  return [...found.values()];
}

function select(applies: Applies, { map, kindOf, personalAt, populationOf }: MapIndex, spoken: (element: string) => boolean): readonly OwedAt[] {
  const single = (subject: string): OwedAt => ({ subject, population: populationOf(subject), variants: [] });
  switch (applies.on) {
    case 'service':
      return [single(map.service.id)];
    case 'part':
      return map.parts
        .filter((part) => applies.kinds.includes(part.kind))
        .filter(
          (part) =>
            spoken(part.id) ||
            (part.inScope &&
              (applies.fact === undefined || part.facts?.[applies.fact] !== false) &&
              (applies.personalData !== true || personalAt.has(part.id))),
        )
        .map((part) => ({
          subject: part.id,
          population: part.population,
          variants: (part.variants ?? []).map((variant) => ({ subject: `${part.id}/${variant.id}`, population: variant.population })),
        }));
    case 'flow': {
      const assets = new Map(map.assets.map((asset) => [asset.id, asset]));
      return map.flows
        .filter(
          (flow) => applies.touching === undefined || [flow.from, flow.to].some((end) => applies.touching?.includes((kindOf.get(end) ?? '') as never) === true),
        )
        .filter((flow) => {
          const carried = [...flow.carries, ...(flow.returns ?? [])].flatMap((id) => assets.get(id) ?? []);
          return applies.carrying === undefined || carried.some(CARRIED[applies.carrying]);
        })
        .map((flow) => single(flow.id));
    }
    case 'link':
      return map.links
        .filter((link) => applies.types.includes(link.type))
        .filter((link) => applies.to === undefined || applies.to.includes((kindOf.get(link.to) ?? '') as never))
        .filter((link) => applies.from === undefined || applies.from.includes((kindOf.get(link.from) ?? '') as never))
        .map((link) => single(link.id));
    case 'gate':
      return map.gates.map((gate) => single(gate.id));
    case 'asset':
      return map.assets
        .filter((asset) => applies.kinds.includes(asset.kind) && (applies.personal !== true || asset.personal !== undefined))
        .map((asset) => single(asset.id));
  }
}

const CARRIED: Record<NonNullable<Extract<Applies, { on: 'flow' }>['carrying']>, (asset: Asset) => boolean> = {
  any: () => true,
  personal: (asset) => asset.personal !== undefined,
  confidential: (asset) => Math.max(asset.needs.confidentiality, asset.needs.privacy) >= 2,
  credential: (asset) => asset.kind === 'credential',
  code: (asset) => asset.kind === 'code',
};
