import { Refused } from '../../core/index.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { ledgerFault } from '../faults.ts';
import { HASH_BYTES, leafHash } from '../hash.ts';
import type { Seq } from '../model.ts';
import { rootOf } from '../range.ts';
import { parseVerifierKey } from '../signed-note.ts';
import { TAR_END, tarHeader, tarPadding } from '../tar.ts';
import { bundlePath, bundlesOf, EMPTY_EDGE, encodeBundle, extend, TILE_WIDTH, tilePath } from '../tiles.ts';
import { verifyEd25519 } from './ed25519.ts';
import type { Ledger } from './open.ts';

/** What an export reads of a ledger. */
export type Exportable = Pick<Ledger, 'read' | 'checkpoint' | 'verifierKey'>;

/** So many bundles are read before others get their turn: a long ledger is handed over while the server goes on. */
const TURN = 4;
const encoder = new TextEncoder();

/**
 * The same files that `exportLedger` writes, as one tar archive, a piece at a time: unpacked, `assay ledger verify FOLDER` checks it, and so do other
 * people's tools. The checkpoint comes last, so that one that was cut short has none. The same head gives the same bytes.
 * Throws `Refused` (ASSAY-LEDGER-014, -016 and -019 for a ledger that should be verified first), before any byte is given.
 */
export async function* exportTar(ledger: Exportable, folder: string): AsyncGenerator<Uint8Array> {
  const checkpoint = ledger.checkpoint();
  const { size, root } = openCheckpoint(checkpoint, parseVerifierKey(ledger.verifierKey), verifyEd25519);
  const { lines, at } = await measured(ledger, size, root);
  function* file(path: string, content: Uint8Array): Generator<Uint8Array> {
    yield tarHeader({ name: `${folder}/${path}`, bytes: content.length, at });
    yield content;
    yield tarPadding(content.length);
  }
  yield* file('verifier-key', encoder.encode(`${ledger.verifierKey}\n`));
  yield tarHeader({ name: `${folder}/entries.ndjson`, bytes: lines, at });
  for await (const { texts } of bundles(ledger, size)) yield encoder.encode(texts.map((text) => `${text}\n`).join(''));
  yield tarPadding(lines);
  let edge = EMPTY_EDGE;
  for await (const { texts, index, width } of bundles(ledger, size)) {
    yield* file(bundlePath(index, width), encodeBundle(texts));
    const grown = extend(edge, texts.map(leafHash));
    edge = grown.edge;
    for (const tile of grown.tiles) {
      if (tile.hashes.length === TILE_WIDTH * HASH_BYTES) yield* file(tilePath({ ...tile, width: TILE_WIDTH }), tile.hashes);
    }
  }
  for (const [level, hashes] of edge.partial.entries()) {
    if (hashes.length === 0) continue;
    yield* file(tilePath({ level, index: Math.floor(size / TILE_WIDTH ** (level + 1)), width: hashes.length / HASH_BYTES }), hashes);
  }
  yield* file('checkpoint', encoder.encode(checkpoint));
  yield TAR_END;
}

/** The entries `[from, to)` as lines of canonical JSON. */
export async function* exportLines(ledger: Pick<Ledger, 'read'>, from: number, to: number): AsyncGenerator<Uint8Array> {
  let turn = 0;
  for (let next = from; next < to; ) {
    const entries = ledger.read(next as Seq, Math.min(TILE_WIDTH, to - next));
    if (entries.length === 0) return;
    next += entries.length;
    yield encoder.encode(entries.map(({ canonical }) => `${canonical}\n`).join(''));
    turn += 1;
    if (turn % TURN === 0) await others();
  }
}

interface Bundle {
  readonly texts: readonly string[];
  readonly index: number;
  readonly width: number;
  /** Milliseconds since 1970 of the last entry. */
  readonly at: number;
}

async function* bundles(ledger: Exportable, size: number): AsyncGenerator<Bundle> {
  let turn = 0;
  for (const { index, width } of bundlesOf(size)) {
    const entries = ledger.read((index * TILE_WIDTH) as Seq, width);
    yield { index, width, texts: entries.map(({ canonical }) => canonical), at: entries.at(-1)?.recordedAt ?? 0 };
    turn += 1;
    if (turn % TURN === 0) await others();
  }
}

/** A tar header has the size of a file before it: the lines are counted, and the entries held against the checkpoint, in one pass. */
async function measured(ledger: Exportable, size: number, root: string): Promise<{ readonly lines: number; readonly at: number }> {
  let edge = EMPTY_EDGE;
  let lines = 0;
  let last = 0;
  for await (const { texts, at } of bundles(ledger, size)) {
    for (const text of texts) lines += Buffer.byteLength(text) + 1;
    edge = extend(edge, texts.map(leafHash)).edge;
    last = at;
  }
  const found = rootOf(edge.range);
  if (found !== root) {
    throw new Refused(
      ledgerFault('019', { message: 'the entries are not what the newest checkpoint signed', expected: `root ${root}`, found: `root ${found}` }),
    );
  }
  return { lines, at: Math.floor(last / 1000) };
}

const others = () => new Promise<void>((done) => setImmediate(done));
