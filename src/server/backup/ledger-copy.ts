import { join } from 'node:path';
import { standardFileNamed } from '../../assurance/imported/index.ts';
import { Refused } from '../../core/index.ts';
import { verifyLedger } from '../../ledger/edge/check.ts';
import type { Entry } from '../../ledger/model.ts';
import { mapFileNamed } from '../../map/events.ts';
import { backupFaults } from './faults.ts';
import { ANOTHER, type CopiedLedger } from './manifest.ts';

/** The file that an entry names: a map, or an imported standard. Without it, what was judged with it cannot be judged again. */
const fileNamed = (entry: Entry) => mapFileNamed(entry) ?? standardFileNamed(entry);

/**
 * Verifies the ledger of a folder below `data`, and gives what it holds. Throws `Refused`: ASSAY-BACKUP-005 with every fault of the ledger, and where it is not
 * `expected` though it verifies.
 */
export function ledgerOf(data: string, folder: string, expected?: CopiedLedger): CopiedLedger {
  const path = join(data, folder);
  const report = verifyLedger(path, {}, fileNamed);
  const found = { folder, origin: report.origin, verifierKey: report.verifierKey, size: report.head.size, root: report.head.root };
  const named = folder === '' ? 'the ledger' : `the ledger in ${folder}`;
  if (!report.ok) {
    const fault = backupFaults.fault('005', {
      message: `${named} does not verify`,
      file: path,
      expected: 'a ledger that verifies',
      found: `${report.faults.length} faults`,
      remedy:
        expected === undefined
          ? 'Run assay ledger verify on it. Restore an older back-up, or stop the server and copy the folder as it is for examination.'
          : ANOTHER,
    });
    throw new Refused(fault, ...report.faults);
  }
  if (expected !== undefined && (found.size !== expected.size || found.root !== expected.root || found.verifierKey !== expected.verifierKey)) {
    throw new Refused(
      backupFaults.fault('005', {
        message: `${named} is not the one that was copied`,
        file: path,
        expected: `${expected.size} entries of ${expected.origin}, root ${expected.root}`,
        found: `${found.size} entries of ${found.origin}, root ${found.root}`,
        remedy: ANOTHER,
      }),
    );
  }
  return found;
}
