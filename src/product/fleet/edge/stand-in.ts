import { z } from 'zod';
import { command, type Room } from './command.ts';
import { type OpenRooms, STEP_ASIDE, serveFleet } from './door.ts';

type Where = Parameters<typeof serveFleet>[0];

/**
 * Serves the fleet as `serveFleet` does, for as long as nobody else wants to: whoever comes to serve it to its devices asks the one that stands in to step aside. `aside`: told before the fleet is closed.
 * Throws `Refused` as `serveFleet` does.
 */
export async function standIn(where: Where, aside: () => void): Promise<OpenRooms> {
  const open: { rooms?: OpenRooms } = {};
  const room: Room = {
    projectors: [],
    commands: [
      command({
        name: STEP_ASIDE,
        input: z.strictObject({}),
        handle() {
          aside();
          // What is being answered is answered first, this too.
          setImmediate(() => void open.rooms?.close());
          return { aside: true };
        },
      }),
    ],
  };
  open.rooms = await serveFleet({ ...where, rooms: [...where.rooms, room] });
  return open.rooms;
}
