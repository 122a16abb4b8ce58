import { Refused } from '../../core/index.ts';
import { fromBase64, toBase64 } from '../../ledger/base64.ts';
import { type Checkpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import { type Hash, leafHashOfBytes } from '../../ledger/hash.ts';
import type { Ed25519Verify, VerifierKey } from '../../ledger/signed-note.ts';
import { MAX_ENTRY_BYTES } from '../../ledger/tiles.ts';
import { verifyConsistency, verifyInclusion } from '../../ledger/tree-proof.ts';
import { codelogFaults } from './faults.ts';
import { base64Of, hashIn, MAX_PROOF_LINES } from './witness-request.ts';

const INCLUSION = 'c2sp.org/tlog-proof@v1';
const CONSISTENCY = 'assay-log-consistency/1';
/** The entry in base64, 63 lines of proof and a note of 64 KiB. */
const MAX_CHARS = 256 * 1024;
const NUMBER = /^(?:0|[1-9]\d{0,15})$/;

/** That an entry stands in a log (C2SP tlog-proof). `entry`: its bytes, carried as extra data. */
export interface InclusionProof {
  readonly kind: 'inclusion';
  readonly entry: Uint8Array;
  readonly index: number;
  readonly path: readonly Hash[];
  readonly checkpoint: string;
}

/** That a log only grew between two checkpoints of it. */
export interface GrowthProof {
  readonly kind: 'consistency';
  readonly path: readonly Hash[];
  readonly older: string;
  readonly newer: string;
}

export type LogProof = InclusionProof | GrowthProof;

export function formatLogProof(proof: LogProof): string {
  const path = proof.path.map((hash) => `${base64Of(hash)}\n`).join('');
  return proof.kind === 'inclusion'
    ? `${INCLUSION}\nextra ${toBase64(proof.entry)}\nindex ${proof.index}\n${path}\n${proof.checkpoint}`
    : `${CONSISTENCY}\n${path}\n${proof.older}\n${proof.newer}`;
}

/** Reads either, whoever wrote it. Throws `Refused` (ASSAY-CODELOG-008). Nothing of it may be believed before `checkLogProof`. */
export function parseLogProof(text: string, file: string): LogProof {
  if (text.length > MAX_CHARS) throw malformed(file, `at most ${MAX_CHARS} characters`, `${text.length}`);
  const blank = text.indexOf('\n\n');
  const [format = '', ...lines] = text.slice(0, Math.max(blank, 0)).split('\n');
  const rest = text.slice(blank + 2);
  if (format === CONSISTENCY) {
    // Each of the two notes has one empty line of its own.
    const second = rest.indexOf('\n\n', rest.indexOf('\n\n') + 2);
    if (second === -1) throw malformed(file, 'two checkpoints', 'one');
    return { kind: 'consistency', path: pathIn(lines, file), older: rest.slice(0, second + 1), newer: rest.slice(second + 2) };
  }
  if (format !== INCLUSION) throw malformed(file, `${INCLUSION} or ${CONSISTENCY} in its first line`, format);
  const entry = fromBase64(/^extra (\S+)$/.exec(lines[0] ?? '')?.[1] ?? ' ');
  if (entry === undefined || entry.length > MAX_ENTRY_BYTES) throw malformed(file, '"extra" with the entry in base64', lines[0] ?? 'nothing');
  const index = /^index (\S+)$/.exec(lines[1] ?? '')?.[1] ?? '';
  if (!NUMBER.test(index) || !Number.isSafeInteger(Number(index))) throw malformed(file, '"index" with a whole number', lines[1] ?? 'nothing');
  return { kind: 'inclusion', entry, index: Number(index), path: pathIn(lines.slice(2), file), checkpoint: rest };
}

function pathIn(lines: readonly string[], file: string): readonly Hash[] {
  if (lines.length > MAX_PROOF_LINES) throw malformed(file, `at most ${MAX_PROOF_LINES} lines of proof`, `${lines.length}`);
  return lines.map((line) => {
    const hash = hashIn(line);
    if (hash === undefined) throw malformed(file, 'hashes of 32 bytes in base64', line);
    return hash;
  });
}

/** The checkpoint that the proof leads to, once it holds. Throws `Refused` (ASSAY-CODELOG-008; ASSAY-LEDGER-010, -011, -013). */
export function checkLogProof(proof: LogProof, key: VerifierKey, verify: Ed25519Verify, file: string): Checkpoint {
  if (proof.kind === 'inclusion') {
    const head = openCheckpoint(proof.checkpoint, key, verify);
    if (verifyInclusion(proof.index, head.size, leafHashOfBytes(proof.entry), proof.path, head.root)) return head;
    throw malformed(file, `a proof that the entry stands at ${proof.index} of ${head.size}`, 'one that does not hold');
  }
  const [older, newer] = [openCheckpoint(proof.older, key, verify), openCheckpoint(proof.newer, key, verify)];
  if (verifyConsistency(older.size, newer.size, older.root, newer.root, proof.path)) return newer;
  throw malformed(file, `a proof that the log of ${newer.size} entries extends the one of ${older.size}`, 'one that does not hold');
}

function malformed(file: string, expected: string, found: string): Refused {
  return new Refused(
    codelogFaults.fault('008', {
      message: `${file} does not have ${expected}`,
      file,
      expected,
      found: found.slice(0, 100),
      remedy: 'Ask for the proof again: assay development log prove. Where it comes from somebody else, do not believe what it is said to show.',
    }),
  );
}
