import { Refused } from '../../core/index.ts';
import {
  type Ed25519Sign,
  type Ed25519Verify,
  formatVerifierKey,
  parseNote,
  parseVerifierKey,
  signatureLine,
  typedKey,
  type VerifierKey,
} from '../../ledger/signed-note.ts';
import { codelogFaults } from './faults.ts';

/** Signature type of C2SP tlog-cosignature v1: Ed25519 with a moment. */
const COSIGNATURE = 0x04;
const TIMESTAMP_BYTES = 8;
const encoder = new TextEncoder();

export function witnessKey(name: string, publicKey: Uint8Array): VerifierKey {
  return typedKey(name, COSIGNATURE, publicKey);
}

export function formatWitnessKey(key: VerifierKey): string {
  return formatVerifierKey(key, COSIGNATURE);
}

/** Throws `Refused` (ASSAY-LEDGER-012), also for a key of another type: a log's key is no witness's. */
export function parseWitnessKey(text: string): VerifierKey {
  return parseVerifierKey(text, COSIGNATURE);
}

/** What a witness signs: a header, the moment, and the text of the checkpoint (tlog-cosignature, "Ed25519 signed message"). */
function messageOf(text: string, seconds: number): Uint8Array {
  return encoder.encode(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** The line that a witness adds to a checkpoint. `text` is the checkpoint's, with its final newline; `seconds` since 1970. */
export function cosign(text: string, seconds: number, key: VerifierKey, sign: Ed25519Sign): string {
  const signature = sign(messageOf(text, seconds));
  const stamped = new Uint8Array(TIMESTAMP_BYTES + signature.length);
  new DataView(stamped.buffer).setBigUint64(0, BigInt(seconds));
  stamped.set(signature, TIMESTAMP_BYTES);
  return signatureLine(key, stamped);
}

export interface Cosigned {
  readonly witness: string;
  /** Seconds since 1970, by the witness's clock. */
  readonly seconds: number;
  readonly line: string;
}

/** So far ahead of ours a witness's clock may be. */
const AHEAD_S = 300;

/**
 * The cosignatures of known witnesses on a checkpoint, one a witness. Lines of others are ignored; one of a known witness that does not verify, or comes from the future, refuses the note whole.
 * Throws `Refused` (ASSAY-LEDGER-010, ASSAY-CODELOG-003). `now` is in seconds.
 */
export function cosignaturesOn(note: string, witnesses: readonly VerifierKey[], now: number, verify: Ed25519Verify): readonly Cosigned[] {
  const { text, signatures } = parseNote(note);
  const found = new Map<string, Cosigned>();
  for (const { name, id, signature } of signatures) {
    const key = witnesses.find((one) => one.name === name && one.id === id);
    if (key === undefined) continue;
    const seconds = signature.length === TIMESTAMP_BYTES + 64 ? secondsIn(signature) : undefined;
    if (seconds === undefined || !verify(key.publicKey, messageOf(text, seconds), signature.subarray(TIMESTAMP_BYTES)))
      throw new Refused(bad(name, 'a cosignature of this witness over this checkpoint', 'one that does not verify'));
    if (seconds > now + AHEAD_S) throw new Refused(bad(name, 'a moment that is not to come', `${seconds} seconds since 1970, at ${now}`));
    const before = found.get(name);
    if (before === undefined || before.seconds < seconds) found.set(name, { witness: name, seconds, line: signatureLine(key, signature) });
  }
  return [...found.values()];
}

function secondsIn(signature: Uint8Array): number | undefined {
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset, TIMESTAMP_BYTES).getBigUint64(0));
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

function bad(witness: string, expected: string, found: string) {
  return codelogFaults.fault('003', {
    message: `what stands for the witness ${witness} is not ${expected}`,
    expected,
    found,
    remedy: 'Take the checkpoint from the log again, and the key of the witness from whoever runs it. Where both are right, somebody made this up.',
  });
}

/** How many of which witnesses have to have seen a checkpoint. */
export interface WitnessPolicy {
  readonly need: number;
  readonly witnesses: readonly { readonly key: VerifierKey; readonly url?: string }[];
}

/** The cosignatures where there are as many as the policy needs. Throws `Refused` (ASSAY-CODELOG-007, and as above). */
export function needCosigned(note: string, policy: WitnessPolicy, now: number, verify: Ed25519Verify): readonly Cosigned[] {
  const found = cosignaturesOn(
    note,
    policy.witnesses.map(({ key }) => key),
    now,
    verify,
  );
  if (found.length >= policy.need) return found;
  throw new Refused(tooFew(policy, found));
}

export function tooFew(policy: WitnessPolicy, found: readonly Cosigned[], why: readonly string[] = []) {
  const names = found.map(({ witness }) => witness).join(', ');
  return codelogFaults.fault('007', {
    message: `${found.length} of the ${policy.need} witnesses that are needed cosigned the checkpoint${why.length === 0 ? '' : `: ${why.join('; ')}`}`,
    expected: `${policy.need} of ${policy.witnesses.map(({ key }) => key.name).join(', ')}`,
    found: names === '' ? 'none' : names,
    remedy: 'Ask again when the witnesses can be reached. Where they refuse, hold the log against what they saw: assay development log monitor.',
  });
}
