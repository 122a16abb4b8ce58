import type { Json } from '../../core/index.ts';
import { type CsafDocument, namesOf, readCsaf } from '../advisory/csaf.ts';
import type { CsafProduct } from '../advisory/csaf-tree.ts';
import { type Fields, fieldsOf, listOf, momentOf, objectsOf, proseOf, wordsOf } from '../advisory/field.ts';
import { JUSTIFICATIONS, type Subject, type VexDocument, type VexStatement, type VexStatus } from './model.ts';
import { atVersion, versioned } from './subject.ts';
import { untilIn } from './until.ts';

const STATUS: readonly (readonly [list: string, status: VexStatus])[] = [
  ['known_not_affected', 'not_affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['under_investigation', 'under_investigation'],
];

/** Reads the statements of a CSAF document, 2.0 or 2.1 (profiles 4 and 5). Throws `Refused` (ASSAY-ADVISORY-002) for another edition. */
export function readCsafVex(value: Json, file: string): VexDocument {
  const document = readCsaf(value, file);
  const problems = [...document.unread];
  if (document.status === 'draft') problems.push('the document is a draft');
  const statements = document.vulnerabilities.flatMap((each, i) => statementsOf(each, `vulnerabilities[${i}]`, document, problems));
  if (statements.length === 0) problems.push('the document states nothing of any product');
  const at = document.modified ?? document.published;
  return { format: 'csaf', id: document.id, author: document.publisher, ...(at === undefined ? {} : { at }), statements, problems };
}

function statementsOf(vulnerability: Fields, place: string, document: CsafDocument, problems: string[]): readonly VexStatement[] {
  const [name, ...aliases] = namesOf(vulnerability);
  if (name === undefined) {
    problems.push(`${place} has neither a CVE number nor an id`);
    return [];
  }
  const statuses = fieldsOf(vulnerability['product_status']);
  const seen = new Map<string, string>();
  const ends = untilIn(...listOf(vulnerability['notes']).map((each) => proseOf(fieldsOf(each)?.['text'])));
  return STATUS.flatMap(([list, status]) =>
    wordsOf(statuses?.[list], 200_000).flatMap((id): readonly VexStatement[] => {
      const product = document.products.get(id);
      const before = seen.get(id);
      seen.set(id, status);
      if (product === undefined) {
        problems.push(`${place}.${list} names ${id}, which is not in the product tree`);
        return [];
      }
      // Mandatory test 6.1.6: what is said twice and differently is said by nobody.
      if (before !== undefined && before !== status) {
        problems.push(`${place} says both ${before} and ${status} of ${id}`);
        return [];
      }
      const of = (value: Json | undefined) => objectsOf(value).filter((each) => concerns(each, id, document));
      const [flag] = of(vulnerability['flags']);
      const justification = JUSTIFICATIONS.find((each) => each === flag?.['label']);
      const impact = of(vulnerability['threats']).find((each) => each['category'] === 'impact');
      const remedy = of(vulnerability['remediations'])[0];
      if (status === 'not_affected' && justification === undefined && impact === undefined) {
        problems.push(`${place} says that ${id} is not affected, and gives no reason`);
        return [];
      }
      const words = [proseOf(impact?.['details']), status === 'affected' ? proseOf(remedy?.['details']) : ''].filter((text) => text !== '');
      const at = momentOf(flag?.['date']) ?? momentOf(impact?.['date']) ?? document.modified ?? document.published;
      const until = untilIn(...words) ?? ends;
      const on = product.on === undefined ? undefined : document.products.get(product.on);
      return [
        {
          vulnerability: name,
          aliases,
          // A product of a relationship is a component in something: the statement holds there alone.
          product: subjectOf(on ?? product, status),
          components: on === undefined ? [] : [subjectOf(product, status)],
          status,
          ...(justification === undefined ? {} : { justification }),
          reason: words.join(' '),
          author: document.publisher,
          document: document.id,
          format: 'csaf',
          ...(at === undefined ? {} : { at }),
          ...(until === undefined ? {} : { until }),
        },
      ];
    }),
  );
}

function concerns(fields: Fields, id: string, { groups }: CsafDocument): boolean {
  return wordsOf(fields['product_ids'], 200_000).includes(id) || wordsOf(fields['group_ids'], 10_000).some((group) => groups.get(group)?.includes(id) === true);
}

/** A range is not held against a version here, so what would close a match by it is about nothing; what says `affected` is about every version, which closes none. */
function subjectOf({ purls, cpe, hashes, version, range, name, id }: CsafProduct, status: VexStatus): Subject {
  const subject = atVersion({ purls, cpes: cpe === undefined ? [] : [cpe], hashes, said: name || id }, range === undefined ? version : undefined);
  return range !== undefined && (status === 'not_affected' || status === 'fixed') ? versioned(subject) : subject;
}
