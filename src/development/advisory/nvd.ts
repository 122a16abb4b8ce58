import { type Json, Refused } from '../../core/index.ts';
import { readCpe } from '../component/cpe.ts';
import { advisoryFaults } from './faults.ts';
import { type Fields, fieldsOf, listOf, momentOf, proseOf, wordOf } from './field.ts';
import { ADVISORY_LIMITS } from './limits.ts';
import type { Advisory, CpeRange, ProductAffected } from './model.ts';

/** Reads one CVE of the NVD (API 2.0), with the criteria by which it says what is affected. Throws `Refused` (ASSAY-ADVISORY-002) for what has no id. */
export function readNvd(record: Json, file: string, field: string): Advisory {
  const outer = fieldsOf(record);
  const fields = fieldsOf(outer?.['cve']) ?? outer;
  const id = wordOf(fields?.['id']);
  if (fields === undefined || id === undefined) {
    throw new Refused(
      advisoryFaults.fault('002', {
        message: `${file} holds something that is no CVE of the NVD`,
        file,
        field,
        expected: 'an object "cve" with an id',
        remedy: 'Give the answer of the NVD (API 2.0) as it came.',
      }),
    );
  }
  const unread: string[] = [];
  const modified = momentOf(fields['lastModified']);
  const published = momentOf(fields['published']);
  const rejected = fields['vulnStatus'] === 'Rejected';
  const affected = configurationsOf(fields['configurations'], unread);
  // Most of what the NVD has not analysed yet: it may be about any product.
  if (!rejected && affected.length === 0 && unread.length === 0)
    unread.push(`it names no product, and is ${(wordOf(fields['vulnStatus']) ?? 'of no status').slice(0, 40).toLowerCase()}`);
  const descriptions = listOf(fields['descriptions'])
    .map(fieldsOf)
    .filter((each) => each !== undefined);
  return {
    id,
    format: 'nvd',
    source: 'NVD',
    aliases: [],
    upstream: [],
    ...(rejected ? { withdrawn: modified ?? published ?? '1970-01-01T00:00:00Z' } : {}),
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    summary: proseOf((descriptions.find((each) => each['lang'] === 'en') ?? descriptions[0])?.['value']).slice(0, 300),
    vectors: vectorsOf(fieldsOf(fields['metrics'])),
    affected,
    unread,
  };
}

const METRICS = ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2'] as const;

function vectorsOf(metrics: Fields | undefined): readonly string[] {
  const vectors = METRICS.flatMap((name) => listOf(metrics?.[name]).flatMap((each) => wordOf(fieldsOf(fieldsOf(each)?.['cvssData'])?.['vectorString']) ?? []));
  return [...new Set(vectors)].slice(0, ADVISORY_LIMITS.severities);
}

/** A configuration joins nodes by AND or OR; what is not `vulnerable` in it is where the vulnerable product has to run. */
function configurationsOf(value: Json | undefined, unread: string[]): readonly ProductAffected[] {
  if (value !== undefined && value !== null && !Array.isArray(value)) unread.push('configurations is no list');
  const found: ProductAffected[] = [];
  listOf(value).forEach((each, c) => {
    const configuration = fieldsOf(each);
    const nodes = listOf(configuration?.['nodes']).map((node) => nodeOf(node, `configurations[${c}]`, unread));
    if (configuration === undefined || nodes.length === 0) unread.push(`configurations[${c}] has no nodes`);
    const all = configuration?.['operator'] === 'AND';
    nodes.forEach((node, n) => {
      const others = all ? nodes.filter((_, o) => o !== n).flatMap((other) => [other.said]) : [];
      for (const product of node.vulnerable) {
        const conditions = [
          ...others,
          ...(node.joined ? node.platforms : []),
          ...(node.negated || configuration?.['negate'] === true ? ['a condition that is negated'] : []),
        ];
        found.push({ ...product, ...(conditions.length === 0 ? {} : { with: conditions.slice(0, 20) }) });
      }
    });
  });
  if (found.length > ADVISORY_LIMITS.affected) unread.push(`${found.length} criteria`);
  return found.slice(0, ADVISORY_LIMITS.affected);
}

interface Node {
  readonly vulnerable: readonly ProductAffected[];
  readonly platforms: readonly string[];
  /** In words: what stands in it. */
  readonly said: string;
  readonly joined: boolean;
  readonly negated: boolean;
}

function nodeOf(value: Json, place: string, unread: string[]): Node {
  const node = fieldsOf(value);
  const vulnerable: ProductAffected[] = [];
  const platforms: string[] = [];
  const said: string[] = [];
  listOf(node?.['cpeMatch']).forEach((each, i) => {
    const match = fieldsOf(each);
    const criteria = wordOf(match?.['criteria']);
    const cpe = criteria === undefined ? undefined : readCpe(criteria).cpe;
    if (match === undefined || criteria === undefined || cpe === undefined) {
      unread.push(`${place}: criterion ${i} is no CPE`);
      return;
    }
    if (said.length < 3) said.push(criteria.split(':').slice(3, 6).join(' '));
    if (match['vulnerable'] === true) vulnerable.push({ kind: 'product', cpe, status: 'affected', range: rangeOf(match) });
    else if (platforms.length < 10) platforms.push(criteria.split(':').slice(3, 5).join(' '));
  });
  return { vulnerable, platforms, said: said.join(' or '), joined: node?.['operator'] === 'AND', negated: node?.['negate'] === true };
}

function rangeOf(match: Fields): CpeRange {
  const [startIncluding, startExcluding] = [wordOf(match['versionStartIncluding']), wordOf(match['versionStartExcluding'])];
  const [endIncluding, endExcluding] = [wordOf(match['versionEndIncluding']), wordOf(match['versionEndExcluding'])];
  return {
    ...(startIncluding === undefined ? {} : { startIncluding }),
    ...(startExcluding === undefined ? {} : { startExcluding }),
    ...(endIncluding === undefined ? {} : { endIncluding }),
    ...(endExcluding === undefined ? {} : { endExcluding }),
  };
}
