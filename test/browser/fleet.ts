import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Instant, type Json } from '../../src/core/index.ts';
import { caRoom } from '../../src/product/ca/edge/room.ts';
import { issue, own } from '../../src/product/device/edge/devices.fixture.ts';
import { admitCredential } from '../../src/product/device/edge/room.ts';
import { openRooms } from '../../src/product/fleet/edge/door.ts';
import { fleetFolder } from '../../src/product/fleet/edge/open.ts';
import { fleetRooms } from '../../src/product/fleet/edge/whole.ts';

/** The fleet of the example, as its operator would have it after a year: most in service, some expected, some gone, and one of which nobody knows whether it has erased itself. */

const HOUSEHOLD = 'h_00000000000000000001';

export async function furnishFleet(folder: string): Promise<void> {
  // The clock of the fleet goes through its year; its last entry is of yesterday.
  const clock = { at: Instant.plus(Instant.of(Date.now()), Duration.days(-300)) };
  const pass = (days: number) => {
    clock.at = Instant.plus(clock.at, Duration.days(days));
  };
  const rooms = await openRooms({ dir: folder, now: () => clock.at, rooms: fleetRooms([caRoom({ env: {} })]) });
  const ask = (command: string, input: Json) => rooms.ask(command, input);
  const names = (product: string, from: number, many: number) =>
    Array.from({ length: many }, (_, i) => ({ device: `${product}-${from + i}`, product, firmware: '4.2.0' }));
  await ask('ca.init', {
    organisation: 'Example Cameras',
    url: 'http://ca.example.org',
    shards: 1,
    root: { kind: 'p-384', secret: 'a passphrase of the root' },
    issuing: { kind: 'p-256', secret: 'a passphrase of the issuing authority' },
    rootYears: 20,
    issuingYears: 5,
  });
  await ask('device.register', { devices: [...names('camera', 100, 90), ...names('lock', 1, 30)] });
  pass(80);
  for (let i = 0; i < 40; i += 1) {
    const given = await issue(rooms.fleet, `camera-${100 + i}`, `c${(0xa000 + i).toString(16)}`, { days: 365, grace: 365 });
    // Used for the first time, but by one that was never switched on.
    if (i !== 6) await admitCredential(rooms.fleet, given);
  }
  for (let i = 0; i < 20; i += 1) await own(rooms.fleet, `camera-${100 + i}`, HOUSEHOLD as never);
  // Good for 90 days, and never renewed: three within the grace, two past it.
  for (let i = 1; i <= 3; i += 1) await issue(rooms.fleet, `lock-${i}`, `d${i}`, { days: 90, grace: 365 });
  for (let i = 4; i <= 5; i += 1) await issue(rooms.fleet, `lock-${i}`, `d${i}`, { days: 90, grace: 10 });
  for (let i = 6; i <= 8; i += 1) await issue(rooms.fleet, `lock-${i}`, `d${i}`, { days: 235, grace: 90 });
  pass(219);
  await ask('retirement.retire', { devices: ['camera-139'], reason: 'The housing broke and it was thrown away.' });
  await ask('retirement.retire', { devices: ['camera-189'], reason: 'It never arrived from the factory.' });
  await ask('retirement.transfer', { device: 'camera-119', reason: 'The family sold it with the house.' });
  await rooms.close();
  cpSync('examples/camera-service/policies', join(fleetFolder(folder), 'policies'), { recursive: true });
}
