import { type Finding, type Foreign, field } from '../finding.ts';
import { openDocument } from './document.ts';
import { METRIC_TESTS } from './metrics.ts';
import { PRODUCT_TESTS } from './products.ts';
import { PROFILE_TESTS } from './profile.ts';
import { RANGE_TESTS } from './ranges.ts';
import { REMEDY_TESTS } from './remedies.ts';
import { SAID_TESTS } from './said.ts';
import { type Edition, SHAPES } from './shape.ts';
import { type CsafTest, runTest } from './test.ts';
import { TRACKING_TESTS } from './tracking.ts';

/** Every mandatory test that is run. Those of 6.1.60.2 and 6.1.60.3 need the schema of each extension, which only its author has. */
export const CSAF_TESTS: readonly CsafTest[] = [
  ...PRODUCT_TESTS,
  ...METRIC_TESTS,
  ...SAID_TESTS,
  ...TRACKING_TESTS,
  ...REMEDY_TESTS,
  ...PROFILE_TESTS,
  ...RANGE_TESTS,
];

/** The edition that a document says it is of. */
export function editionOf(root: Foreign): Edition | undefined {
  const said = field(root, 'document', 'csaf_version');
  return said === '2.0' || said === '2.1' ? said : undefined;
}

/** Judges a document of CSAF by the schema and every mandatory test of its edition (clause 6.1); no finding says that it is valid. Throws nothing. */
export function checkCsaf(root: Foreign, edition: Edition): readonly Finding[] {
  const found: Finding[] = [];
  SHAPES[edition](root, '', found);
  const document = openDocument(root, edition);
  for (const test of CSAF_TESTS) if (test.editions.includes(edition)) runTest(test, document, found);
  return found;
}
