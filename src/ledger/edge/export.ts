import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refused } from '../../core/index.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { ledgerFault, ledgerFaults } from '../faults.ts';
import { HASH_BYTES, leafHash } from '../hash.ts';
import type { Seq } from '../model.ts';
import { rootOf } from '../range.ts';
import { parseVerifierKey } from '../signed-note.ts';
import { bundlePath, bundlesOf, EMPTY_EDGE, encodeBundle, extend, TILE_WIDTH, tilePath } from '../tiles.ts';
import { verifyEd25519 } from './ed25519.ts';
import type { Ledger } from './open.ts';

export interface Exported {
  readonly folder: string;
  readonly entries: number;
  readonly files: number;
}

/**
 * Writes the log into an empty folder in the layout of C2SP tlog-tiles, so that it can be served as it stands and checked with other people's tools:
 * `checkpoint`, `tile/…`, `tile/entries/…`; beside them `verifier-key` and, for people and scripts, `entries.ndjson`.
 * The checkpoint is written last: an export that was cut short has none, and `verifyExport` refuses it. No key that signs is ever exported.
 * Throws `Refused` (ASSAY-LEDGER-024 the folder is not empty; -014, -016 and -019 for a ledger that should be verified first).
 */
export function exportLedger(ledger: Ledger, folder: string): Exported {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Refused(notEmpty(folder));
  mkdirSync(folder, { recursive: true });
  const checkpoint = ledger.checkpoint();
  const { size, root } = openCheckpoint(checkpoint, parseVerifierKey(ledger.verifierKey), verifyEd25519);
  let files = 0;
  const put = (path: string, content: Uint8Array | string) => {
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${path}`, content, { flag: 'wx' });
    files += 1;
  };
  put('verifier-key', `${ledger.verifierKey}\n`);
  put('entries.ndjson', '');
  // The tiles are made from the entries that are written, not copied: an export never carries a tile that its own entries deny.
  let edge = EMPTY_EDGE;
  for (const { index, width } of bundlesOf(size)) {
    const entries = ledger.read((index * TILE_WIDTH) as Seq, width).map((entry) => entry.canonical);
    put(bundlePath(index, width), encodeBundle(entries));
    writeFileSync(`${folder}/entries.ndjson`, entries.map((entry) => `${entry}\n`).join(''), { flag: 'a' });
    const grown = extend(edge, entries.map(leafHash));
    edge = grown.edge;
    for (const tile of grown.tiles.filter(({ hashes }) => hashes.length === TILE_WIDTH * HASH_BYTES)) {
      put(tilePath({ level: tile.level, index: tile.index, width: TILE_WIDTH }), tile.hashes);
    }
  }
  edge.partial.forEach((hashes, level) => {
    if (hashes.length === 0) return;
    put(tilePath({ level, index: Math.floor(size / TILE_WIDTH ** (level + 1)), width: hashes.length / HASH_BYTES }), hashes);
  });
  const found = rootOf(edge.range);
  if (found !== root) {
    throw new Refused(
      ledgerFault('019', { message: 'the entries are not what the newest checkpoint signed', file: folder, expected: `root ${root}`, found: `root ${found}` }),
    );
  }
  put('checkpoint', checkpoint);
  return { folder, entries: size, files };
}

function notEmpty(folder: string) {
  return ledgerFaults.fault('024', {
    message: 'the export folder is not empty',
    file: folder,
    expected: 'an empty folder, or none yet',
    found: `${readdirSync(folder).length} files`,
    remedy: 'Name another folder, or empty this one.',
  });
}
