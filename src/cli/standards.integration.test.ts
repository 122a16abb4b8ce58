import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
