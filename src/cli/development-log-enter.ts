import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { figure, Instant, Refused } from '../core/index.ts';
import { cosignLog } from '../development/codelog/edge/cosigning.ts';
import { expect } from '../development/codelog/edge/expected.ts';
import { initCodeLog, openCodeLog } from '../development/codelog/edge/open.ts';
import { findMoves, readRefs } from '../development/codelog/edge/refs.ts';
import { type RemoteLog, readRemote, remoteAddress, submitTo } from '../development/codelog/edge/remote.ts';
import { leafOfFile } from '../development/codelog/envelope.ts';
import { draftOf, KINDS, type Leaf, leafOf, readLeaf } from '../development/codelog/leaf.ts';
import { ALARMING, isTag, leavesFor, type RefFinding, refsOf } from '../development/codelog/refs.ts';
import { openRepository } from '../development/git/edge/open.ts';
import type { Entry, Seq } from '../ledger/model.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { keyOf, policyOf } from './development-log-read.ts';
import { refsText } from './development-log-text.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, wholeNumber } from './parse.ts';
import { secretAt } from './secret.ts';
import { counted, wholeTable } from './table.ts';
import { dataFolder } from './workspace.ts';

const STATEMENTS = KINDS.filter((kind) => kind !== 'ref');
const FILE_BYTES = 64 * 1024 * 1024;
const SHOWN = 20;

export async function codeLogInit(args: Arguments, io: Io): Promise<Outcome> {
  const log = await initCodeLog(dataFolder(args, io), io.now, args.text('origin'));
  try {
    const { size } = log.ledger.head();
    const wanted = args.text('origin');
    const other = wanted !== undefined && wanted !== log.ledger.origin;
    const json = { origin: log.ledger.origin, verifierKey: log.ledger.verifierKey, size, folder: log.folder };
    const text = [
      ...(other ? [`No log ${wanted} was made: this data folder has one already, and a log keeps its name.`] : []),
      `The code log ${log.ledger.origin} is in ${args.text('data') ?? '.assay'}/development/log, with ${counted(size, 'entry', 'entries')}.`,
      '',
      `  verifier key  ${log.ledger.verifierKey}`,
      '',
      'Give this key to whoever is to verify or monitor the log.',
    ];
    return { json, text: text.join('\n'), code: other ? 1 : 0 };
  } finally {
    await log.close();
  }
}

export async function codeLogSubmit(args: Arguments, io: Io): Promise<Outcome> {
  const kind = choice(args, 'kind', STATEMENTS);
  needed(args, 1, 'a file', { noun: 'development', verb: 'log', usage: 'submit FILE… --kind KIND' });
  const [by, repository] = [args.texts('by').toSorted(), args.text('repository')];
  const more = { ...(by.length === 0 ? {} : { by: [...new Set(by)] }), ...(repository === undefined ? {} : { repository }) };
  const files = args.positionals.slice(1);
  const leaves = files.map((file) => {
    const leaf = leafOfFile(readBounded(resolve(io.cwd, file), file), kind, more);
    // As whoever sends it over HTTP is held to it.
    return readLeaf({ kind, ...(draftOf(leaf).body as object) }, file);
  });
  return entering(args, io, leaves, (entered) => {
    // A log elsewhere proves where an entry stands; that it was not there before would be its word.
    const rows = entered.map(({ index, fresh }, i) => [index, fresh === undefined ? 'in the log' : fresh ? 'entered' : 'there before', files[i] ?? '']);
    return { json: { entries: entered.map((one, i) => ({ file: files[i], ...one })) }, text: wholeTable(['entry', '', 'file'], rows), code: 0 };
  });
}

/** The log that --at names. Throws `Refused` (ASSAY-CLI-003 without a key or a token, ASSAY-CODELOG-013). */
function remoteOf(args: Arguments, io: Io): RemoteLog | undefined {
  const url = args.text('at');
  if (url === undefined) return undefined;
  const source = args.text('token');
  if (source === undefined)
    throw new Refused(
      cliFaults.fault('003', {
        message: 'the token of the log is needed',
        expected: '--token env:NAME, file:PATH or fd:NUMBER',
        found: 'nothing',
        remedy: 'Ask whoever serves the log: it is what log serve was given by --token.',
      }),
    );
  const address = remoteAddress(url);
  return { url: address, key: keyOf(args), token: secretAt(source, io, 'token of the code log') };
}

async function entering(
  args: Arguments,
  io: Io,
  leaves: readonly Leaf[],
  told: (entered: readonly { readonly index: number; readonly fresh?: boolean }[]) => Outcome,
): Promise<Outcome> {
  const list = args.text('expect');
  const remote = remoteOf(args, io);
  if (remote !== undefined) {
    if (list !== undefined) expect(resolve(io.cwd, list), leaves);
    return told((await submitTo(remote, leaves)).indexes.map((index) => ({ index })));
  }
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'write' });
  try {
    if (list !== undefined) expect(resolve(io.cwd, list), leaves);
    return told(await log.submit(leaves));
  } finally {
    await log.close();
  }
}

function readBounded(path: string, named: string): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true && found.size <= FILE_BYTES) return readFileSync(path);
  throw new Refused(
    cliFaults.fault('005', {
      message: `${named} cannot be submitted`,
      file: named,
      expected: `a file of at most ${figure(FILE_BYTES)} bytes`,
      found: found === undefined ? 'nothing' : found.isFile() ? `${figure(found.size)} bytes` : 'something else',
      remedy: 'Name a statement that was written to a file. A larger thing is entered by a statement about it.',
    }),
  );
}

