import { parentPort, workerData } from 'node:worker_threads';
import { standardFileNamed } from '../../assurance/imported/index.ts';
import { verifyLedger } from '../../ledger/edge/check.ts';
import { mapFileNamed } from '../../map/events.ts';

// A thread that verifies one ledger and ends. It reads the folder and writes nothing.

const { dataDir } = workerData as { readonly dataDir: string };
const started = performance.now();
const report = verifyLedger(dataDir, {}, (entry) => mapFileNamed(entry) ?? standardFileNamed(entry));
parentPort?.postMessage({ report, ms: performance.now() - started });
