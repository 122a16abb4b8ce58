import { connect, type Socket } from 'node:net';
import { type Instant, type Json, Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';
import { type Room, runCommand } from './command.ts';
import { type Control, controlPath, openControl } from './control.ts';
import { fleetFolder, openFleet } from './open.ts';
import type { Fleet } from './port.ts';
import { LONGEST_ANSWER, lineReader, readAnswer } from './wire.ts';

/** The fleet, as a command meets it: held by this process, or by one that serves. */
export interface FleetDoor {
  readonly via: 'here' | 'socket';
  /** Throws `Refused`: what the command refuses, and ASSAY-FLEET-005 to -010. Where an answer is lost (-009) the act may have been done: acts are idempotent, ask again. */
  ask(command: string, input: Json): Promise<Json>;
  close(): Promise<void>;
}

interface Where {
  /** The service's data folder. */
  readonly dir: string;
  readonly now: () => Instant;
  readonly rooms: readonly Room[];
  readonly random?: (bytes: number) => Uint8Array;
}

/** A fleet with its rooms at work. */
export interface OpenRooms extends FleetDoor {
  readonly fleet: Fleet;
}

/** Opens the fleet and starts its rooms. Throws `Refused` as `openFleet` does, and what a room refuses to begin with. */
export async function openRooms({ dir, now, rooms, random }: Where): Promise<OpenRooms> {
  const fleet = await openFleet({ dir, now, projectors: rooms.flatMap((room) => room.projectors), ...(random === undefined ? {} : { random }) });
  const commands = rooms.flatMap((room) => room.commands);
  const ends: (() => Promise<void>)[] = [];
  const close = async () => {
    // The last that began ends first; each is let end, whatever another says.
    for (const end of ends.splice(0).reverse()) await end().catch(() => undefined);
    await fleet.close();
  };
  try {
    for (const room of rooms) if (room.begin !== undefined) ends.push(await room.begin(fleet));
  } catch (error) {
    await close();
    throw error;
  }
  return { via: 'here', fleet, ask: (name, input) => runCommand(commands, fleet, name, input), close };
}

/** Asked of whoever serves the fleet by one who comes to serve it: a server that only stands in closes it. Nobody else knows the command. */
export const STEP_ASIDE = 'fleet.step-aside';

/** Opens the fleet, starts its rooms, and answers on the control socket until it is closed. Throws `Refused` as `openRooms` does, and ASSAY-FLEET-008. */
export async function serveFleet(where: Where): Promise<OpenRooms> {
  const open = await patiently(() => openRooms(where), (await steppedAside(where.dir)) ? PATIENCE_MS : 0);
  let control: Control;
  try {
    control = await openControl(
      open.fleet,
      where.rooms.flatMap((room) => room.commands),
    );
  } catch (error) {
    await open.close();
    throw error;
  }
  return {
    ...open,
    async close() {
      await control.close();
      await open.close();
    },
  };
}

/** Whether somebody stood in, and gives way. Whoever serves it to devices knows no such command, and goes on. */
async function steppedAside(dir: string): Promise<boolean> {
  const door = await servedFleet(dir);
  if (door === undefined) return false;
  try {
    await door.ask(STEP_ASIDE, {});
    return true;
  } catch {
    return false;
  } finally {
    await door.close();
  }
}

const PATIENCE_MS = 5000;
const PAUSE_MS = 100;

/** The fleet of a data folder: through the socket where somebody serves it, else opened here. Two commands that open it at once wait for one another. Throws `Refused` (ASSAY-LEDGER-004 and as `openRooms` does). */
export async function fleetAt(where: Where): Promise<FleetDoor> {
  return patiently(async () => (await servedFleet(where.dir)) ?? openRooms(where), PATIENCE_MS);
}

/** The fleet of a data folder, where somebody serves it; `undefined` where nobody does. */
export async function servedFleet(dir: string): Promise<FleetDoor | undefined> {
  const socket = await connected(controlPath(fleetFolder(dir)));
  return socket === undefined ? undefined : doorOf(socket);
}

/** Held by somebody without a socket: another command for a moment, or a server that is about to open it or has just closed it. */
async function patiently<T>(open: () => Promise<T>, ms: number): Promise<T> {
  for (let left = ms; ; left -= PAUSE_MS) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-004' || left <= 0) throw error;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  }
}

/** `undefined` where nobody listens. */
function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socket));
  });
}

interface Asked {
  readonly resolve: (result: Json) => void;
  readonly reject: (error: unknown) => void;
}

function doorOf(socket: Socket): FleetDoor {
  const waiting = new Map<number, Asked>();
  let next = 1;
  let gone = false;
  const end = (why: string) => {
    gone = true;
    socket.destroy();
    for (const { reject } of waiting.values()) reject(unanswered(why));
    waiting.clear();
  };
  const read = lineReader(
    LONGEST_ANSWER,
    (line) => {
      let answer: ReturnType<typeof readAnswer>;
      try {
        answer = readAnswer(line);
      } catch (error) {
        return end(error instanceof Refused ? (error.faults[0]?.message ?? '') : String(error));
      }
      const asked = waiting.get(answer.id ?? -1);
      if (asked === undefined) return end('it answered what was not asked');
      waiting.delete(answer.id ?? -1);
      if ('result' in answer) asked.resolve(answer.result);
      else asked.reject(new Refused(...answer.faults));
    },
    () => end(`its answer is longer than ${LONGEST_ANSWER} bytes`),
  );
  socket.on('data', read);
  socket.on('error', (error) => end(error.message));
  socket.on('close', () => end('it ended'));
  return {
    via: 'socket',
    ask(command, input) {
      if (gone) return Promise.reject(unanswered('it ended'));
      const id = next;
      next += 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.write(`${JSON.stringify({ id, command, input })}\n`);
      });
    },
    close() {
      return new Promise((resolve) => {
        if (gone) return resolve();
        socket.once('close', () => resolve());
        socket.end();
      });
    },
  };
}

function unanswered(why: string): Refused {
  return new Refused(
    fleetFaults.fault('009', {
      message: `the process that holds the fleet gave no answer: ${why}`,
      expected: 'an answer',
      found: why,
      remedy: 'Whether it was done is not known. Ask again: what was done already is not done twice.',
    }),
  );
}
