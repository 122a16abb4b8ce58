import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import { parseVerifierKey } from '../../../ledger/signed-note.ts';
import { decodeBundle } from '../../../ledger/tiles.ts';
import { checkLogProof, parseLogProof } from '../log-proof.ts';
import { cosignLog } from './cosigning.ts';
import type { Door } from './http.ts';
import { emptyFolder, leavesOf, loggedBy, newSecret } from './log.fixture.ts';
import { monitorLog } from './monitor.ts';
import { type CodeLog, initCodeLog } from './open.ts';
import { serveLog } from './serve.ts';
import { openSource } from './source.ts';
import { serveWitness } from './witness-server.ts';
import { openWitness } from './witness-store.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => Instant.parse('2026-11-23T00:00:00Z');
const TOKEN = 'a token of forty letters, which few guess'.replaceAll(' ', '-');
const broke = (error: unknown) => {
  throw error;
};
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
let made = 0;

async function served(
  more: Partial<Parameters<typeof serveLog>[0]> = {},
): Promise<{ readonly log: CodeLog; readonly door: Door; add(body: unknown, token?: string): Promise<Response> }> {
  made += 1;
  const log = await initCodeLog(join(folder, `log-${made}`), now, `log.example/${made}`);
  const door = await serveLog({ log, host: '127.0.0.1', port: 0, now, broke, token: TOKEN, ...more });
  open.push(
    () => log.close(),
    () => door.close(),
  );
  return {
    log,
    door,
    add: (body, token = TOKEN) =>
      fetch(`${door.url}/add`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

const state = () => {
  made += 1;
  return join(folder, `state-${made}.json`);
};

describe('a log over HTTP', () => {
  it('takes entries of whoever has the token, each once, and says where they stand', async () => {
    const { log, add } = await served();
    const first = await add({ entries: leavesOf(3) });
    expect([first.status, await first.json()]).toEqual([200, { indexes: [0, 1, 2], fresh: 3 }]);
    expect(await (await add({ entries: leavesOf(5).slice(2) })).json()).toEqual({ indexes: [2, 3, 4], fresh: 2 });
    expect((await add({ entries: leavesOf(6) }, 'another')).status).toBe(401);
    expect((await add({ entries: leavesOf(6) }, '')).status).toBe(401);
    expect(log.ledger.head().size).toBe(5);
  });

  it('gives proofs that hold with the entries, where they are asked for', async () => {
    const { log, door } = await served();
    const answer = await fetch(`${door.url}/add?proofs=yes`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ entries: leavesOf(4) }),
    });
    const { proofs } = (await answer.json()) as { readonly proofs: readonly string[] };
    const key = parseVerifierKey(log.ledger.verifierKey);
    expect(proofs.map((proof) => checkLogProof(parseLogProof(proof, 'p'), key, verifyEd25519, 'p').size)).toEqual([4, 4, 4, 4]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'ASSAY-JSON-001'],
    ['no entries', {}, 'ASSAY-CODELOG-012'],
    ['none of them', { entries: [] }, 'ASSAY-CODELOG-012'],
    ['more than are taken', { entries: leavesOf(1001) }, 'ASSAY-CODELOG-012'],
    ['one bad among good', { entries: [...leavesOf(2), { kind: 'review', digest: 'x' }] }, 'ASSAY-CODELOG-001'],
  ])('enters nothing of a request with %s', async (_, body, code) => {
    const { log, add } = await served();
    const answer = await add(body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json())).toContain(code);
    expect(log.ledger.head().size).toBe(0);
  });

  it('takes so much at once, so much a second, and nothing where it has no token', async () => {
    const { add, door: limited } = await served({ perSecond: 10 });
    expect((await add({ entries: leavesOf(15) })).status).toBe(200);
    const more = await add({ entries: leavesOf(30).slice(15) });
    expect([more.status, more.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await add('x'.repeat(5_000_000))).status).toBe(413);
    // Of a body whose length nobody said, the answer comes while it still runs.
    const running = request(`${limited.url}/add`, { method: 'POST', headers: { Authorization: `Bearer ${TOKEN}` } });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      running.on('response', ({ statusCode }) => resolve(statusCode));
      running.on('error', reject);
    });
    running.write('x'.repeat(4_200_000));
    expect(await answered).toBe(413);
    running.on('error', () => undefined); // What is cut off afterwards has been answered.
    running.destroy();
    const closed = await initCodeLog(join(folder, 'closed'), now);
    const door = await serveLog({ log: closed, host: '127.0.0.1', port: 0, now, broke });
    open.push(
      () => closed.close(),
      () => door.close(),
    );
    expect((await fetch(`${door.url}/add`, { method: 'POST', headers: { Authorization: 'Bearer x' }, body: '{}' })).status).toBe(401);
  });

  it('is read as C2SP tlog-tiles says: paths, widths, kinds of content, how long it may be kept', async () => {
    const { log, door } = await served();
    await log.submit(leavesOf(300));
    const get = (path: string, headers: Record<string, string> = {}) => fetch(`${door.url}${path}`, { headers });
    const checkpoint = await get('/checkpoint');
    expect([checkpoint.headers.get('content-type'), checkpoint.headers.get('cache-control')]).toEqual(['text/plain; charset=utf-8', 'no-cache']);
    expect(await checkpoint.text()).toBe(log.ledger.checkpoint());
    for (const [path, length] of [
      ['/tile/0/000', 8192],
      ['/tile/0/001.p/44', 44 * 32],
      ['/tile/1/000.p/1', 32],
    ] as const) {
      const tile = await get(path);
      expect([tile.status, tile.headers.get('content-type'), tile.headers.get('cache-control')]).toEqual([
        200,
        'application/octet-stream',
        'public, max-age=31536000, immutable',
      ]);
      expect((await tile.arrayBuffer()).byteLength).toBe(length);
    }
    const bundle = await get('/tile/entries/001.p/44');
    expect(bundle.headers.get('content-encoding')).toBe('gzip');
    expect(decodeBundle(new Uint8Array(await bundle.arrayBuffer()))).toHaveLength(44);
    expect((await get('/tile/entries/001.p/44', { 'Accept-Encoding': 'identity' })).headers.get('content-encoding')).toBeNull();
    for (const path of [
      '/tile/0/001',
      '/tile/0/001.p/45',
      '/tile/0/001.p/0',
      '/tile/0/1',
      '/tile/2/000',
      '/tile/64/000',
      '/tile/entries/001',
      '/tile/0/x000/000',
      '/tile/../signing-key',
      '/signing-key',
      '/',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect((await fetch(`${door.url}/checkpoint`, { method: 'PUT', body: 'x' })).status).toBe(405);
  });

  it('shows with a policy only what its witnesses have seen', async () => {
    made += 1;
    const log = await initCodeLog(join(folder, `log-${made}`), now, 'log.example/witnessed');
    const witness = openWitness(join(folder, `w-${made}`), 'w.example/1');
    const logs = new Map([[log.ledger.origin, [parseVerifierKey(log.ledger.verifierKey)]]]);
    const seeing = await serveWitness({ witness, logs, host: '127.0.0.1', port: 0, now, broke });
    const policy = { need: 1, witnesses: [{ key: witness.key, url: seeing.url }] };
    const door = await serveLog({ log, host: '127.0.0.1', port: 0, now, broke, policy });
    open.push(
      () => log.close(),
      () => witness.close(),
      () => seeing.close(),
      () => door.close(),
    );
    expect((await fetch(`${door.url}/checkpoint`)).status).toBe(404);
    await log.submit(leavesOf(5));
    await cosignLog(log.ledger, log.folder, policy, now);
    await log.submit(leavesOf(9));
    const source = await openSource(door.url);
    const key = parseVerifierKey(log.ledger.verifierKey);
    const seen = await monitorLog({ source, key, stateFile: state(), now: now(), most: 100, policy });
    expect(seen).toMatchObject({ size: 5, read: 5, cosignedBy: ['w.example/1'], alarms: [] });
    const stale = { source, key, stateFile: state(), now: Instant.of(now() + 7_200_000), most: 100, policy, stalledAfterMs: 3_600_000 };
    expect((await monitorLog(stale)).alarms).toMatchObject([{ code: 'stalled' }]);
    const stranger = openWitness(join(folder, `stranger-${made}`), 'w.example/9');
    open.push(() => stranger.close());
    const other = { source, key, stateFile: state(), now: now(), most: 100, policy: { need: 1, witnesses: [{ key: stranger.key }] } };
    expect((await monitorLog(other)).alarms).toMatchObject([{ code: 'not-cosigned' }]);
  });

  it('is monitored as it grows, from its address and from its folder alike', async () => {
    const { log, door } = await served();
    const key = parseVerifierKey(log.ledger.verifierKey);
    const [source, inFolder] = [await openSource(door.url), await openSource(join(folder, `log-${made}`))];
    open.push(() => inFolder.close());
    const [one, two] = [state(), state()];
    for (const count of [1, 255, 256, 257, 700]) {
      await log.submit(leavesOf(count));
      const expected = { size: count, alarms: [] };
      expect(await monitorLog({ source, key, stateFile: one, now: now(), most: 1000 })).toMatchObject(expected);
      expect(await monitorLog({ source: inFolder, key, stateFile: two, now: now(), most: 1000 })).toMatchObject(expected);
    }
  });
});

