import type { ServiceMap } from './model.ts';

/** Every id that evidence may name: elements of all kinds, and the variants of parts as `part/variant`. */
export function subjectsOf(map: ServiceMap): { readonly elements: ReadonlySet<string>; readonly variants: ReadonlySet<string> } {
  const lists = [map.parts, map.flows, map.links, map.gates, map.assets, map.policies, map.actors, map.parties, map.zones];
  return {
    elements: new Set([map.service.id, ...lists.flatMap((list) => list.map((element) => element.id))]),
    variants: new Set(map.parts.flatMap((part) => (part.variants ?? []).map((variant) => `${part.id}/${variant.id}`))),
  };
}
