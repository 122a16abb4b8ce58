import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { STANDARDS } from '../assurance/standards/index.ts';
import { Instant } from '../core/index.ts';
import type { Io } from './command.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const uuid = '11111111-1111-4111-8111-111111111111';
const metadata = (title: string, version: string) => ({ title, 'last-modified': '2026-01-01T00:00:00Z', version, 'oscal-version': '1.1.3' });
const catalog = (version: string, ids: readonly string[]) =>
  JSON.stringify({ catalog: { uuid, metadata: metadata('Own rules', version), controls: ids.map((id) => ({ id, title: `Rule ${id}` })) } });
const profile = (href: string) => JSON.stringify({ profile: { uuid, metadata: metadata('Chosen', '1'), imports: [{ href, 'include-all': {} }] } });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-standards-'));
  mkdirSync(join(folder, 'in/deep'), { recursive: true });
  writeFileSync(join(folder, 'outside.json'), catalog('1', ['secret']));
  writeFileSync(join(folder, 'one.json'), catalog('1.0', ['a', 'b']));
  writeFileSync(join(folder, 'two.json'), catalog('2.0', ['b', 'c']));
  writeFileSync(join(folder, 'in/deep/catalog.json'), catalog('1', ['d']));
  symlinkSync('../outside.json', join(folder, 'in/link.json'));
  writeFileSync(join(folder, 'pipe.txt'), 'x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function assay(...argv: readonly string[]): Promise<{ readonly code: number; readonly json: Record<string, unknown> }> {
  let out = '';
  const io: Io = {
    cwd: folder,
    env: {},
    now: () => Instant.parse('2026-11-01T00:00:00Z'),
    interactive: false,
    out: (text) => (out += text),
    err: () => undefined,
  };
  const code = await run([...argv, '--json'], COMMANDS, io);
  return { code, json: JSON.parse(out) as Record<string, unknown> };
}
const importing = (href: string, ...more: readonly string[]) => {
  writeFileSync(join(folder, 'in/profile.json'), profile(href));
  return assay('standards', 'import', 'in/profile.json', '--dry-run', ...more);
};

describe('what a profile may draw in', () => {
  it.each([
    ['a file in a folder beside it', 'deep/catalog.json', 0, undefined],
    ['a name with an escape in it', 'deep%2Fcatalog.json', 0, undefined],
    ['a file above', '../outside.json', 2, 'ASSAY-OSCAL-010'],
    ['a file above, spelt otherwise', '%2e%2e/outside.json', 2, 'ASSAY-OSCAL-010'],
    ['a way down and up', 'deep/../../outside.json', 2, 'ASSAY-OSCAL-010'],
    ['an absolute path', '/etc/passwd', 2, 'ASSAY-OSCAL-010'],
    ['a path of Windows', '..\\outside.json', 2, 'ASSAY-OSCAL-010'],
    ['a file url', 'file:///etc/passwd', 2, 'ASSAY-OSCAL-010'],
    ['the network', 'https://example.org/catalog.json', 2, 'ASSAY-OSCAL-010'],
    ['a link that leads out', 'link.json', 2, 'ASSAY-OSCAL-010'],
    ['nothing', 'nowhere.json', 2, 'ASSAY-OSCAL-009'],
    ['itself', 'profile.json', 2, 'ASSAY-OSCAL-008'],
  ])('%s: %s', async (_, href, code, fault) => {
    const found = await importing(href);
    expect([found.code, found.json['code']]).toEqual([code, fault]);
  });

  it('a file that the command line names stands for any href of its name', async () => {
    const found = await importing('https://example.org/x/outside.json', '--with', join(folder, 'outside.json'));
    expect([found.code, (found.json['requirements'] as { id: string }[]).map((one) => one.id)]).toEqual([0, ['secret']]);
  });
});

