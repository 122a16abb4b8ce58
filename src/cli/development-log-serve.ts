import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { cosignedOf, cosignLog } from '../development/codelog/edge/cosigning.ts';
import { openCodeLog } from '../development/codelog/edge/open.ts';
import { serveLog } from '../development/codelog/edge/serve.ts';
import { serveWitness } from '../development/codelog/edge/witness-server.ts';
import { openWitness, witnessFolder } from '../development/codelog/edge/witness-store.ts';
import { readKnownLogs } from '../development/codelog/settings.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { policyOf } from './development-log-read.ts';
import { cliFaults } from './faults.ts';
import { needed, wholeNumber } from './parse.ts';
import { untilSignalled } from './product-serve.ts';
import { secretAt } from './secret.ts';
import { dataFolder } from './workspace.ts';

/** New entries wait so long for witnesses; without new ones, cosignatures are renewed as often as the second says. */
const COSIGN_MS = 1000;
const RENEW_MS = 3_600_000;
/** After each failure twice as long as before, up to this. */
const FAILED_MS = 60_000;

export async function codeLogServe(args: Arguments, io: Io): Promise<Outcome> {
  const [policy, source] = [policyOf(args, io), args.text('token')];
  const token = source === undefined ? undefined : secretAt(source, io, 'token of the code log');
  const port = wholeNumber(args, 'port', { least: 0, most: 65_535, otherwise: 8490 });
  const broke = (error: unknown) => io.err(`${error instanceof Error ? error.message : String(error)}\n`);
  const stopped = untilSignalled();
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'write' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cosigning: Promise<void> = Promise.resolve();
  try {
    let renewed = 0;
    let wait = COSIGN_MS;
    const cosignNow = async () => {
      if (policy === undefined) return;
      const due = cosignedOf(log.ledger, log.folder, policy, io.now)?.size !== log.ledger.head().size || io.now() - renewed > RENEW_MS;
      try {
        if (due) {
          await cosignLog(log.ledger, log.folder, policy, io.now);
          renewed = io.now();
          wait = COSIGN_MS;
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        wait = Math.min(2 * wait, FAILED_MS);
        broke(error); // The witnesses are asked again; what they have cosigned before is what is served.
      }
      timer = setTimeout(() => {
        cosigning = cosignNow().catch(broke);
      }, wait);
    };
    await cosignNow();
    const door = await serveLog({
      log,
      host: args.text('host') ?? '127.0.0.1',
      port,
      now: io.now,
      broke,
      ...(token === undefined ? {} : { token }),
      ...(policy === undefined ? {} : { policy }),
    });
    io.out(args.flag('json') ? `${JSON.stringify({ url: door.url })}\n` : `log  ${door.url}\n`);
    await stopped;
    await door.close();
  } finally {
    clearTimeout(timer);
    await cosigning;
    clearTimeout(timer);
    await log.close();
  }
  return { json: { stopped: true }, text: 'Stopped. Everything that was acknowledged is on disk.', code: 0 };
}

export async function codeLogWitness(args: Arguments, io: Io): Promise<Outcome> {
  const usage = { noun: 'development', verb: 'log', usage: 'witness init --name NAME | witness serve --logs FILE' };
  const word = needed(args, 1, 'init or serve', usage);
  if (word !== 'init' && word !== 'serve') {
    throw new Refused(
      cliFaults.fault('004', {
        message: `"development log witness" does not know "${word.slice(0, 60)}"`,
        expected: usage.usage,
        found: word.slice(0, 60),
        remedy: 'See: assay development log --help',
      }),
    );
  }
  const dataDir = dataFolder(args, io);
  const witness = openWitness(dataDir, args.text('name'));
  try {
    if (word === 'init') {
      const text = `The witness ${witness.key.name} is in ${witnessFolder(args.text('data') ?? '.assay')}.\n\n  verifier key  ${witness.verifierKey}`;
      return { json: { name: witness.key.name, verifierKey: witness.verifierKey }, text, code: 0 };
    }
    const file = args.text('logs');
    if (file === undefined) {
      throw new Refused(
        cliFaults.fault('003', {
          message: '"development log witness serve" needs --logs',
          expected: '--logs FILE',
          found: 'nothing',
          remedy: 'Say in a file which logs it cosigns. See docs/development-log.md.',
        }),
      );
    }
    const logs = readKnownLogs(readTextFile(resolve(io.cwd, file)), file);
    const stopped = untilSignalled();
    const door = await serveWitness({
      witness,
      logs,
      host: args.text('host') ?? '127.0.0.1',
      port: wholeNumber(args, 'port', { least: 0, most: 65_535, otherwise: 8491 }),
      now: io.now,
      broke: (error) => io.err(`${error instanceof Error ? error.message : String(error)}\n`),
    });
    io.out(args.flag('json') ? `${JSON.stringify({ url: door.url, verifierKey: witness.verifierKey })}\n` : `witness  ${door.url}\n`);
    await stopped;
    await door.close();
  } finally {
    witness.close();
  }
  return { json: { stopped: true }, text: 'Stopped. What was cosigned is on disk.', code: 0 };
}
