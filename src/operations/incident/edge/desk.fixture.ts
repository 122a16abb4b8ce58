import { writeSync } from 'node:fs';
import process from 'node:process';
import { openLedger } from '../../../ledger/edge/open.ts';
import { detection, foldedOf, minutes, ROLES, recorded } from '../incident.fixture.ts';
import { incidentDesk } from './desk.ts';

/** Opens an incident and writes notes on it until it is killed; prints the number of each note that was acknowledged. */
const [dataDir = ''] = process.argv.slice(2);
const now = () => minutes(5000);
const ledger = await openLedger({ dataDir, now, mode: 'write' });
const desk = incidentDesk({ dataDir, ledger, roles: ROLES, now });
await desk.take(...foldedOf(detection('10.0.0.5', 'x', 0)).map(recorded));
const begun = desk.incidents().get('incident-1')?.timeline.length ?? 0;
for (let n = begun; ; n += 1) {
  await desk.take({ type: 'note', incident: 'incident-1', by: 'csirt-lead', text: `note ${n}` });
  writeSync(1, `${n}\n`);
}
