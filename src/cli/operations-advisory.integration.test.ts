import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

const FACTS = fileURLToPath(new URL('../../examples/operations-advisories/facts.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-advisory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const assay = assayIn(folder);
const advisory = (...words: readonly string[]) => assay('operations', 'advisory', ...words);

describe('operations advisory', () => {
  it.each([
    ['csaf-2.0', 'paper.json', 'CSAF 2.0, valid'],
    ['csaf-2.1', 'paper.json', 'CSAF 2.1, valid'],
    ['openvex', 'paper.json', 'OpenVEX, valid'],
    ['security.txt', 'security.txt', 'security.txt, valid'],
  ])('writes %s, and finds it valid', async (format, name, said) => {
    expect(await advisory('write', FACTS, '--format', format, '--out', join(folder, name), '--overwrite')).toMatchObject({ code: 0 });
    expect(await advisory('check', name)).toMatchObject({ code: 0, out: expect.stringContaining(`${name}: ${said}`) });
  });

  it('names each test that failed and its place, and exits 1', async () => {
    await advisory('write', FACTS, '--out', join(folder, 'broken.json'));
    const file = join(folder, 'broken.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"baseScore": 9.8', '"baseScore": 5').replace('"cam-1.2"\n', '"cam-9"\n'));
    const { code, out } = await advisory('check', 'broken.json');
    expect(code).toBe(1);
    expect(out).toContain('6.1.1     /vulnerabilities/0/product_status/fixed/0: there is no product "cam-9"');
    expect(out).toContain('6.1.9     /vulnerabilities/0/metrics/0/content/cvss_v3/baseScore: the vector gives 9.8');
    const { out: json } = await advisory('check', 'broken.json', '--json');
    expect(JSON.parse(json)).toMatchObject({
      failed: 1,
      files: [{ format: 'CSAF 2.1', findings: expect.arrayContaining([expect.objectContaining({ test: '6.1.9' })]) }],
    });
  });

  it('refuses what is no advisory, facts of no shape, and words it does not know', async () => {
    writeFileSync(join(folder, 'other.json'), '{}');
    expect(await advisory('check', 'other.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PAPER-004') });
    expect(await advisory('write', 'other.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PAPER-001') });
    expect(await advisory('sign', 'other.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
  });
});
