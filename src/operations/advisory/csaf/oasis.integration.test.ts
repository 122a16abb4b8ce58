import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { vectors } from '../../../../test/vectors.ts';
import { CSAF_TESTS, checkCsaf } from './check.ts';
import type { Edition } from './shape.ts';

// The documents of OASIS, each with its verdict, and which test it is of.

const archive = vectors('operations/csaf-tests.tar.gz');

interface Case {
  readonly name: string;
  readonly valid: boolean;
}

/** Documents that are judged otherwise, and why. */
const MISSED: ReadonlyMap<string, string> = new Map([
  ['2.1 6-1-10-13', 'said to be valid; its baseScore is 9.0, and the base metrics give 10.0, which 6.1.9 forbids'],
  ['2.1 6-1-27-13-16', 'said to be valid; it defines a product twice, which 6.1.2 forbids'],
  ['2.1 6-1-48-16', 'said to be valid; CERT/CC has no point of decision E of version 3.0.1 in cvss'],
  ['2.1 6-1-48-19', 'said to be valid; its values are in another order than that of SI, as in 48-09, which is said to fail for it'],
  ['2.1 6-1-50-14', 'said to be valid; it defines a product twice, and vers:/all names no type'],
  ['2.1 6-1-50-15', 'said to be valid; it defines a product twice, which 6.1.2 forbids'],
  ['2.1 6-1-60-02-01', 'the schema of the extension is only with its author'],
  ['2.1 6-1-60-02-02', 'the schema of the extension is only with its author'],
  ['2.1 6-1-60-03-01', 'the metadata of the extension is only with its author'],
  ['2.1 6-1-60-03-02', 'the metadata of the extension is only with its author'],
]);

describe.runIf(archive !== undefined)('the mandatory tests of OASIS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'csaf-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync('tar', ['-xzf', archive as string, '-C', folder]);
  it.each([
    ['2.0', 147],
    ['2.1', 486],
  ] as const)('gives of CSAF %s the verdict of %i documents', (edition: Edition, right) => {
    const base = join(folder, `csaf_${edition}/test/validator/data`);
    const read = (name: string): unknown => JSON.parse(readFileSync(join(base, name), 'utf8'));
    const { tests } = read('testcases.json') as { tests: { id: string; group: string; failures?: Case[]; valid?: Case[] }[] };
    const missed: string[] = [];
    const scores: string[] = [];
    let agreed = 0;
    for (const { id, failures = [], valid = [] } of tests.filter(({ group }) => group === 'mandatory')) {
      let mine = 0;
      for (const one of [...failures, ...valid]) {
        const found = checkCsaf(read(one.name), edition);
        // What fails a test has to fail that one, and not only another.
        const same = one.valid ? found.length === 0 : failures.includes(one) ? found.some(({ test }) => test === id) : found.length > 0;
        if (same) mine += 1;
        else missed.push(`${edition} ${one.name.slice(one.name.indexOf('6-1-'), -'.json'.length)}`);
      }
      agreed += mine;
      scores.push(`${id} ${mine}/${failures.length + valid.length}`);
    }
    expect(missed, scores.join('\n')).toEqual([...MISSED.keys()].filter((name) => name.startsWith(edition)));
    expect(agreed).toBe(right);
  });

  it.each([
    ['2.0', 90, 92],
    ['2.1', 348, 360],
  ] as const)('says of the documents of the other tests of CSAF %s whether they are valid: of %i in %i as OASIS does', (edition, right, all) => {
    const base = join(folder, `csaf_${edition}/test/validator/data`);
    const { tests } = JSON.parse(readFileSync(join(base, 'testcases.json'), 'utf8')) as { tests: { group: string; failures?: Case[]; valid?: Case[] }[] };
    const cases = tests.filter(({ group }) => group !== 'mandatory').flatMap(({ failures = [], valid = [] }) => [...failures, ...valid]);
    const agreed = cases.filter(({ name, valid }) => (checkCsaf(JSON.parse(readFileSync(join(base, name), 'utf8')), edition).length === 0) === valid);
    expect([agreed.length, cases.length]).toEqual([right, all]);
  });

  it('has a test for every mandatory one but the two that need the schema of an extension', () => {
    const { tests } = JSON.parse(readFileSync(join(folder, 'csaf_2.1/test/validator/data/testcases.json'), 'utf8')) as {
      tests: { id: string; group: string }[];
    };
    const ids = new Set(CSAF_TESTS.map(({ id }) => id));
    expect(tests.filter(({ id, group }) => group === 'mandatory' && !ids.has(id)).map(({ id }) => id)).toEqual(['6.1.60.2', '6.1.60.3']);
  });
});
