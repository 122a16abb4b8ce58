import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse, HERE } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { type IncidentAct, incidentDone, incidentList, oneIncident, paper } from './incident-model.ts';

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const NIGHT = readFileSync('examples/camera-service/telemetry/night-conn.log');
const BASE = '/api/services/camera-service/operations';

let house: Furnished;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-incidents-'));
  house = await furnishedHouse(dataDir, () => NOW);
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

const host = new URL(HERE).host;
const reads = (path: string, who = 'responder') => house.ask(`${BASE}${path}`, { headers: { host, cookie: `assay-session=${who}` } });
const listed = async () => incidentList.parse(await (await reads('/incidents')).json()).incidents;
const shown = async (id = 'incident-1') => oneIncident.parse(await (await reads(`/incidents/${id}`)).json());
const posts = (path: string, media: string, body: Uint8Array | string, who = 'responder') =>
  house.ask(path, {
    method: 'POST',
    body: body as string,
    headers: {
      host,
      origin: HERE,
      'content-type': media,
      'content-length': String(Buffer.byteLength(body)),
      cookie: `assay-session=${who}`,
      'x-csrf-token': csrfTokenOf(who),
      'sec-fetch-site': 'same-origin',
    },
  });
const does = (act: IncidentAct, who?: string) => posts(`${BASE}/incidents/incident-1/acts`, 'application/json', JSON.stringify(act), who);
const codes = async (response: Response) =>
  ((await response.json()) as { readonly faults: readonly { readonly code: string }[] }).faults.map(({ code }) => code);

describe('incidents over HTTP', () => {
  it('are none at first, and one that nobody opened is not found', async () => {
    expect(await listed()).toEqual([]);
    const response = await reads('/incidents/incident-1');
    expect([response.status, await codes(response)]).toEqual([404, ['ASSAY-INCIDENT-001']]);
  });

  it('are opened on the ledger by what the watch finds, with the lines that they rest on', async () => {
    const packed = gzipSync(NIGHT);
    expect((await posts(`${BASE}/events`, 'application/octet-stream', packed)).status).toBe(200);
    await expect.poll(async () => (await listed()).length, { timeout: 60_000 }).toBe(1);
    const [line] = await listed();
    expect(line).toMatchObject({ id: 'incident-1', state: 'open', deviceCount: 2, devices: ['10.20.0.11', '10.20.0.12'], next: 'verify', exercise: false });
    const one = await shown();
    expect(one.missing.verdicts).toEqual(one.stages.map(({ rule }) => rule));
    const lines = one.evidence.flatMap(({ detections }) => detections.flatMap(({ events }) => events.map((event) => event.line)));
    const night = NIGHT.toString().split('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const read of lines) expect(night).toContain(read?.trimEnd());
  });

  it('are not opened a second time after a restart, nor by the same night again', async () => {
    await house.close();
    house = await furnishedHouse(dataDir, () => NOW);
    expect((await posts(`${BASE}/events`, 'application/octet-stream', NIGHT)).status).toBe(200);
    expect(await listed()).toHaveLength(1);
  });

  it('cannot be closed while nobody looked, and not while recovery is not shown', async () => {
    const early = await does({ do: 'close', why: 'It looks well again.', letPass: false });
    expect(early.status).toBe(409);
    expect(new Set(await codes(early))).toEqual(new Set(['ASSAY-INCIDENT-004']));
    const verified = await does({ do: 'verify', verdict: 'true', why: 'Seen on the device itself.' });
    expect([verified.status, incidentDone.parse(await verified.json()).entries.length]).toEqual([200, (await shown()).stages.length]);
    expect((await shown()).next).toBe('judge');
    expect((await does({ do: 'close', why: 'It looks well again.', letPass: false })).status).toBe(409);
  });

  it('have clocks of the law from awareness on, and drafts that say what is missing', async () => {
    expect((await does({ do: 'fact', fact: { kind: 'aware', track: 'severe-incident' } })).status).toBe(200);
    const { lawClocks, next, nextDue, at } = await shown();
    expect(nextDue).toMatchObject({ stage: 'early-warning', state: 'running' });
    expect(Date.parse(nextDue?.due ?? '') - Date.parse(nextDue?.started ?? '')).toBe(24 * 3_600_000);
    expect(Date.parse(nextDue?.due ?? '')).toBeGreaterThan(Date.parse(at));
    expect(lawClocks.map(({ track }) => track)).toContain('severe-incident');
    expect(next).toBe('contain');
    const read = async () => paper.parse(await (await reads('/incidents/incident-1/paper?track=severe-incident&stage=early-warning')).json());
    const before = await read();
    const field = before.fields.find(({ complete }) => !complete);
    expect(before.complete).toBe(false);
    expect((await does({ do: 'say', track: 'severe-incident', field: field?.id ?? '', kind: 'said', text: 'Cameras of one house.' })).status).toBe(200);
    expect((await read()).fields.find(({ id }) => id === field?.id)?.answer?.text).toBe('Cameras of one house.');
    expect((await reads('/incidents/incident-1/paper?track=severe-incident&stage=persons')).status).toBe(422);
  });

  it('wait for a second person where recovery is to pass unshown', async () => {
    const response = await does({ do: 'close', why: 'The cameras were thrown away.', letPass: true });
    expect(response.status).toBe(202);
    const { proposal } = (await response.json()) as { readonly proposal: string };
    const waits = await house.ask(`/api/proposals/${proposal}`, { headers: { host, cookie: 'assay-session=operator' } });
    const { digest } = (await waits.json()) as { readonly digest: string };
    const agreed = await posts(`/api/proposals/${proposal}/agree`, 'application/json', JSON.stringify({ digest }), 'operator');
    expect(agreed.status).toBe(200);
    const one = await shown();
    expect([one.state, one.figures.waived, one.next]).toEqual(['closed', 2, 'submit']);
  });

  it('are told as a file, and nothing that people wrote stands on the ledger', async () => {
    const text = await (await reads('/incidents/incident-1/timeline')).text();
    expect(text.split('\n')[0]).toBe('entry\trecorded\tat\tby\twhat\twords');
    expect(text).toContain('Seen on the device itself.');
    const { ledger } = house.house.services.get('camera-service');
    const entries: string[] = [];
    ledger?.readVerified(({ type, body }) => entries.push(JSON.stringify([type, body])));
    expect(entries.filter((entry) => /10\.20\.0\.1[12]|Seen on the device|thrown away/.test(entry) && !entry.includes('evidence.recorded'))).toEqual([]);
  });

  it.each(['developer', 'resident'])('show nothing to who is %s, and it-administrators only look', async (role) => {
    expect((await reads('/incidents', role)).status).toBeGreaterThanOrEqual(401);
    expect((await does({ do: 'note', text: 'A note.' }, 'it-administrator')).status).toBe(403);
  });
});
