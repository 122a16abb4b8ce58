import type { DatabaseSync } from 'node:sqlite';
import { Instant, Refused } from '../../core/index.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import { openForReading } from '../../ledger/edge/database.ts';
import { readSmallFile } from '../../ledger/edge/durable-file.ts';
import { verifyEd25519 } from '../../ledger/edge/ed25519.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import { type Tables, tables as tablesOf } from '../../ledger/edge/tables.ts';
import { parseEntry } from '../../ledger/entry.ts';
import { ledgerFaults } from '../../ledger/faults.ts';
import { EMPTY_ROOT, HASH_BYTES, type Hash, leafHash } from '../../ledger/hash.ts';
import type { Entry, Seq, TreeSize } from '../../ledger/model.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '../../ledger/signed-note.ts';
import { nodesFromTiles } from '../../ledger/tiles.ts';
import { consistencyPath, inclusionPath, rangeRoot } from '../../ledger/tree-proof.ts';
import { UNREADABLE } from './words.ts';

/** What the page of a ledger is served from. */
export type Served = Pick<Ledger, 'read' | 'head' | 'origin' | 'verifierKey' | 'checkpoint' | 'proveInclusion' | 'proveConsistency' | 'tile'>;

/**
 * A record that does not verify, as it is, for whoever wants to see where it breaks: nothing is concluded from it, and nothing of it is mended. What is no
 * entry is given as its text under `UNREADABLE`, and what is missing as an empty text, so that everything else keeps its place. Head and proofs are those of the
 * newest checkpoint that was signed. Throws `Refused` (ASSAY-LEDGER-005 to -007, -012) where there is not even that.
 */
export function openUnsound(dataDir: string): Served & { close(): void } {
  const db = openForReading(dataDir);
  try {
    return unsound(db, dataDir);
  } catch (error) {
    db.close();
    throw error;
  }
}

function unsound(db: DatabaseSync, dataDir: string): Served & { close(): void } {
  const tables = tablesOf(db);
  const key = parseVerifierKey(tables.verifier());
  const nodes = nodesFromTiles(tables.tile);
  const { note, head } = newestOf(tables, readSmallFile(`${dataDir}/checkpoint`), key);
  const rows = db.prepare('SELECT seq, CAST(canonical AS BLOB) AS bytes FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq');
  // Where the bytes are no UTF-8, something stands in their place that hashes to something else, as they do themselves.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const size = Math.max(head?.size ?? 0, tables.size());
  let last = Instant.of(0);

  function entryOf(canonical: string, seq: number): Entry {
    try {
      const entry = parseEntry(canonical, seq);
      last = entry.recordedAt;
      return entry;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Nobody knows when: it stands behind what was read before it.
      return { seq: seq as Seq, recordedAt: last, type: UNREADABLE, body: null, canonical };
    }
  }

  function read(from: number, limit: number): Entry[] {
    const to = Math.min(from + limit, tables.size());
    const texts = new Map(rows.all(from, to).map((row) => [Number(row['seq']), row['bytes'] instanceof Uint8Array ? decoder.decode(row['bytes']) : '']));
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => entryOf(texts.get(from + i) ?? '', from + i));
  }

  const signed = head?.size ?? tables.size();
  return {
    origin: key.name,
    verifierKey: formatVerifierKey(key),
    checkpoint: () => note,
    head: () => ({ size: size as TreeSize, root: head?.root ?? EMPTY_ROOT }),
    read,
    proveInclusion(seq) {
      if (seq >= signed) throw noSuch(`entry ${seq}`, signed);
      const canonical = read(seq, 1)[0]?.canonical ?? '';
      return {
        format: 'assay-ledger-proof/1',
        entry: canonical,
        leafHash: leafHash(canonical),
        index: seq,
        treeSize: signed,
        path: inclusionPath(nodes, seq, signed),
        checkpoint: note,
        verifierKey: formatVerifierKey(key),
      };
    },
    proveConsistency(from, to = signed as TreeSize) {
      if (from < 1 || from > to || to > signed) throw noSuch(`a tree of ${from > to ? from : to} entries`, signed);
      return { from, fromRoot: rangeRoot(nodes, 0, from), to, toRoot: rangeRoot(nodes, 0, to), path: consistencyPath(nodes, from, to) };
    },
    tile({ level, index, width }) {
      const { hashes } = tables.tile(level, index);
      return width > 0 && hashes.length >= width * HASH_BYTES ? hashes.slice(0, width * HASH_BYTES) : undefined;
    },
    close: () => db.close(),
  };
}

function noSuch(what: string, signed: number): Refused {
  return new Refused(
    ledgerFaults.fault('009', {
      message: `there is no ${what} under the newest checkpoint`,
      expected: `at most ${signed}`,
      found: what,
      remedy: 'Read the head of the ledger first.',
    }),
  );
}

interface Newest {
  readonly note: string;
  /** `undefined` where none holds. */
  readonly head: { readonly size: number; readonly root: Hash } | undefined;
}

/** The longest that was signed: a database that was set back has a longer one beside it. */
function newestOf(tables: Tables, file: string | undefined, key: VerifierKey): Newest {
  const notes = [tables.newestCheckpoint()?.note, file].filter((note) => note !== undefined);
  const opened = notes.flatMap((note): { readonly note: string; readonly head: Checkpoint }[] => {
    try {
      return [{ note, head: openCheckpoint(note, key, verifyEd25519) }];
    } catch (error) {
      if (error instanceof Refused) return [];
      throw error;
    }
  });
  return opened.sort((a, b) => b.head.size - a.head.size)[0] ?? { note: notes[0] ?? '', head: undefined };
}
