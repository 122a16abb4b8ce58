import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { type Fault, Refused } from '../../core/index.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { ledgerFault } from '../faults.ts';
import { EMPTY_ROOT, HASH_BYTES, type Hash, readHash } from '../hash.ts';
import type { TreeSize } from '../model.ts';
import { parseVerifierKey, type VerifierKey } from '../signed-note.ts';
import { bundlePath, bundlesOf, decodeBundle, MAX_ENTRY_BYTES, TILE_WIDTH, type TilePlace, tilePath } from '../tiles.ts';
import { type FoundCheckpoint, type FoundEntry, firstWrongTile, verifyLog, wrongTile } from '../verify.ts';
import type { Trusted, VerifyReport } from './check.ts';
import { readSmallFile } from './durable-file.ts';
import { verifyEd25519 } from './ed25519.ts';

const MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Verifies an export, whoever handed it over: signature, every entry, every tile, and `entries.ndjson` against the bundles. Reads one bundle at a time
 * and never more of a file than the format allows. Damage is reported, not thrown.
 */
export function verifyExport(folder: string, trusted: Trusted = {}): VerifyReport {
  const verifier = trusted.verifierKey?.trim() ?? readSmallFile(`${folder}/verifier-key`)?.trim() ?? '';
  const note = readSmallFile(`${folder}/checkpoint`);
  const isTrusted = trusted.verifierKey !== undefined || trusted.checkpoint !== undefined;
  const base = { origin: '', verifierKey: verifier, checkpoints: 0, trusted: isTrusted, head: { size: 0 as TreeSize, root: EMPTY_ROOT } };
  try {
    if (note === undefined) throw new Refused(incomplete(folder, 'checkpoint', 'no checkpoint: the export was cut short'));
    const key = parseVerifierKey(verifier);
    const { size } = openCheckpoint(note, key, verifyEd25519);
    return checkFolder(folder, key, note, size, trusted, base);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...base, ok: false, faults: error.faults };
  }
}

function checkFolder(folder: string, key: VerifierKey, note: string, size: number, trusted: Trusted, base: Omit<VerifyReport, 'ok' | 'faults'>): VerifyReport {
  const readTile = (place: TilePlace) => readFile(folder, tilePath(place), place.width * HASH_BYTES);
  const checkpoints = [{ note, where: 'the checkpoint' }];
  if (trusted.checkpoint !== undefined) checkpoints.push({ note: trusted.checkpoint, where: 'the checkpoint kept outside' });
  const lines = openLines(folder);
  try {
    return checkEntries(folder, key, size, checkpoints, lines, readTile, base);
  } finally {
    lines.close();
  }
}

function checkEntries(
  folder: string,
  key: VerifierKey,
  size: number,
  checkpoints: readonly FoundCheckpoint[],
  lines: Lines,
  readTile: (place: TilePlace) => Uint8Array,
  base: Omit<VerifyReport, 'ok' | 'faults'>,
): VerifyReport {
  const verification = verifyLog({
    key,
    verify: verifyEd25519,
    checkpoints,
    entries: entriesOf(folder, size, lines),
    keptLeaf: leafReader(size, readTile),
  });
  const faults = [...verification.faults];
  if (verification.firstBad === undefined) {
    const wrong = firstWrongTile(size, readTile);
    if (wrong !== undefined) faults.push(wrongTile(wrong));
    if (!lines.atEnd()) faults.push(incomplete(folder, 'entries.ndjson', 'lines behind the last entry'));
  }
  return {
    ...base,
    ok: faults.length === 0,
    origin: key.name,
    head: { size: verification.size as TreeSize, root: verification.root },
    checkpoints: verification.checkpoints,
    ...(verification.firstBad === undefined ? {} : { firstBad: verification.firstBad }),
    faults,
  };
}

function* entriesOf(folder: string, size: number, lines: Lines): Generator<FoundEntry> {
  for (const { index, width } of bundlesOf(size)) {
    const path = bundlePath(index, width);
    const entries = decodeBundle(readFile(folder, path, MAX_BUNDLE_BYTES));
    if (entries?.length !== width) throw new Refused(incomplete(folder, path, `${entries?.length ?? 'broken'} entries instead of ${width}`));
    for (const [i, bytes] of entries.entries()) {
      const seq = index * TILE_WIDTH + i;
      if (!lines.next(bytes)) throw new Refused(incomplete(folder, 'entries.ndjson', `line ${seq + 1} is not entry ${seq} of ${path}`));
      yield { seq, canonical: text(bytes) };
    }
  }
}

interface Lines {
  /** True when the next line is just these bytes. */
  next(line: Uint8Array): boolean;
  atEnd(): boolean;
  close(): void;
}

function openLines(folder: string): Lines {
  if (!existsSync(`${folder}/entries.ndjson`)) throw new Refused(incomplete(folder, 'entries.ndjson', 'no such file'));
  const file = openSync(`${folder}/entries.ndjson`, 'r');
  const buffer = Buffer.alloc(MAX_ENTRY_BYTES + 1);
  let at = 0;
  return {
    next(line) {
      const read = readSync(file, buffer, 0, line.length + 1, at);
      at += read;
      return read === line.length + 1 && buffer[line.length] === 0x0a && buffer.subarray(0, line.length).equals(line);
    },
    atEnd: () => fstatSync(file).size === at,
    close: () => closeSync(file),
  };
}

function leafReader(size: number, readTile: (place: TilePlace) => Uint8Array): (seq: number) => Hash | undefined {
  let at = -1;
  let hashes = new Uint8Array();
  return (seq) => {
    const index = Math.floor(seq / TILE_WIDTH);
    if (index !== at) {
      hashes = Uint8Array.from(readTile({ level: 0, index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }));
      at = index;
    }
    const offset = (seq % TILE_WIDTH) * HASH_BYTES;
    return offset + HASH_BYTES <= hashes.length ? readHash(hashes, offset) : undefined;
  };
}

function text(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function readFile(folder: string, path: string, maxBytes: number): Uint8Array {
  const full = `${folder}/${path}`;
  if (!existsSync(full)) throw new Refused(incomplete(folder, path, 'no such file'));
  if (statSync(full).size > maxBytes) throw new Refused(incomplete(folder, path, `more than ${maxBytes} bytes`));
  return readFileSync(full);
}

function incomplete(folder: string, path: string, found: string): Fault {
  return ledgerFault('025', {
    message: `the export is not whole: ${path}: ${found}`,
    file: `${folder}/${path}`,
    expected: 'the files that the checkpoint calls for',
    found,
    remedy: 'Ask for a new export: assay ledger export FOLDER.',
  });
}
