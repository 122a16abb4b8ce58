import { type Fault, type Instant, Refused } from '../core/index.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { parseEntry } from './entry.ts';
import { ledgerFault } from './faults.ts';
import { HASH_BYTES, type Hash, leafHash, readHash } from './hash.ts';
import type { Entry } from './model.ts';
import { EMPTY_RANGE, grow, rootOf } from './range.ts';
import type { Ed25519Verify, VerifierKey } from './signed-note.ts';
import { TILE_WIDTH, type TilePlace, tilesOf } from './tiles.ts';

/** A stored entry as it was found: its place, and its text unless the bytes are no UTF-8. */
export interface FoundEntry {
  readonly seq: number;
  readonly canonical: string | undefined;
}

/** A stored or handed-over checkpoint. `where` names it in faults. */
export interface FoundCheckpoint {
  readonly note: string;
  readonly where: string;
}

/** What verification is fed. Every byte of it is whoever's who can write the folder; only `key` may have been brought from outside. */
export interface Evidence {
  readonly key: VerifierKey;
  readonly verify: Ed25519Verify;
  /** In the order of their places. */
  readonly entries: Iterable<FoundEntry>;
  readonly checkpoints: readonly FoundCheckpoint[];
  /** The leaf hash that the tree keeps for an entry; `undefined` where it keeps none. */
  readonly keptLeaf: (seq: number) => Hash | undefined;
  /** Told of each entry that matches its kept hash, in order. Until the faults are known to be none, nothing may be concluded from it. */
  readonly take?: (entry: Entry) => void;
}

export interface Verification {
  readonly size: number;
  readonly root: Hash;
  /** Checkpoints whose signature and root hold. */
  readonly checkpoints: number;
  /** The first entry that is bad, where one can be named. */
  readonly firstBad?: number;
  readonly faults: readonly Fault[];
}

interface Bad {
  readonly seq: number;
  readonly fault: Fault;
}

/**
 * Recomputes the whole log from its entries and holds it against every checkpoint. Stops at the first bad entry, because nothing behind it can be
 * believed. With `faults` empty, the entries are those that were signed: one who wants to change them needs the key, or another SHA-256.
 */
export function verifyLog(evidence: Evidence): Verification {
  const { heads, faults } = openAll(evidence);
  const growing = grow(EMPTY_RANGE);
  let at: Instant | undefined;
  let size = 0;
  let verified = 0;
  // Of the entries up to here, some checkpoint vouches.
  let vouched = 0;
  let bad: Bad | undefined;
  let next = 0;

  // True while every checkpoint up to the present size has the present root.
  const holds = (): boolean => {
    for (let head = heads[next]; head !== undefined && head.size <= size; head = heads[next]) {
      const root = rootOf(growing.range());
      if (head.size !== size || head.root !== root) {
        bad = { seq: vouched, fault: rewritten(head, vouched, root) };
        return false;
      }
      next += 1;
      verified += 1;
      vouched = size;
    }
    return true;
  };

  if (holds()) {
    for (const found of evidence.entries) {
      const checked = checkEntry(found, size, at, evidence.keptLeaf);
      if ('fault' in checked) {
        bad = { seq: size, fault: checked.fault };
        break;
      }
      at = checked.entry.recordedAt;
      evidence.take?.(checked.entry);
      growing.push(checked.leaf, 0);
      size += 1;
      if (!holds()) break;
    }
  }
  const ahead = heads[next];
  if (bad === undefined && ahead !== undefined) bad = { seq: size, fault: rolledBack(ahead, size) };
  if (bad === undefined && vouched < size) bad = { seq: vouched, fault: unsigned(vouched, size) };
  if (bad === undefined) return { size, root: rootOf(growing.range()), checkpoints: verified, faults };
  return { size, root: rootOf(growing.range()), checkpoints: verified, firstBad: bad.seq, faults: [bad.fault, ...faults] };
}

interface Head extends Checkpoint {
  readonly where: string;
}

function openAll(evidence: Evidence): { readonly heads: readonly Head[]; readonly faults: Fault[] } {
  const heads: Head[] = [];
  const faults: Fault[] = [];
  for (const { note, where } of evidence.checkpoints) {
    try {
      heads.push({ ...openCheckpoint(note, evidence.key, evidence.verify), where });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, field: where, message: `${where}: ${fault.message}` })));
    }
  }
  heads.sort((a, b) => a.size - b.size);
  return { heads, faults };
}

