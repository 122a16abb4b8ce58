import { type Foreign, field, itemsOf, step, textOf, textsOf } from '../finding.ts';
import { isUri } from '../format.ts';
import { type CsafDocument, inStatus, productsOf, STATUS_GROUPS } from './document.ts';
import { BOTH, type CsafTest, NEW } from './test.ts';

// Clauses 6.1.1 to 6.1.6, 6.1.25, 6.1.31, 6.1.34, 6.1.42 to 6.1.44, 6.1.57, 6.1.58, 6.1.61: what is defined, and what is spoken of.

/** Calls back with each name of that field anywhere in notes, vulnerabilities and groups, and where it stands. */
function spoken(document: CsafDocument, single: string, many: string, tell: (id: string, path: string) => void): void {
  const list = (value: Foreign, path: string) => {
    for (const [i, id] of itemsOf(value).entries()) if (typeof id === 'string') tell(id, `${path}/${i}`);
  };
  for (const [i, note] of itemsOf(field(document.document, 'notes')).entries()) list(field(note, many), `/document/notes/${i}/${many}`);
  for (const { path, fields } of document.vulnerabilities) {
    for (const name of ['first_known_exploitation_dates', 'flags', 'ids', 'involvements', 'notes', 'remediations', 'threats'])
      for (const [i, item] of itemsOf(field(fields, name)).entries()) list(field(item, many), `${path}/${name}/${i}/${many}`);
    if (single === 'group_id') continue;
    for (const name of ['scores', 'metrics'])
      for (const [i, item] of itemsOf(field(fields, name)).entries()) list(field(item, 'products'), `${path}/${name}/${i}/products`);
    const status = field(fields, 'product_status');
    for (const name of [...STATUS_GROUPS.values()].flat().concat('recommended')) list(field(status, name), `${path}/product_status${step(name)}`);
  }
  if (single === 'group_id') return;
  for (const [i, group] of itemsOf(field(document.root, 'product_tree', 'product_groups')).entries())
    list(field(group, 'product_ids'), `/product_tree/product_groups/${i}/product_ids`);
  for (const { path, from, next } of document.composed) {
    if (from !== undefined) tell(from, `${path}/${document.edition === '2.0' ? 'product_reference' : 'beginning_product_reference'}`);
    for (const one of next) if (one.product !== undefined) tell(one.product, one.path);
  }
}

/** Whether a product that is made of others is, in the end, made of itself. Each product is looked at once. */
function circles(document: CsafDocument): ReadonlySet<string> {
  const madeOf = new Map<string, string[]>();
  for (const { id, from, next } of document.composed)
    madeOf.set(id, [...(madeOf.get(id) ?? []), ...[from, ...next.map(({ product }) => product)].filter((one) => one !== undefined)]);
  const done = new Set<string>();
  const found = new Set<string>();
  for (const start of madeOf.keys()) {
    const open = new Set<string>([start]);
    const stack = [{ id: start, at: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1) as { id: string; at: number };
      const next = madeOf.get(top.id)?.[top.at];
      top.at += 1;
      if (next === undefined) {
        open.delete(top.id);
        done.add(top.id);
        stack.pop();
      } else if (open.has(next)) found.add(next);
      else if (!done.has(next) && madeOf.has(next)) {
        open.add(next);
        stack.push({ id: next, at: 0 });
      }
    }
  }
  return found;
}

function helpers(document: CsafDocument, name: string, tell: (value: Foreign, path: string) => void): void {
  for (const { fields, path } of document.products) {
    const value = field(fields, 'product_identification_helper', name);
    if (value !== undefined) tell(value, `${path}/product_identification_helper/${name}`);
  }
}

const stars = (id: string, title: string, name: string): CsafTest => ({
  id,
  title,
  editions: NEW,
  find(document, say) {
    helpers(document, name, (value, path) => {
      for (const [i, text] of itemsOf(value).entries())
        if (typeof text === 'string' && text.replaceAll(/\\./g, '').split('*').length > 2) say(`${path}/${i}`, 'has more than one star that is not escaped');
    });
  },
});

