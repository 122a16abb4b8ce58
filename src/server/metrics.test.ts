import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposition } from './exposition.ts';
import { serverMetrics } from './metrics.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A strict reader of the format, from its description alone: HELP and TYPE once and first, no series twice, every line as it should be. */
function parse(text: string): { readonly types: Map<string, string>; readonly samples: readonly Sample[] } {
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line);
    if (type?.[1] !== undefined && type[2] !== undefined) {
      expect(types.has(type[1])).toBe(false);
      types.set(type[1], type[2]);
      continue;
    }
    if (line.startsWith('# HELP ')) continue;
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    expect(sample, line).not.toBeNull();
    const [, name = '', pairs = '', value = ''] = sample ?? [];
    expect(types.has(name) || types.get(name.replace(/_(?:bucket|sum|count)$/, '')) === 'histogram', line).toBe(true);
    const labels: Record<string, string> = {};
    const rest = pairs.replace(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/g, (_, label: string, raw: string) => {
      expect(labels[label]).toBeUndefined();
      labels[label] = raw.replace(/\\(.)/g, (__, mark: string) => (mark === 'n' ? '\n' : mark));
      return '';
    });
    expect(rest).toBe('');
    const key = `${name}${JSON.stringify(labels)}`;
    expect(seen.has(key), key).toBe(false);
    seen.add(key);
    samples.push({ name, labels, value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) });
  }
  return { types, samples };
}

const find = (samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) =>
  samples.find((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))?.value;

describe('the figures of the server', () => {
  const metrics = serverMetrics();
  metrics.requestEnded({ method: 'GET', route: '/api/services/{service}/map', status: 200, ms: 7 });
  metrics.requestEnded({ method: 'GET', route: '/api/services/{service}/map', status: 204, ms: 700 });
  metrics.requestEnded({ method: 'POST', route: '/api/sign-in', status: 429, ms: 1 });
  metrics.judged('position', 'answer', 80);
  metrics.ledgerSize('office', 12);
  metrics.ledgerSize('office', 13);
  metrics.liveStreams(3);
  metrics.signInFailed('password');
  metrics.signInFailed('password');
  metrics.rateRefused('guess');
  const { samples, types } = parse(metrics.render());
  metrics.stop();

  it.each([
    ['assay_http_request_duration_seconds_count', { route: '/api/services/{service}/map', status: '2xx', method: 'GET' }, 2],
    ['assay_http_request_duration_seconds_bucket', { route: '/api/services/{service}/map', le: '0.005' }, 0],
    ['assay_http_request_duration_seconds_bucket', { route: '/api/services/{service}/map', le: '0.01' }, 1],
    ['assay_http_request_duration_seconds_bucket', { route: '/api/services/{service}/map', le: '1' }, 2],
    ['assay_http_request_duration_seconds_bucket', { route: '/api/services/{service}/map', le: '+Inf' }, 2],
    ['assay_http_request_duration_seconds_count', { status: '4xx' }, 1],
    ['assay_judge_duration_seconds_sum', { question: 'position', outcome: 'answer' }, 0.08],
    ['assay_ledger_entries', { ledger: 'office' }, 13],
    ['assay_live_streams', {}, 3],
    ['assay_sign_in_failures_total', { means: 'password' }, 2],
    ['assay_rate_refusals_total', { bucket: 'guess' }, 1],
  ])('%s %j is %d', (name, labels, value) => {
    expect(find(samples, name, labels)).toBe(value);
  });

  it('are of the process too', () => {
    expect(find(samples, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(find(samples, 'assay_event_loop_delay_seconds', { quantile: '0.99' })).toBeGreaterThanOrEqual(0);
    expect(types.get('assay_http_request_duration_seconds')).toBe('histogram');
    expect(types.get('assay_sign_in_failures_total')).toBe('counter');
  });
});

describe('the format', () => {
  it('is read back whatever the labels hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ',', '}', 'é', ' ') }), { maxLength: 20 }), (values) => {
        const text = exposition();
        const counter = text.counter('a_total', 'A\\B\nC');
        for (const value of values) counter.add({ label: value });
        expect(parse(text.render()).samples.map(({ labels }) => labels['label'])).toEqual(values);
      }),
    );
  });

  it('has no more series than it may, and loses no count', () => {
    const text = exposition();
    const counter = text.counter('a_total', 'A', 10);
    for (let i = 0; i < 1000; i += 1) counter.add({ path: `/${i}`, method: 'GET' });
    const { samples } = parse(text.render());
    expect(samples).toHaveLength(11);
    expect(find(samples, 'a_total', { path: 'other', method: 'other' })).toBe(990);
    expect(samples.reduce((sum, { value }) => sum + value, 0)).toBe(1000);
  });

  it('writes no figure that the format lacks', () => {
    const text = exposition();
    const gauge = text.gauge('a', 'A');
    gauge.set({ x: '1' }, Number.POSITIVE_INFINITY);
    gauge.set({ x: '2' }, Number.NaN);
    expect(text.render()).toContain('a{x="1"} +Inf\na{x="2"} NaN\n');
  });
});
