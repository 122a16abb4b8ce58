import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Hono } from 'hono';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstUnfit, tilePath } from '../../console/src/verify/first-unfit.ts';
import { openCheckpoint, readKey } from '../../console/src/verify/note.ts';
import { verifyWhole } from '../../console/src/verify/whole.ts';
import { openCedarPolicy } from '../../src/product/access/edge/cedar.ts';
import { makeApp } from '../../src/server/app.ts';
import { HERE, sentByConsole, signedIn, WITHOUT_SOCKET } from '../../src/server/console-request.fixture.ts';
import type { House } from '../../src/server/house.ts';
import { type EntriesAnswer, entriesAnswer, entryAnswer, type HeadAnswer, headAnswer, verifyAnswer } from '../../src/server/ledger/model.ts';
import { LEDGER_ROUTES } from '../../src/server/ledger/routes.ts';
import { POSITION_ROUTES } from '../../src/server/position/routes.ts';
import { AT, cameraFolder } from '../../src/server/position/world.fixture.ts';
import { openServices, type Services } from '../../src/server/services/registry.ts';

const LEDGER = '/api/services/cameras/ledger';

let root: string;
let services: Services | undefined;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'assay-unsound-'));
  await cameraFolder(join(root, 'sound', 'services', 'cameras'));
});
afterEach(() => services?.close());
afterAll(() => rmSync(root, { recursive: true }));

/** A server on a copy of the example's data folder, after somebody did something to its database. */
async function serverOn(harm: (db: DatabaseSync) => void): Promise<{ readonly app: Hono; readonly read: <T>(path: string) => Promise<T> }> {
  const dataDir = mkdtempSync(join(root, 'harmed-'));
  cpSync(join(root, 'sound'), dataDir, { recursive: true });
  const db = new DatabaseSync(join(dataDir, 'services', 'cameras', 'ledger.db'));
  harm(db);
  db.close();
  services = await openServices({ dataDir, now: () => AT, appended: () => undefined, asked: () => undefined, failed: () => undefined });
  // The rooms that these routes do not reach are not furnished.
  const house = { now: () => AT, publicUrl: HERE, https: false, dataDir, services, access: await openCedarPolicy() } as unknown as House;
  const people = signedIn({ anna: ['operator'] }, AT);
  const app = makeApp({
    house,
    identities: { session: (secret) => people.get(secret), token: () => undefined },
    fourEyes: { propose: async () => ({ id: 'pr_1', expiresAt: AT }), alone: async () => undefined, eyes: () => 'proposal' },
    routes: [...LEDGER_ROUTES, ...POSITION_ROUTES],
    ...WITHOUT_SOCKET,
  });
  const read = async <T>(path: string): Promise<T> => {
    const answer = await ask(app, path);
    expect([path, answer.status]).toEqual([path, 200]);
    return (await answer.json()) as T;
  };
  return { app, read };
}

const ask = async (app: Hono, path: string) => app.request(`${HERE}${path}`, sentByConsole('anna', 'GET', undefined));
const textOf = (db: DatabaseSync, seq: number) => String(db.prepare('SELECT canonical FROM entry WHERE seq = ?').get(seq)?.['canonical']);
const put = (db: DatabaseSync, seq: number, bytes: Uint8Array) => db.prepare('UPDATE entry SET canonical = CAST(? AS TEXT) WHERE seq = ?').run(bytes, seq);
/** One bit of one byte of an entry. */
const flip = (seq: number, place: (text: string) => number, bit: number) => (db: DatabaseSync) => {
  const bytes = Buffer.from(textOf(db, seq));
  const at = place(bytes.toString());
  bytes[at] = (bytes[at] as number) ^ (1 << bit);
  put(db, seq, bytes);
};

/** As the page does it: everything from the server, nothing believed but the key. */
async function browserFinds(app: Hono) {
  const head = (await (await ask(app, `${LEDGER}/head`)).json()) as HeadAnswer;
  const key = await readKey(head.verifierKey);
  const opened = key === undefined ? undefined : await openCheckpoint(head.checkpoint, key);
  if (opened?.kind !== 'open') throw new TypeError('the checkpoint holds');
  const lines = async () => {
    const answer = await ask(app, `${LEDGER}/lines?to=${opened.head.size}`);
    expect(answer.status).toBe(200);
    return answer.body as unknown as AsyncIterable<Uint8Array>; // Node's streams can be walked; the types of the browser do not say so.
  };
  const whole = await verifyWhole(await lines(), opened.head, () => undefined);
  const unfit = await firstUnfit(await lines(), opened.head, async (path) => {
    const tile = await ask(app, `${LEDGER}/${path}`);
    return tile.ok ? new Uint8Array(await tile.arrayBuffer()) : undefined;
  });
  return { whole: whole.kind, unfit };
}

