/**
 * The ledger: entries that are only ever added, the tree over them, signed checkpoints, proofs, export, and views folded from them.
 * What an entry means is its folder's own; nothing here reads a body. Personal data and raw telemetry never come here, their digests do.
 */
export { ledgerFaults } from './faults.ts';
export { memoryStore } from './memory-store.ts';
export type * from './model.ts';
export { type LedgerProjection, register } from './projections.ts';
export { formatProof, type ProofBundle, parseProof, verifyProof } from './proof.ts';
