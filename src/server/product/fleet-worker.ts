import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { Instant, type Json, Refused } from '../../core/index.ts';
import { auditRoom } from '../../operations/credential/edge/room.ts';
import { FLEET_POLICIES } from '../../product/authorization/policies.ts';
import { caRoom } from '../../product/ca/edge/room.ts';
import { type FleetDoor, servedFleet } from '../../product/fleet/edge/door.ts';
import { standIn } from '../../product/fleet/edge/stand-in.ts';
import { fleetRooms } from '../../product/fleet/edge/whole.ts';
import type { Said, Told } from './protocol.ts';

// The thread by which the server reaches one service's fleet. Where a process serves it to devices, that one is asked. Where nobody does, this thread stands in, and gives way to whoever comes to serve:
// what waits for the disk, and a million rows, are no matter of the server's own loop.

const port = parentPort;
if (port === null) throw new TypeError('a fleet is reached from a thread of the server');
const say = (said: Said) => port.postMessage(said);
const { dataDir } = workerData as { readonly dataDir: string };

const PATIENCE_MS = 5000;
const PAUSE_MS = 100;
/** Having stepped aside, the thread waits for the other one to be there. */
const ASIDE_MS = 4000;

let ahead = 0;
let door: FleetDoor | undefined;
let opening: Promise<FleetDoor> | undefined;
let asideUntil = 0;
let stopping = false;
const now = () => Instant.of(Date.now() + ahead);

/** Judges credentials as each fact is entered. What it finds, whoever asks is told; what breaks in it goes where the process writes its warnings. */
const audit = () =>
  auditRoom({ shipped: FLEET_POLICIES, found: () => undefined, broke: (error) => process.emitWarning(error instanceof Error ? error : String(error)) });

/** Throws `Refused`: ASSAY-LEDGER-004 where somebody without a socket holds the fleet for longer than a command does, and what opening it refuses. */
async function open(): Promise<FleetDoor> {
  for (let left = PATIENCE_MS; ; left -= PAUSE_MS) {
    const served = await servedFleet(dataDir);
    if (served !== undefined) return served;
    try {
      if (Date.now() >= asideUntil) {
        return await standIn({ dir: dataDir, now, rooms: fleetRooms([caRoom({ env: process.env }), audit()]) }, () => {
          asideUntil = Date.now() + ASIDE_MS;
          door = undefined;
        });
      }
    } catch (error) {
      if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-004' || left <= 0) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

function reached(): Promise<FleetDoor> {
  if (door !== undefined) return Promise.resolve(door);
  opening ??= open()
    .then((opened) => {
      door = opened;
      return opened;
    })
    .finally(() => {
      opening = undefined;
    });
  return opening;
}

/**
 * The other process may have ended, or have closed an idle connection: it is looked for once more. What was done already is not done twice.
 * Not while the thread is stopping: the one that was closed for it fails just so, and another opened then would keep the thread alive with nobody left to close it.
 */
const GONE = new Set(['ASSAY-FLEET-009', 'ASSAY-FLEET-004']);

async function ask(command: string, input: Json): Promise<Json> {
  const asked = await reached();
  try {
    return await asked.ask(command, input);
  } catch (error) {
    if (stopping || !(error instanceof Refused) || !GONE.has(error.faults[0]?.code ?? '')) throw error;
    if (door === asked) door = undefined;
    return (await reached()).ask(command, input);
  }
}

port.on('message', (told: Told) => {
  if (told.kind === 'stop') {
    stopping = true;
    void (async () => {
      await opening?.catch(() => undefined);
      await door?.close();
      port.close();
    })();
    return;
  }
  const { id } = told;
  ahead = told.now - Date.now();
  ask(told.command, told.input).then(
    (answer) => say({ kind: 'answer', id, answer }),
    (error: unknown) => {
      if (error instanceof Refused) say({ kind: 'refused', id, faults: error.faults });
      else say({ kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});
