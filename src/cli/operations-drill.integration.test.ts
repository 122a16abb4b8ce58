import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../assurance/report/model.ts';
import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'assay-drill-'));
  copyFileSync(resolve('examples/camera-service/service.yaml'), join(cwd, 'service.yaml'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function at(moment: string, ...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = { cwd, env: {}, now: () => Instant.parse(moment), interactive: false, out: (text) => (out += text), err: (text) => (err += text) };
  const map = argv[1] === 'replay' ? [] : ['--service', join(cwd, 'service.yaml')];
  const code = await run([...argv, ...map], COMMANDS, io);
  return { code, out, err };
}

const DRILL = `assay: drill/1
id: telnet-november
what: A test camera asks addresses of the Internet for telnet, one of which is ours and answers
part: camera
devices: [10.20.0.50]
begins: 2026-11-10T10:00:00Z
within: PT10M
rules: [behaviour/led-from-outside, behaviour/horizontal-scan]
`;

/** Flows as a sensor writes them: of the test camera, once it misbehaves, 60 tries that nobody answers. */
function flows(device: string, from: string): string {
  const start = Instant.parse(from) / 1000;
  return Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      ts: start + i,
      uid: `C${i}`,
      'id.orig_h': device,
      'id.orig_p': 40_000 + i,
      'id.resp_h': `198.51.100.${i + 1}`,
      'id.resp_p': 23,
      proto: 'tcp',
      duration: 0.1,
      orig_bytes: 0,
      resp_bytes: 0,
      conn_state: 'S0',
      orig_pkts: 1,
      resp_pkts: 0,
    }),
  ).join('\n');
}

/** What the gap analysis says at a moment of detection at the cameras. */
async function verdict(moment: string): Promise<string> {
  const { out } = await at(moment, 'gap', 'report', '--json', '--no-gate', '--standard', 'nist-csf', '--at', moment);
  const { controls } = JSON.parse(out) as Report;
  const subjects = controls.find(({ id }) => id === 'fleet-intrusion-detection')?.subjects;
  return subjects?.find(({ subject }) => subject === 'camera')?.verdict ?? 'not owed';
}

describe('a drill of detection', () => {
  it('moves what the gap analysis says, and goes stale', async () => {
    writeFileSync(join(cwd, 'drill.yaml'), DRILL);
    const said = await at('2026-11-10T09:00:00Z', 'operations', 'drill', 'declare', 'drill.yaml');
    expect([said.code, said.err]).toEqual([0, '']);
    writeFileSync(join(cwd, 'conn.log'), flows('10.20.0.50', '2026-11-10T10:00:05Z'));
    expect(await verdict('2026-11-10T10:30:00Z')).toBe('unproven');
    const judged = await at('2026-11-10T11:00:00Z', 'operations', 'drill', 'judge', 'drill.yaml', 'conn.log');
    expect(judged.err).toContain('Evidence: fleet.intrusion-detected of camera is true.');
    expect([judged.code, judged.out]).toEqual([0, expect.stringContaining('Each of 1 device was seen within PT10M.')]);
    expect(await verdict('2026-11-11T00:00:00Z')).toBe('proven');
    expect(await verdict('2026-12-20T00:00:00Z')).toBe('stale');
    const again = await at('2026-11-10T12:00:00Z', 'operations', 'drill', 'judge', 'drill.yaml', 'conn.log');
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('ASSAY-DRILL-005')]);
  });

  it('that nothing was heard of withdraws what was shown before', async () => {
    writeFileSync(join(cwd, 'drill.yaml'), DRILL);
    await at('2026-11-10T09:00:00Z', 'operations', 'drill', 'declare', 'drill.yaml');
    writeFileSync(join(cwd, 'conn.log'), flows('10.20.0.99', '2026-11-10T10:00:05Z'));
    const judged = await at('2026-11-10T11:00:00Z', 'operations', 'drill', 'judge', 'drill.yaml', 'conn.log', '--json');
    expect(judged.code).toBe(1);
    expect(JSON.parse(judged.out)).toMatchObject({
      outcomes: [{ device: '10.20.0.50', outcome: 'silent' }],
      evidence: [{ claim: 'fleet.intrusion-detected', value: false }],
    });
    expect(await verdict('2026-11-11T00:00:00Z')).toBe('failing');
  });

  it.each<readonly [string, string, string]>([
    ['of no part', DRILL.replace('part: camera', 'part: kettle'), 'ASSAY-DRILL-001'],
    ['of no form', DRILL.replace('within: PT10M', 'within: soon'), 'ASSAY-DRILL-001'],
    ['too late', DRILL.replace('10T10:00', '10T08:00'), 'ASSAY-DRILL-002'],
  ])('is refused %s', async (_, text, code) => {
    writeFileSync(join(cwd, 'drill.yaml'), text);
    const said = await at('2026-11-10T09:00:00Z', 'operations', 'drill', 'declare', 'drill.yaml');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining(code)]);
  });

  it('is judged by what was declared, when it is over', async () => {
    writeFileSync(join(cwd, 'drill.yaml'), DRILL);
    writeFileSync(join(cwd, 'conn.log'), flows('10.20.0.50', '2026-11-10T10:00:05Z'));
    await at('2026-11-10T09:00:00Z', 'operations', 'drill', 'declare', 'drill.yaml');
    const early = await at('2026-11-10T10:01:00Z', 'operations', 'drill', 'judge', 'drill.yaml', 'conn.log');
    expect([early.code, early.err]).toEqual([2, expect.stringContaining('ASSAY-DRILL-004')]);
    writeFileSync(join(cwd, 'drill.yaml'), DRILL.replace('PT10M', 'PT9M'));
    const other = await at('2026-11-10T11:00:00Z', 'operations', 'drill', 'judge', 'drill.yaml', 'conn.log');
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('ASSAY-DRILL-003')]);
  });
});

describe('the incident plan', () => {
  it('is evidence of its form, in both directions', async () => {
    const whole = await at('2026-11-10T09:00:00Z', 'operations', 'csirt', '--record');
    expect([whole.code, whole.err]).toEqual([0, expect.stringContaining('csirt.plan-complete of camera-service is true')]);
    const text = readFileSync(join(cwd, 'service.yaml'), 'utf8');
    writeFileSync(join(cwd, 'service.yaml'), text.replace('role: voice, by: [in-app, status-page]', 'role: voice, by: [in-app]'));
    const poor = await at('2026-11-10T10:00:00Z', 'operations', 'csirt', '--record', '--json');
    expect([poor.code, poor.err]).toEqual([1, expect.stringContaining('is false')]);
    expect(JSON.parse(poor.out).found.map(({ code }: { code: string }) => code)).toEqual(['ASSAY-MAP-050']);
    writeFileSync(join(cwd, 'service.yaml'), text.slice(0, text.indexOf('csirt:')));
    const none = await at('2026-11-10T11:00:00Z', 'operations', 'csirt', '--record');
    expect([none.code, none.out]).toEqual([1, expect.stringContaining('no incident plan')]);
    const listed = JSON.parse((await at('2026-11-10T12:00:00Z', 'evidence', 'list', '--claim', 'csirt.plan-complete', '--json')).out);
    expect(listed.evidence.map(({ value }: { value: boolean }) => value)).toEqual([true, false, false]);
  });
});
