import { Refused } from '../../../core/index.ts';
import { openCheckpoint } from '../../../ledger/checkpoint.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import type { Ledger } from '../../../ledger/edge/open.ts';
import type { Seq, TreeSize } from '../../../ledger/model.ts';
import { parseVerifierKey } from '../../../ledger/signed-note.ts';
import { nodesFromTiles, TILE_WIDTH } from '../../../ledger/tiles.ts';
import { inclusionPath } from '../../../ledger/tree-proof.ts';
import { codelogFaults } from '../faults.ts';
import { formatLogProof } from '../log-proof.ts';

/** That the entry stands in the log, under `checkpoint` (by default the newest), as C2SP tlog-proof. Throws `Refused` (ASSAY-CODELOG-009). */
export function inclusionProof(ledger: Ledger, index: number, checkpoint: string = ledger.checkpoint()): string {
  const { size } = openCheckpoint(checkpoint, parseVerifierKey(ledger.verifierKey), verifyEd25519);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw noSuch(`entry ${index}`, `an entry below ${size}`);
  const [entry] = ledger.read(index as Seq, 1);
  const nodes = nodesFromTiles((level, at) => {
    const width = Math.min(TILE_WIDTH, Math.floor(ledger.head().size / TILE_WIDTH ** level) - at * TILE_WIDTH);
    return { level, index: at, hashes: ledger.tile({ level, index: at, width }) ?? new Uint8Array() };
  });
  const bytes = new TextEncoder().encode(entry?.canonical ?? '');
  return formatLogProof({ kind: 'inclusion', entry: bytes, index, path: inclusionPath(nodes, index, size), checkpoint });
}

/** That the log of the older checkpoint was extended to the newer one. Throws `Refused` (ASSAY-CODELOG-009, ASSAY-LEDGER-009 to -013). */
export function growthProof(ledger: Ledger, older: string, newer: string = ledger.checkpoint()): string {
  const key = parseVerifierKey(ledger.verifierKey);
  const [from, to] = [openCheckpoint(older, key, verifyEd25519).size, openCheckpoint(newer, key, verifyEd25519).size];
  const { path } = ledger.proveConsistency(from as TreeSize, to as TreeSize);
  return formatLogProof({ kind: 'consistency', path, older, newer });
}

export function noSuch(what: string, expected: string): Refused {
  return new Refused(
    codelogFaults.fault('009', { message: `the log has no ${what}`, expected, found: what, remedy: 'See what it has: assay development log show' }),
  );
}
