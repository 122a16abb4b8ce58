import { Refused } from '../core/index.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { ledgerFault } from './faults.ts';
import { HASH_BYTES, type Hash, hexOf, writeHash } from './hash.ts';
import { type Ed25519Sign, type Ed25519Verify, openNote, signNote, type VerifierKey } from './signed-note.ts';

/** A tree head as C2SP tlog-checkpoint writes it. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

const SIZE = /^(?:0|[1-9]\d{0,15})$/;

export function signCheckpoint(size: number, root: Hash, key: VerifierKey, sign: Ed25519Sign): string {
  const bytes = new Uint8Array(HASH_BYTES);
  writeHash(root, bytes, 0);
  return signNote(`${key.name}\n${size}\n${toBase64(bytes)}\n`, key, sign);
}

/**
 * The tree head of a checkpoint signed by `key`, whose name is the log's origin. Extension lines are allowed and ignored.
 * Throws `Refused` (ASSAY-LEDGER-010, -011, -013).
 */
export function openCheckpoint(note: string, key: VerifierKey, verify: Ed25519Verify): Checkpoint {
  const lines = openNote(note, key, verify).slice(0, -1).split('\n');
  const [origin, size, encoded] = lines;
  const root = fromBase64(encoded ?? '');
  if (origin !== key.name) throw malformed(`origin ${key.name}`, origin ?? 'nothing');
  if (size === undefined || !SIZE.test(size) || !Number.isSafeInteger(Number(size))) throw malformed('a tree size', size ?? 'nothing');
  if (root?.length !== HASH_BYTES) throw malformed('a root hash of 32 bytes in base64', encoded ?? 'nothing');
  if (lines.some((line) => line === '')) throw malformed('no empty line', 'an empty line');
  return { origin, size: Number(size), root: hexOf(root) as Hash };
}

function malformed(expected: string, found: string): Refused {
  return new Refused(ledgerFault('013', { message: `the checkpoint does not have ${expected}`, expected, found: found.slice(0, 120) }));
}
