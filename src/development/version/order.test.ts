import fc from 'fast-check';
import { gt, lt, valid } from 'semver';
import { describe, expect, it } from 'vitest';
import { versionOrderOf } from './ecosystem.ts';
import { compareSemver } from './semver.ts';

const ECOSYSTEMS = [
  'npm',
  'Go',
  'Debian',
  'Red Hat',
  'Alpine',
  'OpenWrt',
  'PyPI',
  'RubyGems',
  'Maven',
  'NuGet',
  'Packagist',
  'Pub',
  'CRAN',
  'Hackage',
  'ConanCenter',
  'FreeBSD',
];

/** Pieces that versions are made of, so that two of them often begin alike. */
const piece = fc.constantFrom(
  '0',
  '1',
  '2',
  '10',
  '01',
  '.',
  '.',
  '-',
  '_',
  '~',
  '^',
  '+',
  ':',
  'a',
  'b',
  'rc',
  'alpha',
  'p',
  'r1',
  '_p1',
  '-r1',
  'dev',
  'post',
  '!',
  ',',
  'v',
  'sp',
  'final',
  'x',
  'pre',
);
const version = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 4 }).map((pieces) => `1.${pieces.join('')}`),
  fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.')),
);

describe.each(ECOSYSTEMS)('the order of %s', (ecosystem) => {
  const order = versionOrderOf(ecosystem);
  const compare = order?.compare ?? (() => undefined);

  it('is total on what it reads: the same with itself, turned round by turning, and handed on', () => {
    expect(order).toBeDefined();
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const readable = [a, b, c].filter((each) => compare(each, each) !== undefined);
        for (const x of readable) expect(compare(x, x)).toBe(0);
        for (const x of readable) for (const y of readable) expect(compare(x, y)).toBe(0 - (compare(y, x) ?? Number.NaN) + 0);
        for (const x of readable)
          for (const y of readable)
            for (const z of readable)
              if ((compare(x, y) ?? 1) <= 0 && (compare(y, z) ?? 1) <= 0) expect(compare(x, z)).toBe(Math.min(compare(x, y) ?? 0, compare(y, z) ?? 0));
      }),
      { numRuns: 400 },
    );
  });

  it('answers or says that it cannot, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [x, y] = [compare(a, a), compare(b, b)];
        expect(compare(a, b) === undefined).toBe(x === undefined || y === undefined);
      }),
    );
  });
});

describe('the order of npm', () => {
  it('is that of the semver package where the package reads both', () => {
    const strict = fc
      .tuple(
        fc.array(fc.nat({ max: 30 }), { minLength: 3, maxLength: 3 }),
        fc.array(fc.constantFrom('alpha', 'beta', '0', '1', '11', 'x-y', '1a'), { maxLength: 3 }),
      )
      .map(([numbers, pre]) => `${numbers.join('.')}${pre.length === 0 ? '' : `-${pre.join('.')}`}`);
    fc.assert(
      fc.property(strict, strict, (a, b) => {
        expect([valid(a), valid(b)]).not.toContain(null);
        expect(compareSemver(a, b)).toBe(gt(a, b) ? 1 : lt(a, b) ? -1 : 0);
      }),
    );
  });
});

describe('the ecosystem of OSV', () => {
  it.each([
    ['Debian:12', 'deb'],
    ['Ubuntu:22.04:LTS', 'deb'],
    ['Alpine:v3.18', 'apk'],
    ['Rocky Linux:9', 'rpm'],
    ['npm', 'semver'],
    ['crates.io', 'semver'],
    ['PyPI', 'pypi'],
    ['Maven:https://repo.spring.io', 'maven'],
    ['GHC', 'hackage'],
  ])('%s goes by %s', (ecosystem, name) => {
    expect(versionOrderOf(ecosystem)?.name).toBe(name);
  });

  it.each(['Android', 'OSS-Fuzz', 'GIT', 'Docker Hardened Images', 'Root', 'TuxCare', 'nobody', ''])('%s has no order that is known', (ecosystem) => {
    expect(versionOrderOf(ecosystem)).toBeUndefined();
  });
});
