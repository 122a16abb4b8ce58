import { checkCsaf, editionOf } from '../src/operations/advisory/csaf/check.ts';
import { readTarGz } from '../test/read-tar.ts';
import { vectors } from '../test/vectors.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

// The schema and every mandatory test on each example of OASIS; JSON.parse of the same documents beside it, in the same process. `node bench/main.ts advisory`.

const RUNS = 5;
const MOST = 5;

export async function run(): Promise<BenchResult[]> {
  const at = vectors('operations/csaf-tests.tar.gz');
  if (at === undefined) return [];
  const texts = [...readTarGz(at)].filter(([file]) => /\/examples\/csaf\/.*\.json$/.test(file)).map(([, text]) => text);
  const documents = texts.map((text) => JSON.parse(text) as unknown).filter((root) => editionOf(root) !== undefined);
  const parse = measured(RUNS, () => texts.map((text) => JSON.parse(text) as unknown).length);
  const check = measured(RUNS, () =>
    documents.reduce((sum: number, root) => {
      const edition = editionOf(root);
      return edition === undefined ? sum : sum + checkCsaf(root, edition).length;
    }, 0),
  );
  const value = check.ms / documents.length;
  const parsed = parse.ms / texts.length;
  const bytes = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length);
  return [
    {
      bench: 'advisory',
      figure: 'schema and mandatory tests, a document',
      value,
      unit: 'ms',
      against: { what: 'JSON.parse', value: parsed, ratio: value / parsed },
      budget: { most: MOST },
      input: `${documents.length} examples of CSAF 2.0 and 2.1, of ${bytes.toLocaleString('en')} bytes each`,
      runs: RUNS,
      machine: MACHINE,
    },
  ];
}