function checkEntry(
  found: FoundEntry,
  seq: number,
  before: Instant | undefined,
  keptLeaf: Evidence['keptLeaf'],
): { readonly leaf: Hash; readonly entry: Entry } | { readonly fault: Fault } {
  const field = `entry ${seq}`;
  if (found.seq > seq) {
    return { fault: ledgerFault('016', { message: `entry ${seq} is missing`, field, expected: `entry ${seq}`, found: `entry ${found.seq} in its place` }) };
  }
  if (found.seq < seq) {
    return { fault: ledgerFault('017', { message: `an entry stands at place ${found.seq}`, field, expected: `entry ${seq}`, found: `entry ${found.seq}` }) };
  }
  if (found.canonical === undefined) {
    return { fault: ledgerFault('014', { message: `${field} is not UTF-8 text`, field, expected: 'UTF-8', found: 'other bytes' }) };
  }
  const leaf = leafHash(found.canonical);
  const kept = keptLeaf(seq);
  if (kept !== leaf) {
    return {
      fault: ledgerFault('015', { message: `${field} does not match the hash kept for it`, field, expected: kept ?? 'a kept hash', found: leaf }),
    };
  }
  try {
    const entry = parseEntry(found.canonical, seq);
    if (before !== undefined && entry.recordedAt < before) {
      return {
        fault: ledgerFault('018', {
          message: `${field} was recorded before entry ${seq - 1}`,
          field,
          expected: 'moments that never run backwards',
          found: 'an earlier moment',
        }),
      };
    }
    return { leaf, entry };
  } catch (error) {
    if (error instanceof Refused && error.faults[0] !== undefined) return { fault: error.faults[0] };
    throw error;
  }
}

function rewritten(head: Head, vouched: number, root: Hash): Fault {
  const between = head.size - vouched <= 1 ? `entry ${vouched}` : `an entry from ${vouched} to ${head.size - 1}`;
  return ledgerFault('019', {
    message: `${head.size === 0 ? 'the empty tree' : between} is not what ${head.where} signed`,
    field: `entry ${vouched}`,
    expected: `root ${head.root} at size ${head.size}`,
    found: `root ${root}`,
  });
}

function rolledBack(head: Head, size: number): Fault {
  return ledgerFault('020', {
    message: `entry ${size} and what follows are gone: ${head.where} was signed over ${head.size} entries`,
    field: `entry ${size}`,
    expected: `${head.size} entries`,
    found: `${size} entries`,
  });
}

function unsigned(vouched: number, size: number): Fault {
  return ledgerFault('021', {
    message: `no checkpoint was signed over entry ${vouched}${size - vouched === 1 ? '' : ` to ${size - 1}`}`,
    field: `entry ${vouched}`,
    expected: `${vouched} entries, as the newest checkpoint says`,
    found: `${size} entries`,
  });
}

/**
 * The first tile that does not follow from the level-0 hashes, which the caller has held against the entries: of the wrong length, or with a hash that
 * is not the root of the full tile below it. Two hashes an entry at most.
 */
export function firstWrongTile(size: number, read: (place: TilePlace) => Uint8Array): TilePlace | undefined {
  for (const place of tilesOf(size)) {
    const hashes = read(place);
    if (hashes.length !== place.width * HASH_BYTES) return place;
    for (let slot = 0; place.level > 0 && slot < place.width; slot += 1) {
      const below = read({ level: place.level - 1, index: place.index * TILE_WIDTH + slot, width: TILE_WIDTH });
      if (below.length !== TILE_WIDTH * HASH_BYTES || readHash(hashes, slot * HASH_BYTES) !== tileRoot(below)) return place;
    }
  }
  return undefined;
}

function tileRoot(hashes: Uint8Array): Hash {
  const growing = grow(EMPTY_RANGE);
  for (let at = 0; at < hashes.length; at += HASH_BYTES) growing.push(readHash(hashes, at), 0);
  return rootOf(growing.range());
}

export function wrongTile({ level, index }: Pick<TilePlace, 'level' | 'index'>): Fault {
  const field = `tile ${level}/${index}`;
  return ledgerFault('022', { message: `${field} is not what the entries give`, field, expected: 'the hashes of the entries', found: 'other hashes' });
}
