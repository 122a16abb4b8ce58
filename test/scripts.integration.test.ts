import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readScript, unmet } from './scripts.ts';
import { vectors } from './vectors.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'test/scripts');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

function shell(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ printed: string; status: number }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', `{ ${command}\n} 2>&1`], { cwd, env, encoding: 'utf8', timeout: 240_000, maxBuffer: 64 * 1024 * 1024 }, (error, printed) => {
      resolve({ printed, status: error === null ? 0 : typeof error.code === 'number' ? error.code : -1 });
    });
  });
}

describe('readable scripts', () => {
  it('are found', () => expect(NAMES.length).toBeGreaterThanOrEqual(5));

  it.concurrent.each(NAMES)('%s', { timeout: 900_000 }, async (name) => {
    const { steps, files } = readScript(readFileSync(join(FOLDER, name), 'utf8'));
    expect(steps.length).toBeGreaterThan(0);
    const folder = mkdtempSync(join(tmpdir(), 'assay-script-'));
    try {
      for (const [file, text] of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      const shim = mkdtempSync(join(tmpdir(), 'assay-bin-'));
      writeFileSync(join(shim, 'assay'), `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'src/main.ts')}" "$@"\n`);
      chmodSync(join(shim, 'assay'), 0o755);
      const { ASSAY_DATA: _, ...rest } = process.env;
      const env = {
        ...rest,
        PATH: `${shim}:${dirname(process.execPath)}:${process.env['PATH']}`,
        EXAMPLES: join(ROOT, 'examples'),
        VECTORS: vectors('.') ?? '',
        ROOT,
      };
      for (const step of steps) {
        const { printed, status } = await shell(step.command, folder, env);
        const where = `${name}:${step.line}: ${step.command}\n${printed}`;
        expect(status, where).toBe(step.exit);
        expect(unmet(step.expected, printed.split('\n')), where).toBeUndefined();
      }
      rmSync(shim, { recursive: true, force: true });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the script reader itself', () => {
  it.each<[string, readonly string[], readonly string[], string | undefined]>([
    ['equal lines', ['a', 'b'], ['a', 'b'], undefined],
    ['a line that is not there', ['a', 'c'], ['a', 'b'], 'c'],
    ['a line too many', ['a'], ['a', 'b'], 'nothing more, but it printed: b'],
    ['anything on a line', ['a <*> c'], ['a b c'], undefined],
    ['any lines', ['...', 'c'], ['a', 'b', 'c'], undefined],
    ['any lines at the end', ['a', '...'], ['a', 'b', 'c'], undefined],
    ['the wrong order', ['...', 'b', '...', 'a', '...'], ['a', 'b'], 'a'],
    ['dots are dots', ['a.c'], ['abc'], 'a.c'],
  ])('%s', (_, expected, printed, answer) => expect(unmet(expected, printed)).toBe(answer));
});
