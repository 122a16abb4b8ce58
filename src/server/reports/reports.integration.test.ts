import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from '../../assurance/report/formats.ts';
import { cameraWorld, type World } from '../position/world.fixture.ts';
import { FORMATS, type ReportsAnswer, reports } from './model.ts';

const AT = '2026-11-01T00:00:00Z';
let world: World;
beforeAll(async () => {
  world = await cameraWorld({ anna: ['auditor'] });
});
afterAll(() => world.close());

function byCommandLine(format: string): string {
  const args = [
    'src/main.ts',
    'gap',
    'report',
    resolve('examples/camera-service/service.yaml'),
    '--data',
    world.dataDir,
    '--at',
    AT,
    '--format',
    format,
    '--no-gate',
  ];
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('reports', () => {
  it.each(REPORT_FORMATS)('have the bytes of the command line: %s', async (format) => {
    const answer = await world.get(`/reports/${format}?at=${AT}`);
    expect(answer.status).toBe(200);
    expect((await answer.text()).trimEnd()).toBe(byCommandLine(format).trimEnd());
  });

  it.each(FORMATS)('are files of a name that says service and moment: %s', async (format) => {
    const answer = await world.get(`/reports/${format}?at=${AT}&from=2026-10-01`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="camera-service-[a-z]+-2026-11-01T000000Z\.[a-z.-]+"$/);
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(100);
    if (format.endsWith('json') || format.startsWith('oscal')) expect(() => JSON.parse(text)).not.toThrow();
  });

  it('say what each format has no place for, in the list and in a header', async () => {
    const list = await world.json<ReportsAnswer>(`/reports?at=${AT}`);
    expect(reports.parse(list)).toEqual(list);
    expect(list.reports.map(({ format }) => format)).toEqual([...FORMATS]);
    for (const { format, notCarried, name, bytes } of list.reports) {
      const answer = await world.get(`/reports/${format}?at=${AT}`);
      expect(answer.headers.get('assay-not-carried')).toBe(String(notCarried.length));
      expect(answer.headers.get('content-disposition')).toContain(name);
      if (bytes !== undefined) expect((await answer.arrayBuffer()).byteLength).toBe(bytes);
    }
    expect(list.reports.some(({ notCarried }) => notCarried.length > 0)).toBe(true);
  });

  it('are refused in a format that there is not', async () => {
    expect((await world.get('/reports/pdf')).status).toBe(400);
  });
});