describe('imported standards', () => {
  it('are kept, named on the ledger, listed, judged, and older editions with them', async () => {
    expect((await assay('standards', 'import', 'one.json', '--id', 'own')).json['recorded']).toMatchObject({ seq: 0 });
    expect((await assay('standards', 'import', 'one.json', '--id', 'own')).json['recorded']).toMatchObject({ seq: null });
    expect((await assay('standards', 'import', 'two.json', '--id', 'own')).json['recorded']).toMatchObject({ seq: 1 });
    const { json } = await assay('standards', 'list');
    const own = (json['standards'] as { id: string; edition: string; counts: boolean; inForce: number }[]).filter((one) => one.id === 'own');
    expect(own.map((one) => [one.edition, one.counts, one.inForce])).toEqual([
      ['1.0', false, 2],
      ['2.0', true, 2],
    ]);
    const drift = await assay('standards', 'drift', 'own@1.0', 'own');
    expect((drift.json['changes'] as { kind: string; id: string }[]).map((one) => [one.kind, one.id])).toEqual([
      ['withdrawn', 'a'],
      ['added', 'c'],
    ]);
    expect((await assay('standards', 'show', 'own@1.0', 'A')).json['requirement']).toMatchObject({ id: 'a', title: 'Rule a' });
    expect((await assay('standards', 'show', 'own', 'a')).json['code']).toBe('ASSAY-STANDARD-007');
    expect((await assay('ledger', 'verify')).code).toBe(0);
  });

  it('go before files of the same name, which are named by a path', async () => {
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'cra'), catalog('9', ['z']));
    expect((await assay('standards', 'show', 'own')).json['standard']).toMatchObject({ edition: '2.0' });
    expect((await assay('standards', 'show', 'cra')).json['standard']).toMatchObject({ id: 'cra' });
    expect((await assay('standards', 'show', './cra')).json['standard']).toMatchObject({ edition: '9' });
  });

  it('that were changed in the folder are refused, and the ledger does not verify', async () => {
    const kept = readdirSync(join(folder, '.assay/standards')).filter((name) => name.endsWith('.json'));
    expect(kept.length).toBeGreaterThanOrEqual(4);
    for (const name of kept) writeFileSync(join(folder, '.assay/standards', name), '{}');
    expect((await assay('standards', 'list')).json['code']).toBe('ASSAY-STANDARD-008');
    expect((await assay('ledger', 'verify')).code).toBe(1);
  });
});