export async function codeLogRefs(args: Arguments, io: Io): Promise<Outcome> {
  const named = needed(args, 1, 'a repository', { noun: 'development', verb: 'log', usage: 'refs REPO' });
  const folder = resolve(io.cwd, named);
  const id = args.text('repository') ?? basename(folder).replace(/\.git$/, '');
  const history = refsOf(id);
  const log = await refLog(args, io, history.take);
  const repository = openRepository(folder);
  try {
    const { refs, left } = await readRefs(repository);
    const wanted = args.flag('tags') ? refs.filter(({ ref }) => isTag(ref)) : refs;
    const findings = await findMoves(repository, history.history, wanted);
    const leaves = leavesFor(id, findings).map((leaf) => readLeaf({ kind: leaf.kind, ...(draftOf(leaf).body as object) }, leaf.ref));
    const known = new Set(args.texts('known-moved').map((tag) => (tag.startsWith('refs/') ? tag : `refs/tags/${tag}`)));
    const list = args.text('expect');
    // A move that somebody has to look at is for a person to put on the list.
    const usual = new Set(findings.filter(({ state, ref }) => !ALARMING.has(state) || known.has(ref)).map(({ ref }) => ref));
    if (list !== undefined) {
      expect(
        resolve(io.cwd, list),
        leaves.filter(({ kind, ...leaf }) => kind === 'ref' && 'ref' in leaf && usual.has(leaf.ref)),
      );
    }
    const entered = await log.submit(leaves);
    const alarming = findings.filter(({ state, ref }) => ALARMING.has(state) && !known.has(ref));
    const report = { repository: id, findings, left, ...entered };
    return { json: refsJson(report), text: refsText(report, known), code: alarming.length > 0 ? 1 : 0 };
  } finally {
    repository.close();
    await log.close();
  }
}

/** A log that refs are entered in, here or elsewhere; every entry of it was verified, and `take` told of it. */
async function refLog(
  args: Arguments,
  io: Io,
  take: (entry: Entry) => void,
): Promise<{ submit(leaves: readonly Leaf[]): Promise<{ readonly entered: number; readonly size: number }>; close(): Promise<void> }> {
  const remote = remoteOf(args, io);
  if (remote === undefined) {
    const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'write', take });
    return {
      submit: async (leaves) => ({ entered: (await log.submit(leaves)).filter(({ fresh }) => fresh).length, size: log.ledger.head().size }),
      close: () => log.close(),
    };
  }
  const before = await readRemote(remote.url, remote.key, io.now(), wholeNumber(args, 'most', { least: 1, most: 1_000_000_000, otherwise: 10_000_000 }), take);
  return {
    submit: async (leaves) => {
      const { fresh, size } = await submitTo(remote, leaves);
      return { entered: fresh, size: Math.max(before, size) };
    },
    close: async () => undefined,
  };
}

function refsJson({ findings, ...report }: { readonly findings: readonly RefFinding[] }): object {
  const shown = findings.map(({ logged, ...finding }) => ({
    ...finding,
    ...(logged === undefined ? {} : { logged: { ...logged, at: Instant.format(logged.at) } }),
  }));
  return { ...report, findings: shown };
}

export async function codeLogShow(args: Arguments, io: Io): Promise<Outcome> {
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'read' });
  try {
    const { size, root } = log.ledger.head();
    const from = wholeNumber(args, 'from', { least: 0, most: size, otherwise: Math.max(0, size - SHOWN) });
    const entries = log.ledger.read(from as Seq, SHOWN).map(({ seq, recordedAt, type, body }) => {
      const leaf = leafOf(type, body);
      const what = leaf === undefined ? '-' : leaf.kind === 'ref' ? `${leaf.repository} ${leaf.ref} ${leaf.object.slice(0, 12)}` : leaf.digest;
      return { index: seq, at: Instant.format(recordedAt), kind: leaf?.kind ?? type, what, ...(leaf === undefined ? {} : { leaf }) };
    });
    const text = [
      `${log.ledger.origin} holds ${counted(size, 'entry', 'entries')}.`,
      '',
      `  root          ${root}`,
      `  verifier key  ${log.ledger.verifierKey}`,
      '',
      ...(entries.length === 0
        ? []
        : [
            wholeTable(
              ['entry', 'at', 'kind', 'what'],
              entries.map(({ index, at, kind, what }) => [index, at.slice(0, 19), kind, what]),
              130,
            ),
            '',
          ]),
      log.ledger.checkpoint().trimEnd(),
    ];
    return {
      json: { origin: log.ledger.origin, verifierKey: log.ledger.verifierKey, size, root, checkpoint: log.ledger.checkpoint(), entries },
      text: text.join('\n'),
      code: 0,
    };
  } finally {
    await log.close();
  }
}

export async function codeLogCosign(args: Arguments, io: Io): Promise<Outcome> {
  const policy = policyOf(args, io);
  if (policy === undefined) {
    throw new Refused(
      cliFaults.fault('003', {
        message: '"development log cosign" needs --witnesses',
        expected: '--witnesses FILE',
        found: 'nothing',
        remedy: 'Say in a file which witnesses are to be asked, and how many are needed. See docs/development-log.md.',
      }),
    );
  }
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'write' });
  try {
    const { note, size, by, refused } = await cosignLog(log.ledger, log.folder, policy, io.now);
    const names = by.map(({ witness }) => witness);
    const text = [`${counted(size, 'entry', 'entries')} cosigned by ${names.join(', ')}.`, ...refused.map((one) => `Not by ${one}`), '', note.trimEnd()];
    return { json: { size, by: names, refused, checkpoint: note }, text: text.join('\n'), code: 0 };
  } finally {
    await log.close();
  }
}
