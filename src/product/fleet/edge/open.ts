import { randomBytes } from 'node:crypto';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Decision, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { type Ledger, openLedger } from '../../../ledger/edge/open.ts';
import type { Entry, Receipt, Seq } from '../../../ledger/model.ts';
import { draftOf } from '../../record/kept.ts';
import { fleetFaults } from '../faults.ts';
import type { FleetEvent } from '../model.ts';
import type { Fleet, Projector } from './port.ts';
import { type FleetTables, openTables } from './tables.ts';

export interface OpenFleet {
  /** The service's data folder; the fleet is in `product` within. */
  readonly dir: string;
  readonly now: () => Instant;
  readonly projectors: readonly Projector[];
  readonly random?: (bytes: number) => Uint8Array;
  /** Told when a listener failed: whoever guards sessions by it guards none any more. By default the process ends. */
  readonly fatal?: (error: unknown) => void;
}

/** Where the fleet of a service lives. */
export function fleetFolder(dir: string): string {
  return join(dir, 'product');
}

const MOST_BEHIND = Duration.days(1);

/**
 * Opens the fleet for writing, making it where there is none. What stands on its ledger and not in its tables is applied first.
 * Throws `Refused`: ASSAY-FLEET-001 for a clock that is wrong, -002 and -003 for tables that cannot be used, ASSAY-LEDGER-004 where another process holds it.
 */
export async function openFleet({ dir, now, projectors, random = randomBytes, fatal = endProcess }: OpenFleet): Promise<Fleet> {
  const folder = fleetFolder(dir);
  const ledger = await openLedger({ dataDir: folder, now, mode: 'write' });
  let tables: FleetTables | undefined;
  try {
    closeToOthers(folder);
    refuseClock(ledger, now(), folder);
    tables = openTables(folder, projectors, {
      origin: ledger.verifierKey,
      size: () => ledger.head().size,
      read: (from, limit) => ledger.read(from as Seq, limit),
    });
    return fleetOf({ folder, now, random, fatal, ledger, tables });
  } catch (error) {
    tables?.close();
    await ledger.close();
    throw error;
  }
}

interface Parts {
  readonly folder: string;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  readonly fatal: (error: unknown) => void;
  readonly ledger: Ledger;
  readonly tables: FleetTables;
}

function fleetOf({ folder, now, random, fatal, ledger, tables }: Parts): Fleet {
  const turns = new Map<string, Promise<void>>();
  const listeners = new Set<(type: string, body: Json, seq: Seq) => void>();
  let closing: Promise<void> | undefined;
  let failed = false;

  function tell(entries: readonly Entry[]): void {
    try {
      for (const { type, body, seq } of entries) for (const listener of listeners) listener(type, body, seq);
    } catch (error) {
      failed = true;
      fatal(error);
      throw error;
    }
  }

  async function perform(decide: () => Decision<FleetEvent>): Promise<readonly Receipt[]> {
    if (failed) throw closedFleet(folder);
    // Nothing is missing but after a commit that the tables could not take.
    tables.catchUp(tell);
    const decision = decide();
    if (!decision.ok) throw new Refused(...decision.faults);
    if (decision.events.length === 0) return [];
    const receipts = await ledger.append(decision.events.map(draftOf));
    // The first act of a commit to come here applies the facts of all that shared it, in the ledger's order.
    tables.catchUp(tell);
    return receipts;
  }

  return {
    db: tables.db,
    now,
    random,
    folder,
    ledger,
    act(key, decide) {
      if (closing !== undefined) return Promise.reject(closedFleet(folder));
      const mine = (turns.get(key) ?? Promise.resolve()).then(() => perform(decide));
      // Who comes next waits for this one's end, not for its success.
      const ended = mine.then(
        () => undefined,
        () => undefined,
      );
      turns.set(key, ended);
      ended.then(() => {
        if (turns.get(key) === ended) turns.delete(key);
      });
      return mine;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closing ??= (async () => {
        await Promise.all(turns.values());
        try {
          tables.close();
        } finally {
          await ledger.close();
        }
      })();
      return closing;
    },
  };
}

function endProcess(error: unknown): void {
  // Out of every promise: nobody may catch it.
  process.nextTick(() => {
    throw error;
  });
}

/** Ids of households and certificates stand here: not for others on this machine, whatever the umask and whoever made the folder. */
function closeToOthers(folder: string): void {
  if (process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

function refuseClock(ledger: Ledger, at: Instant, folder: string): void {
  const { size } = ledger.head();
  const [last] = size === 0 ? [] : ledger.read((size - 1) as Seq, 1);
  if (last === undefined || at + MOST_BEHIND >= last.recordedAt) return;
  throw new Refused(
    fleetFaults.fault('001', {
      message: `the clock of this machine shows ${Instant.format(at)}, and the fleet’s last entry was made at ${Instant.format(last.recordedAt)}`,
      file: folder,
      expected: `a clock that is at most a day behind ${Instant.format(last.recordedAt)}`,
      found: Instant.format(at),
      remedy: 'Set the clock. By a clock that is behind, what has expired would be good again.',
    }),
  );
}

function closedFleet(folder: string): Refused {
  return new Refused(
    fleetFaults.fault('004', {
      message: 'the fleet has been closed',
      file: folder,
      expected: 'an open fleet',
      found: 'a closed one',
      remedy: 'Open it again.',
    }),
  );
}
