import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { openLedger } from '../ledger/edge/open.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const EXAMPLE = new URL('../../examples/camera-service/service.yaml', import.meta.url).pathname;
const now = () => Instant.parse('2026-11-01T00:00:00Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-workspace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const code = await run(argv, COMMANDS, {
    cwd: folder,
    env: {},
    now,
    interactive: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const judge = (map: string, ...more: string[]) => assay('gap', 'report', map, ...more);

describe('a workspace', () => {
  it('is read beside a writer once its map is on the ledger, and refused only where it must write', async () => {
    const first = await judge(EXAMPLE);
    expect(first.err).not.toContain('ASSAY-');
    const writer = await openLedger({ dataDir: `${folder}/.assay`, now, mode: 'write' });
    expect(await judge(EXAMPLE)).toEqual(first);
    writeFileSync(`${folder}/changed.yaml`, readFileSync(EXAMPLE, 'utf8').replace(/^( *name: .*)$/m, '$1 anew'));
    expect((await judge(`${folder}/changed.yaml`)).err).toContain('ASSAY-LEDGER-004');
    await writer.close();
  });

  it.each([
    ['the data', (path: string) => path],
    ['the services of a server', (path: string) => join(path, 'services')],
  ])('says so where a file stands in place of the folder of %s', async (_, at) => {
    const path = join(folder, 'elsewhere');
    if (at(path) !== path) mkdirSync(path);
    writeFileSync(at(path), 'a file');
    const { code, err } = await judge(EXAMPLE, '--data', path);
    expect(code).toBe(2);
    expect(err).toMatch(/^ASSAY-CLI-017 /);
    expect(err).toContain('Give --data DIR (or ASSAY_DATA) a folder.');
  });

  it('is of one service: evidence of another proves nothing here', async () => {
    await judge(EXAMPLE);
    const text = readFileSync(EXAMPLE, 'utf8');
    const id = /^service:\n(?: {2}.*\n)*? {2}id: (\S+)$/m.exec(text)?.[1] ?? '';
    expect(id).not.toBe('');
    writeFileSync(`${folder}/other.yaml`, text.replaceAll(id, `${id}-other`));
    const { code, err } = await judge(`${folder}/other.yaml`);
    expect(code).toBe(2);
    expect(err).toContain('ASSAY-CLI-007');
    expect((await assay('ledger', 'verify')).out).toContain('1 entry');
    expect((await judge(`${folder}/other.yaml`, '--data', `${folder}/own`)).err).not.toContain('ASSAY-');
  });

  it.each<[string, (path: string) => void]>([
    ['edited', (path) => writeFileSync(path, '{}')],
    ['removed', (path) => rmSync(path)],
  ])('whose kept map was %s does not verify', async (_, harm) => {
    await judge(EXAMPLE);
    expect((await assay('ledger', 'verify')).code).toBe(0);
    harm(`${folder}/.assay/maps/${readdirSync(`${folder}/.assay/maps`)[0]}`);
    const { code, out } = await assay('ledger', 'verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).faults).toMatchObject([{ code: 'ASSAY-LEDGER-030', field: 'entry 0' }]);
  });
});
