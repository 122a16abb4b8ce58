import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

// The example of docs/development-signatures.md, made by the commands that stand there.
const folder = mkdtempSync(join(tmpdir(), 'assay-signatures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/development-signatures.md', 'utf8');
const block = (after: string) => new RegExp(`${after}[\\s\\S]*?\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1] ?? '';
/** Names of commits change with the keys, which are made anew. */
const masked = (text: string) =>
  text
    .replaceAll(/\b[0-9a-f]{12}\b/g, '0'.repeat(12))
    .replaceAll(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:key')
    .trimEnd();

const assay = assayIn(folder);
const REVIEW = ['development', 'review', 'camera', '--release', 'v1.1', '--since', 'v1.0'];

describe('assay development review --keys', () => {
  beforeAll(() => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    execFileSync('sh', ['-e', '-c', block('## An example')], { cwd: folder, env, stdio: 'ignore' });
    writeFileSync(join(folder, 'people.yaml'), `${block('The register, as')}\n`);
  });

  it('prints what the page shows', async () => {
    const [command = '', ...rest] = block('What it says').split('\n');
    const { code, out } = await assay(...command.replace('$ assay ', '').split(' '));
    expect(masked(out)).toBe(masked(rest.slice(0, rest.indexOf('$ echo $?')).join('\n')));
    expect(code).toBe(Number(rest.at(-1)));
  });

  it('gives each signature as JSON', async () => {
    const { out } = await assay(...REVIEW, '--keys', 'keys', '--json');
    const answer = JSON.parse(out);
    expect(answer.signatures.counts).toEqual({ valid: 2, invalid: 1, 'not-checkable': 0, none: 1 });
    expect(answer.signatures.tags).toMatchObject([{ name: 'v1.1', signatures: [{ state: 'valid', by: 'bob', role: 'person' }] }]);
    expect(answer.changes[0].signature).toMatchObject({ kind: 'ssh', state: 'invalid', reason: 'bytes-do-not-match' });
  });

  it('takes nothing for valid without the keys', async () => {
    const { out } = await assay(...REVIEW, '--json');
    expect(JSON.parse(out).signatures.counts).toEqual({ valid: 0, invalid: 1, 'not-checkable': 2, none: 1 });
  });

  it('refuses a folder that is not there', async () => {
    const answer = await assay(...REVIEW, '--keys', 'nowhere');
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('ASSAY-SIGNATURE-003');
  });
});
