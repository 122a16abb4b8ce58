import type { Json } from '../../core/index.ts';
import { type Fields, fieldsOf, listOf, momentOf, proseOf, wordOf, wordsOf } from '../advisory/field.ts';
import { readCpe } from '../component/cpe.ts';
import { readPurl } from '../component/purl.ts';
import { JUSTIFICATIONS, type Subject, VEX_STATUSES, type VexDocument, type VexStatement } from './model.ts';
import { untilIn } from './until.ts';

const MOST = 20_000;

/** Reads OpenVEX 0.0.1 to 0.2.0. What breaks a rule of the format is among the problems, and a statement that does is not among the statements. */
export function readOpenVex(value: Json): VexDocument {
  const document = fieldsOf(value) ?? {};
  const problems: string[] = [];
  const id = wordOf(document['@id']) ?? '';
  const author = proseOf(document['author']).slice(0, 200);
  const at = momentOf(document['timestamp']);
  for (const [name, said] of [
    ['@id', id],
    ['author', author],
    ['timestamp', at ?? ''],
    ['version', document['version'] === undefined ? '' : 'given'],
  ] as const)
    if (said === '') problems.push(`the document has no ${name}`);
  const given = listOf(document['statements']);
  if (given.length === 0) problems.push('the document has no statements');
  if (given.length > MOST) problems.push(`the document has ${given.length} statements, of which ${MOST} are read`);
  const statements = given.slice(0, MOST).flatMap((each, i) => statementsOf(fieldsOf(each), `statements[${i}]`, { id, author, at }, problems));
  return { format: 'openvex', id, author, ...(at === undefined ? {} : { at }), statements, problems };
}

interface Head {
  readonly id: string;
  readonly author: string;
  readonly at: string | undefined;
}

function statementsOf(fields: Fields | undefined, place: string, head: Head, problems: string[]): readonly VexStatement[] {
  const named = fieldsOf(fields?.['vulnerability']);
  const vulnerability = wordOf(named?.['name']) ?? wordOf(named?.['@id']) ?? wordOf(fields?.['vulnerability']);
  const status = VEX_STATUSES.find((each) => each === fields?.['status']);
  const products = listOf(fields?.['products']);
  const said = proseOf(fields?.['justification']);
  const justification = JUSTIFICATIONS.find((each) => each === said);
  const [impact, action, notes] = ['impact_statement', 'action_statement', 'status_notes'].map((name) => proseOf(fields?.[name])) as [string, string, string];
  const wrong = [
    ...(vulnerability === undefined ? ['names no vulnerability'] : []),
    ...(status === undefined ? [`has no status that is known (${VEX_STATUSES.join(', ')})`] : []),
    ...(products.length === 0 ? ['names no product'] : []),
    ...(said !== '' && justification === undefined ? ['gives a justification that is not known'] : []),
    ...(status === 'not_affected' && said === '' && impact === '' ? ['says not_affected and gives neither justification nor impact_statement'] : []),
    ...(status === 'affected' && action === '' ? ['says affected and gives no action_statement'] : []),
  ];
  problems.push(...wrong.map((each) => `${place} ${each}`));
  // An action that is missing leaves a statement true; the others leave none.
  if (vulnerability === undefined || status === undefined || wrong.some((each) => !each.startsWith('says affected'))) return [];
  const at = momentOf(fields?.['last_updated']) ?? momentOf(fields?.['timestamp']) ?? head.at;
  const until = untilIn(notes, impact);
  const aliases = wordsOf(named?.['aliases'], 100);
  return products.slice(0, MOST).flatMap((each, p): readonly VexStatement[] => {
    const product = subjectOf(each);
    if (product === undefined) {
      problems.push(`${place}.products[${p}] has no name that can be told from others`);
      return [];
    }
    const parts = listOf(fieldsOf(each)?.['subcomponents']);
    const components = parts.flatMap((part) => subjectOf(part) ?? []);
    if (components.length !== parts.length) {
      // Without its components a statement would be about the whole product.
      problems.push(`${place}.products[${p}] has a subcomponent that cannot be told from others`);
      if (components.length === 0) return [];
    }
    return [
      {
        vulnerability,
        aliases,
        product,
        components,
        status,
        ...(justification === undefined ? {} : { justification }),
        reason: [impact, action, notes].filter((text) => text !== '').join(' '),
        author: head.author,
        document: head.id,
        format: 'openvex',
        ...(at === undefined ? {} : { at }),
        ...(until === undefined ? {} : { until }),
      },
    ];
  });
}

function subjectOf(value: Json): Subject | undefined {
  const fields = fieldsOf(value);
  const identifiers = fieldsOf(fields?.['identifiers']);
  const id = wordOf(value) ?? wordOf(fields?.['@id']);
  const purls = [id, wordOf(identifiers?.['purl'])].flatMap((text) => (text === undefined ? [] : (readPurl(text).purl ?? [])));
  const cpes = [id, wordOf(identifiers?.['cpe23']), wordOf(identifiers?.['cpe22'])].flatMap((text) => (text === undefined ? [] : (readCpe(text).cpe ?? [])));
  const hashes = Object.entries(fieldsOf(fields?.['hashes']) ?? {}).flatMap(([algorithm, hex]) =>
    typeof hex === 'string' ? [{ algorithm, hex: hex.toLowerCase() }] : [],
  );
  const said = id ?? wordOf(identifiers?.['purl']) ?? wordOf(identifiers?.['cpe23']) ?? wordOf(identifiers?.['cpe22']);
  if (said === undefined && hashes.length === 0) return undefined;
  return { purls, cpes, hashes: hashes.slice(0, 20), said: said ?? 'a file by its hash' };
}
