import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

// The example of docs/development-review.md, made by the commands that stand there.
const folder = mkdtempSync(join(tmpdir(), 'assay-development-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/development-review.md', 'utf8');
const block = (after: string) => new RegExp(`${after}[\\s\\S]*?\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1] ?? '';

const assay = assayIn(folder);

describe('assay development review', () => {
  beforeAll(() => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    execFileSync('sh', ['-e', '-c', block('A repository to try it on')], { cwd: folder, env, stdio: 'ignore' });
    writeFileSync(join(folder, 'people.yaml'), `${block('the one for the example')}\n`);
  });

  it('prints what the page shows', async () => {
    const [command = '', ...rest] = block('What it says').split('\n');
    const { code, out } = await assay(...command.replace('$ assay ', '').split(' '));
    const shown = rest.slice(0, rest.indexOf('$ echo $?')).join('\n');
    expect(out.trimEnd()).toBe(shown);
    expect(code).toBe(Number(rest.at(-1)));
  });

  it('exits 0 where every commit is reviewed, and weak ties are let count', async () => {
    const range = ['development', 'review', 'firmware', '--release', 'v1.1', '--since', 'v1.1~1'];
    expect((await assay(...range)).code).toBe(2);
    const since = execFileSync('git', ['rev-parse', 'v1.1^{commit}~1'], { cwd: join(folder, 'firmware'), encoding: 'utf8' }).trim();
    const one = ['development', 'review', 'firmware', '--release', 'v1.1', '--since', since];
    expect(await assay(...one)).toMatchObject({ code: 1 });
    expect(await assay(...one, '--weak-is-enough')).toMatchObject({ code: 0 });
    expect((await assay(...one)).out).toContain('The release is reviewed by weak bindings');
  });

  it('never says that a release is reviewed since one that it was not made from', async () => {
    const where = { cwd: join(folder, 'firmware'), encoding: 'utf8' } as const;
    const since = execFileSync('git', ['rev-parse', 'v1.1^{commit}~1'], where).trim();
    const tree = execFileSync('git', ['rev-parse', `${since}^{tree}`], where).trim();
    const who = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.org'];
    // The same as the commit before the release, with one more of its own on top: a mend that the release took back.
    const beside = execFileSync('git', [...who, 'commit-tree', '-p', since, '-m', 'A mend', tree], where).trim();
    const said = await assay('development', 'review', 'firmware', '--release', 'v1.1', '--since', beside, '--weak-is-enough');
    expect(said).toMatchObject({ code: 1 });
    expect(said.out).toContain('what the later one took back is not shown');
    expect(said.out).not.toContain('The release is reviewed');
  });

  it('gives each commit with its facts as JSON', async () => {
    const { out } = await assay('development', 'review', 'firmware', '--release', 'v1.1', '--since', 'v1.0', '--json');
    const answer = JSON.parse(out);
    expect(answer.counts).toEqual({ reviewed: 1, 'not-reviewed': 2, 'cannot-be-known': 1 });
    expect(answer.changes[0]).toMatchObject({ verdict: { state: 'reviewed', by: ['bob'], binding: 'weak' }, class: 'reviewed-by-other' });
    expect(answer.changes.every((change: { commit: string }) => /^[0-9a-f]{40}$/.test(change.commit))).toBe(true);
  });

  it('never says of a shallow copy that it is reviewed', async () => {
    execFileSync('git', ['clone', '-q', '--depth', '1', '--branch', 'v1.1', `file://${join(folder, 'firmware')}`, join(folder, 'shallow')], {
      stdio: 'ignore',
    });
    const { code, out } = await assay('development', 'review', 'shallow', '--release', 'v1.1', '--weak-is-enough');
    expect(code).toBe(1);
    expect(out).toContain('it is shallow');
    expect(out).toContain('cannot be known');
  });

  it.each([
    [['development', 'review'], 'ASSAY-CLI-003'],
    [['development', 'review', 'firmware'], 'ASSAY-CLI-003'],
    [['development', 'review', 'nowhere', '--release', 'v1'], 'ASSAY-GIT-004'],
    [['development', 'review', 'people.yaml', '--release', 'v1'], 'ASSAY-GIT-004'],
    [['development', 'review', 'firmware', '--release', 'v9'], 'ASSAY-GIT-006'],
    // The wrong way round there is nothing to review, and nothing would be called reviewed.
    [['development', 'review', 'firmware', '--release', 'v1.0', '--since', 'v1.1'], 'ASSAY-GIT-009'],
  ])('refuses %j', async (args, code) => {
    const answer = await assay(...args);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain(code);
  });
});
