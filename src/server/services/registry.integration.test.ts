import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import { question } from '../judge/question.ts';
import { dueQuestion } from '../position/questions.ts';
import { outlineQuestion } from './questions.ts';
import { openServices, type Services } from './registry.ts';

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

describe('the services of a data folder', () => {
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
