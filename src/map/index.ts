/**
 * The service map: what the service is. Reading and checking service.yaml, models of other tools in and out, comparing two versions,
 * drawing one. What was seen of the service (evidence), what an attacker makes of it (attack) and what it should have (assurance)
 * never belong here: a map states, it proves nothing.
 */
export { type Checked, checkMap } from './check.ts';
export { FACTS, type FactKey } from './facts.ts';
export { mapFaults } from './faults.ts';
export { layerOf, layersOf } from './layer.ts';
export type * from './model.ts';
export { MAP_FORMAT, readMap, readMapAndWarnings } from './read.ts';
