// What settles most with fewest checks. Each item needs all of its checks, so choosing checks is choosing items whose needs overlap: the problem of the
// densest part of a hypergraph, which no known algorithm solves exactly in general. Small cores are solved exactly, and the rest is given a bound.

/** An item to settle, the checks that all have to be made for it, and how much it counts. */
export interface Item {
  readonly id: string;
  readonly needs: ReadonlySet<string>;
  readonly weight: number;
}

export interface Chosen {
  /** Checks in order, each with the items that are settled once it is made. */
  readonly order: readonly { readonly check: string; readonly settles: readonly string[] }[];
  readonly settled: number;
  /** No choice of so many checks settles more. */
  readonly atMost: number;
  /** `settled` meets `atMost`. */
  readonly exact: boolean;
}

/** Groups that the exact search looks at before it gives up: a fraction of a second. */
const MOST_LOOKS = 100_000;

/** At most `most` checks, in an order that settles early what needs few. Items without needs are settled already and are not to be given. */
export function choose(items: readonly Item[], most: number): Chosen {
  const groups = grouped(items).filter((group) => group.needs.size <= most);
  const all = new Set(groups.flatMap((group) => [...group.needs]));
  const greedy = greedily(groups, most, []);
  const total = groups.reduce((sum, group) => sum + group.weight, 0);
  const settledBy = (picked: readonly Group[]) => picked.reduce((sum, group) => sum + group.weight, 0);
  if (all.size <= most) return ordered(greedy, total, true);
  const best = search(groups, most, greedy);
  const bound = best.complete ? settledBy(best.picked) : Math.min(total, shareBound(groups, most));
  return ordered(best.picked, bound, settledBy(best.picked) >= bound);
}

interface Group {
  readonly needs: ReadonlySet<string>;
  readonly weight: number;
  readonly items: readonly string[];
}

// Items with the same needs are settled together.
function grouped(items: readonly Item[]): readonly Group[] {
  const groups = new Map<string, { needs: ReadonlySet<string>; weight: number; items: string[] }>();
  for (const { id, needs, weight } of items) {
    const key = [...needs].sort().join('\n');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { needs, weight, items: [id] });
    else {
      known.weight += weight;
      known.items.push(id);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

// The group whose missing checks settle most for their number, with everything else that they settle; again, until nothing more fits.
function greedily(groups: readonly Group[], most: number, begun: readonly Group[]): readonly Group[] {
  const picked = [...begun];
  const made = new Set(begun.flatMap((group) => [...group.needs]));
  let open = groups.filter((group) => !picked.includes(group));
  for (;;) {
    let best: { readonly group: Group; readonly missing: ReadonlySet<string>; readonly rate: number } | undefined;
    const missingOf = new Map(open.map((group) => [group, new Set([...group.needs].filter((check) => !made.has(check)))]));
    for (const [group, missing] of missingOf) {
      if (made.size + missing.size > most) continue;
      let value = 0;
      for (const [other, needs] of missingOf) if (needs.size <= missing.size && isWithin(needs, missing)) value += other.weight;
      const rate = missing.size === 0 ? Number.POSITIVE_INFINITY : value / missing.size;
      if (best === undefined || rate > best.rate || (rate === best.rate && missing.size < best.missing.size)) best = { group, missing, rate };
    }
    if (best === undefined) return picked;
    for (const check of best.missing) made.add(check);
    for (const group of open) if (isWithin(group.needs, made)) picked.push(group);
    open = open.filter((group) => !isWithin(group.needs, made));
  }
}

function isWithin(needs: ReadonlySet<string>, made: ReadonlySet<string>): boolean {
  for (const check of needs) if (!made.has(check)) return false;
  return true;
}

// Depth first over groups, heaviest for their checks first, cut where not even the bound of what is left would do better.
function search(groups: readonly Group[], most: number, first: readonly Group[]): { readonly picked: readonly Group[]; readonly complete: boolean } {
  const list = groups.toSorted((a, b) => b.weight / b.needs.size - a.weight / a.needs.size);
  let best = first;
  let bestWeight = first.reduce((sum, group) => sum + group.weight, 0);
  let work = 0;
  const walk = (from: number, picked: readonly Group[], made: ReadonlySet<string>, weight: number): boolean => {
    if (weight > bestWeight) {
      best = picked;
      bestWeight = weight;
    }
    for (let i = from; i < list.length; i += 1) {
      work += list.length - i;
      if (work > MOST_LOOKS) return false;
      if (weight + shareBound(list.slice(i), most - made.size, made) <= bestWeight) return true;
      const group = list[i] as Group;
      const next = new Set([...made, ...group.needs]);
      if (next.size <= most && !walk(i + 1, [...picked, group], next, weight + group.weight)) return false;
    }
    return true;
  };
  const complete = walk(0, [], new Set(), 0);
  return { picked: best, complete };
}

/**
 * No choice of `most` further checks settles more. Each check that is still to be made is shared out among the groups that need it; the shares of the groups
 * that a choice settles add up to no more than its checks. So the groups with the smallest shares, as many as fit, and a part of the next, are a bound.
 */
function shareBound(groups: readonly Group[], most: number, made: ReadonlySet<string> = new Set()): number {
  const wanted = new Map<string, number>();
  for (const { needs } of groups) for (const check of needs) if (!made.has(check)) wanted.set(check, (wanted.get(check) ?? 0) + 1);
  const shares = groups
    .map(({ needs, weight }) => ({ weight, share: [...needs].reduce((sum, check) => sum + (made.has(check) ? 0 : 1 / (wanted.get(check) ?? 1)), 0) }))
    .sort((a, b) => a.share * b.weight - b.share * a.weight || b.weight - a.weight);
  let left = most;
  let sum = 0;
  for (const { weight, share } of shares) {
    if (share <= left) {
      left -= share;
      sum += weight;
    } else {
      return Math.floor(sum + (weight * left) / share + 1e-9);
    }
  }
  return sum;
}

function ordered(picked: readonly Group[], atMost: number, exact: boolean): Chosen {
  const order: { check: string; settles: string[] }[] = [];
  const made = new Set<string>();
  // The same greedy rule over what was picked: what needs few comes first.
  const sequence = greedily(picked, Number.POSITIVE_INFINITY, []);
  for (const group of sequence) {
    const missing = [...group.needs].filter((check) => !made.has(check)).sort();
    for (const check of missing) {
      made.add(check);
      order.push({ check, settles: [] });
    }
    const last = order.at(-1);
    if (last !== undefined) last.settles.push(...group.items);
  }
  return { order, settled: picked.reduce((sum, group) => sum + group.weight, 0), atMost, exact };
}
