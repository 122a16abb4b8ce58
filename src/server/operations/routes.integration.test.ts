import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse, HERE } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { offered, watchState } from './model.ts';

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const NIGHT = readFileSync('examples/camera-service/telemetry/night-conn.log');
const LINES = NIGHT.toString().trimEnd().split('\n').length;
const BASE = '/api/services/camera-service/operations';

let house: Furnished;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-operations-'));
  house = await furnishedHouse(dataDir, () => NOW);
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

const host = new URL(HERE).host;
const reads = (who: string, path = '/watch') => house.ask(`${BASE}${path}`, { headers: { host, cookie: `assay-session=${who}` } });
const send = (body: Uint8Array, { query = '', authorization }: { readonly query?: string; readonly authorization?: string } = {}) =>
  house.ask(`${BASE}/events${query}`, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers: {
      host,
      origin: HERE,
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
      ...(authorization === undefined
        ? { cookie: 'assay-session=operator', 'x-csrf-token': csrfTokenOf('operator'), 'sec-fetch-site': 'same-origin' }
        : { authorization }),
    },
  });
const watched = async () => watchState.parse(await (await reads('responder')).json());

describe('events over HTTP', () => {
  it('are nothing at first, and nothing is made by looking', async () => {
    expect(await watched()).toEqual({ begun: false, alerts: [], alertCount: 0, dropped: 0, incidents: [] });
  });

  it('are taken of a token that is for this alone, judged and counted, and are what a replay finds', async () => {
    const issued = await house.ask('/api/tokens', {
      method: 'POST',
      body: JSON.stringify({ name: 'sensor', scope: ['telemetry.send'], expiresAt: '2026-12-20T12:00:00Z', reason: 'The sensor of the night sends its log.' }),
      headers: { host, origin: HERE, cookie: 'assay-session=operator', 'x-csrf-token': csrfTokenOf('operator'), 'content-type': 'application/json' },
    });
    const { secret } = (await issued.json()) as { readonly secret: string };
    const response = await send(gzipSync(NIGHT), { authorization: `Bearer ${secret}` });
    expect(response.status).toBe(200);
    const taken = offered.parse(await response.json());
    expect(taken).toMatchObject({ format: 'zeek-json', repeated: false, account: { offered: LINES, evaluated: LINES, waiting: 0, rejected: {} } });
    const state = await watched();
    expect(state.incidents).toHaveLength(1);
    expect(state.incidents[0]?.devices).toEqual(['10.20.0.11', '10.20.0.12']);
    expect(state.alerts.length).toBeGreaterThan(0);
    expect(state.alerts.map(({ incident }) => incident)).toContain(state.incidents[0]?.id);
    const looks = await house.ask(`${BASE}/watch`, { headers: { host, authorization: `Bearer ${secret}` } });
    expect(looks.status).toBe(403);
  });

  it('are not counted twice where they come twice', async () => {
    const before = await watched();
    expect(offered.parse(await (await send(gzipSync(NIGHT))).json()).repeated).toBe(true);
    expect((await watched()).account).toEqual(before.account);
  });

  it('are counted where they cannot be read, each with its reason', async () => {
    const broken = Buffer.concat([NIGHT.subarray(0, NIGHT.indexOf(0x0a) + 1), Buffer.from('{"ts": \n{"uid": "x"}\n')]);
    const { account } = offered.parse(await (await send(broken, { query: '?format=zeek-json&path=conn' })).json());
    expect([account.offered, account.evaluated, Object.values(account.rejected).reduce((a, b) => a + b, 0)]).toEqual([3, 1, 2]);
  });

  it.each([
    ['of no format', Buffer.from('good morning\n'), 415, 'ASSAY-INTAKE-001'],
    ['cut off within gzip', gzipSync(NIGHT).subarray(0, 300), 400, 'ASSAY-INTAKE-003'],
  ])('are refused where they are %s', async (_, body, status, code) => {
    const response = await send(body);
    expect([response.status, ((await response.json()) as { readonly code: string }).code]).toEqual([status, code]);
  });

  it('are there again after a restart, with what they fold into', async () => {
    const before = await watched();
    await house.close();
    house = await furnishedHouse(dataDir, () => NOW);
    const after = await watched();
    expect([after.alerts, after.incidents]).toEqual([before.alerts, before.incidents]);
  });

  it.each(['developer', 'resident'])('show nothing to who is %s', async (role) => {
    expect((await reads(role)).status).toBeGreaterThanOrEqual(401);
  });
});
