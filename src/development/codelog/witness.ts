import { Refused } from '../../core/index.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import { EMPTY_ROOT, type Hash } from '../../ledger/hash.ts';
import { type Ed25519Verify, parseNote, type VerifierKey } from '../../ledger/signed-note.ts';
import { verifyConsistency } from '../../ledger/tree-proof.ts';
import { parseWitnessRequest, type WitnessRequest } from './witness-request.ts';

/** The newest tree of a log that a witness has put its name to; of one it never did, the empty tree. */
export interface Seen {
  readonly size: number;
  readonly root: Hash;
}

export const NEVER_SEEN: Seen = { size: 0, root: EMPTY_ROOT };

/** A request whose checkpoint is signed by a known log: all that can be judged without knowing what was seen before. */
export interface Asked {
  readonly request: WitnessRequest;
  readonly checkpoint: Checkpoint;
  /** What is to be cosigned. */
  readonly text: string;
}

/** An answer of HTTP that says no (C2SP tlog-witness). */
export interface Denied {
  readonly status: 400 | 403 | 404 | 409 | 422;
  readonly why: string;
}

/** The keys that a witness trusts, by the origin of the log. */
export type KnownLogs = ReadonlyMap<string, readonly VerifierKey[]>;

/** Takes the request apart, whoever sent it. Throws nothing. */
export function readAsked(body: string, logs: KnownLogs, verify: Ed25519Verify): Asked | Denied {
  try {
    const request = parseWitnessRequest(body);
    const { text } = parseNote(request.checkpoint);
    const keys = logs.get(text.slice(0, text.indexOf('\n')));
    if (keys === undefined) return { status: 404, why: 'a log that this witness does not know' };
    const signed = keys.filter((key) => isSignedBy(request.checkpoint, key, verify));
    const [key] = signed;
    if (key === undefined) return { status: 403, why: 'no signature of the log verifies' };
    return { request, checkpoint: openCheckpoint(request.checkpoint, key, verify), text };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 400, why: error.faults[0]?.message ?? 'malformed' };
  }
}

/** A checkpoint that is signed and malformed is told apart from one that is not signed. */
function isSignedBy(note: string, key: VerifierKey, verify: Ed25519Verify): boolean {
  try {
    openCheckpoint(note, key, verify);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code === 'ASSAY-LEDGER-013';
  }
}

/**
 * Whether the witness may go from what it saw to the checkpoint, in the order in which the specification asks. A 409 is answered with the size that was seen.
 * To be called with what was seen held still: it must become what is signed before anybody else reads it.
 */
export function judgeAsked({ request: { oldSize, proof }, checkpoint: { size, root } }: Asked, seen: Seen): 'cosign' | Denied {
  if (oldSize > size) return { status: 400, why: 'the old size is larger than the checkpoint' };
  if (oldSize !== seen.size) return { status: 409, why: 'another tree was seen last' };
  if (size === seen.size && root !== seen.root) return { status: 409, why: 'another tree of this size was seen' };
  const proven = oldSize === 0 || oldSize === size ? proof.length === 0 : verifyConsistency(oldSize, size, seen.root, root, proof);
  return proven ? 'cosign' : { status: 422, why: 'the proof does not show that nothing was taken away' };
}
