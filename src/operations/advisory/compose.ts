import type { Json } from '../../core/index.ts';
import { Refused } from '../../core/index.ts';
import { checkCsaf } from './csaf/check.ts';
import type { Edition } from './csaf/shape.ts';
import { readVector, severityOf } from './cvss.ts';
import type { AdvisoryFacts, VulnerabilityFacts } from './facts.ts';
import { advisoryFaults } from './faults.ts';

type Fields = { readonly [name: string]: Json };

const CATEGORY = {
  advisory: 'csaf_security_advisory',
  vex: 'csaf_vex',
  incident: 'csaf_security_incident_response',
  informational: 'csaf_informational_advisory',
} as const;
const STATE = { affected: 'known_affected', not_affected: 'known_not_affected', fixed: 'fixed', under_investigation: 'under_investigation' } as const;
// Version 2.0 was made when the Traffic Light Protocol had four labels, and knows no fix that is to come.
const OLD_LABEL = { CLEAR: 'WHITE', GREEN: 'GREEN', AMBER: 'AMBER', 'AMBER+STRICT': 'AMBER', RED: 'RED' } as const;

const some = (name: string, value: Json | undefined): Fields => (value === undefined || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value });

/**
 * A document of CSAF in both editions. What is accepted is valid by every test of `checkCsaf` in both; other facts are refused whole with each test
 * that would fail (ASSAY-PAPER-003). The same facts give the same document.
 */
export function composeCsaf(facts: AdvisoryFacts, file: string): Readonly<Record<Edition, Json>> {
  const made = { '2.0': csaf(facts, '2.0'), '2.1': csaf(facts, '2.1') };
  const found = (['2.0', '2.1'] as const).flatMap((edition) => checkCsaf(made[edition], edition).map((finding) => ({ edition, ...finding })));
  if (found.length > 0) {
    throw new Refused(
      ...found.map(({ edition, test, path, message }) =>
        advisoryFaults.fault('003', {
          message: `the advisory would not be valid: ${path} ${message}`,
          file,
          field: path,
          expected: `CSAF ${edition}, ${test === 'schema' ? 'the schema' : `test ${test}`}`,
          remedy: 'Add to the facts what is missing, or correct what contradicts.',
        }),
      ),
    );
  }
  return made;
}

function csaf(facts: AdvisoryFacts, edition: Edition): Json {
  const { kind, title, language, tlp, publisher, tracking, notes = [], references = [], products = [], vulnerabilities = [] } = facts;
  const history = tracking.history.map(({ at, summary }, i) => ({ date: at, number: `${i + 1}`, summary }));
  const label = edition === '2.0' ? OLD_LABEL[tlp] : tlp;
  return {
    ...(edition === '2.1' ? { $schema: 'https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json' } : {}),
    document: {
      category: CATEGORY[kind],
      csaf_version: edition,
      distribution: { ...(tlp === 'AMBER+STRICT' && edition === '2.0' ? { text: 'TLP:AMBER+STRICT' } : {}), tlp: { label } },
      ...some('lang', language),
      ...some(
        'notes',
        notes.map((note) => ({ category: note.kind, text: note.text, ...some('title', note.title) })),
      ),
      publisher: {
        category: publisher.category,
        ...some('contact_details', publisher.contact),
        ...some('issuing_authority', publisher.authority),
        name: publisher.name,
        namespace: publisher.namespace,
      },
      ...some('references', references.map(referenceOf)),
      title,
      tracking: {
        current_release_date: history.at(-1)?.date ?? '',
        id: tracking.id,
        initial_release_date: history[0]?.date ?? '',
        revision_history: history,
        status: tracking.status,
        version: `${history.length}`,
      },
    },
    ...(products.length === 0 ? {} : { product_tree: { branches: tree(products, edition) } }),
    ...some(
      'vulnerabilities',
      vulnerabilities.map((one) => vulnerabilityOf(one, facts, edition)),
    ),
  };
}

const referenceOf = ({ summary, url, self }: { summary: string; url: string; self?: boolean | undefined }): Json => ({
  category: self === true ? 'self' : 'external',
  summary,
  url,
});

type Products = NonNullable<AdvisoryFacts['products']>;

