import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/development-vulnerabilities.md', import.meta.url)), 'utf8');
const service = fileURLToPath(new URL('../../examples/camera-service/service.yaml', import.meta.url));
let folder = '';

/** A file that the page shows: the first block after its name. */
function shown(name: string): string {
  const block = page.slice(page.indexOf(`\`${name}\`:`)).match(/```[a-z]+\n([\s\S]*?)\n```/)?.[1];
  if (block === undefined) throw new Error(`the page does not show ${name}`);
  return `${block}\n`;
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function assay(...argv: readonly string[]): Promise<Answer> {
  let out = '';
  let err = '';
  const io: Io = {
    cwd: folder,
    env: {},
    now: () => Instant.parse('2026-11-23T00:00:00Z'),
    interactive: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  };
  const code = await run(argv, COMMANDS, io);
  return { code, out, err };
}

const json = ({ out }: Answer) => JSON.parse(out) as Record<string, unknown>;
const MATCH = ['development', 'sbom', 'camera.cdx.json', '--advisories', 'advisories'] as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-sbom-'));
  for (const name of ['camera.cdx.json', 'advisories/nvd.json', 'advisories/go.ndjson', 'advisories/epss.csv', 'vendor.vex.json']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), shown(name));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the page of vulnerabilities', () => {
  it('shows what the command says', async () => {
    const { code, out } = await assay(...MATCH);
    expect(code).toBe(1);
    expect(page).toContain(out.trimEnd());
  });

  it('shows what a trusted statement does, and what is said of one that ended', async () => {
    const { out } = await assay(...MATCH, '--vex', 'vendor.vex.json', '--trust', 'Gin maintainers');
    expect(page).toContain(out.slice(out.indexOf('Open, the first')).trimEnd());
    const checked = await assay('development', 'vex', 'check', join(folder, 'vendor.vex.json'), '--at', '2027-02-01');
    expect([checked.code, page.includes(checked.out.trimEnd().split('\n').slice(1).join('\n'))]).toEqual([1, true]);
  });
});

describe('assay development sbom', () => {
  it('puts what is not matchable first, in words and in JSON', async () => {
    const { out } = await assay(...MATCH);
    expect(out.indexOf('not matchable')).toBeLessThan(out.indexOf('affected'));
    expect(json(await assay(...MATCH, '--json'))).toMatchObject({
      counts: { 'not-matchable': 2, affected: 2, perhaps: 1, 'not-affected': 1 },
      notMatchable: ['requests', 'isp'],
      open: [{ component: 'gin', vulnerability: 'CVE-2020-36567' }, { component: 'dnsmasq' }, { component: 'busybox' }],
    });
  });

  it('ranks by what is added on the map, and says which devices run it only where there is a fleet', async () => {
    const answer = json(await assay(...MATCH, '--part', 'camera/fw-2.3', '--service', service, '--json'));
    expect(answer).toMatchObject({ part: 'camera/fw-2.3', open: [{ component: 'gin', onMap: { profile: { needs: 'reach', gives: 'code' } } }, {}, {}] });
    expect(answer['field']).toBeUndefined();
    expect((answer['open'] as { onMap: { added: unknown[] } }[])[0]?.onMap.added.length).toBeGreaterThan(0);
  });

  it('says which devices in the field are known to run it', async () => {
    const data = join(folder, 'data');
    for (const [id, firmware] of [
      ['cam-1', '2.3.1'],
      ['cam-2', '2.2.0'],
      ['hub-1', '2.3.1'],
    ] as const)
      expect(
        (await assay('product', 'device', 'register', id, '--product', id.split('-')[0] === 'hub' ? 'hub' : 'camera', '--firmware', firmware, '--data', data))
          .code,
      ).toBe(0);
    const asked = [...MATCH, '--part', 'camera/fw-2.3', '--service', service, '--data', data, '--json'];
    expect(json(await assay(...asked))['field']).toEqual({ product: 'camera', firmware: '2.3.1', devices: 2, running: 1, named: ['cam-1'] });
    expect(json(await assay(...asked, '--firmware', 'no such version'))['field']).toMatchObject({ running: 0, not: expect.any(String) });
  });

  it('enters the answer on the ledger for the gate', async () => {
    const data = join(folder, 'recorded');
    const { code, err } = await assay(...MATCH, '--part', 'camera', '--service', service, '--data', data, '--record', '--release', 'v2.3.1');
    expect([code, err.includes('Recorded components of v2.3.1')]).toEqual([1, true]);
    expect(err).toContain('broken');
  });

  it('exits 0 where every component was matched and none is affected', async () => {
    const clean = { ...(JSON.parse(shown('camera.cdx.json')) as { components: { name: string }[] }) };
    clean.components = clean.components.filter(({ name }) => name === 'uuid');
    writeFileSync(join(folder, 'clean.cdx.json'), JSON.stringify(clean));
    const { code, out } = await assay('development', 'sbom', 'clean.cdx.json', '--advisories', 'advisories');
    expect([code, out.includes('Every component was matched, and none is affected.')]).toEqual([0, true]);
    writeFileSync(join(folder, 'empty.cdx.json'), JSON.stringify({ ...clean, components: [] }));
    expect((await assay('development', 'sbom', 'empty.cdx.json', '--advisories', 'advisories')).code).toBe(1);
  });

  it.each<[string, readonly string[], string]>([
    ['without advisories', ['development', 'sbom', 'camera.cdx.json'], 'ASSAY-CLI-003'],
    ['of no release that it is recorded of', [...MATCH, '--record'], 'ASSAY-CLI-003'],
    ['of a part that the map has not', [...MATCH, '--part', 'camra', '--service', service], 'ASSAY-EXPOSURE-001'],
    ['of an actor that the map has not', [...MATCH, '--part', 'camera', '--from', 'nobody', '--service', service], 'ASSAY-ATTACK-002'],
    ['with advisories that are not there', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'missing'], 'ASSAY-ADVISORY-004'],
    ['of a moment that is none', [...MATCH, '--at', 'yesterday'], 'ASSAY-TIME-001'],
    ['with statements that are none', [...MATCH, '--vex', 'advisories/nvd.json', '--trust', 'x'], 'ASSAY-VEX-001'],
  ])('%s is refused', async (_, argv, code) => {
    const answer = await assay(...argv);
    expect([answer.code, answer.err.includes(code)]).toEqual([2, true]);
  });
});

describe('assay development vex', () => {
  it.each(['openvex', 'csaf', 'cyclonedx'])('writes %s that it reads back', async (format) => {
    const file = join(folder, `${format}.json`);
    const wrote = await assay(
      'development',
      'vex',
      'write',
      'camera.cdx.json',
      '--advisories',
      'advisories',
      '--author',
      'Fernlicht',
      '--format',
      format,
      '--out',
      file,
    );
    expect([wrote.code, wrote.err.includes('2 components could not be matched')]).toEqual([1, true]);
    const checked = await assay('development', 'vex', 'check', file, '--json');
    expect(checked.code).toBe(0);
    expect(json(checked)).toMatchObject({
      format,
      author: 'Fernlicht',
      problems: [],
      statements: [{ status: 'affected' }, { status: 'under_investigation' }, { status: 'affected' }],
    });
  });

  it('takes no other word', async () => {
    const answer = await assay('development', 'vex', 'sign', 'x');
    expect([answer.code, answer.err.includes('ASSAY-CLI-004')]).toEqual([2, true]);
  });
});
