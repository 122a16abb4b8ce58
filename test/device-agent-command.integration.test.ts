import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../examples/device-agent/main.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 60_000 });
const store = () => join(mkdtempSync(join(tmpdir(), 'assay-agent-')), 'store');

describe('the reference agent on the command line', () => {
  it('says how it is used', () => {
    const { status, stdout } = run('--help');
    expect([status, stdout.split(' --')[0]]).toEqual([0, 'node main.ts']);
  });

  it.each([
    ['an option that is none', ['--wat'], "Unknown option '--wat'"],
    ['a file that is not there', ['--device', 'cam-1', '--roots', 'nowhere.pem', '--store', store()], 'nowhere.pem'],
    ['too little', ['--device', 'cam-1'], 'node main.ts --device ID'],
  ])('answers %s in words, with 2', (_, args, words) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain('node main.ts --device ID');
    expect(stderr).not.toContain('    at ');
  });
});