const WORDS = new Set(['after', 'all', 'before', 'earlier', 'later', 'prior', 'versions']);

export const PRODUCT_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.1',
    title: 'a product that is spoken of is defined',
    editions: BOTH,
    find(document, say) {
      const known = new Set(document.products.map(({ id }) => id));
      spoken(document, 'product_id', 'product_ids', (id, path) => {
        if (!known.has(id)) say(path, `there is no product ${JSON.stringify(id)}`);
      });
    },
  },
  {
    id: '6.1.2',
    title: 'a product is defined once',
    editions: BOTH,
    find(document, say) {
      const seen = new Set<string>();
      for (const { id, path } of document.products) {
        if (seen.has(id)) say(`${path}/product_id`, `the product ${JSON.stringify(id)} is defined before`);
        seen.add(id);
      }
    },
  },
  {
    id: '6.1.3',
    title: 'no product is made of itself',
    editions: BOTH,
    find(document, say) {
      const round = circles(document);
      for (const { id, path } of document.composed) if (round.has(id)) say(path, `the product ${JSON.stringify(id)} is made of itself`);
    },
  },
  {
    id: '6.1.4',
    title: 'a group that is spoken of is defined',
    editions: BOTH,
    find(document, say) {
      spoken(document, 'group_id', 'group_ids', (id, path) => {
        if (!document.groups.has(id)) say(path, `there is no group ${JSON.stringify(id)}`);
      });
    },
  },
  {
    id: '6.1.5',
    title: 'a group is defined once',
    editions: BOTH,
    find(document, say) {
      const seen = new Set<string>();
      for (const [i, group] of itemsOf(field(document.root, 'product_tree', 'product_groups')).entries()) {
        const id = textOf(field(group, 'group_id'));
        if (id === undefined) continue;
        if (seen.has(id)) say(`/product_tree/product_groups/${i}/group_id`, `the group ${JSON.stringify(id)} is defined before`);
        seen.add(id);
      }
    },
  },
  {
    id: '6.1.6',
    title: 'a product has one state',
    editions: BOTH,
    find(document, say) {
      for (const vulnerability of document.vulnerabilities) {
        const before = new Map<string, string>();
        for (const group of STATUS_GROUPS.keys())
          for (const id of inStatus(vulnerability, group)) {
            const other = before.get(id);
            if (other !== undefined) say(`${vulnerability.path}/product_status`, `the product ${JSON.stringify(id)} is ${other} and ${group}`);
            else before.set(id, group);
          }
      }
    },
  },
  {
    id: '6.1.25',
    title: 'a file has one digest of each algorithm',
    editions: BOTH,
    find(document, say) {
      helpers(document, 'hashes', (value, path) => {
        for (const [i, file] of itemsOf(value).entries()) {
          const seen = new Set<string>();
          for (const [j, hash] of itemsOf(field(file, 'file_hashes')).entries()) {
            const algorithm = textOf(field(hash, 'algorithm'));
            if (algorithm === undefined) continue;
            if (seen.has(algorithm)) say(`${path}/${i}/file_hashes/${j}`, `there is a digest of ${algorithm} before`);
            seen.add(algorithm);
          }
        }
      });
    },
  },
  {
    id: '6.1.31',
    title: 'a version is no range',
    editions: BOTH,
    find(document, say) {
      for (const { category, name, path } of document.branches)
        if (
          category === 'product_version' &&
          (/[<>]/.test(name) ||
            name
              .toLowerCase()
              .split(/\s+/)
              .some((word) => WORDS.has(word)))
        )
          say(`${path}/name`, `${JSON.stringify(name)} is a range, and not a version`);
    },
  },
  {
    id: '6.1.34',
    title: 'branches are at most 30 deep',
    editions: NEW,
    find(document, say) {
      for (const { above, path } of document.products) if (above.length > 30) say(path, `stands ${above.length} branches deep`);
    },
  },
  stars('6.1.43', 'a model number has one star at most', 'model_numbers'),
  stars('6.1.44', 'a serial number has one star at most', 'serial_numbers'),
  {
    id: '6.1.57',
    title: 'a category of branch stands once on the way to a product',
    editions: NEW,
    find(document, say) {
      for (const { above, path } of document.products) {
        const seen = new Set<string>();
        for (const { category } of above) {
          if (category !== 'product_family' && seen.has(category)) say(path, `the way to it has ${category} twice`);
          seen.add(category);
        }
      }
    },
  },
  {
    id: '6.1.58',
    title: 'a version or a range leads to a product, and not both',
    editions: NEW,
    find(document, say) {
      for (const { above, path } of document.products) {
        const has = (name: string) => above.some(({ category }) => category === name);
        if (has('product_version') && has('product_version_range')) say(path, 'the way to it has a version and a range of versions');
      }
    },
  },
  stars('6.1.61', 'a stock keeping unit has one star at most', 'skus'),
  {
    id: '6.1.13',
    title: 'a package URL holds',
    editions: BOTH,
    find(document, say) {
      const judge = (value: Foreign, path: string) => {
        const why = typeof value === 'string' ? faultOfPurl(value) : undefined;
        if (why !== undefined) say(path, why);
      };
      helpers(document, 'purl', judge);
      helpers(document, 'purls', (value, path) => {
        for (const [i, text] of itemsOf(value).entries()) judge(text, `${path}/${i}`);
      });
    },
  },
  {
    id: '6.1.42',
    title: 'package URLs of one product differ in their qualifiers alone',
    editions: NEW,
    find(document, say) {
      helpers(document, 'purls', (value, path) => {
        const bare = textsOf(value).map((text) => text.replace(/\?[^#]*/, ''));
        for (const [i, text] of bare.entries()) if (text !== bare[0]) say(`${path}/${i}`, 'differs from the first in more than its qualifiers');
      });
    },
  },
];

/** ECMA-427: why a text is no package URL; undefined where it is one. Of types this asks what their names alone cannot do without. */
function faultOfPurl(value: string): string | undefined {
  if (value.length > 8192) return 'is too long for one';
  if (!isUri(value)) return 'is no URI';
  const bare = value
    .slice('pkg:'.length)
    .replace(/#.*$/s, '')
    .replace(/\?.*$/s, '')
    .replace(/^\/+|\/+$/g, '');
  const slash = bare.indexOf('/');
  const type = bare.slice(0, slash);
  if (slash < 1 || !/^[A-Za-z][A-Za-z0-9.-]*$/.test(type)) return 'has no type';
  const path = bare.slice(slash + 1);
  const at = path.lastIndexOf('@');
  const segments = (at < 0 ? path : path.slice(0, at)).split('/');
  if (segments.at(-1) === '') return 'has no name';
  if (type.toLowerCase() === 'maven' && segments.filter((segment) => segment !== '').length < 2) return 'is of Maven, and has no group';
  if (type.toLowerCase() === 'oci' && segments.length > 1) return 'is of OCI, which has no namespace';
  const qualifiers = /\?([^#]*)/.exec(value)?.[1];
  const seen = new Set<string>();
  for (const pair of qualifiers?.split('&') ?? []) {
    const key = pair.split('=')[0] as string;
    if (!pair.includes('=') || !/^[a-z.\-_][a-z0-9.\-_]*$/.test(key)) return `has a qualifier that is none, ${JSON.stringify(pair.slice(0, 60))}`;
    if (seen.has(key)) return `has the qualifier ${key} twice`;
    seen.add(key);
  }
  return undefined;
}

/** Of each product that an item of a list names, which items do. */
export function itemsByProduct(items: Foreign, document: CsafDocument): ReadonlyMap<string, readonly number[]> {
  const by = new Map<string, number[]>();
  for (const [i, item] of itemsOf(items).entries())
    for (const id of productsOf(item, document)) {
      const before = by.get(id);
      if (before === undefined) by.set(id, [i]);
      else before.push(i);
    }
  return by;
}
