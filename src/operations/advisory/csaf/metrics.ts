import { inconsistentCvss, invalidCvss, miscomputedCvss } from '../cvss.ts';
import { type Finding, type Foreign, field, itemsOf, textOf, textsOf } from '../finding.ts';
import { orderOf } from '../moment.ts';
import { faultOfDecision, ssvcShape } from '../ssvc.ts';
import type { CsafDocument, Vulnerability } from './document.ts';
import { BOTH, type CsafTest, NEW, type Say } from './test.ts';

// Clauses 6.1.7 to 6.1.10, 6.1.46 to 6.1.49, 6.1.51, 6.1.56: how bad it is.

interface Metric {
  readonly vulnerability: Vulnerability;
  readonly path: string;
  readonly content: Foreign;
  readonly products: readonly string[];
  readonly source: string;
}

function metrics({ edition, vulnerabilities }: CsafDocument): readonly Metric[] {
  return vulnerabilities.flatMap((vulnerability) =>
    itemsOf(field(vulnerability.fields, edition === '2.0' ? 'scores' : 'metrics')).map((item, i) => ({
      vulnerability,
      path: `${vulnerability.path}/${edition === '2.0' ? `scores/${i}` : `metrics/${i}/content`}`,
      content: edition === '2.0' ? item : field(item, 'content'),
      products: textsOf(field(item, 'products')),
      source: textOf(field(item, 'source')) ?? '',
    })),
  );
}

const CVSS: ReadonlyMap<string, readonly string[]> = new Map([
  ['cvss_v2', ['2.0']],
  ['cvss_v3', ['3.0', '3.1']],
  ['cvss_v4', ['4.0']],
]);

function each(document: CsafDocument, judge: (object: Foreign, path: string, allowed: readonly string[]) => void): void {
  for (const { path, content } of metrics(document))
    for (const [name, allowed] of CVSS) {
      const object = field(content, name);
      if (object !== undefined) judge(object, `${path}/${name}`, allowed);
    }
}

function tell(say: Say, judge: (found: Finding[]) => void): void {
  const found: Finding[] = [];
  judge(found);
  for (const { path, message } of found) say(path, message);
}

/** Nothing that was released tells of what came after it. */
function notAfter(id: string, title: string, names: readonly string[]): CsafTest {
  return {
    id,
    title,
    editions: NEW,
    find(document, say) {
      const last = document.revisions.at(-1)?.at;
      if (last === undefined || (document.status !== 'final' && document.status !== 'interim')) return;
      for (const { content, path } of metrics(document)) {
        const at = orderOf(field(content, ...names));
        if (at !== undefined && at > last) say(`${path}/${names.join('/')}`, 'is after the last entry of the history');
      }
    },
  };
}

export const METRIC_TESTS: readonly CsafTest[] = [
  {
    id: '6.1.7',
    title: 'a product has one score of each edition by each source',
    editions: BOTH,
    find(document, say) {
      const seen = new Set<string>();
      for (const { vulnerability, path, content, products, source } of metrics(document))
        for (const name of CVSS.keys()) {
          const object = field(content, name);
          if (object === undefined) continue;
          const version = textOf(field(object, 'version')) ?? name;
          for (const product of products) {
            const key = JSON.stringify([vulnerability.path, version, source, product]);
            if (seen.has(key)) say(`${path}/${name}`, `${JSON.stringify(product)} has a score of CVSS ${version} before`);
            seen.add(key);
          }
        }
    },
  },
  {
    id: '6.1.8',
    title: 'a score is of its shape',
    editions: BOTH,
    find: (document, say) => tell(say, (found) => each(document, (object, path, allowed) => invalidCvss(object, allowed, path, found))),
  },
  {
    id: '6.1.9',
    title: 'a score is what its vector gives',
    editions: BOTH,
    find: (document, say) => tell(say, (found) => each(document, (object, path) => miscomputedCvss(object, path, found))),
  },
  {
    id: '6.1.10',
    title: 'a score says what its vector says',
    editions: BOTH,
    find: (document, say) => tell(say, (found) => each(document, (object, path) => inconsistentCvss(object, path, found))),
  },
  {
    id: '6.1.46',
    title: 'a decision is of its shape',
    editions: NEW,
    find(document, say) {
      for (const { content, path } of metrics(document)) {
        const object = field(content, 'ssvc_v2');
        if (object !== undefined) tell(say, (found) => ssvcShape(object, `${path}/ssvc_v2`, found));
      }
    },
  },
  {
    id: '6.1.47',
    title: 'a decision is of this vulnerability',
    editions: NEW,
    find(document, say) {
      const own = field(document.document, 'tracking', 'id');
      for (const { vulnerability, content, path } of metrics(document)) {
        const ids = new Set<Foreign>([field(vulnerability.fields, 'cve'), ...itemsOf(field(vulnerability.fields, 'ids')).map((id) => field(id, 'text'))]);
        for (const [i, id] of itemsOf(field(content, 'ssvc_v2', 'target_ids')).entries()) {
          if (id === own && document.vulnerabilities.length > 1)
            say(`${path}/ssvc_v2/target_ids/${i}`, 'is the document, which has more than one vulnerability');
          else if (!ids.has(id) && id !== own) say(`${path}/ssvc_v2/target_ids/${i}`, 'is no identifier of this vulnerability');
        }
      }
    },
  },
  {
    id: '6.1.48',
    title: 'a point of decision exists',
    editions: NEW,
    find(document, say) {
      for (const { content, path } of metrics(document))
        for (const [i, selection] of itemsOf(field(content, 'ssvc_v2', 'selections')).entries()) {
          const why = faultOfDecision(selection);
          if (why !== undefined) say(`${path}/ssvc_v2/selections/${i}`, why);
        }
    },
  },
  notAfter('6.1.49', 'a decision is not of after the document', ['ssvc_v2', 'timestamp']),
  notAfter('6.1.51', 'a forecast is not of after the document', ['epss', 'timestamp']),
  {
    id: '6.1.56',
    title: 'a product has a score or a word, and not both by one source',
    editions: NEW,
    find(document, say) {
      const scored = new Set<string>();
      const key = ({ vulnerability, source }: Metric, product: string) => JSON.stringify([vulnerability.path, source, product]);
      const all = metrics(document);
      for (const metric of all)
        if ([...CVSS.keys()].some((name) => field(metric.content, name) !== undefined)) for (const product of metric.products) scored.add(key(metric, product));
      for (const metric of all)
        if (field(metric.content, 'qualitative_severity_rating') !== undefined)
          for (const product of metric.products)
            if (scored.has(key(metric, product))) say(`${metric.path}/qualitative_severity_rating`, `${JSON.stringify(product)} has a score of CVSS too`);
    },
  },
];
