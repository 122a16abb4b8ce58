import { type Foreign, field, itemsOf, textOf } from '../finding.ts';
import { orderOf } from '../moment.ts';
import { type CsafDocument, inStatus, productsOf } from './document.ts';
import { itemsByProduct } from './products.ts';
import { BOTH, type CsafTest, NEW } from './test.ts';

// Clauses on what is said of a vulnerability: flags, remediations, involvements, dates.

/** Pairs of remedies of which a product has one at most (table 1 of section 3.2.4.14.1 of version 2.1). */
const TOGETHER: ReadonlyMap<string, readonly string[]> = new Map([
  ['workaround', ['workaround', 'mitigation', 'vendor_fix', 'fix_planned', 'no_fix_planned']],
  ['mitigation', ['workaround', 'mitigation', 'vendor_fix', 'fix_planned', 'no_fix_planned']],
  ['vendor_fix', ['workaround', 'mitigation', 'vendor_fix']],
  ['optional_patch', ['optional_patch']],
  ['none_available', ['none_available']],
  ['fix_planned', ['workaround', 'mitigation', 'fix_planned']],
  ['no_fix_planned', ['workaround', 'mitigation', 'no_fix_planned']],
]);

/** States in which a product has no such remedy (table 2). */
const AGAINST: ReadonlyMap<string, readonly string[]> = new Map([
  ['workaround', ['not affected', 'fixed']],
  ['mitigation', ['not affected', 'fixed']],
  ['vendor_fix', ['not affected', 'fixed']],
  ['optional_patch', ['affected']],
  ['none_available', ['not affected', 'fixed']],
  ['fix_planned', ['fixed']],
  ['no_fix_planned', ['fixed']],
]);

const ofProducts = (id: string, title: string, name: string): CsafTest => ({
  id,
  title,
  editions: BOTH,
  find({ vulnerabilities }, say) {
    for (const { fields, path } of vulnerabilities)
      for (const [i, item] of itemsOf(field(fields, name)).entries())
        if (field(item, 'group_ids') === undefined && field(item, 'product_ids') === undefined) say(`${path}/${name}/${i}`, 'names no product and no group');
  },
});

/** The last moment that the document can tell of; undefined where it is a draft. */
function lastOf({ revisions, status }: CsafDocument): number | undefined {
  return status === 'final' || status === 'interim' ? revisions.at(-1)?.at : undefined;
}

function dates(
  id: string,
  title: string,
  judge: (item: Foreign, path: string, document: CsafDocument, say: (path: string, message: string) => void) => void,
): CsafTest {
  return {
    id,
    title,
    editions: NEW,
    find(document, say) {
      for (const { fields, path } of document.vulnerabilities)
        for (const [i, item] of itemsOf(field(fields, 'first_known_exploitation_dates')).entries())
          judge(item, `${path}/first_known_exploitation_dates/${i}`, document, say);
    },
  };
}

export const REMEDY_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.23',
    title: 'a CVE has one vulnerability',
    editions: BOTH,
    find({ vulnerabilities }, say) {
      const seen = new Set<string>();
      for (const { fields, path } of vulnerabilities) {
        const cve = textOf(field(fields, 'cve'));
        if (cve === undefined) continue;
        if (seen.has(cve)) say(`${path}/cve`, `${cve} is that of a vulnerability before`);
        seen.add(cve);
      }
    },
  },
  {
    id: '6.1.24',
    title: 'a party is involved once at a moment',
    editions: BOTH,
    find(document, say) {
      for (const { fields, path } of document.vulnerabilities) {
        const seen = new Set<string>();
        for (const [i, item] of itemsOf(field(fields, 'involvements')).entries()) {
          const date = textOf(field(item, 'date'));
          if (date === undefined) continue;
          const key = JSON.stringify([field(item, 'party'), orderOf(date) ?? date]);
          if (seen.has(key)) say(`${path}/involvements/${i}`, 'tells of the same party at the same moment as one before');
          seen.add(key);
        }
      }
    },
  },
  ofProducts('6.1.29', 'a remediation is of a product', 'remediations'),
  ofProducts('6.1.32', 'a flag is of a product', 'flags'),
  {
    id: '6.1.33',
    title: 'a product has one flag',
    editions: BOTH,
    find(document, say) {
      for (const { fields, path } of document.vulnerabilities)
        for (const [id, flags] of itemsByProduct(field(fields, 'flags'), document))
          if (flags.length > 1) say(`${path}/flags/${flags[1]}`, `${JSON.stringify(id)} has a flag before`);
    },
  },
  {
    id: '6.1.35',
    title: 'remediations of a product go together',
    editions: NEW,
    find(document, say) {
      for (const { fields, path } of document.vulnerabilities) {
        const remedies = itemsOf(field(fields, 'remediations'));
        const kind = (i: number) => textOf(field(remedies[i], 'category')) ?? '';
        for (const [id, places] of itemsByProduct(remedies, document)) {
          const kinds = new Set<string>();
          for (const i of places) {
            const [mine, allowed] = [kind(i), TOGETHER.get(kind(i))];
            const other = [...kinds].find((one) => allowed !== undefined && TOGETHER.has(one) && !allowed.includes(one));
            if (other !== undefined) say(`${path}/remediations/${i}`, `${JSON.stringify(id)} has ${other} too, which ${mine} contradicts`);
            kinds.add(mine);
          }
        }
      }
    },
  },
  {
    id: '6.1.36',
    title: 'a remediation fits the state of its product',
    editions: NEW,
    find(document, say) {
      for (const vulnerability of document.vulnerabilities)
        for (const [i, remedy] of itemsOf(field(vulnerability.fields, 'remediations')).entries()) {
          const category = textOf(field(remedy, 'category')) ?? '';
          const products = productsOf(remedy, document);
          for (const group of AGAINST.get(category) ?? [])
            for (const id of inStatus(vulnerability, group))
              if (products.has(id)) say(`${vulnerability.path}/remediations/${i}`, `${JSON.stringify(id)} is ${group}, and ${category} is not for that`);
        }
    },
  },
  {
    id: '6.1.45',
    title: 'what is told to all was disclosed before',
    editions: NEW,
    find(document, say) {
      const last = lastOf(document);
      if (last === undefined || field(document.document, 'distribution', 'tlp', 'label') !== 'CLEAR') return;
      for (const { fields, path } of document.vulnerabilities) {
        const at = orderOf(field(fields, 'disclosure_date'));
        if (at !== undefined && at > last) say(`${path}/disclosure_date`, 'is after the last entry of the history');
      }
    },
  },
  dates('6.1.52', 'what was exploited is not of after the document', (item, path, document, say) => {
    const last = lastOf(document);
    for (const name of ['date', 'exploitation_date']) {
      const at = orderOf(field(item, name));
      if (last !== undefined && at !== undefined && at > last) say(`${path}/${name}`, 'is after the last entry of the history');
    }
  }),
  dates('6.1.53', 'what was exploited was so before it was known', (item, path, _document, say) => {
    const [at, known] = [orderOf(field(item, 'exploitation_date')), orderOf(field(item, 'date'))];
    if (at !== undefined && known !== undefined && at > known) say(`${path}/exploitation_date`, 'is after the date of the same item');
  }),
];
