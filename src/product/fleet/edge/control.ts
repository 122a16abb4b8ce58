import { chmodSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Json, Refused } from '../../../core/index.ts';
import { readSmallFile, writeDurably } from '../../../ledger/edge/durable-file.ts';
import { fleetFaults } from '../faults.ts';
import { type FleetCommand, runCommand } from './command.ts';
import type { Fleet } from './port.ts';
import { type Answer, LONGEST_REQUEST, lineReader, readRequest, unreadable } from './wire.ts';

const SOCKET = 'control.sock';
/** Where the folder's own path is too long for a socket: the path of the one that is used instead. */
const POINTER = 'control.path';
// sun_path holds 108 bytes on Linux and 104 elsewhere, the last of them a nought. A longer one would be cut without a word.
const LONGEST_PATH = 100;
const MOST_CONNECTIONS = 64;
/** Somebody who asks nothing, or never ends their line. */
const IDLE_MS = 60_000;

export interface Control {
  readonly path: string;
  /** Waits for what is being answered. */
  close(): Promise<void>;
}

/** Where the socket of a fleet would be: the one in its folder, or the one that its folder points to. */
export function controlPath(folder: string): string {
  const own = join(folder, SOCKET);
  return Buffer.byteLength(own) <= LONGEST_PATH ? own : (readSmallFile(join(folder, POINTER))?.trim() ?? own);
}

/**
 * Opens the control socket of a fleet that this process holds: nobody else serves it, so a socket that is there is a dead process's. Only this user reaches it: the folder is closed to others.
 * Throws `Refused` (ASSAY-FLEET-008).
 */
export async function openControl(fleet: Fleet, commands: readonly FleetCommand[]): Promise<Control> {
  const { folder } = fleet;
  const path = freePath(folder);
  const sockets = new Set<Socket>();
  const busy = new Set<Promise<void>>();
  const server = createServer((socket) => serve(socket, fleet, commands, sockets, busy));
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, path);
  chmodSync(path, 0o600);
  let closing: Promise<void> | undefined;
  return {
    path,
    close() {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await Promise.all(busy);
        for (const socket of sockets) socket.destroySoon();
        await closed;
        if (dirname(path) !== folder) {
          rmSync(dirname(path), { recursive: true, force: true });
          rmSync(join(folder, POINTER), { force: true });
        }
      })();
      return closing;
    },
  };
}

function freePath(folder: string): string {
  const own = join(folder, SOCKET);
  if (Buffer.byteLength(own) <= LONGEST_PATH) {
    clear(own);
    return own;
  }
  const before = readSmallFile(join(folder, POINTER))?.trim();
  if (before !== undefined) rmSync(before, { force: true });
  // Made by us alone, with mode 0700.
  const path = join(mkdtempSync(join(tmpdir(), 'assay-')), SOCKET);
  if (Buffer.byteLength(path) > LONGEST_PATH) throw unmade(path, `a path of at most ${LONGEST_PATH} bytes`, `${Buffer.byteLength(path)} bytes`);
  writeDurably(join(folder, POINTER), `${path}\n`, 0o600);
  return path;
}

function clear(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) throw unmade(path, 'a free name, or a socket that a dead process left', 'another thing of that name');
  rmSync(path);
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(unmade(path, 'a folder that takes a socket', error.message)));
    server.listen(path, () => resolve());
  });
}

function serve(socket: Socket, fleet: Fleet, commands: readonly FleetCommand[], sockets: Set<Socket>, busy: Set<Promise<void>>): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  // Gone while it was answered: the act is done, and whoever asks again is told so.
  socket.on('error', () => socket.destroy());
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  const say = (answer: Answer) => {
    if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`);
  };
  const read = lineReader(
    LONGEST_REQUEST,
    (line) => {
      waiting += 1;
      // The next line is not read before this one is answered: who floods the socket fills its own buffers.
      socket.pause();
      socket.setTimeout(0);
      last = last.then(async () => {
        say(await answered(line, fleet, commands));
        waiting -= 1;
        if (waiting > 0) return;
        socket.setTimeout(IDLE_MS);
        socket.resume();
      });
      const mine = last;
      busy.add(mine);
      mine.then(() => busy.delete(mine));
    },
    () => {
      say({ id: null, faults: [unreadable('a request', '007', `longer than ${LONGEST_REQUEST} bytes`)] });
      socket.destroySoon();
    },
  );
  socket.on('data', read);
}

async function answered(line: string, fleet: Fleet, commands: readonly FleetCommand[]): Promise<Answer> {
  let id: number | null = null;
  try {
    const request = readRequest(line);
    id = request.id;
    const result: Json = await runCommand(commands, fleet, request.command, request.input);
    return { id, result };
  } catch (error) {
    return { id, faults: error instanceof Refused ? error.faults : [broken(error)] };
  }
}

function broken(error: unknown) {
  return fleetFaults.fault('010', {
    message: `something broke in the process that holds the fleet: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'This is our mistake. Please report it with the command and this message.',
  });
}

function unmade(path: string, expected: string, found: string): Refused {
  return new Refused(
    fleetFaults.fault('008', {
      message: `the control socket cannot be made: ${found}`,
      file: path,
      expected,
      found,
      remedy: 'Find out what is there and remove it, or give Assay a data folder with a shorter path.',
    }),
  );
}
