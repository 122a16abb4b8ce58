import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selfSigned } from '../../test/self-signed.ts';
import { assayIn } from './assay.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/operations-mud.md'), 'utf8');
const MUD = 'examples/camera-service/camera.mud.json';
const LOG = 'examples/camera-service/telemetry/night-conn.log';
const here = assayIn(root);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-mud-'));
  copyFileSync(join(root, MUD), join(folder, 'camera.json'));
  writeFileSync(join(folder, 'signed.json'), readFileSync(join(root, MUD)));
  writeFileSync(join(folder, 'signed.json.p7s'), 'MAA=');
  writeFileSync(join(folder, 'trust.pem'), selfSigned().cert);
  writeFileSync(join(folder, 'other.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const refused = (err: string): readonly string[] => [...new Set(err.match(/ASSAY-[A-Z]+-\d{3}/g) ?? [])];

describe('the page of MUD files', () => {
  it.each([
    ['check', ['operations', 'mud', 'check', MUD], 0],
    ['try', ['operations', 'mud', 'try', MUD, LOG, '--device', '10.20.0.11'], 1],
  ] as const)('shows what %s says', async (_, argv, code) => {
    const answer = await here(...argv);
    expect(answer.code).toBe(code);
    expect(page).toContain(`$ assay ${argv.join(' ')}\n${answer.out.trimEnd()}`);
  });

  it('says truly when the incident is raised with the file and without it', async () => {
    const raised = async (...more: readonly string[]) => {
      const { out } = await here('operations', 'replay', LOG, ...more, '--json');
      return (JSON.parse(out) as { readonly incidents: readonly { readonly raised: string }[] }).incidents[0]?.raised.slice(11, 19);
    };
    expect([await raised('--policy', `${MUD}=10.20.0.11`), await raised()]).toEqual(['23:01:40', '23:02:00']);
    expect(page).toMatch(/at 23:01:40, and not at 23:02:00/);
  });
});

describe('checking and trying', () => {
  const assay = (...argv: readonly string[]) => assayIn(folder)('operations', 'mud', ...argv);

  it('asks for the signature where somebody is trusted, and says when it is unreadable', async () => {
    const absent = await assay('check', 'camera.json', '--trust', 'trust.pem');
    expect([absent.code, refused(absent.out)]).toEqual([1, ['ASSAY-MUD-009']]);
    const unread = await assay('check', 'signed.json', '--json');
    expect([unread.code, refused(unread.out)]).toEqual([1, ['ASSAY-MUD-009']]);
  });

  it('goes on after a file that is none, where others are named', async () => {
    const { code, out } = await assay('check', 'other.json', 'camera.json');
    expect([code, refused(out)]).toEqual([1, ['ASSAY-MUD-001']]);
    expect(out).toContain('Indoor camera');
  });

  it('gives the same as JSON', async () => {
    const { out } = await here('operations', 'mud', 'try', MUD, LOG, '--device', '10.20.0.11', '--json');
    expect(JSON.parse(out)).toMatchObject({ allowed: 13, denied: 15, notKnown: 0, detections: 3, device: '10.20.0.11', left: 0 });
  });

  it('says that nothing was seen of a device that is not there', async () => {
    const { code, out } = await here('operations', 'mud', 'try', MUD, LOG, '--device', '02:00:00:00:00:01');
    expect(code).toBe(1);
    expect(out).toContain('Nothing of this device was seen');
  });

  it.each([
    ['no act', [], 'ASSAY-CLI-003'],
    ['another act', ['write', 'x'], 'ASSAY-CLI-005'],
    ['no file', ['check'], 'ASSAY-CLI-003'],
    ['a file that is not there', ['check', 'none.json'], 'ASSAY-MUD-010'],
    ['no certificate', ['check', 'camera.json', '--trust', 'other.json'], 'ASSAY-MUD-010'],
    ['no MUD file', ['check', 'other.json'], 'ASSAY-MUD-001'],
    ['one signature for two', ['check', 'camera.json', 'other.json', '--signature', 'x'], 'ASSAY-CLI-005'],
    ['no device', ['try', 'camera.json', 'x.log'], 'ASSAY-CLI-003'],
    ['no input', ['try', 'camera.json', '--device', '10.0.0.1'], 'ASSAY-CLI-003'],
    ['a device that is none', ['try', 'camera.json', 'x.log', '--device', 'lamp'], 'ASSAY-MUD-011'],
    ['a controller without an address', ['try', 'camera.json', 'x.log', '--device', '10.0.0.1', '--controller', 'gateway'], 'ASSAY-MUD-011'],
    ['a network that is none', ['try', 'camera.json', 'x.log', '--device', '10.0.0.1', '--own', 'x'], 'ASSAY-MUD-011'],
  ] as const)('refuses %s', async (_, argv, code) => {
    const answer = await assay(...argv);
    expect([answer.code, refused(answer.err)]).toEqual([2, [code]]);
  });
});
