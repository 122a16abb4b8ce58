import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { openLedger } from '../ledger/edge/open.ts';
import { incidentDesk } from '../operations/incident/edge/desk.ts';
import { detection, foldedOf, recorded } from '../operations/incident/incident.fixture.ts';
import { action, book, id } from '../operations/playbook/playbook.fixture.ts';
import { assayIn } from './assay.fixture.ts';

// What a run did, and what was measured of it, stands on the incident that it is for.

const [A, B, E] = [id('action', 1), id('action', 2), id('end', 3)];
const AT = '2026-11-01T12:00:00Z';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-told-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function incidents(record: boolean) {
  const [dataDir, now] = [join(folder, '.assay'), () => Instant.parse(AT)];
  const ledger = await openLedger({ dataDir, now, mode: 'write' });
  const desk = incidentDesk({ dataDir, ledger, roles: ['lead'], now });
  if (record) await desk.take(...foldedOf(detection('10.0.0.5', 'scan', 0)).map(recorded));
  const found = desk.incidents().get('incident-1');
  await ledger.close();
  return found;
}

it('is contained as measured, and not where it cannot be known', async () => {
  await incidents(true);
  const service = join(folder, 'service.yaml');
  writeFileSync(service, 'assay: service/1\nservice: { id: cams, name: Cams }\nparts:\n  - { id: lead, kind: role, name: Lead }\n');
  const assay = assayIn(folder, { env: { USER: 'ada' }, at: AT });
  const steps = { [A]: action('block 10.0.0.5', { on_completion: B }), [B]: action('measure-silence 10.0.0.5 10', { on_completion: E }), [E]: { type: 'end' } };
  writeFileSync(join(folder, 'p.json'), JSON.stringify(book(steps)));
  const line = (ts: string, from: string) =>
    JSON.stringify({
      ts: Date.parse(ts) / 1000,
      uid: 'C',
      'id.orig_h': from,
      'id.orig_p': 1,
      'id.resp_h': '192.0.2.1',
      'id.resp_p': 443,
      proto: 'tcp',
      conn_state: 'SF',
      _path: 'conn',
    });
  const run = (...seen: readonly string[]) => {
    writeFileSync(join(folder, 'conn.log'), `${seen.join('\n')}\n`);
    return assay('operations', 'playbook', 'run', 'p.json', '--approve', 'ada,bob', '--incident', 'incident-1', '--service', service, '--seen', 'conn.log');
  };
  const before = line('2026-11-01T11:40:00Z', '10.0.0.5');
  // The sensor fell silent with the device.
  expect((await run(before)).code).toBe(1);
  const [device] = (await incidents(false))?.devices.values() ?? [];
  expect(device).toMatchObject({ name: '10.0.0.5' });
  expect(device?.contained).toBeUndefined();
  expect((await run(before, line('2026-11-01T11:59:00Z', '10.0.0.9'))).code).toBe(0);
  const incident = await incidents(false);
  expect([...(incident?.devices.values() ?? [])][0]?.contained).toMatchObject({
    since: Instant.parse('2026-11-01T11:40:00Z'),
    heardUntil: Instant.parse('2026-11-01T11:59:00Z'),
  });
  expect(incident?.actions.map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'done', 'done']);
});

it('is evidence of nothing where nothing was measured', async () => {
  await incidents(true);
  const service = join(folder, 'service.yaml');
  const roles = ['lead', 'deputy'].map((id) => `  - { id: ${id}, kind: role, name: ${id} }\n`).join('');
  writeFileSync(service, `assay: service/1\nservice: { id: cams, name: Cams }\nparts:\n  - { id: camera, kind: device, name: Camera }\n${roles}`);
  const assay = assayIn(folder, { env: { USER: 'ada' }, at: AT });
  const told = (...argv: readonly string[]) => assay('operations', ...argv, '--service', service);
  expect((await told('incident', 'verify', 'incident-1', 'true', '--reason', 'so it is', '--by', 'lead')).err).toBe('');
  expect((await told('incident', 'close', 'incident-1', '--reason', 'scrapped', '--by', 'lead', '--approve', 'deputy')).code).toBe(0);
  const drawn = await told('drill', 'handled', 'incident-1', '--part', 'camera');
  expect([drawn.code, drawn.err]).toEqual([2, expect.stringContaining('ASSAY-DRILL-006')]);
});
