import { Instant } from '../../core/index.ts';
import type { Detection, EventRef } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { type Correlated, Correlator, type CorrelatorOptions } from './correlation/correlator.ts';
import { compile, type Engine, type EngineOptions } from './engine.ts';
import { fieldReader, textOf } from './field.ts';
import type { About, Bounds, Correlation, Rule, RuleSet } from './model.ts';
import { lookUp } from './read.ts';

export interface DetectorOptions extends EngineOptions, CorrelatorOptions {}

/** Events of a detection that are named one by one; the rest are counted. */
const NAMED = 10;
const NOTHING: readonly Detection[] = [];

/** Rules and correlations over one stream of events. */
export class Detector {
  readonly engine: Engine;
  readonly #correlator: Correlator;
  readonly #techniques: ReadonlyMap<string, readonly string[]>;
  readonly #inputs = new Map<string, string>();
  #last: { readonly input: string; readonly source: string } | undefined;

  constructor(set: Pick<RuleSet, 'rules' | 'correlations'>, options: DetectorOptions = {}) {
    this.engine = compile(set.rules, options);
    this.#correlator = new Correlator(set.correlations, set.rules, options);
    this.#techniques = techniquesOf(set);
  }

  /**
   * What an event raises. `input` is the digest or the name of what the event was read from; `source` names whose clock stamped it, where inputs have several.
   */
  feed(event: SecurityEvent, input: string, source = ''): readonly Detection[] {
    const matched = this.engine.match(event);
    if (this.#last?.input !== input || this.#last.source !== source) {
      this.#inputs.set(source, input);
      this.#last = { input, source };
    }
    if (matched.length === 0) return this.#together(this.#correlator.feed(event, matched, source));
    const alone = matched.filter(({ key }) => !this.#correlator.isSilent(key)).map((rule) => matchedAlone(rule, event, input));
    const together = this.#correlator.feed(event, matched, source);
    return together.length === 0 ? alone : [...alone, ...this.#together(together)];
  }

  /** All input has come. */
  end(): readonly Detection[] {
    return this.#together(this.#correlator.end());
  }

  #together(all: readonly Correlated[]): readonly Detection[] {
    return all.length === 0 ? NOTHING : all.map((one) => this.#correlated(one));
  }

  #correlated({ correlation, group, moments, figure, at, event, source }: Correlated): Detection {
    const input = this.#inputs.get(source) ?? '';
    const counted = moments.filter((moment, i) => moment.event !== moments[i - 1]?.event);
    // What came back from the shadow has lost its place in the input.
    const events = counted
      .filter(({ length }) => length > 0)
      .slice(0, NAMED)
      .map(({ offset, length }): EventRef => ({ input, offset, length }));
    const grouped = correlation.groupBy.map((field, i) => `${field} ${group.values[i]}`).join(', ');
    return {
      rule: correlation.key,
      engine: 'sigma',
      title: correlation.title,
      level: correlation.level,
      techniques: this.#techniques.get(correlation.key) ?? [],
      subject: subjectOf(correlation, event, group.values[correlation.groupBy.indexOf(correlation.subject ?? '')]),
      cause: causeOf(correlation, event),
      first: Instant.of(counted[0]?.time ?? at),
      last: Instant.of(counted.at(-1)?.time ?? at),
      raised: Instant.of(at),
      count: counted.length,
      events,
      why: `${MEASURED[correlation.type]} ${shown(figure)} within ${lasting(correlation.timespan)}, where ${asked(correlation)} is asked${grouped === '' ? '' : ` (${grouped.slice(0, 300)})`}.`,
    };
  }
}

function matchedAlone(rule: Rule, event: SecurityEvent, input: string): Detection {
  return {
    rule: rule.key,
    engine: 'sigma',
    title: rule.title,
    level: rule.level,
    techniques: rule.techniques,
    subject: subjectOf(rule, event, undefined),
    cause: causeOf(rule, event),
    first: event.time,
    last: event.time,
    raised: event.time,
    count: 1,
    events: [{ input, offset: event.offset, length: event.length }],
    why: `One event matches "${rule.detecting.conditionText.slice(0, 200)}".`,
  };
}

/** The endpoint that it is about: what the rule's own attribute `assay.subject` names, else who began the flow, else the device or host that the event names. */
function subjectOf({ subject }: About, event: SecurityEvent, grouped: string | undefined): string {
  const named = subject === undefined ? undefined : (grouped ?? textOf(fieldReader(subject)(event)));
  return named ?? event.flow?.src ?? event.device ?? textOf(fieldReader('Computer')(event)) ?? textOf(fieldReader('hostname')(event)) ?? 'unknown';
}

/** The rule, with what the rule's own attribute `assay.cause` says would be the same on another device. */
function causeOf({ key, cause }: About, event: SecurityEvent): string {
  const common = cause.map((field) => `${field}=${textOf(fieldReader(field)(event)) ?? ''}`);
  return [`sigma:${key}`, ...common].join(' ').slice(0, 500);
}

/** A correlation without techniques of its own has those of what it stands on. */
function techniquesOf({ rules, correlations }: Pick<RuleSet, 'rules' | 'correlations'>): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, Rule | Correlation>();
  for (const one of [...rules, ...correlations]) for (const key of [one.id, one.name]) if (key !== undefined) known.set(key, one);
  const techniques = new Map<string, readonly string[]>(rules.map((rule) => [rule.key, rule.techniques]));
  // Correlations come after those that they stand on.
  for (const one of correlations) {
    const below = one.rules.flatMap((name) => techniques.get(lookUp(known, name)?.key ?? '') ?? []);
    techniques.set(one.key, one.techniques.length > 0 ? one.techniques : [...new Set(below)]);
  }
  return techniques;
}

const MEASURED = {
  event_count: 'Events:',
  value_count: 'Different values:',
  value_sum: 'Sum:',
  value_avg: 'Average:',
  value_median: 'Median:',
  value_percentile: 'Percentile:',
  temporal: 'Rules matched:',
  temporal_ordered: 'Rules matched in order:',
} as const;

const WORDS = { gt: 'more than', gte: 'at least', lt: 'less than', lte: 'at most', eq: 'exactly', neq: 'other than' } as const;

function asked({ bounds, rules }: Correlation): string {
  const said = Object.entries(bounds ?? ({ gte: rules.length } satisfies Bounds)).map(([bound, value]) => `${WORDS[bound as keyof Bounds]} ${value}`);
  return said.join(' and ');
}

function lasting(millis: number): string {
  for (const [unit, length] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const)
    if (millis % length === 0) return `${millis / length}${unit}`;
  return `${millis / 1000}s`;
}

function shown(figure: number): string {
  return String(Math.round(figure * 1000) / 1000);
}