/** Vendors, of each its products, of each its versions. */
function tree(products: Products, edition: Edition): Json {
  const by = <K extends 'vendor' | 'name'>(list: Products, key: K) => Map.groupBy(list, (one) => one[key]);
  return [...by(products, 'vendor')].map(([vendor, theirs]) => ({
    category: 'vendor',
    name: vendor,
    branches: [...by(theirs, 'name')].map(([name, versions]) => ({
      category: 'product_name',
      name,
      branches: versions.map(({ id, version, purl, cpe }) => ({
        category: 'product_version',
        name: version,
        product: {
          name: `${vendor} ${name} ${version}`,
          product_id: id,
          ...(purl === undefined && cpe === undefined
            ? {}
            : { product_identification_helper: { ...some('cpe', cpe), ...(purl === undefined ? {} : edition === '2.0' ? { purl } : { purls: [purl] }) } }),
        },
      })),
    })),
  }));
}

function vulnerabilityOf(one: VulnerabilityFacts, { products = [] }: AdvisoryFacts, edition: Edition): Json {
  const { cve, ids = [], weakness, discovered, disclosed, exploited, scores = [], references = [] } = one;
  const status = Map.groupBy(one.products, ({ state }) => STATE[state]);
  const field = new Map(products.map(({ id, inField }) => [id, inField]));
  const counted = one.products.flatMap(({ product }) => {
    const devices = field.get(product);
    return devices === undefined ? [] : [`${product}: ${devices} ${devices === 1 ? 'device' : 'devices'}`];
  });
  const vectors = scores.map(({ vector, products: of }) => ({ vector, of: [...new Set(of)] }));
  const metrics = vectors.flatMap(({ vector, of }) => {
    const score = scoreOf(vector);
    if (edition === '2.0') return 'cvss_v4' in score ? [] : [{ ...score, products: of }];
    return [{ content: score, products: of }];
  });
  const flags = Map.groupBy(
    one.products.filter(({ why }) => why !== undefined),
    ({ why }) => why,
  );
  const impacts = one.products.filter(({ impact }) => impact !== undefined);
  const remedies = one.products.filter(({ action }) => action !== undefined);
  return {
    ...some('cve', cve),
    ...(weakness === undefined
      ? {}
      : edition === '2.0'
        ? { cwe: { id: weakness.id, name: weakness.name } }
        : { cwes: [{ id: weakness.id, name: weakness.name, version: weakness.edition }] }),
    ...some('discovery_date', discovered),
    ...(disclosed === undefined ? {} : { [edition === '2.0' ? 'release_date' : 'disclosure_date']: disclosed }),
    ...(exploited === undefined || edition === '2.0'
      ? {}
      : {
          first_known_exploitation_dates: [
            { date: exploited.known, exploitation_date: exploited.since, product_ids: one.products.map(({ product }) => product) },
          ],
        }),
    ...some(
      'flags',
      [...flags].map(([label, of]) => ({ label: label ?? '', product_ids: of.map(({ product }) => product) })),
    ),
    ...some(
      'ids',
      ids.map(({ system, text }) => ({ system_name: system, text })),
    ),
    notes: [
      { category: 'description', text: one.description },
      ...(counted.length === 0 ? [] : [{ category: 'details', title: 'Devices in the field', text: counted.join('\n') }]),
      ...(edition === '2.0'
        ? vectors
            .filter(({ vector }) => vector.startsWith('CVSS:4.0/'))
            .map(({ vector, of }) => ({ category: 'details', title: 'CVSS 4.0', text: `${vector} (${of.join(', ')})` }))
        : []),
      ...(exploited !== undefined && edition === '2.0'
        ? [{ category: 'details', title: 'Exploited', text: `Since ${exploited.since}, known ${exploited.known}.` }]
        : []),
    ],
    product_status: Object.fromEntries([...status].map(([name, of]) => [name, of.map(({ product }) => product)])),
    ...some('references', references.map(referenceOf)),
    ...some(
      'remediations',
      remedies.map(({ product, action, remedy = 'mitigation', url }) => ({
        category: edition === '2.0' && remedy === 'fix_planned' ? 'none_available' : remedy,
        details: action ?? '',
        product_ids: [product],
        ...some('url', url),
      })),
    ),
    ...some(edition === '2.0' ? 'scores' : 'metrics', metrics),
    ...some(
      'threats',
      impacts.map(({ product, impact }) => ({ category: 'impact', details: impact ?? '', product_ids: [product] })),
    ),
    title: one.title,
  };
}

function scoreOf(text: string): Fields {
  const vector = readVector(text);
  const base = vector?.scores.base ?? 0;
  const version = vector?.version ?? '';
  const object = { version, vectorString: text, baseScore: base, ...(version === '2.0' ? {} : { baseSeverity: severityOf(base) }) };
  return { [`cvss_v${version.charAt(0)}`]: object };
}
