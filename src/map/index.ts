/**
 * The service map: what the service is. Reading and checking service.yaml, models of other tools in and out, comparing two versions,
 * drawing one. What was seen of the service (evidence), what an attacker makes of it (attack) and what it should have (assurance)
 * never belong here: a map states, it proves nothing.
 */
export { type Checked, checkMap } from './check.ts';
export { type ChangedElement, describeDiff, diffMaps, type ElementRef, type FieldChange, type MapDiff } from './diff.ts';
export { type DrawOptions, drawMap } from './draw/index.ts';
export { type Exported, exportCycloneDx, exportOtm } from './export/index.ts';
export { FACTS, type FactKey } from './facts.ts';
export { mapFaults } from './faults.ts';
export { IMPORTERS, type ImportFormat, importCycloneDx, importOtm, importThreagile, importThreatDragon } from './import/index.ts';
export { LAYER_OF_KIND, layerOf, layersOf } from './layer.ts';
export type * from './model.ts';
export { MAP_FORMAT, readMap, readMapAndWarnings } from './read.ts';
export { mapJsonSchema } from './schema.ts';
export { writeMap } from './write.ts';
