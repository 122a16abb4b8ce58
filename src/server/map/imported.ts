import { type Json, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { mapFaults } from '../../map/faults.ts';
import { IMPORTERS } from '../../map/import/index.ts';
import { writeMap } from '../../map/write.ts';
import { checkedAnswer, readText } from './checked.ts';
import { IMPORT_FORMATS, type ImportAnswer, type ModelFormat } from './model.ts';

/** The mark by which each format can be told from the others. */
const MARKS: readonly (readonly [ModelFormat | 'assay', (fields: Readonly<Record<string, Json>>) => boolean])[] = [
  ['assay', (fields) => Object.hasOwn(fields, 'assay')],
  ['threagile', (fields) => Object.hasOwn(fields, 'threagile_version')],
  ['otm', (fields) => Object.hasOwn(fields, 'otmVersion')],
  ['cyclonedx', (fields) => fields['bomFormat'] === 'CycloneDX'],
  ['threat-dragon', (fields) => Object.hasOwn(fields, 'summary') && Object.hasOwn(fields, 'detail')],
];

/** What a text says it is. Throws `Refused` (ASSAY-MAP-060, and what `readDocument` refuses). */
export function formatOf(text: string, file: string): ModelFormat | 'assay' {
  const { value } = readDocument(text, file, true);
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {};
  const found = MARKS.find(([, has]) => has(fields));
  if (found !== undefined) return found[0];
  throw new Refused(
    mapFaults.fault('060', {
      message: `${file} is of no format that Assay knows`,
      file,
      line: 1,
      column: 1,
      expected: `a map, or a model of ${IMPORT_FORMATS.join(', ')}`,
      found: `fields ${Object.keys(fields).slice(0, 8).join(', ') || 'none'}`,
      remedy: 'Export the model from its tool as JSON or YAML, and give that file.',
    }),
  );
}

/**
 * What would come of a file: the map, the YAML of it, and the account of every value of the source. Nothing that the file names is fetched: an importer has the
 * text and no more (src/map is pure). Throws `Refused` for a text that is no model at all.
 */
export function importedAnswer(text: string, file: string, asked: ModelFormat | 'assay' | undefined, standards: readonly string[]): ImportAnswer {
  const format = asked ?? formatOf(text, file);
  if (format === 'assay') return { ...checkedAnswer(readText(text, file, standards)), format, yaml: text };
  const { map, carried, mapped, lost } = IMPORTERS[format](text, file);
  const yaml = writeMap(map);
  return {
    // What is written is what will be read.
    ...checkedAnswer(readText(yaml, 'service.yaml', standards)),
    format,
    yaml,
    account: { format, carried: { ...carried }, mapped: [...mapped], lost: [...lost] },
  };
}