describe('a record that does not verify', () => {
  it('is shown as it stands, and the browser finds the flipped bit by itself', async () => {
    // The case of a letter within a text: canonical JSON still.
    const { app, read } = await serverOn(flip(120, (text) => text.indexOf('"source":"') + 10, 5));
    const head = headAnswer.parse(await read(`${LEDGER}/head`));
    expect(head.fault?.code).toBe('ASSAY-LEDGER-015');
    expect(head.answer).toContain('nothing is judged by it');
    expect(await browserFinds(app)).toEqual({ whole: 'broken', unfit: { kind: 'found', at: 120 } });
    const page = entriesAnswer.parse(await read<EntriesAnswer>(`${LEDGER}/entries?limit=200`));
    expect([page.size, page.entries.length]).toEqual([head.size, Math.min(200, head.size)]);
    expect(entryAnswer.parse(await read(`${LEDGER}/entries/120`)).type).toBe('evidence.recorded');
    expect(verifyAnswer.parse(await read(`${LEDGER}/verify`)).firstBad).toBe(120);
    expect((await ask(app, `${LEDGER}/checkpoint`)).status).toBe(200);
    // Nothing is judged, and nothing is entered.
    expect((await ask(app, '/api/services/cameras/position')).status).toBe(503);
    await expect(services?.get('cameras').append([{ type: 'note', body: {} }])).rejects.toThrow('ASSAY-SERVER-013');
  });

  it.each([
    ['a bit of the JSON itself', 40, flip(40, () => 0, 0)],
    ['a bit that leaves no UTF-8', 41, flip(41, (text) => text.indexOf('"source":"') + 10, 7)],
    ['a bit that makes a line of its own', 42, (db: DatabaseSync) => put(db, 42, Buffer.from(textOf(db, 42).replace('"seq"', '"se\nq"')))],
    ['an entry that is gone', 43, (db: DatabaseSync) => void db.exec('DELETE FROM entry WHERE seq = 43')],
    ['the last entry', -1, (db: DatabaseSync) => flip(sizeOf(db) - 1, () => 0, 0)(db)],
    ['the entries from one on', 100, (db: DatabaseSync) => void db.exec('DELETE FROM entry WHERE seq >= 100')],
  ])('is shown with %s', async (_, at, harm) => {
    let size = 0;
    const { app, read } = await serverOn((db) => {
      size = sizeOf(db);
      harm(db);
    });
    const place = at === -1 ? size - 1 : at;
    const { size: shown, fault } = headAnswer.parse(await read(`${LEDGER}/head`));
    expect([shown, fault?.code]).toEqual([size, expect.stringMatching(/^ASSAY-LEDGER-/)]);
    expect((await browserFinds(app)).unfit).toEqual({ kind: 'found', at: place });
    entriesAnswer.parse(await read(`${LEDGER}/entries?limit=200`));
  });

  it('has no place named by hashes that were not signed', async () => {
    const { app } = await serverOn((db) => {
      flip(120, (text) => text.indexOf('"source":"') + 10, 5)(db);
      const [{ hashes }] = db.prepare('SELECT hashes FROM tile WHERE place = 0').all() as [{ hashes: Uint8Array }];
      hashes[0] = (hashes[0] as number) ^ 1;
      db.prepare('UPDATE tile SET hashes = ? WHERE place = 0').run(hashes);
    });
    expect(await browserFinds(app)).toEqual({ whole: 'broken', unfit: { kind: 'unknown' } });
  });

  it('is refused as before where not even its tables can be read', async () => {
    const { app } = await serverOn((db) => void db.exec('DROP TABLE tile'));
    const answer = await ask(app, `${LEDGER}/head`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'ASSAY-SERVER-013']);
  });
});

const sizeOf = (db: DatabaseSync) => Number(db.prepare('SELECT max(seq) AS last FROM entry').get()?.['last']) + 1;

it('asks for tiles where C2SP tlog-tiles has them', () => {
  expect(
    [
      [0, 256],
      [0, 12],
      [1234, 256],
      [1234067, 3],
    ].map(([index, width]) => tilePath(index as number, width as number)),
  ).toEqual(['tile/0/000', 'tile/0/000.p/12', 'tile/0/x001/234', 'tile/0/x001/x234/067.p/3']);
});
