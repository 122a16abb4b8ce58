/**
 * The position in OSCAL, going out: assessment results, and a plan of action and milestones. Reading OSCAL belongs to ../../oscal. Each export says
 * what the format has no place for.
 */
export { mappingCollection } from './mapping.ts';
export { planOfAction } from './poam.ts';
export { assessmentResults, type Exported } from './results.ts';
