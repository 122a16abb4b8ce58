/**
 * Maps in the words of other tools. Each export says what it could not carry. Reading those formats belongs to import/.
 */
export { exportCycloneDx } from './cyclonedx.ts';
export { exportOtm } from './otm.ts';
