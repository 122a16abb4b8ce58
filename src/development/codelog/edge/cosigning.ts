import { type Instant, Refused } from '../../../core/index.ts';
import { openCheckpoint } from '../../../ledger/checkpoint.ts';
import { readSmallFile, writeDurably } from '../../../ledger/edge/durable-file.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import type { Ledger } from '../../../ledger/edge/open.ts';
import type { TreeSize } from '../../../ledger/model.ts';
import { parseVerifierKey, type VerifierKey } from '../../../ledger/signed-note.ts';
import { type Cosigned, cosignaturesOn, needCosigned, tooFew, type WitnessPolicy } from '../cosignature.ts';
import { formatWitnessRequest } from '../witness-request.ts';
import { answered, bodyOf } from './source.ts';

const TIMEOUT_MS = 10_000;
const ANSWER_BYTES = 16 * 1024;
/** A witness that says another size again after it was believed once has had its turn. */
const TRIES = 3;

/** The cosigned checkpoint of a log of ours. */
export interface CosignedCheckpoint {
  readonly note: string;
  readonly size: number;
  readonly by: readonly Cosigned[];
  /** What witnesses said that did not cosign. */
  readonly refused: readonly string[];
}

/**
 * Asks each witness to cosign the newest checkpoint, keeps the checkpoint with what came, durably, and gives it. Witnesses are asked at once, each with a proof from where it says
 * that it stopped. Throws `Refused` (ASSAY-CODELOG-007) where they are fewer than the policy needs; what was kept before then stays.
 */
export async function cosignLog(
  ledger: Ledger,
  folder: string,
  policy: WitnessPolicy,
  now: () => Instant,
  timeoutMs: number = TIMEOUT_MS,
): Promise<CosignedCheckpoint> {
  const note = ledger.checkpoint();
  const { size } = openCheckpoint(note, parseVerifierKey(ledger.verifierKey), verifyEd25519);
  const seen = cosignedOf(ledger, folder, policy, now);
  const refused: string[] = [];
  const lines = await Promise.all(
    policy.witnesses.map(async ({ key, url }) => {
      if (url === undefined) return '';
      const known = seen?.by.some(({ witness }) => witness === key.name) === true ? seen.size : 0;
      try {
        return await ask(ledger, note, size, key, url, known, now, timeoutMs);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused.push(`${key.name}: ${error.faults[0]?.message ?? 'no answer'}`);
        return '';
      }
    }),
  );
  const whole = `${note}${lines.join('')}`;
  const by = cosignaturesOn(
    whole,
    policy.witnesses.map(({ key }) => key),
    now() / 1000,
    verifyEd25519,
  );
  if (by.length < policy.need) throw new Refused(tooFew(policy, by, refused));
  writeDurably(`${folder}/cosigned`, whole, 0o644);
  return { note: whole, size, by, refused };
}

/** The line of one witness, verified. Throws `Refused` (ASSAY-CODELOG-003, -006, -007). */
async function ask(
  ledger: Ledger,
  checkpoint: string,
  size: number,
  key: VerifierKey,
  url: string,
  known: number,
  now: () => Instant,
  timeoutMs: number,
): Promise<string> {
  const address = `${url.replace(/\/+$/, '')}/add-checkpoint`;
  let oldSize = Math.min(known, size);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const proof = oldSize === 0 || oldSize === size ? [] : ledger.proveConsistency(oldSize as TreeSize, size as TreeSize).path;
    const answer = await answered(address, {
      method: 'POST',
      body: formatWitnessRequest({ oldSize, proof, checkpoint }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = new TextDecoder().decode(await bodyOf(answer, address, ANSWER_BYTES));
    if (answer.status === 200) {
      const [line] = cosignaturesOn(`${checkpoint}${body}`, [key], now() / 1000, verifyEd25519);
      if (line === undefined) throw denied(key, 'no signature of its own');
      return line.line;
    }
    const told = /^(\d{1,16})\n$/.exec(body)?.[1];
    if (answer.status !== 409 || told === undefined) throw denied(key, `status ${answer.status}`);
    if (Number(told) > size) throw denied(key, `that it saw ${told} entries, and this log has ${size}`);
    if (Number(told) === oldSize) throw denied(key, `that it saw another tree of ${told} entries`);
    oldSize = Number(told);
  }
  throw denied(key, 'another size each time');
}

function denied(key: VerifierKey, said: string): Refused {
  return new Refused(tooFew({ need: 1, witnesses: [{ key }] }, [], [`it answered ${said}`]));
}

/** The cosigned checkpoint that was kept, where it holds by the policy; a policy that changed since may need others. */
export function cosignedOf(ledger: Ledger, folder: string, policy: WitnessPolicy, now: () => Instant): Omit<CosignedCheckpoint, 'refused'> | undefined {
  const note = readSmallFile(`${folder}/cosigned`);
  if (note === undefined) return undefined;
  try {
    const { size, root } = openCheckpoint(note, parseVerifierKey(ledger.verifierKey), verifyEd25519);
    if (size > ledger.head().size || ledger.rootAt(size as TreeSize) !== root) return undefined;
    return { note, size, by: needCosigned(note, policy, now() / 1000, verifyEd25519) };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
