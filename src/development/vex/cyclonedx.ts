import type { Json } from '../../core/index.ts';
import { type Fields, fieldsOf, listOf, momentOf, proseOf, wordOf } from '../advisory/field.ts';
import { readCpe } from '../component/cpe.ts';
import { readPurl } from '../component/purl.ts';
import type { Justification, Subject, VexDocument, VexStatement, VexStatus } from './model.ts';
import { atVersion } from './subject.ts';
import { untilIn } from './until.ts';

export const VALID_UNTIL = 'assay:valid-until';

const STATUS: { readonly [state: string]: VexStatus } = {
  not_affected: 'not_affected',
  false_positive: 'not_affected',
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
};

/** CycloneDX has more reasons than OpenVEX; each is told by the one that says the same or more. */
export const REASONS: { readonly [justification: string]: Justification } = {
  code_not_present: 'vulnerable_code_not_present',
  code_not_reachable: 'vulnerable_code_not_in_execute_path',
  requires_configuration: 'vulnerable_code_cannot_be_controlled_by_adversary',
  requires_dependency: 'vulnerable_code_cannot_be_controlled_by_adversary',
  requires_environment: 'vulnerable_code_cannot_be_controlled_by_adversary',
  protected_by_compiler: 'inline_mitigations_already_exist',
  protected_at_runtime: 'inline_mitigations_already_exist',
  protected_at_perimeter: 'inline_mitigations_already_exist',
  protected_by_mitigating_control: 'inline_mitigations_already_exist',
};

const MOST = 50_000;

/** Reads the analyses of a CycloneDX document (1.4 to 1.7, JSON), with or without the components that they are about. */
export function readCycloneDxVex(value: Json): VexDocument {
  const document = fieldsOf(value) ?? {};
  const problems: string[] = [];
  const serial = wordOf(document['serialNumber']);
  const metadata = fieldsOf(document['metadata']);
  const author = authorOf(metadata);
  if (author === '') problems.push('nobody is named who says it: metadata has no supplier, manufacturer or author');
  const at = momentOf(metadata?.['timestamp']);
  const components = new Map<string, Fields>();
  const collect = (given: Json | undefined, depth: number) => {
    for (const each of depth > 50 ? [] : listOf(given)) {
      const fields = fieldsOf(each);
      const ref = wordOf(fields?.['bom-ref']);
      if (fields === undefined) continue;
      if (ref !== undefined) components.set(ref, fields);
      collect(fields['components'], depth + 1);
    }
  };
  const root = fieldsOf(metadata?.['component']);
  collect(root === undefined ? [] : [root], 0);
  collect(document['components'], 0);
  const id = serial ?? '';
  const statements = listOf(document['vulnerabilities'])
    .slice(0, MOST)
    .flatMap((each, i) => statementsOf(fieldsOf(each), `vulnerabilities[${i}]`, { components, root, serial, author, at, id }, problems));
  return { format: 'cyclonedx', id, author, ...(at === undefined ? {} : { at }), statements, problems };
}

function authorOf(metadata: Fields | undefined): string {
  const component = fieldsOf(metadata?.['component']);
  const named = [metadata?.['manufacturer'], metadata?.['supplier'], listOf(metadata?.['authors'])[0], metadata?.['manufacture'], component?.['supplier']];
  return (
    named
      .map((each) => proseOf(fieldsOf(each)?.['name']))
      .find((name) => name !== '')
      ?.slice(0, 200) ?? ''
  );
}

interface Around {
  readonly components: ReadonlyMap<string, Fields>;
  readonly root: Fields | undefined;
  readonly serial: string | undefined;
  readonly author: string;
  readonly at: string | undefined;
  readonly id: string;
}

