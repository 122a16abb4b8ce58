import { Refused } from '../../core/index.ts';
import { fromBase64, toBase64 } from '../../ledger/base64.ts';
import { HASH_BYTES, type Hash, hexOf, writeHash } from '../../ledger/hash.ts';
import { codelogFaults } from './faults.ts';

/** A request to cosign (C2SP tlog-witness, add-checkpoint). */
export interface WitnessRequest {
  readonly oldSize: number;
  readonly proof: readonly Hash[];
  /** As it came. */
  readonly checkpoint: string;
}

export const MAX_PROOF_LINES = 63;
/** 63 lines of proof and a note of 64 KiB. */
export const MAX_REQUEST_BYTES = 72 * 1024;
const OLD = /^old (0|[1-9]\d{0,15})$/;

export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${base64Of(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Whoever can reach the witness wrote it. Throws `Refused` (ASSAY-CODELOG-004). */
export function parseWitnessRequest(body: string): WitnessRequest {
  if (body.length > MAX_REQUEST_BYTES) throw malformed(`at most ${MAX_REQUEST_BYTES} bytes`, `${body.length}`);
  const blank = body.indexOf('\n\n');
  if (blank === -1) throw malformed('an empty line before the checkpoint', 'none');
  const [first = '', ...lines] = body.slice(0, blank).split('\n');
  const oldSize = Number(OLD.exec(first)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(oldSize)) throw malformed('"old", a space and a size', first);
  if (lines.length > MAX_PROOF_LINES) throw malformed(`at most ${MAX_PROOF_LINES} lines of proof`, `${lines.length}`);
  const proof = lines.map((line) => hashIn(line) ?? refuse('a hash of 32 bytes in base64', line));
  return { oldSize, proof, checkpoint: body.slice(blank + 2) };
}

/** A hash as one line of base64; `undefined` for anything else. */
export function hashIn(line: string): Hash | undefined {
  const bytes = line.length > 64 ? undefined : fromBase64(line);
  return bytes?.length === HASH_BYTES ? (hexOf(bytes) as Hash) : undefined;
}

export function base64Of(hash: Hash): string {
  const bytes = new Uint8Array(HASH_BYTES);
  writeHash(hash, bytes, 0);
  return toBase64(bytes);
}

function refuse(expected: string, found: string): never {
  throw malformed(expected, found);
}

function malformed(expected: string, found: string): Refused {
  return new Refused(
    codelogFaults.fault('004', {
      message: `the request does not have ${expected}`,
      expected,
      found: found.slice(0, 100),
      remedy: 'Send what C2SP tlog-witness says: the old size, the consistency proof line by line, an empty line, the checkpoint.',
    }),
  );
}
