/**
 * Application security as ISO/IEC 27034 has it: controls as security activity with verification, levels of trust, and for each application of the map
 * the controls that its level asks for, the level it has by evidence, and what is missing. Pure questions to a map and a position. What a control is
 * belongs in ../controls, what a verdict is in ../verdict.ts; no evidence is weighed here.
 */
export { type ApplicationFramework, holdsTarget, type NormativeFramework, normativeFrameworkOf } from './framework.ts';
export { LEVELS_OF_TRUST, type Level } from './level.ts';
export { type ApplicationSecurityControl, organisationLibrary } from './library.ts';
