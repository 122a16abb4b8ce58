import { existsSync, readFileSync } from 'node:fs';
import { Instant, Refused } from '../../../core/index.ts';
import { type Checkpoint, openCheckpoint } from '../../../ledger/checkpoint.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import type { VerifierKey } from '../../../ledger/signed-note.ts';
import { decodeBundle, TILE_WIDTH } from '../../../ledger/tiles.ts';
import { cosignaturesOn, type WitnessPolicy } from '../cosignature.ts';
import type { Expectation } from '../expectation.ts';
import { codelogFaults } from '../faults.ts';
import { type Alarm, freshState, judgeAge, judgeHead, type MonitorState, readMonitorState, readOn } from '../monitor.ts';
import type { LogSource } from './source.ts';

export interface MonitorOptions {
  readonly source: LogSource;
  readonly key: VerifierKey;
  /** Where it stopped: replaced whole, after everything up to a checkpoint was verified. */
  readonly stateFile: string;
  readonly now: Instant;
  readonly expectation?: Expectation;
  readonly policy?: WitnessPolicy;
  /** A checkpoint older than this alarms. */
  readonly stalledAfterMs?: number;
  /** So many new entries at most in one run. */
  readonly most: number;
}

export interface Monitored {
  readonly origin: string;
  readonly size: number;
  readonly before: number;
  /** New entries that were read and verified, and how many of them are not of our form. */
  readonly read: number;
  readonly foreign: number;
  readonly cosignedBy: readonly string[];
  readonly alarms: readonly Alarm[];
}

/**
 * Reads a log from where the last run stopped. Throws `Refused` where nothing can be said: ASSAY-CODELOG-006 no answer, -010 a state of another log or more to read than `most`;
 * ASSAY-LEDGER-010, -011, -013 a checkpoint that the log did not sign.
 */
export async function monitorLog(options: MonitorOptions): Promise<Monitored> {
  const { source, key, stateFile, now, expectation, policy } = options;
  const state = existsSync(stateFile) ? readMonitorState(readFileSync(stateFile, 'utf8'), stateFile) : freshState(key.name, now);
  if (state.origin !== key.name) throw new Refused(otherLog(stateFile, key.name, state.origin));
  const note = await source.checkpoint();
  const head = openCheckpoint(note, key, verifyEd25519);
  const cosigned =
    policy === undefined
      ? []
      : cosignaturesOn(
          note,
          policy.witnesses.map((one) => one.key),
          now / 1000,
          verifyEd25519,
        );
  const denied = judgeHead(state, head);
  const result = denied === undefined ? await readEntries(options, state, head) : { state, alarms: [denied, ...state.open], read: 0, foreign: 0 };
  const alarms = [...result.alarms];
  if (policy !== undefined && cosigned.length < policy.need) alarms.push(notCosigned(policy, cosigned.length));
  // With witnesses the moment is theirs; without, the one at which this monitor first saw the log at this size.
  const seen = cosigned.length > 0 ? Instant.of(Math.max(...cosigned.map(({ seconds }) => seconds)) * 1000) : result.state.since;
  const aged = options.stalledAfterMs === undefined ? undefined : judgeAge(seen, now, options.stalledAfterMs);
  if (aged !== undefined) alarms.push(aged);
  if (JSON.stringify(result.state) !== JSON.stringify(state) || !existsSync(stateFile)) writeDurably(stateFile, `${JSON.stringify(result.state)}\n`, 0o600);
  return {
    origin: key.name,
    size: head.size,
    before: state.size,
    read: result.read,
    foreign: result.foreign,
    cosignedBy: cosigned.map(({ witness }) => witness),
    alarms: expectation === undefined ? alarms : alarms.toSorted((a, b) => (a.index ?? -1) - (b.index ?? -1)),
  };
}

function readEntries({ source, expectation, most, stateFile, now }: MonitorOptions, state: MonitorState, head: Checkpoint) {
  if (head.size - state.size > most) throw new Refused(tooMany(stateFile, head.size - state.size, most));
  return readInto(source, state, expectation, head, now, () => undefined);
}

/** Reads the entries from a state up to a checkpoint. `told` of each before anything of it is verified: it may be believed where the alarms have no `entries-denied`. */
export async function readInto(
  source: LogSource,
  state: MonitorState,
  expectation: Expectation | undefined,
  head: Checkpoint,
  now: Instant,
  told: (bytes: Uint8Array, index: number) => void,
) {
  const reading = readOn(state, expectation);
  for (let index = reading.from; index * TILE_WIDTH < head.size; index += 1) {
    const width = Math.min(TILE_WIDTH, head.size - index * TILE_WIDTH);
    const bytes = await source.bundle(index, width);
    // A full bundle in place of a partial one has what came later too.
    const entries = bytes === undefined ? undefined : decodeBundle(bytes);
    if (entries === undefined || (entries.length !== width && entries.length !== TILE_WIDTH)) break;
    for (const [at, entry] of entries.slice(0, width).entries()) {
      reading.take(entry);
      told(entry, index * TILE_WIDTH + at);
    }
  }
  return reading.finish(head, now);
}

function notCosigned(policy: WitnessPolicy, found: number): Alarm {
  return {
    code: 'not-cosigned',
    what: `${found} of the ${policy.need} witnesses that are needed cosigned the checkpoint`,
    remedy: 'Ask the operator of the log why. Without witnesses, a log can show you another history than others.',
  };
}

function otherLog(file: string, expected: string, found: string) {
  return codelogFaults.fault('010', {
    message: `${file} is the state of a monitor of another log`,
    file,
    expected,
    found,
    remedy: 'Give each log a state file of its own: --state',
  });
}

function tooMany(file: string, found: number, most: number) {
  return codelogFaults.fault('010', {
    message: `the log has ${found} new entries, and this run may read ${most}`,
    file,
    expected: `at most ${most} new entries`,
    found: `${found}`,
    remedy: 'Where the log may be so large, allow more: --most. A size that nobody expects is a reason to ask its operator.',
  });
}
