import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import { rememberMap } from '../../map/edge/kept.ts';
import { readMap } from '../../map/index.ts';
import { question } from '../judge/question.ts';
import { dueQuestion } from '../position/questions.ts';
import type { Route } from '../route.ts';
import { statusRoutes } from '../status/routes.ts';
import { outlineQuestion } from './questions.ts';
import { openServices, type Services } from './registry.ts';
import { SERVICE_ROUTES } from './routes.ts';

const now = () => Instant.parse('2026-11-20T12:00:00Z');

let dataDir: string;
let services: Services | undefined;
const told: string[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-services-'));
  told.length = 0;
});
afterEach(async () => {
  await services?.close();
  rmSync(dataDir, { recursive: true });
});

const open = async () => {
  services = await openServices({
    dataDir,
    now,
    appended: ({ id }) => told.push(id),
    listed: () => told.push('listed'),
    asked: () => undefined,
    failed: () => undefined,
  });
  return services;
};
const codeOf = (error: unknown) => (error instanceof Refused ? error.faults[0]?.code : error);

async function make(folder: string, facts = 3): Promise<void> {
  const ledger = await openLedger({ dataDir: folder, now, mode: 'write' });
  for (let i = 0; i < facts; i += 1) await ledger.append([{ type: 'note', body: { i } }]);
  await ledger.close();
}

const EXAMPLE = 'examples/camera-service/service.yaml';

describe('whether they can be judged', () => {
  const withMap = async (folder: string) => {
    const ledger = await openLedger({ dataDir: folder, now, mode: 'write' });
    await rememberMap(ledger, folder, readMap(readFileSync(EXAMPLE, 'utf8'), 'service.yaml'));
    await ledger.close();
  };
  const asked = async (all: Services) => {
    await Promise.all(all.list().map(({ judge }) => judge?.settled()));
    // The handler reaches nothing else.
    const call = { house: { services: all } } as unknown as Parameters<Route['handle']>[0];
    return readyRoute?.handle(call);
  };
  const readyRoute = statusRoutes(() => []).find(({ path }) => path === '/api/ready');

  it('is asked of each: one whose map is gone is named with its code, and the others go on', async () => {
    await withMap(join(dataDir, 'services', 'gone'));
    await withMap(join(dataDir, 'services', 'sound'));
    await withMap(join(dataDir, 'services', 'torn'));
    const maps = (id: string) => join(dataDir, 'services', id, 'maps');
    rmSync(maps('gone'), { recursive: true });
    for (const file of readdirSync(maps('torn'))) writeFileSync(join(maps('torn'), file), '{');
    const all = await open();
    expect(await asked(all)).toEqual({
      status: 503,
      body: {
        ready: false,
        services: { ready: 1, starting: 0, broken: 2 },
        notReady: ['gone', 'torn'].map((service) => ({ service, code: 'ASSAY-SERVER-013' })),
      },
    });
    expect(await all.get('sound').ask(outlineQuestion, {})).toMatchObject({ id: 'camera-service' });
  });

  it('is seen of a map that goes while its judge still has it in memory', async () => {
    await withMap(join(dataDir, 'services', 'cameras'));
    const all = await open();
    const service = all.get('cameras');
    await service.judge?.settled();
    await service.ask(outlineQuestion, {});
    rmSync(join(dataDir, 'services', 'cameras', 'maps'), { recursive: true });
    expect(await service.readiness()).toEqual({ state: 'broken', code: 'ASSAY-SERVER-013' });
  });

  it('needs no map where none was brought yet', async () => {
    await make(join(dataDir, 'services', 'new'));
    expect(await asked(await open())).toEqual({ status: 200, body: { ready: true, services: { ready: 1, starting: 0, broken: 0 }, notReady: [] } });
  });
});

