import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDeb } from './deb.ts';

const dpkg = spawnSync('dpkg', ['--version']).status === 0;

/** What dpkg says itself; undefined where it does not read one of the two. */
function asked(a: string, b: string): -1 | 0 | 1 | undefined {
  for (const [relation, order] of [
    ['lt', -1],
    ['eq', 0],
    ['gt', 1],
  ] as const) {
    const { status } = spawnSync('dpkg', ['--compare-versions', '--', a, relation, b]);
    if (status === 0) return order;
    if (status !== 1) return;
  }
  return;
}

describe.runIf(dpkg)('the order of Debian against dpkg itself', () => {
  it.each(['+0:0', '-0:0', '+1:0', '-1:0', '+-0:0', '+:0', ':0', '0:', '2147483648:0'])('reads the epoch of %s alike', (version) => {
    expect([compareDeb(version, '0'), compareDeb('0', version)]).toEqual([asked(version, '0'), asked('0', version)]);
  });

  it('is the same for versions made of the pieces that make a difference', () => {
    const piece = fc.constantFrom('0', '1', '9', '10', '007', '.', '.', '-', '~', '~~', '+', ':', 'a', 'Z', 'rc', 'dfsg', '_');
    const version = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect([a, b, compareDeb(a, b)]).toEqual([a, b, asked(a, b)]);
      }),
      { numRuns: 150 },
    );
  });
});
