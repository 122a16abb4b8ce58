import { type Json, Refused } from '../../core/index.ts';
import { type CsafProduct, productsOf } from './csaf-tree.ts';
import { packageOf } from './ecosystem.ts';
import { advisoryFaults } from './faults.ts';
import { type Fields, fieldsOf, listOf, momentOf, proseOf, wordOf, wordsOf } from './field.ts';
import { ADVISORY_LIMITS } from './limits.ts';
import type { Advisory, Affected, AffectedStatus } from './model.ts';
import { rangeOfWords } from './vers.ts';

/** The head of a CSAF document, 2.0 or 2.1: who says it, when, and of which products. */
export interface CsafDocument {
  readonly id: string;
  readonly category: string;
  readonly publisher: string;
  readonly namespace: string;
  readonly title: string;
  readonly status: string;
  readonly published?: string;
  readonly modified?: string;
  readonly products: ReadonlyMap<string, CsafProduct>;
  /** Groups of products by their ids. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly vulnerabilities: readonly Fields[];
  readonly unread: readonly string[];
}

/** Reads what every use of a CSAF document needs. Throws `Refused` (ASSAY-ADVISORY-002) where it has no tracking id or is of another edition. */
export function readCsaf(value: Json, file: string): CsafDocument {
  const fields = fieldsOf(value);
  const document = fieldsOf(fields?.['document']);
  const tracking = fieldsOf(document?.['tracking']);
  const publisher = fieldsOf(document?.['publisher']);
  const id = wordOf(tracking?.['id']);
  const edition = wordOf(document?.['csaf_version']);
  if (fields === undefined || document === undefined || id === undefined || (edition !== '2.0' && edition !== '2.1')) {
    throw new Refused(
      advisoryFaults.fault('002', {
        message: `${file} is no CSAF document that is read here`,
        file,
        field: id === undefined ? 'document.tracking.id' : 'document.csaf_version',
        expected: id === undefined ? 'an id' : '2.0 or 2.1',
        found: edition?.slice(0, 20) ?? 'nothing',
        remedy: 'Give the document as its publisher signed it.',
      }),
    );
  }
  const unread: string[] = [];
  const tree = fieldsOf(fields['product_tree']);
  const published = momentOf(tracking?.['initial_release_date']);
  const modified = momentOf(tracking?.['current_release_date']);
  const groups = listOf(tree?.['product_groups']).flatMap((each) => {
    const name = wordOf(fieldsOf(each)?.['group_id']);
    return name === undefined ? [] : [[name, wordsOf(fieldsOf(each)?.['product_ids'], ADVISORY_LIMITS.products)] as const];
  });
  const vulnerabilities = listOf(fields['vulnerabilities']).map(fieldsOf);
  if (vulnerabilities.includes(undefined)) unread.push('a vulnerability that is no object');
  return {
    id,
    category: wordOf(document['category']) ?? '',
    publisher: proseOf(publisher?.['name']).slice(0, 200),
    namespace: wordOf(publisher?.['namespace']) ?? '',
    title: proseOf(document['title']),
    status: wordOf(tracking?.['status']) ?? '',
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    products: productsOf(tree, unread),
    groups: new Map(groups),
    vulnerabilities: vulnerabilities.filter((each) => each !== undefined),
    unread,
  };
}

const STATUS: { readonly [list: string]: AffectedStatus } = {
  first_affected: 'affected',
  known_affected: 'affected',
  last_affected: 'affected',
  fixed: 'cleared',
  first_fixed: 'cleared',
  known_not_affected: 'cleared',
  under_investigation: 'open',
};

/** One advisory for each vulnerability of the document. Throws as `readCsaf` does. */
export function csafAdvisories(value: Json, file: string): readonly Advisory[] {
  const document = readCsaf(value, file);
  return document.vulnerabilities.map((vulnerability, i): Advisory => {
    const unread = [...document.unread];
    const names = namesOf(vulnerability);
    const { published, modified } = document;
    return {
      id: `${document.id}#${names[0] ?? i + 1}`,
      format: 'csaf',
      source: document.publisher || 'CSAF',
      aliases: names,
      upstream: [],
      ...(published === undefined ? {} : { published }),
      ...(modified === undefined ? {} : { modified }),
      summary: proseOf(vulnerability['title']) || document.title,
      vectors: vectorsOf(vulnerability),
      affected: affectedOf(vulnerability, document, unread),
      unread,
    };
  });
}

const ID = /^[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9.:]+)+$/;