function statementsOf(fields: Fields | undefined, place: string, around: Around, problems: string[]): readonly VexStatement[] {
  const vulnerability = wordOf(fields?.['id']);
  const analysis = fieldsOf(fields?.['analysis']);
  const state = wordOf(analysis?.['state']);
  // A vulnerability without an analysis is a finding of whoever made the list, and no statement.
  if (analysis === undefined || state === undefined) return [];
  const status = Object.hasOwn(STATUS, state) ? STATUS[state] : undefined;
  const given = wordOf(analysis['justification']);
  const justification = given !== undefined && Object.hasOwn(REASONS, given) ? REASONS[given] : undefined;
  const detail = proseOf(analysis['detail']);
  const affects = listOf(fields?.['affects']).flatMap((each) => {
    const ref = wordOf(fieldsOf(each)?.['ref']);
    return ref === undefined ? [] : [{ ref, listed: fieldsOf(each)?.['versions'] }];
  });
  const wrong = [
    ...(vulnerability === undefined ? ['has no id'] : []),
    ...(status === undefined ? ['has a state that is not known'] : []),
    ...(given !== undefined && justification === undefined ? ['gives a justification that is not known'] : []),
    ...(status === 'not_affected' && justification === undefined && detail === '' ? ['says not_affected and gives no reason'] : []),
    ...(affects.length === 0 ? ['affects nothing'] : []),
  ];
  problems.push(...wrong.map((each) => `${place} ${each}`));
  if (vulnerability === undefined || status === undefined || wrong.length > 0) return [];
  const property = listOf(fields?.['properties']).find((each) => fieldsOf(each)?.['name'] === VALID_UNTIL);
  const until = momentOf(fieldsOf(property ?? null)?.['value']) ?? untilIn(detail);
  const at = momentOf(analysis['lastUpdated']) ?? momentOf(analysis['firstIssued']) ?? around.at;
  const aliases = listOf(fields?.['references']).flatMap((each) => wordOf(fieldsOf(each)?.['id']) ?? []);
  const rootRef = wordOf(around.root?.['bom-ref']);
  return affects.map(({ ref, listed }, a): VexStatement => {
    const subject = { ...subjectOf(ref, around), ...versionsOf(listed, status, `${place}.affects[${a}]`, problems) };
    // Of a component in a document about a product the product is the document's; of a link into another document it is whatever that one is of.
    const whole = around.root === undefined || ref === rootRef || subject.inBom?.serial !== around.serial ? undefined : subjectOf(rootRef ?? '', around);
    return {
      vulnerability,
      aliases,
      product: whole ?? subject,
      components: whole === undefined ? [] : [subject],
      status,
      ...(justification === undefined ? {} : { justification }),
      reason: detail,
      author: around.author,
      document: around.id,
      format: 'cyclonedx',
      ...(at === undefined ? {} : { at }),
      ...(until === undefined ? {} : { until }),
    };
  });
}

/**
 * Which versions a statement is about, where it lists them. What says `affected` is about every version, which closes none. What would close a match is about those alone that
 * are listed one by one: a range is not held against a version here, and of what is listed as unknown nothing is said.
 */
function versionsOf(listed: Json | undefined, status: VexStatus, place: string, problems: string[]): Pick<Subject, 'versions'> {
  if (listed === undefined || (status !== 'not_affected' && status !== 'fixed')) return {};
  const versions: string[] = [];
  if (!Array.isArray(listed)) problems.push(`${place}.versions is no list, so the statement closes nothing of it`);
  listOf(listed).forEach((each, i) => {
    const entry = fieldsOf(each);
    const [version, said] = [wordOf(entry?.['version']), entry?.['status'] ?? 'affected'];
    if (version === undefined) problems.push(`${place}.versions[${i}] is a range or cannot be read, so the statement closes nothing of it`);
    else if (said === 'affected' || said === 'unaffected') versions.push(version);
    else problems.push(`${place}.versions[${i}] is of the status ${proseOf(said).slice(0, 40) || 'of no word'}, so the statement closes nothing of it`);
  });
  return { versions };
}

/** A reference in this document, or `urn:cdx:serial/version#ref` into another (BOM-Link). */
function subjectOf(given: string, { components, serial }: Around): Subject {
  const link = /^urn:cdx:([0-9a-fA-F-]{36})\/\d+#(.+)$/.exec(given);
  const ref = link === null ? given : decoded(link[2] ?? '');
  const from = link === null ? serial : `urn:uuid:${(link[1] ?? '').toLowerCase()}`;
  const fields = components.get(ref);
  const [purl, cpe] = [wordOf(fields?.['purl']), wordOf(fields?.['cpe'])];
  const hashes = listOf(fields?.['hashes']).flatMap((each) => {
    const [algorithm, hex] = [wordOf(fieldsOf(each)?.['alg']), wordOf(fieldsOf(each)?.['content'])];
    return algorithm === undefined || hex === undefined ? [] : [{ algorithm: algorithm.toLowerCase(), hex: hex.toLowerCase() }];
  });
  const subject: Subject = {
    // Where a reference is itself a purl it names its package, in the manner of many tools.
    purls: [purl ?? ref].flatMap((text) => readPurl(text).purl ?? []),
    cpes: cpe === undefined ? [] : [readCpe(cpe).cpe].filter((each) => each !== undefined),
    hashes,
    inBom: { ...(from === undefined ? {} : { serial: from }), ref },
    said: wordOf(fields?.['name']) ?? ref.slice(0, 200),
  };
  return atVersion(subject, wordOf(fields?.['version']));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
