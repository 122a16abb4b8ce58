import { Instant } from '../../src/core/index.ts';
import { backUp } from '../../src/server/backup/back-up.ts';

/* A process that backs a data folder up, to be killed by a test. */
const [dataDir, to] = process.argv.slice(2);
if (dataDir === undefined || to === undefined) throw new TypeError('usage: backup-maker DATA-FOLDER TO');
await backUp({ dataDir, to, now: () => Instant.of(Date.now()) });
