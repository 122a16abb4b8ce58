import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Output of the example service that pages show is output that the commands give today. A page marks it by a comment before the block:
//
//   <!-- sample: attack paths --to video:read --ways 1 -->
//   <!-- sample: gap report --no-gate; until: standard -->     up to the first line that begins with that word
//
// The block begins with the command as it was asked, so that whoever repeats it gets the same; the front page says in words what it shows.
//
// Written anew with: UPDATE_SAMPLES=1 npx vitest run test/samples.integration.test.ts

const root = new URL('..', import.meta.url).pathname;
const EXAMPLE = 'examples/camera-service';
const SAMPLE = /(<!-- sample: ([^\n]+?)(?:; until: ([^\n]+?))? -->\n\n```\n)((?:\$ [^\n]*\n)?)([\s\S]*?)(\n```)/g;
const PAGES = ['README.md', ...globSync('docs/*.md', { cwd: root })].filter((page) => readFileSync(join(root, page), 'utf8').includes('<!-- sample: '));

let data = '';

function assay(...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['src/main.ts', ...args, '--service', `${EXAMPLE}/service.yaml`, ...(args[0] === 'map' ? [] : ['--data', data])],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0 && status !== 1) throw new Error(`assay ${args.join(' ')} exits ${status}: ${stderr}`);
  return stdout;
}

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'assay-samples-'));
  assay('evidence', 'add', ...globSync(`${EXAMPLE}/evidence/*.json`, { cwd: root }).toSorted());
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

function anew(page: string, text: string): string {
  return text.replace(SAMPLE, (_, marker: string, command: string, until: string | undefined, said: string, _old: string, end: string) => {
    const printed = assay(...command.split(' '), ...(command.startsWith('map ') ? [] : ['--at', '2026-11-01T00:00:00Z'])).split('\n');
    const cut = until === undefined ? -1 : printed.findIndex((line) => line.startsWith(until));
    const line = page === 'README.md' ? said : `$ assay ${command}${command.startsWith('map ') ? '' : ' --at 2026-11-01'}\n`;
    return `${marker}${line}${(cut === -1 ? printed : printed.slice(0, cut)).join('\n').trimEnd()}${end}`;
  });
}

describe('samples of output', () => {
  it('are there', () => expect(PAGES).toContain('README.md'));

  it.each(PAGES)('in %s are what is printed today', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const now = anew(page, text);
    if (process.env['UPDATE_SAMPLES'] !== undefined) writeFileSync(join(root, page), now);
    expect(process.env['UPDATE_SAMPLES'] === undefined ? text : now).toBe(now);
  });
});