/** The CVE number first, then ids of others that have the form of one. */
export function namesOf(vulnerability: Fields): readonly string[] {
  const cve = wordOf(vulnerability['cve']);
  const others = listOf(vulnerability['ids']).flatMap((each) => wordOf(fieldsOf(each)?.['text']) ?? []);
  return [...new Set([...(cve === undefined ? [] : [cve]), ...others.filter((text) => ID.test(text))])].slice(0, ADVISORY_LIMITS.aliases);
}

function vectorsOf(vulnerability: Fields): readonly string[] {
  const contents = [...listOf(vulnerability['scores']), ...listOf(vulnerability['metrics']).map((each) => fieldsOf(each)?.['content'] ?? null)];
  const vectors = contents.flatMap((each) =>
    ['cvss_v4', 'cvss_v3', 'cvss_v2'].flatMap((name) => wordOf(fieldsOf(fieldsOf(each)?.[name])?.['vectorString']) ?? []),
  );
  return [...new Set(vectors)].slice(0, ADVISORY_LIMITS.severities);
}

function affectedOf(vulnerability: Fields, document: CsafDocument, unread: string[]): readonly Affected[] {
  const statuses = fieldsOf(vulnerability['product_status']);
  const found: Affected[] = [];
  for (const [list, status] of Object.entries(STATUS)) {
    for (const id of wordsOf(statuses?.[list], ADVISORY_LIMITS.products)) {
      const product = document.products.get(id);
      if (product === undefined) unread.push(`${list} names ${id}, which is not in the product tree`);
      else if (product.purls.length === 0 && product.cpe === undefined) unread.push(`${product.name || id} has neither purl nor CPE`);
      else if (found.length < ADVISORY_LIMITS.affected) found.push(...entriesOf(product, status));
    }
  }
  return found;
}

function entriesOf(product: CsafProduct, status: AffectedStatus): readonly Affected[] {
  const packages = product.purls.flatMap((purl): readonly Affected[] => {
    const named = packageOf(purl);
    if (named === undefined) return [];
    const ecosystem = named.release === undefined ? named.ecosystem : `${named.ecosystem}:${named.release}`;
    const version = purl.version ?? (product.range === undefined ? product.version : undefined);
    const range = version === undefined && product.range !== undefined ? rangeOfWords(product.range) : undefined;
    const doubt = version === undefined && product.range !== undefined && range === undefined;
    return [
      {
        kind: 'package',
        ecosystem,
        name: named.name,
        status,
        versions: { ecosystem, ranges: range === undefined ? [] : [range], versions: version === undefined ? [] : [version] },
        ...(doubt ? { doubt: `the range "${product.range?.slice(0, 80)}" cannot be read` } : {}),
      },
    ];
  });
  const { cpe } = product;
  if (cpe === undefined) return packages;
  const bounds = cpe.version.kind === 'any' && product.range !== undefined ? boundsOf(product.range) : {};
  const exact = cpe.version.kind === 'any' && product.range === undefined && product.version !== undefined;
  const version = exact ? { ...cpe, version: { kind: 'text', text: (product.version ?? '').toLowerCase() } as const } : cpe;
  const unsaid = bounds === undefined ? { with: [`versions ${product.range?.slice(0, 80)}`] } : {};
  return [...packages, { kind: 'product', cpe: version, status, range: bounds ?? {}, ...unsaid }];
}

/** Bounds of a CPE from the words of a range; undefined where they cannot be said with two bounds. */
function boundsOf(words: string) {
  const events = rangeOfWords(words)?.events;
  if (events === undefined || events.length > 2) return undefined;
  const from = events.find(({ introduced }) => introduced !== undefined)?.introduced;
  const [endExcluding, endIncluding] = [
    events.find((each) => each.fixed !== undefined)?.fixed,
    events.find((each) => each.last_affected !== undefined)?.last_affected,
  ];
  return {
    ...(from === undefined || from === '0' ? {} : { startIncluding: from }),
    ...(endExcluding === undefined ? {} : { endExcluding }),
    ...(endIncluding === undefined ? {} : { endIncluding }),
  };
}
