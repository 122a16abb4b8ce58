import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Instant } from '../../src/core/index.ts';
import { openLedger } from '../../src/ledger/edge/open.ts';
import { rememberMap } from '../../src/map/edge/kept.ts';
import type { ServiceMap } from '../../src/map/model.ts';

/*
 * A process that does what a server does to a data folder, for ever: keeps a map and names it on the ledger of a service; writes a row of people.db and
 * then names that on the ledger of the office. To be copied meanwhile, or killed, by a test.
 */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new TypeError('usage: data-folder-writer DATA-FOLDER');
const now = () => Instant.of(Date.now());
const service = await openLedger({ dataDir: `${dataDir}/services/cameras`, now, mode: 'write' });
const office = await openLedger({ dataDir: `${dataDir}/office`, now, mode: 'write' });
const people = new DatabaseSync(`${dataDir}/people.db`);
people.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
const put = people.prepare('INSERT INTO person (name) VALUES (?)');
for (let i = 0; ; i += 1) {
  // Only its bytes matter here, and no reader of this test looks at them as a map.
  const map = { service: { id: 'cameras', title: `version ${i}` } } as unknown as ServiceMap;
  await rememberMap(service, `${dataDir}/services/cameras`, map);
  const { lastInsertRowid } = put.run(`person ${i}`);
  await office.append([{ type: 'test.person', body: { row: Number(lastInsertRowid) } }]);
  // Then no more: its reader may be busy, and a full pipe would end this process.
  if (i < 10) writeSync(1, `${i}\n`);
}
