import type { Bounds, Correlation } from '../model.ts';
import type { Moment } from './moments.ts';

/** Whether a figure is within the bounds. */
export function within(bounds: Bounds, figure: number): boolean {
  const { gt, gte, lt, lte, eq, neq } = bounds;
  if (gt !== undefined && !(figure > gt)) return false;
  if (gte !== undefined && !(figure >= gte)) return false;
  if (lt !== undefined && !(figure < lt)) return false;
  if (lte !== undefined && !(figure <= lte)) return false;
  if (eq !== undefined && figure !== eq) return false;
  return neq === undefined || figure !== neq;
}

/**
 * Whether a further event can only bring the condition nearer: then it is decided at once, and else when no more can come. A count with nothing but a lower bound is
 * such; an average, a share, and whatever has an upper bound are not. A sum is, as what is less than nought counts as nought.
 */
export function onlyGrows({ type, bounds }: Pick<Correlation, 'type' | 'bounds'>): boolean {
  if (type === 'value_avg' || type === 'value_percentile' || type === 'value_median') return false;
  return bounds === undefined || (bounds.lt === undefined && bounds.lte === undefined && bounds.eq === undefined && bounds.neq === undefined);
}

/** The fewest events by which the condition could hold: what decides how near a group is. */
export function fewest({ type, bounds, rules }: Pick<Correlation, 'type' | 'bounds' | 'rules'>): number {
  if (type === 'temporal_ordered' && bounds === undefined) return rules.length;
  const least = bounds === undefined ? rules.length : Math.max(bounds.gte ?? 0, (bounds.gt ?? -1) + 1, bounds.eq ?? 0);
  return type === 'event_count' || type === 'value_count' || type === 'temporal' || type === 'temporal_ordered' ? Math.max(1, Math.ceil(least)) : 1;
}

/** The figure of the events from `from` up to, not including, `to`, which are in order of time. Undefined where there is none: no number among them. */
export function figureOf(correlation: Correlation, moments: readonly Moment[], from: number, to: number): number | undefined {
  const { type, percentile } = correlation;
  switch (type) {
    case 'event_count': {
      let count = 0;
      for (let i = from; i < to; i += 1) if ((moments[i] as Moment).event !== moments[i - 1]?.event || i === from) count += 1;
      return count;
    }
    case 'value_count': {
      const values = new Set<string | number>();
      for (let i = from; i < to; i += 1) {
        const { value } = moments[i] as Moment;
        if (value !== undefined) values.add(value);
      }
      return values.size;
    }
    case 'temporal': {
      const rules = new Set<number>();
      for (let i = from; i < to; i += 1) rules.add((moments[i] as Moment).rule);
      return rules.size;
    }
    case 'temporal_ordered':
      return longestOrder(moments, from, to);
    case 'value_sum': {
      const numbers = numbersOf(moments, from, to);
      return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + Math.max(0, one), 0);
    }
    case 'value_avg': {
      const numbers = numbersOf(moments, from, to);
      return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    }
    case 'value_median':
      return quantile(numbersOf(moments, from, to), 0.5);
    case 'value_percentile':
      return percentile === undefined ? rarest(moments, from, to) : quantile(numbersOf(moments, from, to), percentile / 100);
  }
}

function numbersOf(moments: readonly Moment[], from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let i = from; i < to; i += 1) {
    const { value } = moments[i] as Moment;
    if (typeof value === 'number') numbers.push(value);
  }
  return numbers;
}

/** Between the two nearest ranks, in proportion. */
function quantile(numbers: number[], share: number): number | undefined {
  if (numbers.length === 0) return undefined;
  numbers.sort((a, b) => a - b);
  const at = (numbers.length - 1) * share;
  const low = numbers[Math.floor(at)] as number;
  const high = numbers[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** In percent, the share of the window's events that have the value which fewest have. */
function rarest(moments: readonly Moment[], from: number, to: number): number | undefined {
  const counts = new Map<string | number, number>();
  let total = 0;
  for (let i = from; i < to; i += 1) {
    const { value } = moments[i] as Moment;
    if (value === undefined) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    total += 1;
  }
  return total === 0 ? undefined : (100 * Math.min(...counts.values())) / total;
}

/** How many of the rules, from the first of the list on, appear in that order. Two of one event are in no order; two of one moment may be in either. */
function longestOrder(moments: readonly Moment[], from: number, to: number): number {
  // ends[k]: the earliest end of a chain of the first k rules; of those that end together the events are kept apart.
  let chain = 0;
  let time = Number.NEGATIVE_INFINITY;
  let used = new Set<number>();
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    const events: number[] = [];
    for (let i = from; i < to; i += 1) {
      const { time: at, rule, event } = moments[i] as Moment;
      if (rule !== chain || at < time || at > next) continue;
      if (at === time && used.size === 1 && used.has(event)) continue;
      if (at < next) events.length = 0;
      next = at;
      events.push(event);
    }
    if (next === Number.POSITIVE_INFINITY) return chain;
    chain += 1;
    used = new Set(events);
    time = next;
  }
}
