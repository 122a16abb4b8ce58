import { type Json, parseJson, Refused } from '../core/index.ts';
import { openCheckpoint } from './checkpoint.ts';
import { parseEntry } from './entry.ts';
import { ledgerFault } from './faults.ts';
import { type Hash, isHash, leafHash } from './hash.ts';
import type { Entry } from './model.ts';
import { type Ed25519Verify, parseVerifierKey } from './signed-note.ts';
import { MAX_ENTRY_BYTES } from './tiles.ts';
import { verifyInclusion } from './tree-proof.ts';

const FORMAT = 'assay-ledger-proof/1';

/** Everything that shows one entry to be in the log, for someone who has the verifier key from a source of their own. */
export interface ProofBundle {
  readonly format: typeof FORMAT;
  /** The canonical text of the entry: the bytes of the leaf. */
  readonly entry: string;
  readonly leafHash: Hash;
  readonly index: number;
  readonly treeSize: number;
  /** Nearest sibling first (RFC 9162 section 2.1.3.1). */
  readonly path: readonly Hash[];
  /** C2SP tlog-checkpoint over `treeSize` entries. */
  readonly checkpoint: string;
  readonly verifierKey: string;
}

/** What a proof that holds has shown. */
export interface Proven {
  readonly entry: Entry;
  readonly origin: string;
  readonly treeSize: number;
  /** False when the key was taken from the bundle itself: then the proof shows only that whoever made it signed the entry. */
  readonly keyFromOutside: boolean;
}

/**
 * Reads a proof bundle that anyone may have written. Throws `Refused` (ASSAY-LEDGER-026, or ASSAY-JSON-… for what is not JSON).
 */
export function parseProof(text: string, file: string): ProofBundle {
  const value = parseJson(text, file, { bytes: 8 * MAX_ENTRY_BYTES, depth: 8 });
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : {};
  const { format, entry, leafHash: leaf, index, treeSize, path, checkpoint, verifierKey } = object;
  if (format !== FORMAT) throw notProof(file, 'format', FORMAT, format);
  if (typeof entry !== 'string') throw notProof(file, 'entry', 'the canonical text of an entry', entry);
  if (typeof leaf !== 'string' || !isHash(leaf)) throw notProof(file, 'leafHash', '64 hex digits', leaf);
  if (typeof index !== 'number') throw notProof(file, 'index', 'a number', index);
  if (typeof treeSize !== 'number') throw notProof(file, 'treeSize', 'a number', treeSize);
  if (!isHashes(path)) throw notProof(file, 'path', 'at most 64 hashes of 64 hex digits', path);
  if (typeof checkpoint !== 'string') throw notProof(file, 'checkpoint', 'a signed note', checkpoint);
  if (typeof verifierKey !== 'string') throw notProof(file, 'verifierKey', 'a verifier key', verifierKey);
  return { format, entry, leafHash: leaf, index, treeSize, path, checkpoint, verifierKey };
}

function isHashes(value: Json | undefined): value is readonly Hash[] {
  return Array.isArray(value) && value.length <= 64 && value.every((item) => typeof item === 'string' && isHash(item));
}

/**
 * Checks a proof bundle. `trustedKey`, a verifier key from outside the bundle, is what makes it proof to somebody else.
 * Throws `Refused`: ASSAY-LEDGER-029 where the path does not lead from entry to checkpoint, -010 to -014 and -017 for its parts.
 */
export function verifyProof(bundle: ProofBundle, verify: Ed25519Verify, trustedKey?: string): Proven {
  const key = parseVerifierKey(trustedKey ?? bundle.verifierKey);
  const head = openCheckpoint(bundle.checkpoint, key, verify);
  const entry = parseEntry(bundle.entry, bundle.index);
  const leaf = leafHash(bundle.entry);
  if (leaf !== bundle.leafHash) throw fails('leafHash', leaf, bundle.leafHash);
  if (head.size !== bundle.treeSize) throw fails('treeSize', String(head.size), String(bundle.treeSize));
  if (!verifyInclusion(bundle.index, head.size, leaf, bundle.path, head.root)) throw fails('path', `a path to root ${head.root}`, 'one that leads elsewhere');
  return { entry, origin: head.origin, treeSize: head.size, keyFromOutside: trustedKey !== undefined };
}

/** The bundle as it is handed over: indented JSON that a person can read, and a line end. */
export function formatProof(bundle: ProofBundle): string {
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

const ASK = 'Ask whoever gave the proof for a new one: assay ledger prove SEQ.';

function notProof(file: string, field: string, expected: string, found: Json | undefined): Refused {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 120);
  return new Refused(ledgerFault('026', { message: `${file} is not a proof: ${field} is wrong`, file, field, expected, found: shown, remedy: ASK }));
}

function fails(field: string, expected: string, found: string): Refused {
  return new Refused(ledgerFault('029', { message: `the proof does not hold: ${field} does not fit`, field, expected, found, remedy: ASK }));
}
