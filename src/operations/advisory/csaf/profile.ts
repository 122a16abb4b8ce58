import { type Foreign, field, itemsOf, textOf, textsOf } from '../finding.ts';
import { isEnglish } from '../language.ts';
import { type CsafDocument, inStatus, type Product, productsOf, type Vulnerability } from './document.ts';
import { BOTH, type CsafTest, NEW } from './test.ts';

// Clauses 6.1.26 and 6.1.27: what a category promises, and what no category may be called.

const OLD = ['Security Incident Response', 'Informational Advisory', 'Security Advisory', 'VEX'] as const;
const NAMES = { '2.0': OLD, '2.1': [...OLD, 'Deprecated Security Advisory', 'Superseded', 'Withdrawn'] } as const;

/** Without white space and any stroke that joins words, in small letters. */
const bare = (text: string) => text.replaceAll(/[\s\p{Pd}\p{Pc}\u2212\u00ad\u2043\u02d7\u203e]|\u0332|\u0331|\u0333/gu, '').toLowerCase();

const codeOf = (name: string) => `csaf_${name.toLowerCase().replaceAll(' ', '_')}`;

const INFORMATIVE = ['csaf_informational_advisory', 'csaf_security_incident_response'];
const ADVISORIES = ['csaf_security_advisory', 'csaf_vex', 'csaf_deprecated_security_advisory'];
const GONE = ['csaf_withdrawn', 'csaf_superseded'];

const notes = (document: CsafDocument) => itemsOf(field(document.document, 'notes'));
const references = (document: CsafDocument) => itemsOf(field(document.document, 'references'));
const has = (item: Foreign, name: string) => field(item, name) !== undefined;

function of(id: string, categories: readonly string[], title: string, find: CsafTest['find'], editions: CsafTest['editions'] = BOTH): CsafTest {
  return {
    id: `6.1.27.${id}`,
    title,
    editions,
    find(document, say) {
      if (categories.includes(document.category)) find(document, say);
    },
  };
}

function every(
  id: string,
  categories: readonly string[],
  title: string,
  why: (vulnerability: Vulnerability, document: CsafDocument) => Iterable<readonly [string, string]>,
  editions = BOTH,
): CsafTest {
  return of(
    id,
    categories,
    title,
    (document, say) => {
      for (const vulnerability of document.vulnerabilities) for (const [path, message] of why(vulnerability, document)) say(vulnerability.path + path, message);
    },
    editions,
  );
}

const english = ({ document }: CsafDocument) => field(document, 'lang') === undefined || isEnglish(field(document, 'lang'));

function reasoning(id: string, category: string, title: string): CsafTest {
  return of(
    id,
    [category],
    `it says why: ${title}`,
    (document, say) => {
      if (!english(document)) return;
      const titled = notes(document).filter((note) => field(note, 'title') === title);
      if (titled.length !== 1 || field(titled[0], 'category') !== 'description')
        say('/document/notes', `has to have one note with the title "${title}", of the category description`);
    },
    NEW,
  );
}

/**
 * What a product is a version of: the branches that lead to it without the versions, and of what is composed what it begins with, so, on the very
 * same parts. Of what stands in no branch nothing is known.
 */
function kindsOf(id: string, document: CsafDocument, byId: ReadonlyMap<string, Product>, depth = 0): readonly string[] {
  const composed = depth > 20 ? undefined : document.composed.find((one) => one.id === id);
  const kinds: string[] = [];
  if (composed !== undefined) {
    let key = kindsOf(composed.from ?? '', document, byId, depth + 1).at(-1) ?? '';
    for (const { category, product } of composed.next) {
      // What leads up to what is installed beside it is a product of the same kind.
      if (category === 'installed_with') kinds.push(key);
      key = `${key} ${category} ${JSON.stringify(product)}`;
    }
    return [...kinds, key];
  }
  // A fix that is a product of its own is one of what it is installed with.
  if (depth === 0)
    for (const { from, next } of document.composed)
      if (next[0]?.category === 'installed_with' && next[0].product === id) kinds.push(kindsOf(from ?? '', document, byId, 1).at(-1) ?? '');
  const above = byId.get(id)?.above ?? [];
  const named = above.filter(({ category }) => !['product_version', 'product_version_range', 'patch_level', 'service_pack'].includes(category));
  return [...kinds, named.length === 0 ? '*' : JSON.stringify(named.map(({ category, name }) => [category, name]))];
}

