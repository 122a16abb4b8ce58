import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typedOn } from './typed.ts';

// docs/office-to-camera.md, typed along: its commands are run as they stand there, in their order, and what it shows of their output is what they print. A line "…" stands for lines that
// are left out.

const root = new URL('../..', import.meta.url).pathname;
const PAGE = 'docs/office-to-camera.md';

let folder = '';
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'assay-road-')), 'data');
});
afterAll(() => rmSync(dirname(folder), { recursive: true }));

let last = 0;
function run(command: string): string {
  if (command === 'echo $?') return String(last);
  const { stdout, stderr, status } = spawnSync('bash', ['-c', command.replace(/^npx assay/, '"$NODE" src/main.ts').replaceAll('camera-data', folder)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath },
  });
  last = status ?? 3;
  if (last > 1) throw new Error(`${command} exits ${last}: ${stderr}`);
  return stdout.trimEnd();
}

/** The lines as pieces between the "…", each of which has to be there as a whole, one after the other. */
function missing(shown: readonly string[], printed: string): readonly string[] {
  const pieces = shown
    .join('\n')
    .split(/^…$/m)
    .map((piece) => piece.replace(/^\n|\n$/g, ''))
    .filter((piece) => piece !== '');
  let from = 0;
  return pieces.filter((piece) => {
    const at = printed.indexOf(piece, from);
    if (at >= 0) from = at + piece.length;
    return at < 0;
  });
}

describe('from the office to the camera', () => {
  const commands = typedOn(PAGE);

  it('opens, closes and opens again, as the page shows', () => {
    const reached: string[] = [];
    for (const { command, shown } of commands) {
      const printed = run(command);
      expect(missing(shown, printed), command).toEqual([]);
      const way = /^firmware:change:every: (.*), from (?:mail|file-share):/m.exec(printed);
      if (way !== null) reached.push(`${way[1]} ${last}`);
    }
    expect(reached).toEqual(['proven possible 1', 'proven closed 0', 'proven closed 0', 'proven possible 1', 'proven possible 1']);
  });
});
