import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../../core/index.ts';
import type { Entry } from '../../../ledger/model.ts';
import { parseVerifierKey } from '../../../ledger/signed-note.ts';
import type { ObjectId } from '../../git/object.ts';
import { identityOf, type Leaf } from '../leaf.ts';
import { emptyFolder, leavesOf } from './log.fixture.ts';
import { type CodeLog, initCodeLog } from './open.ts';
import { readRemote, remoteAddress, submitTo } from './remote.ts';
import { serveLog } from './serve.ts';
import { openSource } from './source.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => Instant.parse('2026-11-23T00:00:00Z');
const TOKEN = 'a-token-of-forty-letters-which-few-guess';
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
const broke = (error: unknown) => {
  throw error;
};

async function served(name: string): Promise<{ readonly log: CodeLog; readonly url: string }> {
  const log = await initCodeLog(join(folder, name), now, `log.example/${name}`);
  const door = await serveLog({ log, host: '127.0.0.1', port: 0, now, broke, token: TOKEN });
  open.push(
    () => log.close(),
    () => door.close(),
  );
  return { log, url: door.url };
}

/** Something that answers in the place of a log. */
async function answering(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function code(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.faults[0]?.code : String(error);
  }
}

const ref = (at: string): Leaf => ({
  kind: 'ref',
  repository: 'fw',
  ref: 'refs/tags/v1',
  object: at.repeat(40) as ObjectId,
  commit: at.repeat(40) as ObjectId,
});

describe('entering in a log that is served', () => {
  it('gives where each leaf stands, once the log proved it', async () => {
    const { log, url } = await served('enters');
    const remote = { url, token: TOKEN, key: parseVerifierKey(log.ledger.verifierKey) };
    expect(await submitTo(remote, leavesOf(70))).toEqual({ indexes: Array.from({ length: 70 }, (_, i) => i), fresh: 70, size: 70 });
    // Sent again, as after an answer that was lost, nothing is entered twice.
    expect(await submitTo(remote, [...leavesOf(3), ...leavesOf(1, 'more')])).toEqual({ indexes: [0, 1, 2, 70], fresh: 1, size: 71 });
    expect(log.ledger.head().size).toBe(71);
    expect(await submitTo(remote, [])).toEqual({ indexes: [], fresh: 0, size: 0 });
  });

  it('is refused without the token, and where another key signed', async () => {
    const { log, url } = await served('refuses');
    const other = await served('another');
    const key = parseVerifierKey(log.ledger.verifierKey);
    expect(await code(() => submitTo({ url, token: 'x', key }, leavesOf(1)))).toBe('ASSAY-CODELOG-006');
    expect(log.ledger.head().size).toBe(0);
    expect(await code(() => submitTo({ url, token: TOKEN, key: parseVerifierKey(other.log.ledger.verifierKey) }, leavesOf(1)))).toMatch(
      /^ASSAY-LEDGER-01[013]$/,
    );
  });

  it('believes no answer that proves something else, or nothing, and takes no token elsewhere', async () => {
    const { log, url } = await served('lies');
    const key = parseVerifierKey(log.ledger.verifierKey);
    const [mine, theirs] = [leavesOf(1), leavesOf(1, 'theirs')];
    await submitTo({ url, token: TOKEN, key }, theirs);
    const truth = await fetch(`${url}/add?proofs=yes`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ entries: theirs }),
    });
    const proved = await truth.text();
    const asked: string[] = [];
    const answers: readonly [RequestListener, string][] = [
      [(_, response) => void response.end(proved), 'ASSAY-CODELOG-006'],
      [(_, response) => void response.end('{"indexes":[0],"fresh":1}'), 'ASSAY-CODELOG-006'],
      [(_, response) => void response.end('{"indexes":[0],"fresh":1,"proofs":["x"]}'), 'ASSAY-CODELOG-008'],
      [(_, response) => void response.end('['), 'ASSAY-JSON-001'],
      [
        (request, response) => {
          asked.push(request.url ?? '');
          response.writeHead(307, { Location: `${url}/add?proofs=yes`, 'Content-Length': 0 }).end();
        },
        'ASSAY-CODELOG-006',
      ],
    ];
    for (const [answer, expected] of answers) {
      const at = await answering(answer);
      expect(await code(() => submitTo({ url: at, token: TOKEN, key }, mine))).toBe(expected);
    }
    expect([asked, log.ledger.head().size]).toEqual([['/add?proofs=yes'], 1]);
  });

  it.each(['http://log.example.org/code', 'https://me:secret@log.example.org', 'https://log.example.org/?x', 'ftp://127.0.0.1', 'log.example.org'])(
    'sends no token to %s',
    async (url) => {
      expect(await code(() => remoteAddress(url))).toBe('ASSAY-CODELOG-013');
    },
  );

  it('sends it to an address with TLS, or to this machine', () => {
    expect(['https://log.example.org/code/', 'http://127.0.0.1:8490', 'http://[::1]:1', 'http://localhost'].map(remoteAddress)).toEqual([
      'https://log.example.org/code',
      'http://127.0.0.1:8490',
      'http://[::1]:1',
      'http://localhost',
    ]);
  });
});

