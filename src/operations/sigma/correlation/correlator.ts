import type { SecurityEvent } from '../../event/model.ts';
import { type FieldReader, fieldReader, numberOf, textOf } from '../field.ts';
import type { Correlation, Rule } from '../model.ts';
import { lookUp } from '../read.ts';
import { type Clock, clockOf, shown } from './clock.ts';
import { fewest, figureOf, onlyGrows, within } from './decide.ts';
import { type Group, Groups } from './groups.ts';
import type { Moment } from './moments.ts';
import { Shadow, valueHash } from './shadow.ts';

/** Events of one source may each come a minute early or late without a verdict becoming another: one may then come after another that is two minutes younger. */
export const LATENESS = 120_000;
const HOUR = 3_600_000;

export interface CorrelatorOptions {
  /** Groups that one correlation keeps whole at once. About 700 bytes a group with one event. */
  readonly mostGroups?: number;
}

/** A correlation's condition held. */
export interface Correlated {
  readonly correlation: Correlation;
  readonly group: Group;
  /** The events that counted, by time. */
  readonly moments: readonly Moment[];
  readonly figure: number;
  /** The moment at which it was enough. */
  readonly at: number;
  /** The event by which it was decided; what the detection is about is read from it. */
  readonly event: SecurityEvent;
  readonly source: string;
}

/** What happened for a correlation: an event matched one of its rules, or a correlation that it stands on held. */
interface Happening {
  readonly event: SecurityEvent;
  readonly time: number;
  readonly source: string;
  /** What the fields had by which the correlation below was grouped. */
  readonly known: ReadonlyMap<string, string>;
  /** Which happening it is: two rules may match one event. */
  readonly number: number;
}

/**
 * Correlations over a stream of matches. Nothing rests on the order in which events come, as long as none is more than 60 s early or late by its source's clock:
 *
 * - A condition that more events can only bring nearer is asked at once, of every window that the event falls into, also of those that end later. It raises one
 *   detection for each stretch of time (the window's length, at least an hour, from the epoch on) in which there is a moment at which it holds.
 * - Any other is asked when its window is over and nothing can come for it any more. The window begins with the first event that is in none before it.
 * - What holds is handed on to correlations that stand on it when nothing can come that makes it have held earlier, with the first moment at which it held.
 *
 * State is kept per source's clock: a source whose clock is wrong is only compared with itself. How many groups are kept, and who makes room, says `Groups`.
 */
export class Correlator {
  readonly #nodes = new Map<Correlation, Node>();
  readonly #under = new Map<string, readonly (readonly [Node, number])[]>();
  readonly #clocks = new Map<string, Clock>();
  readonly #silent: ReadonlySet<string>;
  #found: Correlated[] = [];
  #sequence = 0;

  constructor(correlations: readonly Correlation[], rules: readonly Rule[], { mostGroups = 200_000 }: CorrelatorOptions = {}) {
    const known = new Map<string, Rule | Correlation>();
    for (const one of [...rules, ...correlations]) for (const key of [one.id, one.name]) if (key !== undefined) known.set(key, one);
    const shadow = new Shadow();
    const under = new Map<string, (readonly [Node, number])[]>();
    const referred = new Set<string>();
    const loud = new Set<string>();
    for (const [number, correlation] of correlations.entries()) {
      const node = new Node(correlation, number, new Groups(mostGroups, shadow));
      this.#nodes.set(correlation, node);
      for (const [rule, name] of correlation.rules.entries()) {
        const key = lookUp(known, name)?.key;
        if (key === undefined) continue;
        under.set(key, [...(under.get(key) ?? []), [node, rule]]);
        referred.add(key);
        if (correlation.generate) loud.add(key);
      }
    }
    this.#under = under;
    this.#silent = new Set([...referred].filter((key) => !loud.has(key)));
  }

  /** Whether what matches this rule is said only by the correlations that count it, as none of them asks to generate it (specification, "Generate"). */
  isSilent(key: string): boolean {
    return this.#silent.has(key);
  }

