/**
 * What other tools say, read as evidence: one importer a format, each pure. The rule is that every item of a source is accounted for, and that a
 * source can only say good of what it shows to have been looked at. Files, ledgers and formats that need the controls do not belong here.
 */
import { nearest, Refused } from '../../core/index.ts';
import { csv } from './csv.ts';
import { cyclonedx } from './cyclonedx/cyclonedx.ts';
import { importFaults } from './faults.ts';
import { junit } from './junit.ts';
import type { Importer } from './model.ts';
import { sarif } from './sarif/sarif.ts';

export { importFaults } from './faults.ts';
export { readMapping } from './mapping.ts';
export type { ImportContext, Imported, Importer, Kept, Listening, Mapping, MappingRule, SignsIn, Withheld } from './model.ts';
export { type Claiming, type Item, type Outcome, stateItems } from './statement.ts';

/** The importers of this room; a caller may add its own. The table comes last: nearly anything looks like one. */
export const IMPORTERS: readonly Importer[] = [sarif, junit, cyclonedx, csv];

/**
 * The importer for a text: the one that is named, refused where the text looks like another's; else the first that recognises it. Throws `Refused`
 * (ASSAY-IMPORT-001, -002). `asOther`: how the door that was used is asked to read the file as another format.
 */
export function importerFor(
  text: string,
  file: string,
  importers: readonly Importer[],
  named: string | undefined,
  asOther: (format: string, file: string) => string = (format) => `Import it with --from ${format}, or leave --from out.`,
): Importer {
  const formats = importers.map((each) => each.format);
  const looks = importers.find((each) => each.recognises?.(text) === true);
  if (named !== undefined) {
    const wanted = importers.find((each) => each.format === named);
    if (wanted === undefined) {
      const near = nearest(named, formats);
      throw new Refused(
        importFaults.fault('002', {
          message: `there is no importer for "${named}"`,
          expected: near.length > 0 ? near.join(' or ') : formats.join(', '),
          found: named,
          remedy: 'docs/evidence-import.md shows how to write another.',
        }),
      );
    }
    // Formats may look alike, such as two tables: who names one that it may be is believed.
    if (looks === undefined || looks === wanted || wanted.recognises?.(text) === true) return wanted;
    throw new Refused(
      importFaults.fault('001', {
        message: `${file} is not ${named}: it looks like ${looks.format}`,
        file,
        expected: named,
        found: `${looks.format}: ${looks.about}`,
        remedy: asOther(looks.format, file),
      }),
    );
  }
  if (looks !== undefined) return looks;
  throw new Refused(
    importFaults.fault('002', {
      message: `${file} looks like nothing that Assay imports`,
      file,
      expected: formats.join(', '),
      found: JSON.stringify(text.slice(0, 60).toWellFormed()),
      remedy: 'Name the format with --from, or turn the file into statements of evidence: assay evidence add',
    }),
  );
}
