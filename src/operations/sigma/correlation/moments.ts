/** One event that counts for a group: when, which of the correlation's rules it matched, its identity, and what is counted of it. */
export interface Moment {
  readonly time: number;
  /** Number of the rule in the correlation's list. */
  readonly rule: number;
  /** Which event: two rules may match one. */
  readonly event: number;
  /** The value that is counted, as text, or as a number. */
  readonly value: string | number | undefined;
  readonly offset: number;
  readonly length: number;
}

/** The events of one group, by time and then by identity, so that the order in which they came makes no difference. */
export class Moments {
  readonly list: Moment[] = [];

  /** Puts one in its place, and says where; -1 where it is there already. Most come in order, so the place is looked for from the end. */
  insert(moment: Moment): number {
    const { list } = this;
    let at = list.length;
    while (at > 0 && isAfter(list[at - 1] as Moment, moment)) at -= 1;
    const before = list[at - 1];
    if (before !== undefined && before.time === moment.time && before.event === moment.event && before.rule === moment.rule) return -1;
    list.splice(at, 0, moment);
    return at;
  }

  get last(): number {
    return this.list.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Forgets what is before the moment. */
  forget(before: number): void {
    let many = 0;
    while (many < this.list.length && (this.list[many] as Moment).time < before) many += 1;
    if (many > 0) this.list.splice(0, many);
  }
}

function isAfter(a: Moment, b: Moment): boolean {
  if (a.time !== b.time) return a.time > b.time;
  return a.event !== b.event ? a.event > b.event : a.rule > b.rule;
}