describe('reading the refs of a log that is served', () => {
  it('tells of them in their order, once all of the log was verified', async () => {
    const { log, url } = await served('refs');
    const key = parseVerifierKey(log.ledger.verifierKey);
    await log.submit([ref('a'), ...leavesOf(300), ref('b')]);
    const told: Entry[] = [];
    expect(await readRemote(url, key, now(), 1000, (entry) => told.push(entry))).toBe(302);
    expect(told.map(({ seq }) => seq)).toEqual([0, 301]);
    expect(identityOf(ref('b'))).toBe(identityOf({ ...(told[1]?.body as object), kind: 'ref' } as Leaf));
    expect(await code(() => readRemote(url, key, now(), 301, broke))).toBe('ASSAY-CODELOG-006');
  });

  it('tells of none where the entries are not those that were signed', async () => {
    const [one, two] = [await served('signed'), await served('given')];
    await one.log.submit([ref('a')]);
    await two.log.submit([ref('b')]);
    const url = await answering(async (request, response) => {
      const answer = await fetch(`${request.url === '/checkpoint' ? one.url : two.url}${request.url}`);
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    const key = parseVerifierKey(one.log.ledger.verifierKey);
    const told: Entry[] = [];
    expect(await code(() => readRemote(url, key, now(), 1000, (entry) => told.push(entry)))).toBe('ASSAY-CODELOG-006');
    expect(told).toEqual([]);
  });
});

const pipe = (path: string) => void execFileSync('sh', ['-c', 'mkfifo "$0"', path]);

describe('a folder of tiles that somebody made', () => {
  it.each<[string, (path: string) => void]>([
    ['a pipe', pipe],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
    ['a link to a file', (path) => symlinkSync('/etc/hostname', path)],
    ['a folder', (path) => mkdirSync(path)],
    ['more than a checkpoint is', (path) => writeFileSync(path, 'x'.repeat(100_000))],
  ])('is refused at once where %s stands for a checkpoint', async (what, make) => {
    const tiles = join(folder, `tiles ${what}`);
    mkdirSync(tiles);
    make(join(tiles, 'checkpoint'));
    const source = await openSource(tiles);
    expect(await code(() => source.checkpoint())).toBe('ASSAY-CODELOG-006');
    await source.close();
  });

  it('has no bundle where a file stands for a folder, and refuses a pipe for one', async () => {
    const tiles = join(folder, 'tiles of bundles');
    mkdirSync(join(tiles, 'tile/entries'), { recursive: true });
    writeFileSync(join(tiles, 'tile/0'), 'x');
    pipe(join(tiles, 'tile/entries/000'));
    const source = await openSource(tiles);
    expect(await source.tile(0, 0, 256)).toBeUndefined();
    expect(await code(() => source.bundle(0, 256))).toBe('ASSAY-CODELOG-006');
    await source.close();
  });
});
