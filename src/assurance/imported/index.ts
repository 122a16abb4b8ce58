/**
 * Standards that Assay does not ship: read from files that somebody gave, kept in the data folder under their digests, named on the ledger. No
 * judgement of what answers their requirements belongs here (see ../crosswalk/by-import), and nothing that is read here proves anything.
 */
export { type Agreement, agreementWith, setApart, shippedOf, vanished } from './agreement.ts';
export { type StandardImported, sourceFile, standardFile, standardFileNamed } from './events.ts';
export { type Details, keep, readDetails, readKept } from './kept.ts';
export type { ReadStandard } from './model.ts';
export { leftOut, type Placing, placingOf, type Superseding } from './placing.ts';
export { type Finder, type Naming, readStandard } from './read.ts';
export { currentOf, editionsOf, findStandards, type Held, pickStandards } from './shelf.ts';
export { type ImportedView, importedView, importsAt } from './views.ts';
