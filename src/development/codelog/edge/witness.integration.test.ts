import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../../core/index.ts';
import { verifyEd25519 } from '../../../ledger/edge/ed25519.ts';
import type { Hash } from '../../../ledger/hash.ts';
import { parseVerifierKey } from '../../../ledger/signed-note.ts';
import type { ObjectId } from '../../git/object.ts';
import { cosignaturesOn, type WitnessPolicy } from '../cosignature.ts';
import type { Leaf } from '../leaf.ts';
import { logLink } from '../link.ts';
import { cosignedOf, cosignLog } from './cosigning.ts';
import type { Door } from './http.ts';
import { emptyFolder, leavesOf, loggedBy, newSecret } from './log.fixture.ts';
import { initCodeLog } from './open.ts';
import { readLogView } from './view.ts';
import { serveWitness } from './witness-server.ts';
import { openWitness, type Witness, witnessFolder } from './witness-store.ts';

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = () => Instant.parse('2026-11-23T00:00:00Z');
const seconds = now() / 1000;
const broke = (error: unknown) => {
  throw error;
};
const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serving(
  name: string,
  logs: Parameters<typeof serveWitness>[0]['logs'],
): Promise<{ readonly witness: Witness; readonly door: Door; post(body: string): Promise<Response> }> {
  const witness = openWitness(join(folder, name), `w.example/${name}`);
  const door = await serveWitness({ witness, logs, host: '127.0.0.1', port: 0, now, broke });
  open.push(
    () => witness.close(),
    () => door.close(),
  );
  return { witness, door, post: (body) => fetch(`${door.url}/add-checkpoint`, { method: 'POST', body }) };
}

