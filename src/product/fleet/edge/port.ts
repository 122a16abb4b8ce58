import type { DatabaseSync } from 'node:sqlite';
import type { Decision, Instant, Json } from '../../../core/index.ts';
import type { Ledger } from '../../../ledger/edge/open.ts';
import type { Receipt, Seq } from '../../../ledger/model.ts';
import type { FleetEvent } from '../model.ts';

/**
 * What a room keeps of the fleet's facts. `apply` is all there is: the live path, a start after a crash and a rebuild run the same one. It is called in the order of the
 * ledger, within a transaction with the cursor, for facts of its own `types` alone; it must not throw, read a clock, or write elsewhere.
 * Where it throws all the same, what it wrote of that fact is undone, and the fact is set aside for this room: see `Aside`.
 */
export interface Projector {
  /** Of the room, such as `device`: small letters. Tables and indexes carry it as prefix (`device_…`). */
  readonly room: string;
  /** Raised when tables or `apply` change: the room's tables are then made anew from the ledger. */
  readonly version: number;
  readonly types: readonly string[];
  /** `CREATE TABLE … STRICT` and indexes. */
  readonly schema: string;
  apply(db: DatabaseSync, type: string, body: Json, seq: Seq): void;
}

/**
 * A fact that a room could not take into its tables, by a mistake of ours. It stands on the ledger, the other rooms have it, and listeners were told. It is tried again when the version of the room rises.
 * Whoever entered it hears ASSAY-FLEET-011; the fleet goes on.
 */
export interface Aside {
  readonly room: string;
  readonly seq: number;
  readonly type: string;
  readonly says: string;
}

/**
 * The fleet that is open for writing. One process holds it.
 *
 * `act`: acts of one key take turns, and one of several keys takes the turn of each; `decide` runs when it is this act's turn and sees every fact that was acknowledged before. The facts are durable and applied when the promise resolves.
 * Refusals throw `Refused` with the decider's faults, and enter nothing. Acts of different keys run side by side and share commits, so everything that `decide` depends on must be under one of its keys.
 * A decision without facts resolves with no receipts and enters nothing.
 */
export interface Fleet {
  readonly db: DatabaseSync;
  /** The machine's clock; where it was set back by more than some minutes, what it should show at least. By such a clock nothing is given (ASSAY-FLEET-001), and what takes away is entered still. */
  readonly now: () => Instant;
  /** Bytes from the system's generator; an argument of `openFleet`, so that tests can repeat them. */
  readonly random: (bytes: number) => Uint8Array;
  /** `DIR/product`, for rooms that keep files of their own. */
  readonly folder: string;
  /** What was entered, to be shown and proven. Facts are entered by `act` alone. */
  readonly ledger: Pick<Ledger, 'read' | 'head' | 'origin' | 'verifierKey' | 'checkpoint' | 'proveInclusion'>;
  act(keys: string | readonly string[], decide: () => Decision<FleetEvent>): Promise<readonly Receipt[]>;
  /** Facts that a room could not take, oldest first; at most 1,000. */
  asides(): readonly Aside[];
  /** Called with each applied fact, in order, before the act that entered it resolves. A listener that throws ends the process: it guards sessions. */
  listen(listener: (type: string, body: Json, seq: Seq) => void): () => void;
  /** Ends the acts that were asked for before, and refuses further ones (ASSAY-FLEET-004). */
  close(): Promise<void>;
}
