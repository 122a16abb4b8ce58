import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Refused } from '../../core/index.ts';
import { accounted, goodOf, importText } from './reading.fixture.ts';

const filesUnder = (folder: string, wanted: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => wanted.test(name))
    .map((name) => join(folder, name))
    .toSorted();

const SARIF = vectors('development/sarif-tutorials/samples');

// Of the 31 logs of the SARIF tutorials 22 hold a finding, and 9 nothing that was looked at: no runs, a tool that failed, or one that does not say how it ended.
const NOTHING: Readonly<Record<string, string | undefined>> = {
  'Catastrophic configuration error.sarif': "the tool says that it failed: Ruleset 'no-such-ruleset.xml' does not exist.",
  'Catastrophic execution error.sarif': 'the tool says that it failed: Out of memory.',
  'Empty runs.sarif': undefined,
  'No runs.sarif': undefined,
  'Notifications.sarif': 'the tool says that it failed: TUTN9002',
  'One run empty results.sarif': 'it has no invocation that says that the tool ran to its end',
  'One run no results.sarif': 'it has no invocation that says that the tool ran to its end',
  'automation-details.sarif': 'it has no invocation that says that the tool ran to its end',
  'empty-log.sarif.json': 'it has no invocation that says that the tool ran to its end',
};

describe.skipIf(SARIF === undefined)('the logs of the SARIF tutorials (development/sarif-tutorials)', () => {
  const files = SARIF === undefined ? [] : filesUnder(SARIF, /\.sarif(?:\.json)?$/);

  it('are 31', () => expect(files).toHaveLength(31));

  it.each(files.map((file) => [basename(file), file]))('%s', (name, file) => {
    const imported = importText(readFileSync(file, 'utf8'), 'sarif');
    expect(accounted(imported)).toBe(true);
    expect(goodOf(imported)).toEqual([]);
    const nothing = Object.hasOwn(NOTHING, name);
    expect(imported.evidence.map(({ claim, value }) => [claim, value])).toEqual(nothing ? [] : [['code.static-analysis-clean', false]]);
    expect(imported.withheld?.[0]?.why).toBe(nothing ? NOTHING[name] : undefined);
  });
});

const CYCLONEDX = vectors('development/cyclonedx/tools/src/test/resources');

describe.skipIf(CYCLONEDX === undefined)('the files of CycloneDX’s own tests (development/cyclonedx)', () => {
  const outcomes = (wanted: RegExp) => {
    const codes = new Map<string, number>();
    for (const file of CYCLONEDX === undefined ? [] : filesUnder(CYCLONEDX, wanted)) {
      let outcome = 'read';
      try {
        const imported = importText(readFileSync(file, 'utf8'), 'cyclonedx');
        expect(accounted(imported), file).toBe(true);
        // What is not in a statement is in the account of what was lost, or the whole item is kept.
        expect(imported.lost.length + imported.unclaimed.length, file).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        outcome = error.faults[0]?.code ?? '';
      }
      codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
    }
    return Object.fromEntries([...codes].toSorted());
  };

  // Figures of docs/evidence-import.md: they change only when the vectors or the reader do.
  it('that are valid are read, all of them', () =>
    expect([outcomes(/\/valid-[^/]*\.json$/), outcomes(/\/valid-[^/]*\.xml$/)]).toEqual([{ read: 171 }, { read: 179 }]));

  it('that are invalid are refused, or read with what was lost', () =>
    expect([outcomes(/\/(?:informal-)?invalid-[^/]*\.json$/), outcomes(/\/(?:informal-)?invalid-[^/]*\.xml$/)]).toEqual([
      { 'ASSAY-IMPORT-001': 4, 'ASSAY-IMPORT-003': 18, read: 76 },
      { 'ASSAY-IMPORT-003': 20, 'ASSAY-IMPORT-004': 4, read: 81 },
    ]));
});
