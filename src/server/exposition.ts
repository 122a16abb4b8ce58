// Prometheus text exposition format 0.0.4, written by ourselves: three kinds of family, and no registry shared by the process.

export type LabelValues = Readonly<Record<string, string>>;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  samples(): Iterable<readonly [suffix: string, labels: LabelValues, value: number]>;
}

export interface Counter {
  add(labels: LabelValues, by?: number): void;
}
export interface Gauge {
  set(labels: LabelValues, value: number): void;
}
export interface Histogram {
  observe(labels: LabelValues, value: number): void;
}

export interface Exposition {
  counter(name: string, help: string, most?: number): Counter;
  gauge(name: string, help: string, most?: number): Gauge;
  /** A gauge that is read when somebody asks. */
  reading(name: string, help: string, read: () => Iterable<readonly [LabelValues, number]>): void;
  /** `bounds` ascending, without infinity. */
  histogram(name: string, help: string, bounds: readonly number[], most?: number): Histogram;
  render(): string;
}

export const MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Series of one family. What would be one more is counted with the label values `other`: no caller can fill our memory, or the server that scrapes us. */
const MOST_SERIES = 1000;

export function exposition(): Exposition {
  const families: Family[] = [];
  const declare = (family: Family) => {
    families.push(family);
  };

  return {
    counter(name, help, most = MOST_SERIES) {
      const series = seriesOf<{ value: number }>(most, () => ({ value: 0 }));
      declare({ name, help, kind: 'counter', samples: () => series.all().map(([labels, { value }]) => ['', labels, value] as const) });
      return {
        add(labels, by = 1) {
          series.of(labels).value += Math.max(0, by);
        },
      };
    },
    gauge(name, help, most = MOST_SERIES) {
      const series = seriesOf<{ value: number }>(most, () => ({ value: 0 }));
      declare({ name, help, kind: 'gauge', samples: () => series.all().map(([labels, { value }]) => ['', labels, value] as const) });
      return {
        set(labels, value) {
          series.of(labels).value = value;
        },
      };
    },
    reading(name, help, read) {
      declare({ name, help, kind: 'gauge', samples: () => [...read()].map(([labels, value]) => ['', labels, value] as const) });
    },
    histogram(name, help, bounds, most = MOST_SERIES) {
      const series = seriesOf(most, () => ({ counts: bounds.map(() => 0), sum: 0, count: 0 }));
      declare({
        name,
        help,
        kind: 'histogram',
        *samples() {
          for (const [labels, { counts, sum, count }] of series.all()) {
            for (const [i, bound] of bounds.entries()) yield ['_bucket', { ...labels, le: String(bound) }, counts[i] ?? 0];
            yield ['_bucket', { ...labels, le: '+Inf' }, count];
            yield ['_sum', labels, sum];
            yield ['_count', labels, count];
          }
        },
      });
      return {
        observe(labels, value) {
          const one = series.of(labels);
          one.sum += value;
          one.count += 1;
          bounds.forEach((bound, i) => {
            if (value <= bound) one.counts[i] = (one.counts[i] ?? 0) + 1;
          });
        },
      };
    },
    render() {
      const lines: string[] = [];
      for (const { name, help, kind, samples } of families) {
        lines.push(`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${kind}`);
        for (const [suffix, labels, value] of samples()) lines.push(`${name}${suffix}${written(labels)} ${figure(value)}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

function seriesOf<One>(most: number, fresh: () => One) {
  const kept = new Map<string, readonly [LabelValues, One]>();
  const under = (labels: LabelValues): One => {
    const key = written(labels);
    const found = kept.get(key);
    if (found !== undefined) return found[1];
    if (kept.size >= most && !Object.values(labels).every((value) => value === 'other')) {
      return under(Object.fromEntries(Object.keys(labels).map((name) => [name, 'other'])));
    }
    const one = fresh();
    kept.set(key, [labels, one]);
    return one;
  };
  return { of: under, all: () => [...kept.values()] };
}

function written(labels: LabelValues): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function figure(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
