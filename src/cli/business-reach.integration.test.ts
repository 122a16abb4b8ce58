import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
    [['--from', 'wiki', '--to', 'attic:read'], 'ASSAY-ATTACK-001'],
  ] as const)('refuses %j with %s', async (argv, code) => {
    const answer = await reach(...argv);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain(code);
  });
});
