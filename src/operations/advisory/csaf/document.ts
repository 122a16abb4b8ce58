import { type Fields, type Foreign, field, fieldsOf, itemsOf, textOf, textsOf } from '../finding.ts';
import { orderOf } from '../moment.ts';
import { compareVersions, type DocumentVersion, readVersion } from '../version.ts';
import type { Edition } from './shape.ts';

/** A product where it is defined. */
export interface Product {
  readonly id: string;
  readonly path: string;
  readonly fields: Fields;
  /** The branches that lead to it, the outermost first; none where it stands in no branch. */
  readonly above: readonly Branch[];
}

export interface Branch {
  readonly category: string;
  readonly name: string;
  readonly path: string;
}

/** A relationship of 2.0 or a product path of 2.1: what is made of what. */
export interface Composed {
  readonly id: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly next: readonly { readonly category: string | undefined; readonly product: string | undefined; readonly path: string }[];
}

export interface Vulnerability {
  readonly path: string;
  readonly fields: Fields;
}

export interface Revision {
  readonly at: number;
  readonly version: DocumentVersion;
  readonly path: string;
}

/** A document of CSAF, as far as it can be followed: what is of another shape is passed over, and the schema says so. */
export interface CsafDocument {
  readonly edition: Edition;
  readonly root: Fields;
  readonly document: Fields;
  readonly category: string;
  readonly status: string | undefined;
  readonly products: readonly Product[];
  readonly branches: readonly (Branch & { readonly above: readonly Branch[] })[];
  readonly composed: readonly Composed[];
  /** Of each group its products; the last definition counts. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly vulnerabilities: readonly Vulnerability[];
  /** By moment, and by number within one moment. */
  readonly revisions: readonly Revision[];
}

/** As deep as the reader of JSON lets a document be. */
const DEEPEST = 200;

export function openDocument(root: Foreign, edition: Edition): CsafDocument {
  const products: Product[] = [];
  const branches: (Branch & { above: readonly Branch[] })[] = [];
  const composed: Composed[] = [];
  const groups = new Map<string, readonly string[]>();
  const put = (value: Foreign, path: string, above: readonly Branch[]) => {
    const id = textOf(field(value, 'product_id'));
    if (id !== undefined) products.push({ id, path, fields: fieldsOf(value), above });
    return id;
  };
  const walk = (value: Foreign, path: string, above: readonly Branch[]) => {
    for (const [i, item] of itemsOf(value).entries()) {
      const at = `${path}/${i}`;
      const branch = { category: textOf(field(item, 'category')) ?? '', name: textOf(field(item, 'name')) ?? '', path: at };
      const way = [...above, branch];
      branches.push({ ...branch, above: way });
      put(field(item, 'product'), `${at}/product`, way);
      if (way.length < DEEPEST) walk(field(item, 'branches'), `${at}/branches`, way);
    }
  };
  const tree = field(root, 'product_tree');
  walk(field(tree, 'branches'), '/product_tree/branches', []);
  for (const [i, item] of itemsOf(field(tree, 'full_product_names')).entries()) put(item, `/product_tree/full_product_names/${i}`, []);
  const name = edition === '2.0' ? 'relationships' : 'product_paths';
  for (const [i, item] of itemsOf(field(tree, name)).entries()) {
    const path = `/product_tree/${name}/${i}`;
    const id = put(field(item, 'full_product_name'), `${path}/full_product_name`, []);
    const from = textOf(field(item, edition === '2.0' ? 'product_reference' : 'beginning_product_reference'));
    const next =
      edition === '2.0'
        ? [
            {
              category: textOf(field(item, 'category')),
              product: textOf(field(item, 'relates_to_product_reference')),
              path: `${path}/relates_to_product_reference`,
            },
          ]
        : itemsOf(field(item, 'subpaths')).map((sub, j) => ({
            category: textOf(field(sub, 'category')),
            product: textOf(field(sub, 'next_product_reference')),
            path: `${path}/subpaths/${j}/next_product_reference`,
          }));
    composed.push({ id: id ?? '', path, from, next });
  }
  for (const group of itemsOf(field(tree, 'product_groups'))) {
    const id = textOf(field(group, 'group_id'));
    if (id !== undefined) groups.set(id, textsOf(field(group, 'product_ids')));
  }
  const document = fieldsOf(field(root, 'document'));
  return {
    edition,
    root: fieldsOf(root),
    document,
    category: textOf(field(document, 'category')) ?? '',
    status: textOf(field(document, 'tracking', 'status')),
    products,
    branches,
    composed,
    groups,
    vulnerabilities: itemsOf(field(root, 'vulnerabilities')).map((item, i) => ({ path: `/vulnerabilities/${i}`, fields: fieldsOf(item) })),
    revisions: revisionsOf(document),
  };
}

function revisionsOf(document: Fields): readonly Revision[] {
  return itemsOf(field(document, 'tracking', 'revision_history'))
    .flatMap((item, i) => {
      const [at, version] = [orderOf(field(item, 'date')), readVersion(field(item, 'number'))];
      return at === undefined || version === undefined ? [] : [{ at, version, path: `/document/tracking/revision_history/${i}` }];
    })
    .sort((a, b) => a.at - b.at || compareVersions(a.version, b.version));
}

/** The products that an item names itself or by its groups. */
export function productsOf(item: Foreign, { groups }: CsafDocument): ReadonlySet<string> {
  return new Set([...textsOf(field(item, 'product_ids')), ...textsOf(field(item, 'group_ids')).flatMap((id) => groups.get(id) ?? [])]);
}

/** The groups of states of which a product has one: those that contradict each other. */
export const STATUS_GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ['affected', ['first_affected', 'known_affected', 'last_affected']],
  ['not affected', ['known_not_affected']],
  ['fixed', ['first_fixed', 'fixed']],
  ['under investigation', ['under_investigation']],
  ['unknown', ['unknown']],
]);

export function inStatus({ fields }: Vulnerability, group: string): ReadonlySet<string> {
  return new Set((STATUS_GROUPS.get(group) ?? []).flatMap((name) => textsOf(field(fields, 'product_status', name))));
}
