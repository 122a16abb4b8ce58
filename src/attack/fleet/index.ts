/**
 * Fleets: which members of a population evidence tells apart, and which parts of a map are one class. The steps themselves are made in ../build,
 * after this; nothing about a single step belongs here.
 */
import type { ServiceMap } from '../../map/model.ts';
import { buildAttackGraph } from '../build/graph.ts';
import type { AttackGraph, ControlStates } from '../model.ts';
import { groupsOf } from './groups.ts';
import { mergeFleets } from './merge.ts';

export { groupsOf } from './groups.ts';
export { FLEET_FROM, mergeFleets } from './merge.ts';
export { controlsAt, profileOf } from './profile.ts';

/**
 * The attack graph of a map whose fleets are classes: parts listed one by one are merged first, populations split by what evidence says of
 * members (`subjects`, as the ledger names them), then steps are made. Pure; the same map and verdicts give the same bytes.
 */
export function attackGraphOf(map: ServiceMap, verdicts: ControlStates, subjects: Iterable<string> = []): AttackGraph {
  const { map: merged, mergedInto } = mergeFleets(map, verdicts);
  const graph = buildAttackGraph(merged, verdicts, { groups: groupsOf(merged, verdicts, subjects) });
  return Object.keys(mergedInto).length === 0 ? graph : { ...graph, mergedInto };
}
