import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { ownService } from '../product/simulation/edge/own.ts';
import type { Report } from '../product/simulation/model.ts';
import { COMMANDS } from './index.ts';
import { refuseElsewhere } from './product-simulate.ts';
import { run } from './run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-simulate-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function assay(...argv: string[]) {
  const said = { out: '', err: '' };
  const io = {
    cwd: folder,
    env: {},
    now: () => Instant.of(Date.now()),
    interactive: false,
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  return { code: await run(['product', ...argv], COMMANDS, io), ...said };
}

describe('assay product simulate', () => {
  it('goes into no fleet that others reach', () => {
    const at = (host: string) => ({ est: `https://${host}:8443`, https: `https://${host}:8444`, mqtt: `mqtts://${host}:8883` });
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]']) expect(() => refuseElsewhere(at(host), 'data')).not.toThrow();
    for (const host of ['est.example.org', '192.0.2.1', '[2001:db8::1]', 'localhost.example.org', '127.0.0.1.example.org'])
      expect(() => refuseElsewhere({ ...at('localhost'), mqtt: at(host).mqtt }, 'data')).toThrow('ASSAY-CLI-016');
  });

  it('lets honest devices live on a fleet of its own, and meets all that goes wrong on purpose', async () => {
    const { code, out, err } = await assay(
      'simulate',
      '--devices',
      '9',
      '--for',
      '4s',
      '--every',
      '1s',
      '--hurry',
      '2000000',
      '--faults',
      'all',
      '--seed',
      '3',
      '--json',
    );
    expect(err).toBe('');
    const report = JSON.parse(out) as Report;
    expect(report).toMatchObject({ seed: 3, devices: { camera: 3, lock: 3, kettle: 3 }, households: 3, enrolled: { n: 9 }, stopped: 0 });
    expect(report.introduced.n).toBe(9);
    expect(report.messages.n).toBeGreaterThan(9);
    expect(report.renewed).toBeGreaterThan(0);
    expect(report.retired).toMatchObject({ n: 1, closed: { n: 1 } });
    expect(report.retired.erased).toBeGreaterThan(0);
    expect(report.attempts.map(({ attempt, code: refused = '', alarm, held }) => [attempt, refused, alarm, held]).toSorted()).toEqual([
      ['clock-skew', '', false, true],
      ['clone', 'ASSAY-ENDPOINT-010', true, true],
      ['replay', 'ASSAY-EST-007', true, true],
      ['stolen-qr', 'ASSAY-INTRODUCTION-007', true, true],
      ['storm', '', false, true],
    ]);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tries the fleet that somebody serves, goes on with it the next time, and says what happened', async () => {
    const own = await ownService();
    try {
      const first = await assay('simulate', '--data', own.dir, '--devices', '3', '--for', '1s', '--seed', '5');
      expect(first.out).toMatch(/^Simulated 3 devices \(1 camera, 1 lock, 1 kettle\) of 1 household for \d+ s, seed 5\.\n/);
      expect(first.out).toMatch(/retired +1 {2}out after p50 .*; 1 erased themselves and signed it/);
      const again = JSON.parse((await assay('simulate', '--data', own.dir, '--devices', '3', '--for', '1s', '--seed', '5', '--json')).out) as Report;
      // One is retired for ever; the others lost their memory and enrol anew, and are their household's still.
      expect(again).toMatchObject({ enrolled: { n: 2 }, introduced: { n: 0 }, retired: { n: 1 }, stopped: 0 });
    } finally {
      await own.close();
    }
  });

  it.each([
    [['--data', 'nowhere'], 'ASSAY-CLI-016'],
    [['--faults', 'earthquake'], 'ASSAY-CLI-005'],
    [['--for', '60'], 'ASSAY-CLI-005'],
    [['--every', 'always'], 'ASSAY-CLI-005'],
    [['--devices', '0'], 'ASSAY-CLI-005'],
  ])('refuses %j', async (argv, code) => {
    const answer = await assay('simulate', ...argv);
    expect(answer.err).toContain(code);
    expect(answer.code).toBe(2);
  });
});
