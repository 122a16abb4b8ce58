import { existsSync } from 'node:fs';
import { type Digest, type Instant, Refused } from '../../../core/index.ts';
import { DATABASE_FILE } from '../../../ledger/edge/database.ts';
import { type Ledger, openLedger } from '../../../ledger/edge/open.ts';
import type { Entry, Seq } from '../../../ledger/model.ts';
import { codelogFaults } from '../faults.ts';
import { Fingerprints } from '../fingerprints.ts';
import { draftOf, identityOf, type Leaf, leafOf } from '../leaf.ts';

/** Where the code log of a data folder is. */
export function codeLogFolder(dataDir: string): string {
  return `${dataDir}/development/log`;
}

/** Where a leaf stands. `fresh`: it was entered now. */
export interface Entered {
  readonly index: number;
  readonly fresh: boolean;
}

export interface CodeLog {
  readonly ledger: Ledger;
  readonly folder: string;
  /**
   * Enters each leaf that the log does not have, and says where all of them stand. Resolves when they are on disk. Calls of one turn of the event loop share one commit. Throws `Refused`
   * (ASSAY-LEDGER-008 where the log is open for reading; what `append` throws); then nothing of this call was entered by it.
   */
  submit(leaves: readonly Leaf[]): Promise<readonly Entered[]>;
  close(): Promise<void>;
}

export interface OpenCodeLog {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly mode: 'write' | 'read';
  /** Told of each entry as it is verified. A reader reads none unless this is given. */
  readonly take?: (entry: Entry) => void;
}

/** Makes a code log. Where there is one already it is opened, and keeps its origin. Throws what opening a ledger for writing throws. */
export async function initCodeLog(dataDir: string, now: () => Instant, origin?: string): Promise<CodeLog> {
  return openForWriting(dataDir, now, () => undefined, origin);
}

/** Opens the code log of a data folder. Throws `Refused` (ASSAY-CODELOG-002, and what opening a ledger throws). */
export async function openCodeLog({ dataDir, now, mode, take }: OpenCodeLog): Promise<CodeLog> {
  const folder = codeLogFolder(dataDir);
  if (!existsSync(`${folder}/${DATABASE_FILE}`)) throw new Refused(noLog(dataDir));
  if (mode === 'write') return openForWriting(dataDir, now, take ?? (() => undefined));
  const ledger = await openLedger({ dataDir: folder, now, mode });
  try {
    if (take !== undefined) ledger.readVerified(take);
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return { ledger, folder, submit: () => ledger.append([]).then(() => []), close: () => ledger.close() };
}

async function openForWriting(dataDir: string, now: () => Instant, take: (entry: Entry) => void, origin?: string): Promise<CodeLog> {
  const folder = codeLogFolder(dataDir);
  const known = new Fingerprints();
  const ledger = await openLedger({
    dataDir: folder,
    now,
    mode: 'write',
    ...(origin === undefined ? {} : { origin }),
    take(entry) {
      const leaf = leafOf(entry.type, entry.body);
      if (leaf !== undefined) known.add(identityOf(leaf), entry.seq);
      take(entry);
    },
  });
  return { ledger, folder, submit: submitter(ledger, known), close: () => ledger.close() };
}

/** What two calls hand in at once is entered by the first; the second waits for the same commit. */
function submitter(ledger: Ledger, known: Fingerprints): CodeLog['submit'] {
  const coming = new Map<string, { readonly receipts: Promise<readonly number[]>; readonly at: number }>();
  return async (leaves) => {
    const identities = leaves.map(identityOf);
    const fresh = new Map<string, number>();
    const drafts: ReturnType<typeof draftOf>[] = [];
    const places = identities.map((identity, i): number | { readonly receipts: Promise<readonly number[]>; readonly at: number } | undefined => {
      const there = known.find(identity, (index) => isAt(ledger, index, identity)) ?? coming.get(identity);
      if (there !== undefined || fresh.has(identity)) return there;
      fresh.set(identity, drafts.length);
      drafts.push(draftOf(leaves[i] as Leaf));
      return undefined;
    });
    const receipts = drafts.length === 0 ? Promise.resolve([]) : ledger.append(drafts).then((all) => all.map(({ seq }) => seq as number));
    for (const [identity, at] of fresh) coming.set(identity, { receipts, at });
    let entered: readonly number[];
    try {
      entered = await receipts;
      for (const [identity, at] of fresh) known.add(identity as Digest, entered[at] as number);
    } finally {
      // Known before it is no longer coming: nobody asks in between.
      for (const identity of fresh.keys()) coming.delete(identity);
    }
    const told = new Set<string>();
    return Promise.all(
      identities.map(async (identity, i) => {
        const place = places[i];
        if (place !== undefined) return { index: typeof place === 'number' ? place : ((await place.receipts)[place.at] as number), fresh: false };
        const first = !told.has(identity);
        told.add(identity);
        return { index: entered[fresh.get(identity) as number] as number, fresh: first };
      }),
    );
  };
}

function isAt(ledger: Ledger, index: number, identity: string): boolean {
  const [entry] = ledger.read(index as Seq, 1);
  const leaf = entry === undefined ? undefined : leafOf(entry.type, entry.body);
  return leaf !== undefined && identityOf(leaf) === identity;
}

function noLog(dataDir: string) {
  return codelogFaults.fault('002', {
    message: 'there is no code log in this data folder',
    file: codeLogFolder(dataDir),
    expected: `a file ${DATABASE_FILE}`,
    found: 'none',
    remedy: 'Make one: assay development log init',
  });
}