export const PROFILE_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.26',
    title: 'no category is called as if it were another profile',
    editions: BOTH,
    find({ category, edition }, say) {
      const names = NAMES[edition];
      if (category === '' || category === 'csaf_base' || names.some((name) => codeOf(name) === category)) return;
      const mine = bare(category);
      if (category.toLowerCase().startsWith('csaf_')) say('/document/category', 'begins with csaf_, which is kept for profiles');
      else if (names.some((name) => mine === bare(name) || mine === bare(codeOf(name))))
        say('/document/category', `${JSON.stringify(category)} is the name of a profile`);
    },
  },
  of('1', INFORMATIVE, 'the document has notes that tell what it is about', (document, say) => {
    if (!notes(document).some((note) => ['description', 'details', 'general', 'summary'].includes(textOf(field(note, 'category')) ?? '')))
      say('/document/notes', 'has no note of the category description, details, general or summary');
  }),
  of('2', INFORMATIVE, 'the document leads elsewhere', (document, say) => {
    // A reference without a category is external: that is its default.
    if (!references(document).some((one) => (field(one, 'category') ?? 'external') === 'external')) say('/document/references', 'has none that is external');
  }),
  of('3', ['csaf_informational_advisory', ...GONE], 'the document has no vulnerabilities', (document, say) => {
    if (has(document.root, 'vulnerabilities')) say('/vulnerabilities', `does not belong in a document of the category ${document.category}`);
  }),
  of('4', ADVISORIES, 'the document has products', (document, say) => {
    if (!has(document.root, 'product_tree')) say('', 'has no product_tree');
  }),
  every('5', ADVISORIES, 'a vulnerability has notes', function* ({ fields }) {
    if (!has(fields, 'notes')) yield ['', 'has no notes'];
  }),
  every('6', ['csaf_security_advisory', 'csaf_deprecated_security_advisory'], 'a vulnerability has states of products', function* ({ fields }) {
    if (!has(fields, 'product_status')) yield ['', 'has no product_status'];
  }),
  every('7', ['csaf_vex'], 'a vulnerability has a state that VEX knows', function* ({ fields }) {
    const status = field(fields, 'product_status');
    if (!['fixed', 'known_affected', 'known_not_affected', 'under_investigation'].some((name) => has(status, name)))
      yield ['/product_status', 'has none of fixed, known_affected, known_not_affected, under_investigation'];
  }),
  every('8', ['csaf_vex'], 'a vulnerability has an identifier', function* ({ fields }, document) {
    const ids = itemsOf(field(fields, 'ids'));
    if (has(fields, 'cve')) return;
    if (ids.length === 0) yield ['', 'has neither cve nor ids'];
    else if (document.edition === '2.1' && ids.every((id) => has(id, 'group_ids') || has(id, 'product_ids'))) {
      const named = new Set(ids.flatMap((id) => [...productsOf(id, document)]));
      const status = field(fields, 'product_status');
      for (const name of [
        'first_affected',
        'first_fixed',
        'fixed',
        'known_affected',
        'known_not_affected',
        'last_affected',
        'recommended',
        'under_investigation',
        'unknown',
      ])
        for (const [i, id] of textsOf(field(status, name)).entries())
          if (!named.has(id)) yield [`/product_status/${name}/${i}`, `no identifier is that of ${JSON.stringify(id)}`];
    }
  }),
  every('9', ['csaf_vex'], 'it says why a product is not affected', function* ({ fields }, document) {
    const said = new Set<string>();
    for (const flag of itemsOf(field(fields, 'flags'))) for (const id of productsOf(flag, document)) said.add(id);
    for (const threat of itemsOf(field(fields, 'threats')))
      if (field(threat, 'category') === 'impact') for (const id of productsOf(threat, document)) said.add(id);
    for (const [i, id] of textsOf(field(fields, 'product_status', 'known_not_affected')).entries())
      if (!said.has(id)) yield [`/product_status/known_not_affected/${i}`, `nothing says why ${JSON.stringify(id)} is not affected`];
  }),
  every('10', ['csaf_vex'], 'it says what to do with a product that is affected', function* ({ fields }, document) {
    const said = new Set(itemsOf(field(fields, 'remediations')).flatMap((remedy) => [...productsOf(remedy, document)]));
    for (const [i, id] of textsOf(field(fields, 'product_status', 'known_affected')).entries())
      if (!said.has(id)) yield [`/product_status/known_affected/${i}`, `nothing says what to do with ${JSON.stringify(id)}`];
  }),
  of('11', ADVISORIES, 'the document has vulnerabilities', (document, say) => {
    if (!has(document.root, 'vulnerabilities')) say('', 'has no vulnerabilities');
  }),
  every(
    '12',
    ['csaf_security_advisory'],
    'a vulnerability affects a product',
    function* ({ fields }) {
      if (!has(field(fields, 'product_status'), 'known_affected')) yield ['/product_status', 'has no known_affected'];
    },
    NEW,
  ),
  every(
    '13',
    ['csaf_security_advisory'],
    'what is fixed was affected',
    function* (vulnerability, document) {
      const byId = new Map(document.products.map((product) => [product.id, product]));
      const affected = new Set([...inStatus(vulnerability, 'affected')].flatMap((id) => kindsOf(id, document, byId)));
      for (const name of ['first_fixed', 'fixed'])
        for (const [i, id] of textsOf(field(vulnerability.fields, 'product_status', name)).entries())
          if (!kindsOf(id, document, byId).some((kind) => affected.has(kind)))
            yield [`/product_status/${name}/${i}`, `no version of what ${JSON.stringify(id)} is a version of is affected`];
    },
    NEW,
  ),
  of(
    '14',
    GONE,
    'the document describes itself',
    (document, say) => {
      if (!notes(document).some((note) => field(note, 'category') === 'description')) say('/document/notes', 'has no note of the category description');
    },
    NEW,
  ),
  of(
    '15',
    GONE,
    'the document has no products',
    (document, say) => {
      if (has(document.root, 'product_tree')) say('/product_tree', `does not belong in a document of the category ${document.category}`);
    },
    NEW,
  ),
  of(
    '16',
    GONE,
    'the document had a version before',
    (document, say) => {
      if (itemsOf(field(document.document, 'tracking', 'revision_history')).length < 2)
        say('/document/tracking/revision_history', 'has to have two entries or more');
    },
    NEW,
  ),
  reasoning('17', 'csaf_withdrawn', 'Reasoning for Withdrawal'),
  reasoning('18', 'csaf_superseded', 'Reasoning for Supersession'),
  of(
    '19',
    ['csaf_superseded'],
    'the document leads to what takes its place',
    (document, say) => {
      if (!english(document)) return;
      if (!references(document).some((one) => textOf(field(one, 'summary'))?.startsWith('Superseding Document') && field(one, 'category') === 'external'))
        say('/document/references', 'has none, of the category external, whose summary begins with "Superseding Document"');
    },
    NEW,
  ),
];
