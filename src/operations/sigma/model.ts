import type { Fault } from '../../core/index.ts';
import type { Level } from '../detection/model.ts';
import type { LogSource } from '../event/model.ts';
import type { Network } from '../event/network.ts';
import type { Part } from './moment.ts';

/** A piece of a value: text as it stands, `*`, `?`, or any of the five dashes that Windows takes for one (`windash`). */
export type Token = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'dash' };

export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte';

/** A regular expression that runs in linear time: whether it is found anywhere in the text. */
export interface Expression {
  readonly source: string;
  readonly found: (text: string) => boolean;
}

/** What one value of a rule asks of one value of an event. */
export type Test =
  | { readonly kind: 'null' }
  | { readonly kind: 'pattern'; readonly tokens: readonly Token[]; readonly cased: boolean }
  | { readonly kind: 'regex'; readonly expression: Expression }
  | { readonly kind: 'cidr'; readonly text: string; readonly network: Network }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly value: number; readonly part: Part | undefined }
  | { readonly kind: 'exists'; readonly want: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly how: 'equals' | 'startswith' | 'endswith' | 'contains'; readonly cased: boolean };

/** One line of a selection. `field` undefined: the whole event is searched (keywords). */
export interface Item {
  readonly field: string | undefined;
  /** As it is written, with its modifiers. */
  readonly key: string;
  readonly tests: readonly Test[];
  /** All tests have to hold, and not any of them. */
  readonly all: boolean;
  /** `neq`: the answer is turned round. */
  readonly negated: boolean;
}

export type Selection = { readonly kind: 'every'; readonly items: readonly Item[] } | { readonly kind: 'some'; readonly of: readonly Selection[] };

export type Condition =
  | { readonly kind: 'selection'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };

export interface Detecting {
  readonly selections: ReadonlyMap<string, Selection>;
  readonly condition: Condition;
  /** As written; a list of conditions is joined by "or". */
  readonly conditionText: string;
}

/** What every document says of itself. */
export interface About {
  /** The id, else the name, else the title with where it stands: what a detection is called by. */
  readonly key: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string;
  readonly level: Level;
  readonly status: string | undefined;
  /** ATT&CK technique ids of the tags, in upper case. */
  readonly techniques: readonly string[];
  readonly file: string;
  readonly line: number;
  /** Custom attribute `assay`: whose field is the endpoint, and which fields are the same on another device with the same trouble. */
  readonly subject: string | undefined;
  readonly cause: readonly string[];
}

export interface Rule extends About {
  readonly kind: 'rule';
  readonly logSource: LogSource;
  readonly detecting: Detecting;
  /** Filters of other documents, applied as AND NOT. */
  readonly filters: readonly Detecting[];
}

export interface Filter {
  readonly title: string;
  readonly logSource: LogSource;
  /** Ids or names; `any` is every rule of the log source. */
  readonly rules: readonly string[];
  readonly detecting: Detecting;
  readonly file: string;
  readonly line: number;
}

export type CorrelationType = 'event_count' | 'value_count' | 'value_sum' | 'value_avg' | 'value_percentile' | 'value_median' | 'temporal' | 'temporal_ordered';

export interface Bounds {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly eq?: number;
  readonly neq?: number;
}

export interface Correlation extends About {
  readonly kind: 'correlation';
  readonly type: CorrelationType;
  /** Ids or names, as written. */
  readonly rules: readonly string[];
  readonly groupBy: readonly string[];
  /** Per alias, per rule as written, the field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Milliseconds. */
  readonly timespan: number;
  readonly bounds: Bounds | undefined;
  readonly fields: readonly string[];
  /** 0 to 100; of `value_percentile` only. */
  readonly percentile: number | undefined;
  readonly generate: boolean;
}

/** What files of rules hold. A document with a fault is left out; one with a note breaks the specification in what it says of itself, and works. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly correlations: readonly Correlation[];
  readonly filters: readonly Filter[];
  readonly faults: readonly Fault[];
  readonly notes: readonly Fault[];
}
