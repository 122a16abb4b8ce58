import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTROLS } from '../assurance/controls/index.ts';
import { indexEvidence } from '../assurance/evidence-index.ts';
import type { Control } from '../assurance/model.ts';
import { judge } from '../assurance/verdict.ts';
import { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const EXAMPLE = new URL('../../examples/camera-service/service.yaml', import.meta.url).pathname;
let folder: string;
let minutes: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-import-'));
  minutes = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A minute passes between any two commands. */
async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  minutes += 1;
  const code = await run(argv, COMMANDS, {
    cwd: folder,
    env: {},
    now: () => Instant.of(Instant.parse('2026-11-01T00:00:00Z') + minutes * 60_000),
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

function file(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const bring = (...argv: string[]) => assay('evidence', 'import', ...argv, '--service', EXAMPLE);

const bill = (state: string, more: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  metadata: { component: { type: 'application', name: 'x', 'bom-ref': 'x' } },
  components: [{ type: 'library', name: 'tls' }],
  compositions: [{ aggregate: 'complete', assemblies: ['x'] }],
  vulnerabilities: [{ id: 'CVE-1', analysis: { state } }],
  ...more,
});
const bare = (state: string) => bill(state, { components: undefined, compositions: undefined });
const run1 = (results: readonly object[]) => ({
  version: '2.1.0',
  runs: [{ tool: { driver: { name: 'scan', rules: [{ id: 'R' }] } }, invocations: [{ executionSuccessful: true }], results }],
});
const CONTROL = CONTROLS.find(({ id }) => id === 'known-vulnerabilities-closed') as Control;
async function verdict(): Promise<string> {
  const { out } = await assay('evidence', 'list', '--json', '--service', EXAMPLE);
  const index = indexEvidence((JSON.parse(out) as { readonly evidence: readonly RecordedEvidence[] }).evidence, () => 1);
  return judge(CONTROL, 'api', 1, index, new Map(), Instant.parse('2026-11-02T00:00:00Z')).verdict;
}

describe('files that are imported one after the other', () => {
  it('record a failure that is seen again, and do not take it back by an old file', async () => {
    const [bad, good] = [file('bad.json', bill('exploitable')), file('good.json', bill('resolved'))];
    expect((await bring(bad, '--subject', 'api')).out).toContain('Recorded 2 statements');
    expect((await bring(good, '--subject', 'api')).out).toContain('Recorded 2 statements');
    expect(await verdict()).toBe('proven');
    const again = await bring(bad, '--subject', 'api');
    expect(again.out).toContain('Recorded 1 statement as');
    expect(await verdict()).toBe('failing');
    const old = await bring(good, '--subject', 'api');
    expect([old.code, old.out]).toEqual([1, expect.stringContaining('Not recorded again, although a failure was recorded since: 1')]);
    expect(await verdict()).toBe('failing');
    expect((await bring(bad, '--subject', 'api', '--dry-run')).out).toContain('Would record 0 statements; 2 statements already known');
  });

  it('a bare list of vulnerabilities raises a count, and clears none', async () => {
    expect((await bring(file('bad.json', bare('exploitable')), '--subject', 'api')).out).toContain('Recorded 1 statement as');
    const clean = await bring(file('good.json', bare('resolved')), '--subject', 'api');
    expect([clean.code, clean.out]).toEqual([1, expect.stringContaining('Recorded 0 statements')]);
    expect(await verdict()).toBe('failing');
  });
});

describe('files that are imported together', () => {
  it.each<[string, object, object]>([
    ['counts of vulnerabilities', bill('exploitable'), bill('resolved', { serialNumber: 'urn:uuid:6f0b1a52-7c55-4d0e-9d0e-2f2a1d4c9b10' })],
    ['findings', run1([{ ruleId: 'R' }]), run1([])],
  ])('%s: the worse stands, in either order', async (_, worse, better) => {
    const [bad, good] = [file('bad.json', worse), file('good.json', better)];
    for (const order of [
      [bad, good],
      [good, bad],
    ]) {
      const { code, out } = await bring(...order, '--subject', 'firmware-source', '--data', join(folder, `data-${order.indexOf(bad)}`));
      expect([code, out]).toEqual([1, expect.stringContaining('Not recorded, since sources of this import disagree: 1')]);
    }
  });
});

describe('a table about a class', () => {
  const head = 'subject,claim,value';
  const row = 'camera,device.credentials-unique,true';
  const seen = async (...argv: string[]) => JSON.parse((await bring(...argv, '--dry-run', '--json')).out).files[0].evidence[0].population?.seen;

  it('names what has no name, and reads what is cut with semicolons', async () => {
    const { out } = await bring(file('rows.csv', 'subject;claim;value;\nwiki;access.reviewed;true;x\n'), '--dry-run', '--observed-at', '2026-10-30T00:00:00Z');
    expect(out).toContain('  [].(no name): 1');
    expect(out).toContain('Would record 1 statement.');
  });

  it('counts members by the column that names them, and else one', async () => {
    expect(await seen(file('one.csv', `${head}\n${row}`))).toBe(1);
    expect(await seen(file('same.csv', `${head}\n${row}\n${row}\n${row}`))).toBe(1);
    expect(await seen(file('three.csv', `${head},member\n${row},A1\n${row},A2\n${row},a1 \n${row},`))).toBe(2);
  });
});
