import { existsSync } from 'node:fs';
import { type Json, Refused } from '../core/index.ts';
import { type FleetDoor, fleetAt } from '../product/fleet/edge/door.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import type { Arguments, Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { dataFolder, refuseForeignFolder, servicesBelow } from './workspace.ts';

export type Ask = (command: string, input: Json) => Promise<Json>;

/**
 * Asks whoever holds the fleet, or opens it for as long as `work` takes. `begins`: a fleet is made where there is none; otherwise a slip in the name of a folder would leave one there.
 * Throws `Refused` (ASSAY-CLI-013, -015).
 */
export async function withFleet<T>(args: Arguments, io: Io, begins: boolean, work: (ask: Ask, door: FleetDoor) => Promise<T>): Promise<T> {
  const dir = dataFolder(args, io);
  if (!existsSync(fleetFolder(dir))) {
    if (!begins) throw noFleet(dir);
    refuseForeignFolder(dir);
  }
  const door = await fleetAt({ dir, now: io.now, rooms: fleetRooms() });
  try {
    return await work((command, input) => door.ask(command, input), door);
  } finally {
    await door.close();
  }
}

function noFleet(dir: string): Refused {
  return new Refused(
    cliFaults.fault('015', {
      message: 'there is no fleet in this folder',
      file: dir,
      expected: 'the data folder of a service with a fleet',
      found: 'none',
      remedy: servicesBelow(dir) ?? 'Name the folder with --data, or register the first device: assay product device register ID --product PRODUCT',
    }),
  );
}