describe('an import under the id of a shipped standard', () => {
  const CSF = STANDARDS.find((standard) => standard.id === 'nist-csf')?.requirements.map((one) => one.id) ?? [];
  const SHIPPED = STANDARDS.find((standard) => standard.id === 'nist-csf')?.edition ?? '';
  let data = '';
  let now = Instant.parse('2026-11-01T00:00:00Z');
  beforeEach(() => {
    data = mkdtempSync(join(folder, 'data-'));
    now = Instant.parse('2026-11-01T00:00:00Z');
    const titled = (ids: readonly string[], version: string) =>
      JSON.stringify({
        catalog: { uuid, metadata: metadata('Our Cybersecurity Framework', version), controls: ids.map((id) => ({ id, title: `Invented ${id}` })) },
      });
    writeFileSync(join(folder, 'whole.json'), titled(CSF, '9.0'));
    writeFileSync(join(folder, 'less.json'), titled(CSF.slice(3), '9.1'));
    writeFileSync(join(folder, 'few.json'), titled(CSF.slice(0, 5), '9.2'));
    writeFileSync(
      join(data, 'service.yaml'),
      'assay: service/1\nservice: { id: shop, name: Shop, owes: [nist-csf] }\nparts: [{ id: api, kind: server, name: Interface }]\n',
    );
  });
  const at = async (moment: string, ...argv: readonly string[]) => {
    now = Instant.parse(moment);
    let [out, err] = ['', ''];
    const io: Io = { cwd: folder, env: {}, now: () => now, interactive: false, out: (text) => (out += text), err: (text) => (err += text) };
    const code = await run([...argv, '--data', join(data, 'ledger'), '--json'], COMMANDS, io);
    return { code, err, json: JSON.parse(out) as Record<string, unknown> };
  };
  const gap = (moment: string, ...argv: readonly string[]) => at(moment, 'gap', 'report', join(data, 'service.yaml'), '--no-gate', ...argv);
  const held = (json: Record<string, unknown>) =>
    (json['standards'] as { id: string; edition: string; requirements: unknown[] }[]).map((one) => [one.edition, one.requirements.length]);
  const listed = async () =>
    ((await at('2026-12-01T00:00:00Z', 'standards', 'list')).json['standards'] as { id: string; edition: string; counts: boolean }[])
      .filter((one) => one.id === 'nist-csf')
      .map((one) => [one.edition, one.counts]);

  it('counts by name only, and says so', async () => {
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'less.json')).json).toMatchObject({ standard: { id: 'nist-csf' } });
    expect(await listed()).toEqual([
      [SHIPPED, true],
      ['9.1', false],
    ]);
    expect(held((await gap('2026-11-02T00:00:00Z')).json)).toEqual([[SHIPPED, CSF.length]]);
    const named = (await gap('2026-11-02T00:00:00Z', '--standard', 'nist-csf@9.1')).json;
    expect(held(named)).toEqual([['9.1', CSF.length - 3]]);
    expect(named['points']).toContainEqual(expect.stringMatching(/^Counted by import: nist-csf 9\.1, from a file recorded on 2026-11-01 \(sha256:/));
    // The crosswalk was judged on another edition.
    expect((named['standards'] as { tally: { proven: number } }[]).map((one) => one.tally.proven)).toEqual([0]);
  });

  it('takes the place only where it is asked to and leaves nothing out, or that is acknowledged, and gives it back', async () => {
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'less.json', '--supersede')).json['code']).toBe('ASSAY-STANDARD-011');
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'less.json', '--supersede', '--acknowledge-drift')).code).toBe(0);
    expect(await listed()).toEqual([
      [SHIPPED, false],
      ['9.1', true],
    ]);
    const { json } = await gap('2026-11-02T00:00:00Z');
    expect(held(json)).toEqual([['9.1', CSF.length - 3]]);
    expect(json['points']).toContainEqual(expect.stringContaining(`in place of the ${SHIPPED} that Assay ships.`));
    expect((await at('2026-11-03T00:00:00Z', 'standards', 'import', 'less.json')).json['recorded']).toMatchObject({ seq: expect.any(Number) });
    expect(held((await gap('2026-11-03T00:00:00Z')).json)).toEqual([[SHIPPED, CSF.length]]);
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'whole.json', '--supersede')).code).toBe(0);
  });

  it('is refused the name of the shipped edition, and the id where it does not agree', async () => {
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'whole.json', '--edition', SHIPPED)).json['code']).toBe('ASSAY-STANDARD-010');
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'few.json', '--id', 'nist-csf')).json['code']).toBe('ASSAY-STANDARD-009');
    expect((await at('2026-11-01T00:00:00Z', 'standards', 'import', 'few.json')).json['standard']).toMatchObject({
      id: 'our-cybersecurity-framework',
      answered: 0,
    });
  });

  it('counts from its moment on, also in reports of the past, and a comparison sees what it left out', async () => {
    await gap('2026-11-01T00:00:00Z');
    await at('2026-11-10T00:00:00.500Z', 'standards', 'import', 'less.json', '--supersede', '--acknowledge-drift');
    expect(held((await gap('2026-11-20T00:00:00Z', '--at', '2026-11-05')).json)).toEqual([[SHIPPED, CSF.length]]);
    expect(held((await gap('2026-11-20T00:00:00Z', '--at', '2026-11-10')).json)).toEqual([['9.1', CSF.length - 3]]);
    expect((await gap('2026-11-20T00:00:00Z', '--at', '2026-11-05', '--standard', 'nist-csf@9.1')).json['code']).toBe('ASSAY-STANDARD-006');
    for (const from of ['2026-11-05', '@1', '@0']) {
      const found = await at('2026-11-20T00:00:00Z', 'gap', 'compare', join(data, 'service.yaml'), '--from', from);
      const gone = (found.json['requirements'] as { requirement: string; after: string; stops: boolean }[]).filter((one) => one.after === 'absent');
      expect([from, found.code, gone.map((one) => [one.requirement, one.stops])]).toEqual([from, 1, CSF.slice(0, 3).map((id) => [id, true])]);
      expect(found.json['notes']).toContain(`nist-csf is held against ${SHIPPED} on the earlier side and 9.1 by import on the later.`);
    }
    const named = await at('2026-11-20T00:00:00Z', 'gap', 'compare', join(data, 'service.yaml'), '--from', '2026-11-05', '--standard', 'nist-csf@9.1');
    expect([named.code, named.json['counts']]).toMatchObject([0, { requirements: { moved: CSF.length - 3 } }]);
    expect((await at('2026-11-20T00:00:00Z', 'gap', 'compare', join(data, 'service.yaml'), '--from', '@1', '--standard', 'nobodys')).json['code']).toBe(
      'ASSAY-GAP-001',
    );
  });

  it('is compared with the empty ledger, which has no entry', async () => {
    await gap('2026-11-01T00:00:00Z');
    const found = await at('2026-11-02T00:00:00Z', 'gap', 'compare', join(data, 'service.yaml'), '--from', '@0');
    expect([found.code, found.json['from']]).toMatchObject([0, { size: 0, at: '2026-11-01T00:00:00Z' }]);
  });
});
