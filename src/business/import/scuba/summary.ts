import { type Fault, Refused } from '../../../core/index.ts';
import { worded } from '../../../evidence/import/wording.ts';
import { businessImportFaults } from '../faults.ts';
import type { ScubaReport } from './report.ts';

/** What the tools count a result under in their summary. ScubaGoggles says `Omit` where ScubaGear says `Omits`. */
const COUNTED: readonly (readonly [keys: readonly string[], results: RegExp])[] = [
  [['Passes'], /^pass$/i],
  [['Failures'], /^fail$/i],
  [['Warnings'], /^warning$/i],
  [['Manual'], /^(?:n\/a|no events found|3rd party)$/i],
  [['Errors'], /^error\b/i],
  [['Omits', 'Omit'], /^omitted$/i],
  [['IncorrectResults'], /^incorrect result$/i],
];
/** Whether the summary says of a product how many passed, failed, warned, erred and could not be looked at. */
export function counted({ Summary }: Pick<ScubaReport, 'Summary'>, product: string): boolean {
  const summary = Summary?.[product];
  return summary !== undefined && ['Passes', 'Failures', 'Warnings', 'Manual', 'Errors'].every((key) => typeof summary[key] === 'number');
}

const DELETED = /^-$/;

/**
 * Holds the report's summary against its results. Where they differ one of them was changed after the tool wrote it, and nobody can say which: the report is
 * refused whole, since a row taken out would else be a check that nobody misses. Throws `Refused` (ASSAY-BIMPORT-010). Controls that the baseline has deleted
 * are marked `-`, and releases before 1.4 count them as what they would have been; malformed ones those releases count as two errors.
 */
export function holdToSummary({ Summary, Results }: ScubaReport, file: string): readonly string[] {
  if (Summary === null || Summary === undefined) return ['the report has no summary to hold its results against'];
  const faults: Fault[] = [];
  // The report names its products itself, and may name one `valueOf`.
  for (const product of new Set([...Object.keys(Results), ...Object.keys(Summary)])) {
    const controls = (Object.hasOwn(Results, product) ? (Results[product] ?? []) : []).flatMap((group) => group.Controls);
    const summary = Object.hasOwn(Summary, product) ? Summary[product] : undefined;
    if (summary === undefined) continue;
    const deleted = controls.filter(({ Result }) => DELETED.test(Result.trim())).length;
    for (const [keys, results] of COUNTED) {
      const key = keys.find((each) => typeof summary[each] === 'number');
      if (key === undefined) continue;
      const said = summary[key] as number;
      const found = controls.filter(({ Result }) => results.test(Result.trim())).length;
      const most = found + deleted + (key === 'Errors' ? found : 0);
      if (said >= found && said <= most) continue;
      faults.push(
        businessImportFaults.fault('010', {
          message: `the summary of ${worded(product, 100)} says ${said} under ${key}, and its results have ${found}`,
          file,
          field: `Summary.${worded(product, 100)}.${key}`,
          expected: `${found}, as in the results`,
          found: String(said),
          remedy: 'One of the two was changed after the tool wrote them. Run the tool again, and import its file as it is.',
        }),
      );
    }
  }
  if (faults.length > 0) throw new Refused(...faults.slice(0, 50));
  const without = Object.keys(Results).filter((product) => Summary[product] === undefined);
  return without.length === 0
    ? []
    : [
        `the summary has nothing of ${without
          .slice(0, 20)
          .map((each) => worded(each, 100))
          .join(', ')}`,
      ];
}
