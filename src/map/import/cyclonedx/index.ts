/**
 * Importing CycloneDX documents as threat models, in the shapes that the field has: a BOM whose components carry `cdx:model` properties, a
 * BOM with services and their data, a BOM with blueprints, and the OWASP threat model library's own document. Nothing about other formats.
 */
export { importCycloneDx } from './cyclonedx.ts';