describe('the services of a data folder', () => {
  it('name a folder whose ledger is gone as broken, with a remedy, and begin no new record in its place', async () => {
    await make(join(dataDir, 'services', 'cameras'));
    await make(join(dataDir, 'services', 'sound'));
    writeFileSync(join(dataDir, 'services', 'notes'), 'no service');
    const file = join(dataDir, 'services', 'cameras', 'ledger.db');
    rmSync(file);
    const all = await open();
    expect(all.list().map(({ id }) => id)).toEqual(['cameras', 'sound']);
    const lost = all.get('cameras');
    expect(lost.faults?.[0]).toMatchObject({ code: 'ASSAY-SERVER-022', remedy: expect.stringContaining('back-up') });
    expect(await lost.readiness()).toEqual({ state: 'broken', code: 'ASSAY-SERVER-022' });
    expect(await lost.ask(outlineQuestion, {}).catch(codeOf)).toBe('ASSAY-SERVER-013');
    expect(await lost.append([{ type: 'note', body: {} }]).catch(codeOf)).toBe('ASSAY-SERVER-013');
    expect(await all.create('cameras').catch(codeOf)).toBe('ASSAY-SERVER-017');
    expect(existsSync(file)).toBe(false);
    // As everybody who may see the service is told, without a path of this machine.
    const call = { house: { services: all, access: { permits: () => true } }, who: () => ({}), signal: new AbortController().signal };
    const listing = SERVICE_ROUTES.find(({ method, path }) => method === 'get' && path === '/api/services');
    const said = JSON.stringify(await listing?.handle(call as unknown as Parameters<Route['handle']>[0]));
    expect(said).toContain('"state":"record-broken","fault":{"code":"ASSAY-SERVER-022"');
    expect(said).not.toContain(dataDir);
  });

  it('are the folders below services/ that have a ledger, and the folder itself where it has one', async () => {
    await make(join(dataDir, 'services', 'cameras'));
    await make(join(dataDir, 'services', 'kettles'));
    await make(dataDir);
    expect((await open()).list().map(({ id }) => id)).toEqual([expect.any(String), 'cameras', 'kettles']);
  });

  it('go on where one of them does not verify, and nothing is said of that one', async () => {
    await make(join(dataDir, 'services', 'broken'));
    await make(join(dataDir, 'services', 'sound'));
    const file = join(dataDir, 'services', 'broken', 'checkpoint');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^(.*\n)\d+/, '$19'));
    const { get } = await open();
    const [broken, sound] = [get('broken'), get('sound')];
    expect(broken.faults?.[0]?.code).toMatch(/^ASSAY-LEDGER-/);
    expect(await broken.ask(outlineQuestion, {}).catch(codeOf)).toBe('ASSAY-SERVER-013');
    expect(await broken.append([{ type: 'note', body: {} }]).catch(codeOf)).toBe('ASSAY-SERVER-013');
    expect(await sound.ask(outlineQuestion, {})).toMatchObject({ id: null, evidence: 0 });
  });

  it('have no position without a map', async () => {
    await make(join(dataDir, 'services', 'new'));
    const service = (await open()).get('new');
    expect(await service.ask(dueQuestion, { within: 30, at: now(), size: 3 }).catch(codeOf)).toBe('ASSAY-SERVER-018');
  });

  it('can be made and taken back while nothing stands on their ledger, each id once', async () => {
    const { create, abandon, get, has } = await open();
    await create('kettles');
    expect(await create('kettles').catch(codeOf)).toBe('ASSAY-SERVER-017');
    for (const id of ['../up', 'A', '', 'a/b', '.', '..']) expect([id, await create(id).catch(codeOf)]).toEqual([id, 'ASSAY-SERVER-017']);
    await abandon('kettles');
    expect([has('kettles'), existsSync(join(dataDir, 'services', 'kettles'))]).toEqual([false, false]);
    const again = await create('kettles');
    await again.append([{ type: 'note', body: {} }]);
    await expect(abandon('kettles')).rejects.toThrow(TypeError);
    expect(get('kettles').ledger?.head().size).toBe(1);
    expect(told).toEqual(['listed', 'listed', 'listed', 'kettles']);
  });

  it('are refused as what may not be seen where there is none', async () => {
    const { get } = await open();
    expect(() => get('nothing')).toThrow('ASSAY-SERVER-003');
  });
});

it('asks nothing of a judge that is not in its table', async () => {
  await make(join(dataDir, 'services', 'new'));
  const service = (await open()).get('new');
  expect(
    await service
      .ask(
        question('not.in.the.table', () => 1),
        {},
      )
      .catch(codeOf),
  ).toBe('ASSAY-SERVER-011');
});