  /** How many groups are kept. */
  get groups(): number {
    let sum = 0;
    for (const { groups } of this.#nodes.values()) sum += groups.size;
    return sum;
  }

  /** Takes the rules that an event matched; gives what holds by it, or by the time that it shows to have passed. */
  feed(event: SecurityEvent, matched: readonly Rule[], source = ''): readonly Correlated[] {
    if (this.#nodes.size === 0 || !Number.isFinite(event.time)) return NOTHING;
    if (this.#found.length > 0) this.#found = [];
    const clock = this.#clockOf(source);
    this.#sequence += 1;
    for (const { key } of matched) this.#happen(key, { event, time: event.time, source, known: NOTHING_KNOWN, number: this.#sequence });
    if (shown(clock, event.time)) this.#pass(clock, clock.now - LATENESS);
    return this.#found;
  }

  /** All input has come: what waits for lateness or for the end of a window is decided. */
  end(): readonly Correlated[] {
    this.#found = [];
    for (const clock of this.#clocks.values()) this.#pass(clock, Number.POSITIVE_INFINITY);
    return this.#found;
  }

  #clockOf(source: string): Clock {
    const known = this.#clocks.get(source);
    if (known !== undefined) return known;
    const made = clockOf();
    this.#clocks.set(source, made);
    return made;
  }

  #pass(clock: Clock, moment: number): void {
    for (let next = clock.due.take(moment); next !== undefined; next = clock.due.take(moment)) next();
    if (!(moment - clock.swept > HOUR) || moment === Number.POSITIVE_INFINITY) return;
    clock.swept = moment;
    // With several sources the clock of one says nothing of the groups of another; those go when room is needed.
    if (this.#clocks.size === 1)
      for (const { groups, correlation } of this.#nodes.values()) groups.sweep(moment - Math.max(correlation.timespan, HOUR) * 2 - LATENESS);
  }

  #happen(key: string, happening: Happening): void {
    for (const [node, rule] of this.#under.get(key) ?? []) this.#count(node, rule, happening);
  }

  #count(node: Node, rule: number, happening: Happening): void {
    const { correlation } = node;
    const values = node.groupOf(rule, happening);
    if (values === undefined) return;
    const value = node.valueOf(rule, happening.event);
    if (correlation.type.startsWith('value_') && value === undefined) return;
    const group = node.groups.of(
      `${node.number}\u0000${happening.source}\u0000${values.join('\u0000')}`,
      values,
      happening.time - correlation.timespan - LATENESS,
    );
    const { offset, length } = happening.event;
    const moment: Moment = { time: happening.time, rule, event: happening.number, value, offset, length };
    if (node.grows) this.#grow(node, group, moment, happening);
    else this.#gather(node, group, moment, happening);
    node.groups.placed(group);
  }

  /** Asks the windows that the new moment falls into. */
  #grow(node: Node, group: Group, moment: Moment, happening: Happening): void {
    const { correlation, bounds } = node;
    const { timespan } = correlation;
    const { list } = group.moments;
    const at = group.moments.insert(moment);
    let from = at;
    while (from > 0 && (list[from - 1] as Moment).time >= moment.time - timespan) from -= 1;
    for (let to = at; to < list.length && (list[to] as Moment).time <= moment.time + timespan; to += 1) {
      const end = (list[to] as Moment).time;
      // Windows end with the last of the events of one moment.
      if ((list[to + 1]?.time ?? Number.NaN) === end) continue;
      while ((list[from] as Moment).time < end - timespan) from += 1;
      const stretch = Math.floor(end / node.stretch);
      const known = group.raised?.get(stretch);
      if (known !== undefined && known <= end) continue;
      if (to + 1 - from < node.fewest) continue;
      const figure = figureOf(correlation, list, from, to + 1);
      if (figure === undefined || !within(bounds, figure)) continue;
      raise(group, stretch, end);
      this.#hold(node, group, list.slice(from, to + 1), figure, end, happening, known === undefined, stretch);
    }
    node.trim(group, moment);
  }

  /** Keeps it until its window is over. What comes after that is too late. */
  #gather(node: Node, group: Group, moment: Moment, happening: Happening): void {
    if (moment.time <= group.settled) return;
    const { list } = group.moments;
    const at = group.moments.insert(moment);
    if (list.length > node.most) list.pop();
    if (at === 0) this.#await(node, group, happening);
  }

  #await(node: Node, group: Group, happening: Happening): void {
    const first = group.moments.list[0]?.time;
    if (first === undefined) return;
    const end = first + node.correlation.timespan;
    const { key, values } = group;
    this.#clockOf(happening.source).due.put(end + 1, () => {
      // By its key, as the group may have made room meanwhile and comes back from the shadow.
      const now = node.groups.of(key, values, first);
      // Where another event became the first, the window is another, and is waited for by itself.
      if (now.moments.list[0]?.time === first) this.#settle(node, now, end, happening);
    });
  }

  /** The window is over: it is counted, and the next begins with the first event that is left. */
  #settle(node: Node, group: Group, end: number, happening: Happening): void {
    const { list } = group.moments;
    let to = 0;
    while (to < list.length && (list[to] as Moment).time <= end) to += 1;
    const figure = figureOf(node.correlation, list, 0, to);
    const counted = list.slice(0, to);
    group.settled = end;
    group.moments.forget(end + 1);
    if (figure !== undefined && within(node.bounds, figure)) {
      raise(group, end, end);
      this.#hold(node, group, counted, figure, end, happening, true, end);
    }
    this.#await(node, group, happening);
  }

  /** It holds: said once a stretch, and handed on when nothing can come that makes it have held earlier. */
  #hold(node: Node, group: Group, moments: readonly Moment[], figure: number, at: number, happening: Happening, first: boolean, stretch: number): void {
    const { correlation } = node;
    const { event, source } = happening;
    if (first && !this.#silent.has(correlation.key)) this.#found.push({ correlation, group, moments, figure, at, event, source });
    if (!this.#under.has(correlation.key)) return;
    const known = new Map(correlation.groupBy.map((field, i) => [field, group.values[i] ?? '']));
    this.#clockOf(source).due.put(at + 1, () => {
      // Where an earlier moment was found since, that one hands it on.
      if (group.raised?.get(stretch) !== at) return;
      this.#sequence += 1;
      this.#happen(correlation.key, { event, time: at, source, known, number: this.#sequence });
    });
  }
}

