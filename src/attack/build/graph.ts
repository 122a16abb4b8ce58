import type { Layer } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { LIBRARY, LIBRARY_VERSION } from '../library/index.ts';
import type { AttackGraph, AttackState, AttackStep, ControlStates, Effect } from '../model.ts';
import type { Decides } from './decides.ts';
import { emit, type Making } from './emit.ts';
import { rangesOf } from './ranges.ts';
import { startsOf } from './starts.ts';
import { States } from './states.ts';
import { type Asset, groupBy, type MembersKnown, type Place, type Terrain, terrainOf } from './terrain.ts';
import { conditionOf } from './where.ts';

/**
 * The attack graph of a map under given verdicts: a pure function of both, in an order that depends on the map's order alone. The structure of
 * the map decides which steps there are; verdicts, and nothing the map declares, decide which are open or closed. Cost: linear in the map's
 * parts, interfaces, flows times what they carry, links and gates. `told` hears what decides each step that a template makes.
 */
export function buildAttackGraph(map: ServiceMap, verdicts: ControlStates, known: MembersKnown = {}, told?: (decides: Decides) => void): AttackGraph {
  const terrain = terrainOf(map, known);
  const places = new Map<string, Place[]>();
  for (const [id, at] of terrain.held) {
    const place = terrain.places.get(id);
    if (place !== undefined) for (const held of at.keys()) places.set(held, [...(places.get(held) ?? []), place]);
  }
  const external = [...terrain.places.values()].some((place) => place.population > 1);
  const states = new States({
    assetLayer: (asset) => assetLayer(asset, terrain),
    anywhereScoped: (asset) => (places.get(asset.id) ?? []).some((place) => place.population > 1) && !(asset.external === true && external),
    codeAt: (place) => [...(terrain.held.get(place.id)?.values() ?? [])].filter((held) => held.asset.kind === 'code'),
  });
  const homes = groupBy(
    [...terrain.places.values()].filter((place) => place.part?.cohort !== undefined),
    (place) => place.part?.cohort ?? '',
  );
  const making: Making = { terrain, states, verdicts, steps: new Map(), homes, touched: new Set(), closings: new Map(), watchers: new Map(), told };
  const ranges = rangesOf(terrain);
  for (const template of LIBRARY) {
    const holds = conditionOf(template, terrain);
    for (const binding of ranges(template.over)) if (holds(binding)) emit(making, template, binding);
  }
  const goals = goalsOf(terrain, states, places);
  const starts = startsOf(terrain, states);
  return {
    libraryVersion: LIBRARY_VERSION,
    templates: LIBRARY.length,
    states: states.all(),
    steps: [...making.steps.values(), ...states.derived()],
    starts,
    goals,
    notAnalysed: map.parts.filter((part) => !making.touched.has(part.id)).map((part) => part.id),
  };
}

function assetLayer(asset: Asset, terrain: Terrain): Layer {
  const first = asset.at[0];
  return (first === undefined ? undefined : terrain.places.get(first.part)?.layer) ?? 'product';
}

const WANTED: readonly { readonly effect: Effect; readonly needs: readonly (keyof Asset['needs'])[] }[] = [
  { effect: 'read', needs: ['confidentiality', 'privacy'] },
  { effect: 'change', needs: ['integrity', 'safety'] },
  { effect: 'deny', needs: ['availability', 'safety'] },
];
const CRITICAL = 3;

/** What must not happen: each effect on each asset whose need is 3 or more. One member's weighs one less than everybody's. */
function goalsOf(terrain: Terrain, states: States, places: ReadonlyMap<string, readonly Place[]>): AttackGraph['goals'] {
  const goals: AttackGraph['goals'][number][] = [];
  for (const asset of terrain.map.assets) {
    for (const { effect, needs } of WANTED) {
      const weight = Math.max(...needs.map((need) => asset.needs[need]));
      if (weight < CRITICAL) continue;
      // Nowhere on the map, and nobody's target from outside: there is no state to ask about.
      if (!places.has(asset.id) && asset.external !== true) continue;
      const state = states.anywhere(asset, effect);
      goals.push({ state: state.id('every'), asset: asset.id, effect, weight });
      if (state.scoped) goals.push({ state: state.id('some'), asset: asset.id, effect, weight: weight - 1 });
    }
  }
  return goals;
}

export type { AttackState, AttackStep };
