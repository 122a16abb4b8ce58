import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { readTextFile, writeFileWhole } from './files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function code(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'done';
}

describe('files', () => {
  it('reads text, and refuses what is not a bounded file of UTF-8', () => {
    const path = join(folder, 'a.yaml');
    writeFileSync(path, 'grüße');
    expect(readTextFile(path)).toBe('grüße');
    expect(code(() => readTextFile(path, { bytes: 3 }))).toBe('ASSAY-MAP-001');
    writeFileSync(path, Buffer.from([0x61, 0xff, 0xfe]));
    expect(code(() => readTextFile(path))).toBe('ASSAY-MAP-072');
    expect(code(() => readTextFile(join(folder, 'none.yaml')))).toBe('ASSAY-MAP-070');
    expect(code(() => readTextFile(folder))).toBe('ASSAY-MAP-071');
    expect(code(() => readTextFile('/dev/zero'))).toBe('ASSAY-MAP-071');
  });

  it('does not wait on a pipe that nobody writes to', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    expect(code(() => readTextFile(pipe))).toBe('ASSAY-MAP-071');
  });

  it('refuses a file that grows or cannot be opened', () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    expect(code(() => readTextFile(loop))).toBe('ASSAY-MAP-073');
  });

  it('writes whole or not at all', () => {
    const path = join(folder, 'out.yaml');
    writeFileWhole(path, 'one');
    expect(code(() => writeFileWhole(path, 'two'))).toBe('ASSAY-MAP-074');
    expect(readFileSync(path, 'utf8')).toBe('one');
    writeFileWhole(path, 'three', { overwrite: true });
    expect(readFileSync(path, 'utf8')).toBe('three');
    expect(code(() => writeFileWhole(join(folder, 'no', 'such.yaml'), 'x'))).toBe('ASSAY-MAP-075');
    expect(code(() => writeFileWhole(folder, 'x', { overwrite: true }))).toBe('ASSAY-MAP-075');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
