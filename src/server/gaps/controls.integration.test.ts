import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Furnished, furnishedHouse, HERE } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import { controlNames } from './model.ts';

let dataDir: string;
let house: Furnished;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-controls-'));
  house = await furnishedHouse(dataDir, () => Instant.parse('2026-11-20T12:00:00Z'));
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

const ask = (who: string, path: string) => house.ask(path, { headers: { host: new URL(HERE).host, cookie: `assay-session=${who}` } });

it('names every control once, to whoever may see a service', async () => {
  const answer = await ask('developer', '/api/controls');
  expect(answer.status).toBe(200);
  const { controls } = controlNames.parse(await answer.json());
  expect(controls.length).toBeGreaterThan(50);
  expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
  expect(new Set(controls.map(({ title }) => title)).size).toBe(controls.length);
  for (const { layer, id } of [...new Map(controls.map((control) => [control.layer, control])).values()]) {
    const opened = (await (await ask('developer', `/api/services/camera-service/controls/${id}`)).json()) as { readonly id: string; readonly layer: string };
    expect(opened).toMatchObject({ id, layer });
  }
});

it('is nothing for who introduces devices', async () => {
  expect((await ask('installer', '/api/controls')).status).toBe(403);
});
