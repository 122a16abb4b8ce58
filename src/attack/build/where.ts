import type { PartWhere, PlaceVar, Template, Where } from '../library/template.ts';
import type { Binding } from './binding.ts';
import type { Asset, Place, Terrain } from './terrain.ts';

const PLACES: readonly PlaceVar[] = ['part', 'from', 'to', 'network', 'place', 'role', 'system', 'idp', 'mail', 'internet', 'signer'];

/** A template's conditions, read once and then asked of each match. */
export function conditionOf(template: Template, terrain: Terrain): (binding: Binding) => boolean {
  const where: Where = template.where ?? {};
  const asked = PLACES.flatMap((name) =>
    where[name] === undefined ? [] : [{ name, kinds: where[name].kinds === undefined ? undefined : new Set(where[name].kinds), where: where[name] }],
  );
  const purposes = where.purposes === undefined ? undefined : new Set(where.purposes);
  const links = where.links === undefined ? undefined : new Set(where.links);
  const acts = where.acts === undefined ? undefined : new Set(where.acts);
  return (binding) => {
    for (const { name, kinds, where: condition } of asked) {
      const place = name === 'internet' ? terrain.internet : binding.places[name];
      if (place === undefined || (kinds !== undefined && !kinds.has(place.kind)) || !holdsAt(place, condition, terrain)) return false;
    }
    if (purposes !== undefined && (binding.interface === undefined || !purposes.has(binding.interface.purpose))) return false;
    if (links !== undefined && (binding.link === undefined || !links.has(binding.link.type))) return false;
    if (acts !== undefined && (binding.gate === undefined || !acts.has(binding.gate.act))) return false;
    return where.asset === undefined || (binding.asset !== undefined && isSuch(binding.asset, binding, where.asset));
  };
}

function holdsAt(place: Place, where: PartWhere, terrain: Terrain): boolean {
  // A part that does not exist as structure: no radio, no second customer.
  if (where.unlessNot !== undefined && place.part?.facts?.[where.unlessNot] === false) return false;
  if (where.single === true && (place.population > 1 || place.part?.cohort !== undefined)) return false;
  if (where.fleet === true && place.population < 2) return false;
  const open = place === terrain.internet || (place.kind === 'network' && place.part?.facts?.['internet-facing'] === true);
  if ((where.private === true && open) || (where.public === true && !open)) return false;
  return !(where.doorless === true && place.doors);
}

function isSuch(asset: Asset, binding: Binding, where: NonNullable<Where['asset']>): boolean {
  if (where.kinds !== undefined && !where.kinds.includes(asset.kind)) return false;
  if (where.personal !== undefined && where.personal !== (asset.kind === 'information' && asset.personal !== undefined)) return false;
  return where.placed === undefined || (binding.placed !== undefined && where.placed.includes(binding.placed));
}