describe('a witness over HTTP', () => {
  const log = loggedBy(newSecret());
  const fork = 'f'.repeat(64) as Hash;

  it('answers as C2SP tlog-witness says', async () => {
    const { witness, post, door } = await serving('says', log.known);
    const first = await post(log.request(0, 10));
    expect(first.status).toBe(200);
    expect(cosignaturesOn(`${log.note(10)}${await first.text()}`, [witness.key], seconds, verifyEd25519)).toMatchObject([
      { witness: 'w.example/says', seconds },
    ]);
    expect((await post(log.request(10, 25))).status).toBe(200);
    const behind = await post(log.request(10, 30));
    expect([behind.status, behind.headers.get('content-type'), await behind.text()]).toEqual([409, 'text/x.tlog.size', '25\n']);
    expect((await post(log.request(25, 25, fork))).status).toBe(409);
    expect((await post(log.request(25, 30, fork))).status).toBe(422);
    expect((await post(log.request(25, 24))).status).toBe(400);
    expect((await post('old')).status).toBe(400);
    expect((await post(loggedBy(newSecret()).request(25, 30))).status).toBe(403);
    expect((await post(log.request(25, 30).replaceAll('log.example/made', 'log.example/other'))).status).toBe(404);
    expect((await post('x'.repeat(100_000))).status).toBe(413);
    expect((await fetch(`${door.url}/add-checkpoint`)).status).toBe(405);
    expect((await fetch(`${door.url}/`)).status).toBe(404);
    expect(witness.seen(log.key.name).size).toBe(25);
  });

  it('never signs a fork, also where both halves ask at once', async () => {
    const { witness, post } = await serving('fork', log.known);
    expect((await post(log.request(0, 10))).status).toBe(200);
    for (let size = 11; size <= 20; size += 1) {
      // Of trees of one size, the log signed two: whichever comes first, the other is refused. The forked one has no proof that holds; at the first size none is asked for.
      const asked = [log.request(size - 1, size), log.request(size - 1, size, fork), log.request(size - 1, size), log.request(size - 1, size, fork)];
      const statuses = await Promise.all(asked.map(async (body) => (await post(body)).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(witness.seen(log.key.name).size).toBe(size);
    }
    const fresh = loggedBy(newSecret());
    const other = await serving('fork-at-first', fresh.known);
    const answers = await Promise.all(
      [fresh.request(0, 5), fresh.request(0, 5, fork), fresh.request(0, 5)].map(async (body) => (await other.post(body)).status),
    );
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
  });

  it('is asked by two processes of one folder and still signs one history', () => {
    const dataDir = join(folder, 'two');
    const one = openWitness(dataDir, 'w.example/two');
    const two = openWitness(dataDir);
    expect(one.answer(log.request(0, 5), log.known, seconds).status).toBe(200);
    expect(two.answer(log.request(0, 5, fork), log.known, seconds)).toMatchObject({ status: 409, size: 5 });
    expect(two.answer(log.request(5, 9), log.known, seconds).status).toBe(200);
    expect(one.answer(log.request(5, 8), log.known, seconds)).toMatchObject({ status: 409, size: 9 });
    one.close();
    two.close();
  });

  it('does not begin anew without its key or its name, and takes no other database', () => {
    const dataDir = join(folder, 'lost');
    openWitness(dataDir, 'w.example/lost').close();
    expect(() => openWitness(dataDir, 'w.example/another')).toThrow('ASSAY-CODELOG-010');
    rmSync(`${witnessFolder(dataDir)}/verifier-key`);
    expect(() => openWitness(dataDir, 'w.example/lost')).toThrow('ASSAY-CODELOG-010');
    expect(() => openWitness(join(folder, 'unnamed'))).toThrow('ASSAY-CODELOG-010');
    expect(existsSync(witnessFolder(join(folder, 'unnamed')))).toBe(false);
  });

  it('tells a port that is taken', async () => {
    const { door, witness } = await serving('port', log.known);
    const again = serveWitness({ witness, logs: log.known, host: '127.0.0.1', port: Number(new URL(door.url).port), now, broke });
    await expect(again).rejects.toThrow('ASSAY-CODELOG-011');
  });
});

describe('a log that asks its witnesses', () => {
  async function logAnd(name: string, count: number) {
    const log = await initCodeLog(join(folder, name), now, `log.example/${name}`);
    open.push(() => log.close());
    const known = new Map([[log.ledger.origin, [parseVerifierKey(log.ledger.verifierKey)]]]);
    const witnesses: Awaited<ReturnType<typeof serving>>[] = [];
    for (let i = 0; i < count; i += 1) witnesses.push(await serving(`${name}-${i}`, known));
    const policy = (need: number): WitnessPolicy => ({ need, witnesses: witnesses.map(({ witness, door }) => ({ key: witness.key, url: door.url })) });
    return { log, witnesses, policy };
  }

  it('keeps the checkpoint with as many cosignatures as it needs, and asks on from where each stopped', async () => {
    const { log, policy, witnesses } = await logAnd('asks', 3);
    for (const count of [1, 40, 300]) {
      await log.submit(leavesOf(count, 'asks'));
      const { note, size, by, refused } = await cosignLog(log.ledger, log.folder, policy(2), now);
      expect({ size, by: by.length, refused }).toEqual({ size: count, by: 3, refused: [] });
      expect(cosignedOf(log.ledger, log.folder, policy(3), now)?.note).toBe(note);
    }
    expect(witnesses.map(({ witness }) => witness.seen(log.ledger.origin).size)).toEqual([300, 300, 300]);
    // Nothing new: the moment is renewed.
    expect(await cosignLog(log.ledger, log.folder, policy(3), () => Instant.of(now() + 60_000))).toMatchObject({ size: 300 });
  });

  it('gives a release its link: proven where tag, release and review were witnessed', async () => {
    const { log, policy } = await logAnd('link', 2);
    const commit = 'a'.repeat(40) as ObjectId;
    const of = (kind: 'release' | 'review'): Leaf => ({ kind, digest: Digest.of(kind), subjects: [`gitCommit:${commit}`] });
    await log.submit([{ kind: 'ref', repository: 'fw', ref: 'refs/tags/v1', object: commit, commit }, of('release'), of('review')]);
    const link = async () => logLink(await readLogView(join(folder, 'link'), 'fw', now, policy(2)), { release: 'v1', commit }, now());
    expect(await link()).toMatchObject({ state: 'unknown', reasons: [{ code: 'not-cosigned' }] });
    await cosignLog(log.ledger, log.folder, policy(2), now);
    expect(await link()).toMatchObject({ state: 'proven', counts: { witnesses: 2 }, inputs: [{ name: 'checkpoint' }] });
    const moved = 'b'.repeat(40) as ObjectId;
    await log.submit([{ kind: 'ref', repository: 'fw', ref: 'refs/tags/v1', object: moved, commit: moved, follows: 0 }]);
    expect(await link()).toMatchObject({ state: 'broken', reasons: [{ code: 'tag-moved' }, { code: 'ref-elsewhere' }, { code: 'not-cosigned' }] });
  });

  it('goes on without one that is gone, and not without two', async () => {
    const { log, policy, witnesses } = await logAnd('gone', 3);
    await log.submit(leavesOf(5, 'gone'));
    await witnesses[2]?.door.close();
    expect(await cosignLog(log.ledger, log.folder, policy(2), now)).toMatchObject({ by: [{}, {}], refused: [expect.stringContaining('w.example/gone-2')] });
    const kept = cosignedOf(log.ledger, log.folder, policy(2), now)?.note;
    await witnesses[1]?.door.close();
    await log.submit(leavesOf(9, 'gone'));
    await expect(cosignLog(log.ledger, log.folder, policy(2), now)).rejects.toThrow('ASSAY-CODELOG-007');
    expect(cosignedOf(log.ledger, log.folder, policy(2), now)?.note).toBe(kept);
    writeFileSync(`${log.folder}/cosigned`, 'nothing of the kind');
    expect(cosignedOf(log.ledger, log.folder, policy(2), now)).toBeUndefined();
  });

  it.each<[string, Parameters<typeof createServer>[1] & object]>([
    ['sends elsewhere', (_, response) => void response.writeHead(307, { Location: 'http://127.0.0.1:9/' }).end()],
    [
      'answers without end',
      (_, response) => {
        response.writeHead(200);
        setInterval(() => response.write('— w x\n'.repeat(1000)), 1).unref();
      },
    ],
    ['never answers', () => undefined],
    [
      'says another size each time',
      (_, response) => void response.writeHead(409, { 'Content-Type': 'text/x.tlog.size' }).end(`${Math.floor(Math.random() * 3) + 1}\n`),
    ],
    ['saw more than there is', (_, response) => void response.writeHead(409).end('99999\n')],
    ['signs with another key', (_, response) => void response.writeHead(200).end('— w.example/x AAAAAAAA\n')],
    ['answers nothing', (_, response) => void response.writeHead(200).end()],
  ])('counts no witness that %s', async (_, answer) => {
    const { log, policy } = await logAnd(`bad-${open.length}-${Math.floor(performance.now())}`, 1);
    await log.submit(leavesOf(5));
    const server: Server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const bad = { need: 1, witnesses: [{ key: (policy(1).witnesses[0] as { key: never }).key, url }] };
    await expect(cosignLog(log.ledger, log.folder, bad, now, 500)).rejects.toThrow('ASSAY-CODELOG-007');
    expect(existsSync(`${log.folder}/cosigned`)).toBe(false);
  });
});