function raise(group: Group, stretch: number, at: number): void {
  group.raised ??= new Map();
  group.raised.set(stretch, at);
}

const NOTHING: readonly Correlated[] = [];
const NOTHING_KNOWN: ReadonlyMap<string, string> = new Map();

/** One correlation, with how its fields are read. */
class Node {
  readonly correlation: Correlation;
  readonly number: number;
  readonly groups: Groups;
  readonly grows: boolean;
  readonly fewest: number;
  readonly bounds: NonNullable<Correlation['bounds']>;
  readonly stretch: number;
  /** Moments that a group keeps: more than can make a difference to a lower bound, and enough for a figure. */
  readonly most: number;
  readonly #groupBy: readonly (readonly { readonly name: string; readonly read: FieldReader }[])[];
  readonly #fields: readonly FieldReader[];

  constructor(correlation: Correlation, number: number, groups: Groups) {
    const { bounds, rules, groupBy, aliases, fields, timespan } = correlation;
    this.correlation = correlation;
    this.number = number;
    this.groups = groups;
    this.grows = onlyGrows(correlation);
    this.fewest = fewest(correlation);
    this.bounds = bounds ?? { gte: rules.length };
    this.stretch = Math.max(timespan, HOUR);
    const largest = Math.max(...Object.values(this.bounds), 1);
    this.most = correlation.type.endsWith('_count') ? Math.min(65_536, Math.max(256, Math.ceil(largest) * 4)) : 4096;
    this.#groupBy = rules.map((rule) =>
      groupBy.map((field) => {
        const name = aliases.get(field)?.get(rule) ?? field;
        return { name, read: fieldReader(name) };
      }),
    );
    this.#fields = fields.map(fieldReader);
  }

  /** What the event has in the fields of group-by; undefined where it lacks one, as it then belongs to no group. */
  groupOf(rule: number, { event, known }: Happening): readonly string[] | undefined {
    const values: string[] = [];
    for (const { name, read } of this.#groupBy[rule] ?? []) {
      const value = known.get(name) ?? read(event);
      const text = textOf(Array.isArray(value) ? value[0] : value);
      if (text === undefined) return undefined;
      values.push(text.slice(0, 1024));
    }
    return values;
  }

  valueOf(_rule: number, event: SecurityEvent): number | undefined {
    const { type } = this.correlation;
    const [first] = this.#fields;
    if (first === undefined) return undefined;
    // A share is of values of any kind.
    if (type !== 'value_count' && !(type === 'value_percentile' && this.correlation.percentile === undefined)) return numberOf(first(event));
    const texts: string[] = [];
    for (const read of this.#fields) {
      const value = read(event);
      const text = Array.isArray(value) ? value.map((one) => textOf(one) ?? '').join('\u0001') : textOf(value);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return valueHash(texts.join('\u0000'));
  }

  /** Lets go of what no window can ask any more, and of what makes no difference. */
  trim(group: Group, moment: Moment): void {
    const { moments, raised } = group;
    const { timespan, type } = this.correlation;
    if (moments.list.length > 16) moments.forget(moment.time - 2 * timespan - 2 * LATENESS);
    if (type === 'value_count' || type === 'temporal') thin(moments.list, moment, timespan, type === 'temporal');
    if (moments.list.length > this.most) {
      const [gone] = moments.list.splice(0, 1);
      const next = moments.list[0];
      // A sum keeps what it forgets in the event after it.
      if (type === 'value_sum' && gone !== undefined && next !== undefined && next.time - gone.time <= timespan)
        moments.list[0] = { ...next, value: Math.max(0, Number(gone.value)) + Math.max(0, Number(next.value)) };
    }
    if (raised !== undefined && raised.size > 64) raised.delete(raised.keys().next().value as number);
  }
}

/**
 * Of three events of one value, or one rule, the middle one makes no difference where the outer two are no further apart than the window is long: every window that has the
 * middle one has one of them.
 */
function thin(list: Moment[], moment: Moment, timespan: number, byRule: boolean): void {
  const same = (one: Moment) => (byRule ? one.rule === moment.rule : one.value === moment.value);
  const at = list.indexOf(moment);
  const around: number[] = [];
  for (let i = at; i >= 0 && around.length < 3; i -= 1) if (same(list[i] as Moment)) around.unshift(i);
  const [a, b, c] = around;
  if (a === undefined || b === undefined || c === undefined) return;
  if ((list[c] as Moment).time - (list[a] as Moment).time <= timespan) list.splice(b, 1);
}
