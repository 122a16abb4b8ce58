import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUES, codesOf, errorsPage } from './pages/errors.ts';

const ALL = CATALOGUES.flatMap(([catalogue]) => codesOf(catalogue));

const root = new URL('..', import.meta.url).pathname;
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');
const files = (...patterns: string[]) => globSync(patterns, { cwd: root });

describe('the catalogues of error codes', () => {
  it('are all listed', () => {
    const declared = files('src/**/*.ts')
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...read(file).matchAll(/= defineFaults\('([A-Z]+)'/g)].map((match) => match[1]));
    expect(declared.length).toBeGreaterThan(5);
    expect(declared.toSorted()).toEqual(CATALOGUES.map(([catalogue]) => catalogue.area).toSorted());
  });

  it('share no code, and title each', () => {
    expect(new Set(ALL.map(({ code }) => code)).size).toBe(ALL.length);
    for (const { code, title } of ALL) {
      expect(code).toMatch(/^ASSAY-[A-Z]+-\d{3}$/);
      expect(title).toMatch(/^[a-zA-Z].{4,}[^.]$/);
    }
  });

  // Made anew with: npx vitest run test/errors.test.ts -u
  it('stand in docs/errors.md as they are', () => expect(errorsPage()).toMatchFileSnapshot('../docs/errors.md'));

  it('can each be reached by a test', () => {
    const tests = files('src/**/*.test.ts', 'test/**/*.test.ts', 'test/contracts/*.ts', 'test/scripts/*.txt').map((file) => ({ file, text: read(file) }));
    // The ledger's own suites name its codes by number, since nearly every line of them names one.
    const named = (code: string) =>
      tests.some(
        ({ file, text }) => text.includes(code) || (code.startsWith('ASSAY-LEDGER-') && file.startsWith('src/ledger/') && text.includes(`'${code.slice(-3)}'`)),
      );
    expect(ALL.map(({ code }) => code).filter((code) => !named(code))).toEqual([]);
  });
});
