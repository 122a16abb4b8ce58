/** Importing Open Threat Model documents (YAML and JSON, editions 0.1 and 0.2). Nothing about other formats belongs here. */
export { importOtm } from './otm.ts';
