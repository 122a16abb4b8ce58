import type { Hash } from './hash.ts';

/** Everything that shows one entry to be in the log, for someone who has the verifier key from a source of their own. */
export interface ProofBundle {
  readonly format: 'assay-ledger-proof/1';
  /** The canonical text of the entry: the bytes of the leaf. */
  readonly entry: string;
  readonly leafHash: Hash;
  readonly index: number;
  readonly treeSize: number;
  /** Nearest sibling first (RFC 9162 section 2.1.3.1). */
  readonly path: readonly Hash[];
  /** C2SP tlog-checkpoint over `treeSize` entries. */
  readonly checkpoint: string;
  readonly verifierKey: string;
}
