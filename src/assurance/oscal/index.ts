/**
 * OSCAL at the edge of Assay: documents of NIST's Open Security Controls Assessment Language are read into one model, and catalogues become
 * standards. The inner model of controls, evidence and verdicts never takes OSCAL's shape, and nothing that is read here is evidence of
 * anything by itself. Disk and network do not belong here: whoever calls hands in the texts.
 */
export { readCatalog } from './catalog.ts';
export { type OscalDocument, openOscal } from './document.ts';
export type { OscalCatalog, OscalControl, OscalMappings, OscalPart, OscalPlan, OscalPoam, OscalResults } from './model.ts';
export { type Opened, resolveProfile } from './resolve.ts';
