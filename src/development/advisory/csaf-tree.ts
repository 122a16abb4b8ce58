import type { Json } from '../../core/index.ts';
import { type Cpe, readCpe } from '../component/cpe.ts';
import { type Purl, readPurl } from '../component/purl.ts';

import { type Fields, fieldsOf, listOf, proseOf, wordOf } from './field.ts';
import { ADVISORY_LIMITS } from './limits.ts';

/** A product of a CSAF document, with what tells it from others. */
export interface CsafProduct {
  readonly id: string;
  readonly name: string;
  readonly purls: readonly Purl[];
  readonly cpe?: Cpe;
  /** `sha256` and hex in lower case. */
  readonly hashes: readonly { readonly algorithm: string; readonly hex: string }[];
  readonly vendor?: string;
  readonly product?: string;
  readonly version?: string;
  /** As `product_version_range` says it: vers, or words. */
  readonly range?: string;
  /** What it is installed on or part of, where a relationship made it: the id of another product. */
  readonly on?: string;
}

interface Above {
  readonly vendor?: string;
  readonly product?: string;
  readonly version?: string;
  readonly range?: string;
}

const BRANCH: { readonly [category: string]: keyof Above } = {
  vendor: 'vendor',
  product_name: 'product',
  product_version: 'version',
  product_version_range: 'range',
};

/**
 * The products of a CSAF product tree (2.0, 3.2.2), by their ids: of branches, of full product names, of relationships. A product of a relationship is its component, seen
 * on something; so it has the component's names. What cannot be read is told in `unread`.
 */
export function productsOf(tree: Fields | undefined, unread: string[]): ReadonlyMap<string, CsafProduct> {
  const found = new Map<string, CsafProduct>();
  const keep = (value: Json | undefined, above: Above) => {
    const fields = fieldsOf(value);
    const id = wordOf(fields?.['product_id']);
    if (fields === undefined || id === undefined) unread.push('a product without product_id');
    else if (found.size >= ADVISORY_LIMITS.products) unread.push('more products than are read');
    else found.set(id, productOf(id, fields, above, unread));
  };
  const walk = (branches: Json | undefined, above: Above, depth: number) => {
    if (depth > ADVISORY_LIMITS.branches) {
      unread.push('branches below more branches than are read');
      return;
    }
    for (const each of listOf(branches)) {
      const fields = fieldsOf(each);
      const level = BRANCH[String(fields?.['category'])];
      const name = wordOf(fields?.['name']);
      const here = level === undefined || name === undefined ? above : { ...above, [level]: name };
      if (fields?.['product'] !== undefined) keep(fields['product'], here);
      walk(fields?.['branches'], here, depth + 1);
    }
  };
  walk(tree?.['branches'], {}, 0);
  for (const each of listOf(tree?.['full_product_names'])) keep(each, {});
  for (const each of listOf(tree?.['relationships'])) related(fieldsOf(each), found, unread);
  return found;
}

function related(relation: Fields | undefined, found: Map<string, CsafProduct>, unread: string[]): void {
  const full = fieldsOf(relation?.['full_product_name']);
  const id = wordOf(full?.['product_id']);
  const component = found.get(wordOf(relation?.['product_reference']) ?? '');
  const on = wordOf(relation?.['relates_to_product_reference']);
  if (full === undefined || id === undefined || component === undefined) {
    unread.push('a relationship of products that are not in the tree');
    return;
  }
  if (found.size >= ADVISORY_LIMITS.products) {
    unread.push('more products than are read');
    return;
  }
  const own = productOf(id, full, {}, unread);
  const named = own.purls.length > 0 || own.cpe !== undefined || own.hashes.length > 0;
  found.set(id, { ...component, ...(named ? own : {}), id, name: own.name || component.name, ...(on === undefined ? {} : { on }) });
}

function productOf(id: string, fields: Fields, above: Above, unread: string[]): CsafProduct {
  const aid = fieldsOf(fields['product_identification_helper']);
  const cpeText = wordOf(aid?.['cpe']);
  const cpe = cpeText === undefined ? undefined : readCpe(cpeText).cpe;
  if (cpeText !== undefined && cpe === undefined) unread.push(`product ${id}: no CPE`);
  // 2.0 has one purl, 2.1 a list of them.
  const texts = [wordOf(aid?.['purl']), ...listOf(aid?.['purls']).slice(0, 100).map(wordOf)].filter((each) => each !== undefined);
  const purls = texts.flatMap((text) => readPurl(text).purl ?? []);
  if (purls.length !== texts.length) unread.push(`product ${id}: a purl that cannot be read`);
  const hashes = listOf(aid?.['hashes']).flatMap((each) =>
    listOf(fieldsOf(each)?.['file_hashes']).flatMap((hash) => {
      const [algorithm, hex] = [wordOf(fieldsOf(hash)?.['algorithm']), wordOf(fieldsOf(hash)?.['value'])];
      return algorithm === undefined || hex === undefined ? [] : [{ algorithm: algorithm.toLowerCase(), hex: hex.toLowerCase() }];
    }),
  );
  return { id, name: proseOf(fields['name']), purls, ...(cpe === undefined ? {} : { cpe }), hashes, ...above };
}
