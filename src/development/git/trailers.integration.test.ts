import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { trailersOf } from './trailers.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-trailers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const gits = (message: string) =>
  execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], { cwd: folder, env, input: message, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

describe('the trailers of a message', () => {
  it('are those that git itself finds', () => {
    const line = fc.constantFrom(
      '',
      '',
      'prose',
      'more prose',
      'Reviewed-by: A <a@x>',
      'Tested-By:B',
      ' more',
      '\tmore',
      '# x',
      'Signed-off-by: B',
      'Key : v',
      'not a: key',
      'Conflicts:',
      '-x: y',
      ': z',
      '(cherry picked from commit abc)',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const message = `Title\n\n${lines.join('\n')}\n`;
        expect(trailersOf(message).map(({ key, value }) => `${key}: ${value}`.trimEnd())).toEqual(gits(message).map((found) => found.trimEnd()));
      }),
      { numRuns: 300 },
    );
  });
});
