import { writeSync } from 'node:fs';
import process from 'node:process';
import { USUAL } from '../../authorization/declared.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { AT, HOME, own } from '../../device/edge/devices.fixture.ts';
import { openRooms } from '../../fleet/edge/door.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import { readKeepTable } from '../keep.ts';
import { dataBrought } from './room.ts';

/*
 * A process that for ever registers a device, keeps what it says, and passes it on, and prints each step once it is done, to be killed by a test.
 */
const [, , dir, round] = process.argv;
if (dir === undefined || round === undefined) throw new TypeError('usage: passer DATA-FOLDER ROUND');
const brought = dataBrought();
const rooms = await openRooms({ dir, now: () => AT, rooms: roomsOfFleet([brought, { room: authorizationRoom }]) });
const table = readKeepTable('assay: keep/1\nkeep:\n  - { topic: d/+/motion, class: personal, purpose: operation, for: P7D }\n', 'keep.yaml');
const fail = (error: unknown) => {
  throw error;
};
const keeping = brought.keep({ table, declared: USUAL, broke: fail });
// A synchronous write: what was printed has left the process before the next step begins.
const print = (line: string) => writeSync(1, `${line}\n`);
for (let n = 0; ; n += 1) {
  const device = `cam-${round}-${n}`;
  await rooms.ask('device.register', { devices: [{ device, product: 'camera' }] });
  await own(rooms.fleet, device, HOME);
  const from = { kind: 'device', device: device as never, serial: '', fingerprint: '', notAfter: AT } as const;
  for (let said = 0; said < 40; said += 1)
    keeping.heard({ topic: `d/${device}/motion`, payload: Buffer.from(`${device} said ${said}`), qos: 0, retain: false }, from);
  // Whatever waits is written before this answers.
  await rooms.ask('data.status', {});
  print(`kept ${device}`);
  await rooms.ask('retirement.transfer', { device, reason: 'sold' });
  print(`passed ${device}`);
}
