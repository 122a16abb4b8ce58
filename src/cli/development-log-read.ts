import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Digest, Duration, hexHash, Refused } from '../core/index.ts';
import { needCosigned, type WitnessPolicy } from '../development/codelog/cosignature.ts';
import { readExpected } from '../development/codelog/edge/expected.ts';
import { monitorLog } from '../development/codelog/edge/monitor.ts';
import { openCodeLog } from '../development/codelog/edge/open.ts';
import { growthProof, inclusionProof, noSuch } from '../development/codelog/edge/prove.ts';
import { openSource } from '../development/codelog/edge/source.ts';
import { identityOf, leafOf } from '../development/codelog/leaf.ts';
import { checkLogProof, parseLogProof } from '../development/codelog/log-proof.ts';
import { readWitnessPolicy } from '../development/codelog/settings.ts';
import { verifyEd25519 } from '../ledger/edge/ed25519.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { parseEntry } from '../ledger/entry.ts';
import type { Entry, TreeSize } from '../ledger/model.ts';
import { parseVerifierKey } from '../ledger/signed-note.ts';
import { readTextFile, writeFileWhole } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { monitorText } from './development-log-text.ts';
import { cliFaults } from './faults.ts';
import { needed, wholeNumber } from './parse.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

const VERIFIER = new URL('../development/codelog/edge/log-check.mjs', import.meta.url);
const named = (usage: string) => ({ noun: 'development', verb: 'log', usage });

/** The witnesses that --witnesses names. */
export function policyOf(args: Arguments, io: Io): WitnessPolicy | undefined {
  const file = args.text('witnesses');
  return file === undefined ? undefined : readWitnessPolicy(readTextFile(resolve(io.cwd, file)), file);
}

export function keyOf(args: Arguments) {
  const key = args.text('key');
  if (key !== undefined) return parseVerifierKey(key);
  throw new Refused(
    cliFaults.fault('003', {
      message: 'the verifier key of the log is needed',
      expected: '--key KEY',
      found: 'nothing',
      remedy: 'Take it from whoever runs the log, by another way than the log: a key that comes with what it signs proves nothing.',
    }),
  );
}

export async function codeLogProve(args: Arguments, io: Io): Promise<Outcome> {
  const since = args.text('since');
  const asked = since === undefined ? needed(args, 1, 'the index of an entry, or a digest', named('prove INDEX|DIGEST')) : undefined;
  const under = args.text('under');
  let found: number | undefined;
  const take = (entry: Entry) => {
    if (found === undefined && asked !== undefined && isNamed(asked, entry)) found = entry.seq;
  };
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'read', take });
  try {
    const checkpoint = under === undefined ? signedOver(log.ledger, args) : readTextFile(resolve(io.cwd, under));
    if (asked !== undefined && found === undefined)
      throw noSuch(asked.slice(0, 100), 'the index of an entry, the identity of a leaf, or the digest of a file that was submitted');
    const proof =
      since === undefined ? inclusionProof(log.ledger, found ?? 0, checkpoint) : growthProof(log.ledger, readTextFile(resolve(io.cwd, since)), checkpoint);
    const out = args.text('out');
    if (out !== undefined) writeFileWhole(resolve(io.cwd, out), proof, { overwrite: args.flag('overwrite') });
    const json = { ...(found === undefined ? {} : { index: found }), proof };
    return { json, ...(out === undefined ? { text: proof.trimEnd() } : { text: '', notes: [`The proof is in ${out}.`] }), code: 0 };
  } finally {
    await log.close();
  }
}

function signedOver(ledger: Ledger, args: Arguments): string {
  const { size } = ledger.head();
  const to = wholeNumber(args, 'to', { least: 0, most: size, otherwise: size });
  const note = to === size ? ledger.checkpoint() : ledger.signedAt(to as TreeSize);
  if (note === undefined) throw noSuch(`checkpoint over ${to} entries`, 'a size at which a checkpoint was kept: the newest of each 256 entries');
  return note;
}

function isNamed(asked: string, { seq, type, body }: Entry): boolean {
  if (/^\d{1,15}$/.test(asked)) return seq === Number(asked);
  const leaf = leafOf(type, body);
  return leaf !== undefined && (identityOf(leaf) === asked || (leaf.kind !== 'ref' && (leaf.digest === asked || leaf.payload === asked)));
}