describe('a monitor of a log that means harm', () => {
  const log = loggedBy(newSecret());
  const monitored = async (answer: RequestListener, stateFile = state()) => {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const source = await openSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs: 500 });
    return monitorLog({ source, key: log.key, stateFile, now: now(), most: 100_000 });
  };
  const bundle = (texts: readonly string[]) =>
    Buffer.concat(texts.map((text) => Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), Buffer.from(text)])));
  const entries = Array.from({ length: 5 }, (_, i) => `${i}`);
  const giving =
    (checkpoint: string, bytes: Buffer): RequestListener =>
    (request, response) =>
      void response.end(request.url === '/checkpoint' ? checkpoint : bytes);

  it('takes the true log', async () => {
    expect(await monitored(giving(log.note(5), bundle(entries)))).toMatchObject({ size: 5, read: 5, foreign: 5, alarms: [] });
  });

  it.each<[string, RequestListener]>([
    [
      'redirects, be it to the true log',
      (request, response) =>
        request.url === '/moved' ? void response.end(log.note(5)) : void response.writeHead(302, { Location: '/moved', 'Content-Length': 0 }).end(),
    ],
    ['never answers', () => undefined],
    [
      'answers a byte now and then',
      (_, response) => {
        response.writeHead(200);
        setInterval(() => response.write('x'), 100).unref();
      },
    ],
    [
      'answers without end',
      (_, response) => {
        response.writeHead(200);
        setInterval(() => response.write('x'.repeat(100_000)), 1).unref();
      },
    ],
    [
      'breaks off',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('x');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['has no checkpoint', (_, response) => void response.writeHead(404).end()],
    ['fails', (_, response) => void response.writeHead(500).end()],
  ])('cannot say anything where it %s', async (_, answer) => {
    await expect(monitored(answer)).rejects.toThrow('ASSAY-CODELOG-006');
  });

  it.each<[string, Buffer]>([
    ['a bundle that is cut off', bundle(entries).subarray(0, 9)],
    ['a bundle of another width', bundle(entries.slice(0, 4))],
    ['one entry more', bundle([...entries, '5'])],
    ['an entry in place of another', bundle(['0', '1', 'x', '3', '4'])],
    ['lengths that run past the end', Buffer.from([0xff, 0xff, 0x00])],
    ['nothing', Buffer.alloc(0)],
  ])('alarms on %s, and goes on from where it was', async (_, bytes) => {
    const stateFile = state();
    expect((await monitored(giving(log.note(5), bytes), stateFile)).alarms).toMatchObject([{ code: 'entries-denied' }]);
    expect(await monitored(giving(log.note(5), bundle(entries)), stateFile)).toMatchObject({ before: 0, read: 5, alarms: [] });
  });

  it('alarms on a log that shrank or forked, each time', async () => {
    const stateFile = state();
    await monitored(giving(log.note(5), bundle(entries)), stateFile);
    for (const [note, code] of [
      [log.note(4), 'shrank'],
      [log.note(5, 'a'.repeat(64) as never), 'forked'],
      [log.note(4), 'shrank'],
    ] as const)
      expect((await monitored(giving(note, bundle(entries)), stateFile)).alarms).toMatchObject([{ code }]);
  });

  it('reads no size that nobody allowed, and believes no other signer', async () => {
    await expect(monitored(giving(log.note(2 ** 45, 'a'.repeat(64) as never), bundle(entries)))).rejects.toThrow('ASSAY-CODELOG-010');
    await expect(monitored(giving(loggedBy(newSecret()).note(5), bundle(entries)))).rejects.toThrow('ASSAY-LEDGER-011');
    await expect(monitored(giving('x\n\n— y z\n', bundle(entries)))).rejects.toThrow('ASSAY-LEDGER-010');
    const stateFile = state();
    writeFileSync(stateFile, '{}');
    await expect(monitored(giving(log.note(5), bundle(entries)), stateFile)).rejects.toThrow('ASSAY-CODELOG-010');
  });

  it('keeps the state of each log apart', async () => {
    const stateFile = state();
    const { log: other, door } = await served();
    const source = await openSource(door.url);
    await monitorLog({ source, key: parseVerifierKey(other.ledger.verifierKey), stateFile, now: now(), most: 10 });
    await expect(monitored(giving(log.note(5), bundle(entries)), stateFile)).rejects.toThrow('ASSAY-CODELOG-010');
  });
});
