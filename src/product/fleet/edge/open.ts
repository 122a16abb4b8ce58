import { randomBytes } from 'node:crypto';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Decision, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { type Ledger, openLedger } from '../../../ledger/edge/open.ts';
import type { Entry, Receipt, Seq } from '../../../ledger/model.ts';
import { draftOf } from '../../record/kept.ts';
import { fleetFaults } from '../faults.ts';
import { GIVING } from '../giving.ts';
import type { FleetEvent } from '../model.ts';
import { type FleetClock, fleetClock } from './clock.ts';
import type { Aside, Fleet, Projector } from './port.ts';
import { type FleetTables, openTables } from './tables.ts';

export interface OpenFleet {
  /** The service's data folder; the fleet is in `product` within. */
  readonly dir: string;
  readonly now: () => Instant;
  readonly projectors: readonly Projector[];
  readonly random?: (bytes: number) => Uint8Array;
  /** Told when a listener failed: whoever guards sessions by it guards none any more. By default the process ends. */
  readonly fatal?: (error: unknown) => void;
  /** Told of each fact that a room could not take. By default it is written where the process writes its warnings. */
  readonly alarmed?: (aside: Aside) => void;
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
export async function openFleet({ dir, now, projectors, random = randomBytes, fatal = endProcess, alarmed = warn }: OpenFleet): Promise<Fleet> {
  const folder = fleetFolder(dir);
  const clock = fleetClock(now);
  const ledger = await openLedger({ dataDir: folder, now: clock.now, mode: 'write' });
  let tables: FleetTables | undefined;
  try {
    closeToOthers(folder);
    refuseClock(ledger, now(), folder);
    const facts = { origin: ledger.verifierKey, size: () => ledger.head().size, read: (from: number, limit: number) => ledger.read(from as Seq, limit) };
    tables = openTables(folder, projectors, facts, alarmed);
    return fleetOf({ folder, clock, random, fatal, ledger, tables });
  } catch (error) {
    tables?.close();
    await ledger.close();
    throw error;
  }
}

interface Parts {
  readonly folder: string;
  readonly clock: FleetClock;
  readonly random: (bytes: number) => Uint8Array;
  readonly fatal: (error: unknown) => void;
  readonly ledger: Ledger;
  readonly tables: FleetTables;
}

function fleetOf({ folder, clock, random, fatal, ledger, tables }: Parts): Fleet {
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
    const behind = clock.behind();
    if (behind !== undefined && decision.events.some(({ type }) => GIVING.includes(type))) throw setBack(folder, behind);
    const receipts = await ledger.append(decision.events.map(draftOf));
    clock.believed();
    // The first act of a commit to come here applies the facts of all that shared it, in the ledger's order.
    tables.catchUp(tell);
    const aside = tables.asideOf(receipts.map(({ seq }) => seq));
    // On the ledger, and not in every table: nobody is told that it is done.
    if (aside.length > 0) throw wasSetAside(folder, aside);
    return receipts;
  }

  return {
    db: tables.db,
    now: clock.now,
    random,
    folder,
    ledger,
    act(keys, decide) {
      if (closing !== undefined) return Promise.reject(closedFleet(folder));
      const named = typeof keys === 'string' ? [keys] : [...new Set(keys)];
      // A mistake of ours: it would take nobody's turn.
      if (named.length === 0) return Promise.reject(new TypeError('an act has a key'));
      // All turns are taken in this moment, so that no two acts wait for one another.
      const before = named.flatMap((key) => turns.get(key) ?? []);
      const mine = Promise.all(before).then(() => perform(decide));
      // Who comes next waits for this one's end, not for its success.
      const over = () => {
        for (const key of named) if (turns.get(key) === ended) turns.delete(key);
      };
      const ended: Promise<void> = mine.then(over, over);
      for (const key of named) turns.set(key, ended);
      return mine;
    },
    asides: () => tables.asides(),
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

function warn({ room, seq, type, says }: Aside): void {
  process.emitWarning(`entry ${seq} (${type}) could not be taken into the tables of ${room}, and was set aside: ${says}`, { code: 'ASSAY-FLEET-011' });
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

function setBack(folder: string, { shown, expected }: { readonly shown: Instant; readonly expected: Instant }): Refused {
  return new Refused(
    fleetFaults.fault('001', {
      message: `the clock of this machine was set back: it shows ${Instant.format(shown)}`,
      file: folder,
      expected: `${Instant.format(expected)}, or little before it`,
      found: Instant.format(shown),
      remedy: 'Set the clock. Nothing is given by it until then; what takes away goes on.',
    }),
  );
}

function wasSetAside(folder: string, asides: readonly Aside[]): Refused {
  return new Refused(
    ...asides.map(({ room, seq, type, says }) =>
      fleetFaults.fault('011', {
        message: `entry ${seq} (${type}) stands on the ledger, and could not be taken into the tables of ${room}: ${says}`,
        file: folder,
        expected: 'a fact that this version reads',
        found: says,
        remedy: 'Please report it. The next version of that room takes it from the ledger.',
      }),
    ),
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
