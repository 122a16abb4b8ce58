/**
 * The service map: what the service is. Reading and checking service.yaml, models of other tools in and out, comparing two versions,
 * drawing one. What was seen of the service (evidence), what an attacker makes of it (attack) and what it should have (assurance)
 * never belong here: a map states, it proves nothing.
 */
export { checkMap } from './check.ts';
export { layerOf } from './layer.ts';
export type * from './model.ts';
export { readMap, readMapAndWarnings } from './read.ts';