export async function codeLogVerify(args: Arguments, io: Io): Promise<Outcome> {
  const usage = named('verify FILE… --key KEY');
  needed(args, 1, 'a proof', usage);
  const [key, policy, statement] = [keyOf(args), policyOf(args, io), args.text('statement')];
  const results = args.positionals.slice(1).map((file) => {
    try {
      const proof = parseLogProof(readTextFile(resolve(io.cwd, file)), file);
      const { size } = checkLogProof(proof, key, verifyEd25519, file);
      const by = policy === undefined ? [] : needCosigned(proof.kind === 'inclusion' ? proof.checkpoint : proof.newer, policy, io.now() / 1000, verifyEd25519);
      const entry = proof.kind === 'inclusion' ? parseEntry(new TextDecoder().decode(proof.entry), proof.index) : undefined;
      const leaf = entry === undefined ? undefined : leafOf(entry.type, entry.body);
      const held = statement === undefined ? undefined : Digest.of(readFileSync(resolve(io.cwd, statement)));
      if (held !== undefined && (leaf === undefined || leaf.kind === 'ref' || leaf.digest !== held))
        throw noSuch(`entry of ${statement}`, `an entry with the digest ${held}`);
      return { file, holds: true as const, size, by: by.map(({ witness }) => witness), ...(leaf === undefined ? {} : { index: entry?.seq, leaf }) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [fault] = error.faults;
      // What was named and cannot be read is no proof that fails.
      if (fault?.code.startsWith('ASSAY-CODELOG-008') !== true && !/^ASSAY-(LEDGER-01[0-9]|CODELOG-00[379])$/.test(fault?.code ?? '')) throw error;
      return { file, holds: false as const, code: fault?.code, why: fault?.message ?? '' };
    }
  });
  const lines = results.map((one) => {
    if (!one.holds) return `${one.file}: does not hold. ${one.why}`;
    const what = one.leaf === undefined ? 'the log only grew' : `entry ${one.index} (${one.leaf.kind}) is in the log`;
    return `${one.file}: holds. By ${key.name}, ${what}, of ${counted(one.size, 'entry', 'entries')}${one.by.length === 0 ? '' : `, cosigned by ${one.by.join(', ')}`}.`;
  });
  return { json: results, text: lines.join('\n'), code: results.every(({ holds }) => holds) ? 0 : 1 };
}

export async function codeLogMonitor(args: Arguments, io: Io): Promise<Outcome> {
  const where = needed(args, 1, 'the address or the folder of a log', named('monitor WHERE --key KEY'));
  const [key, policy] = [keyOf(args), policyOf(args, io)];
  const [list, stalled] = [args.text('expect'), args.text('stalled-after')];
  const most = wholeNumber(args, 'most', { least: 1, most: 1_000_000_000, otherwise: 10_000_000 });
  const source = await openSource(/^https?:\/\//.test(where) ? where : resolve(io.cwd, where));
  try {
    const monitored = await monitorLog({
      source,
      key,
      stateFile: stateFile(args, io, `${key.name}+${key.id}`),
      now: io.now(),
      most,
      ...(list === undefined ? {} : { expectation: readExpected(resolve(io.cwd, list)) }),
      ...(policy === undefined ? {} : { policy }),
      ...(stalled === undefined ? {} : { stalledAfterMs: Duration.parse(stalled) }),
    });
    return { json: monitored, text: monitorText(monitored), code: monitored.alarms.length > 0 ? 1 : 0 };
  } finally {
    await source.close();
  }
}

function stateFile(args: Arguments, io: Io, log: string): string {
  const given = args.text('state');
  if (given !== undefined) return resolve(io.cwd, given);
  const folder = `${dataFolder(args, io)}/development/monitor`;
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return `${folder}/${hexHash('sha256', log).slice(0, 32)}.json`;
}

export async function codeLogExportVerifier(args: Arguments, io: Io): Promise<Outcome> {
  const file = needed(args, 1, 'a file to write', named('export-verifier FILE'));
  const text = readFileSync(VERIFIER, 'utf8');
  writeFileWhole(resolve(io.cwd, file), text, { overwrite: args.flag('overwrite') });
  const digest = Digest.of(text);
  return { json: { file, digest }, text: `The verifier is in ${file}, ${digest}.\nIt runs with Node alone: node ${file}`, code: 0 };
}
