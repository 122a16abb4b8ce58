import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { businessReach } from './business-reach.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const EXAMPLE = new URL('../../examples/camera-service/', import.meta.url).pathname;
const MAP = join(EXAMPLE, 'service.yaml');
let folder: string;

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: {},
    now: () => Instant.parse('2026-11-01T00:00:00Z'),
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(argv, COMMANDS, io);
  return { code, out, err };
}
const reach = (...argv: string[]) => assay('business', 'reach', MAP, ...argv);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-reach-'));
  const files = readdirSync(join(EXAMPLE, 'evidence')).map((file) => join(EXAMPLE, 'evidence', file));
  expect((await assay('evidence', 'add', ...files, '--service', MAP)).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('assay business reach', () => {
  it('is a command', () => {
    expect(COMMANDS).toContain(businessReach);
  });

  it.each([
    [[], 0, 'What controls rest on:'],
    [['--from', 'wiki'], 0, 'If Engineering wiki falls (wiki:admin, wiki:code) and nothing else'],
    [['--to', 'firmware'], 0, 'build-server'],
    [['--from', 'wiki', '--to', 'firmware'], 1, 'The smallest change that cuts'],
    [['--from', 'wiki', '--to', 'firmware', '--no-gate'], 0, 'On the map, '],
    [['--from', 'wiki', '--to', 'api:code'], 1, 'No controls cut api:code'],
    [['--from', 'office-network', '--to', 'signing-key:read'], 0, 'signing-key-protected at'],
    [['--links'], 0, 'join two layers'],
    [['--matrix'], 0, 'business and development:'],
    [['--matrix', '--from', 'identity-provider', '--to', 'firmware-source'], 0, 'by the actors of the map'],
  ] as const)('%j exits %i and says what is asked', async (argv, code, said) => {
    const answer = await reach(...argv);
    expect(answer.err).toBe('');
    expect(answer.code).toBe(code);
    expect(answer.out).toContain(said);
    expect(answer.out).toContain('Judged at 2026-11-01T00:00:00Z on');
    expect(answer.out.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('gives the same as JSON, bound to head, moment and library, and draws a way', async () => {
    const json = JSON.parse((await reach('--from', 'wiki', '--to', 'firmware', '--json')).out);
    expect(Object.keys(json)).toEqual(['at', 'head', 'library', 'notAnalysed', 'reached']);
    expect((await reach('--from', 'wiki', '--to', 'firmware', '--format', 'svg', '--no-gate')).out).toMatch(/^<svg /);
  });

  it.each([
    [['--matrix', '--links'], 'ASSAY-CLI-005'],
    [['--matrix', '--from', 'wiki'], 'ASSAY-CLI-003'],
    [['--format', 'svg'], 'ASSAY-CLI-003'],
    [['--links', '--from', 'wiki,mail'], 'ASSAY-CLI-005'],
    [['--from', 'attic'], 'ASSAY-REACH-001'],
    [['--matrix', '--from', 'wiki', '--to', 'device-ca'], 'ASSAY-REACH-003'],
    [['--from', 'wiki', '--to', 'attic:read'], 'ASSAY-REACH-001'],
    [['--from', 'wiki', '--to', 'wiki:fly'], 'ASSAY-ATTACK-001'],
    [['--from', 'video'], 'ASSAY-REACH-001'],
    [['--from', 'no-such', '--to', 'firmware'], 'ASSAY-REACH-001'],
    [['--to', 'no-such'], 'ASSAY-REACH-001'],
  ] as const)('refuses %j with %s', async (argv, code) => {
    const answer = await reach(...argv);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain(code);
  });

  it('says which name is no system of the map, and what is near', async () => {
    const { err } = await reach('--from', 'wikki', '--to', 'firmwaer');
    expect(err).toContain('"wikki" is no system of the map');
    expect(err).toMatch(/expected +wiki\n/);
    expect(err).toContain('"firmwaer" is no system of the map');
    expect(err).toContain('Did you mean "firmware"?');
  });

  it.each([[[]], [['--from', 'wiki']], [['--to', 'firmware']], [['--matrix']], [['--links']]] as const)(
    'answers %j without a ledger, says so first, and makes none',
    async (argv) => {
      const nowhere = join(folder, 'nowhere');
      const answer = await reach(...argv, '--data', nowhere);
      expect([answer.err, answer.code]).toEqual(['', 0]);
      expect(answer.out.split('\n')[0]).toContain('There is no evidence, since there is no ledger');
      expect(answer.out).toContain('on 0 ledger entries');
      expect(existsSync(nowhere)).toBe(false);
    },
  );

  it('says so as JSON and beside a drawing, and has no past to ask for', async () => {
    const nowhere = join(folder, 'nowhere');
    expect(JSON.parse((await reach('--json', '--data', nowhere)).out)).toMatchObject({ noLedger: nowhere, head: { size: 0 } });
    const drawn = await reach('--from', 'wiki', '--to', 'firmware', '--format', 'svg', '--no-gate', '--data', nowhere);
    expect([drawn.out.slice(0, 5), drawn.err]).toEqual(['<svg ', expect.stringContaining('There is no evidence')]);
    expect((await reach('--head', '3', '--data', nowhere)).err).toContain('ASSAY-LEDGER-005');
    expect(existsSync(nowhere)).toBe(false);
  });
});
