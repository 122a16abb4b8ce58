/**
 * MITRE EMB3D, by import: the reader of its STIX bundle, and the chain from a device's properties to threats, mitigations, clauses of IEC
 * 62443-4-2 and their verdicts. Nothing of the catalogue's own text belongs here: its terms do not let it be shipped.
 */
export { type Emb3dPosition, emb3dPosition } from './chain.ts';
export type { Emb3d } from './model.ts';
export { readEmb3d } from './read.ts';
