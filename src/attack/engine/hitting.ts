/**
 * A covering problem. Each row lists bundles of elements; a set of elements *covers* a row where it has all of some bundle of it. An element is an index into
 * `cost`, and costs are whole numbers of 1 or more: sums are then exact, and of two sums the lesser is less.
 */
export interface Covering {
  readonly cost: readonly number[];
  /** A row without bundles can never be covered. */
  readonly rows: readonly Row[];
}
export type Bundle = readonly number[];
export type Row = readonly Bundle[];

export interface Cover {
  /** Ascending. */
  readonly elements: readonly number[];
  readonly cost: number;
  /** No cover costs less. Equal to `cost` unless the search was cut short. */
  readonly lower: number;
}

/**
 * The cheapest set of elements that covers every row; `undefined` where one can never be covered. Branch and bound: on the row with fewest bundles left, over the bundle
 * that covers it, under the bound of `packing`. After `nodes` nodes of the search the best set found so far is given, with the bound at the root.
 */
export function cheapestCover({ cost, rows }: Covering, nodes = 200_000): Cover | undefined {
  if (rows.some((row) => row.length === 0)) return undefined;
  const asked = undominated(rows.map(least));
  const greedy = greedyCover(cost, asked);
  const root = packing(cost, asked, new Set());
  let best = greedy;
  let bestCost = sum(greedy, cost);
  let left = nodes;
  const chosen = new Set<number>();
  const visit = (open: readonly Row[], spent: number, forbidden: ReadonlySet<number>): void => {
    if (left <= 0) return;
    left -= 1;
    const rest = open.filter((row) => !row.some((bundle) => bundle.every((element) => chosen.has(element))));
    if (rest.length === 0) {
      if (spent < bestCost) {
        best = [...chosen];
        bestCost = spent;
      }
      return;
    }
    const usable = rest.map((row) => row.filter((bundle) => !bundle.some((element) => forbidden.has(element))));
    if (usable.some((row) => row.length === 0) || spent + packing(cost, usable, chosen) >= bestCost) return;
    const row = usable.reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
    const priced = row
      .map((bundle) => ({ missing: bundle.filter((element) => !chosen.has(element)), price: 0 }))
      .map((one) => ({ ...one, price: sum(one.missing, cost) }))
      .sort((a, b) => a.price - b.price);
    let without = forbidden;
    for (const { missing, price } of priced) {
      if (missing.every((element) => !without.has(element))) {
        for (const element of missing) chosen.add(element);
        visit(usable, spent + price, without);
        for (const element of missing) chosen.delete(element);
      }
      // What a single element covers was tried with it: every other set does without it.
      const [only] = missing;
      if (missing.length === 1 && only !== undefined) without = new Set([...without, only]);
    }
  };
  visit(asked, 0, new Set());
  return { elements: best.toSorted((a, b) => a - b), cost: bestCost, lower: left <= 0 ? Math.min(root, bestCost) : bestCost };
}

/** A bundle that has all of another of its row covers nothing that the other does not. */
function least(row: Row): Row {
  const kept: Bundle[] = [];
  for (const bundle of row.map((one) => [...new Set(one)].sort((a, b) => a - b)).sort((a, b) => a.length - b.length)) {
    const set = new Set(bundle);
    if (!kept.some((other) => other.every((element) => set.has(element)))) kept.push(bundle);
  }
  return kept;
}

/** A row that has all bundles of another is covered whenever the other is. */
function undominated(rows: readonly Row[]): readonly Row[] {
  const keyed = rows.map((row) => ({ row, keys: new Set(row.map((bundle) => bundle.join())) })).sort((a, b) => a.row.length - b.row.length);
  const kept: typeof keyed = [];
  for (const one of keyed) if (!kept.some((other) => [...other.keys].every((key) => one.keys.has(key)))) kept.push(one);
  return kept.map(({ row }) => row);
}

/**
 * No set covers these rows for less. Each row pays, out of what its elements cost and have not yet paid, as much as every one of its bundles can: an element pays for a row
 * once, whichever bundles it is in. Whatever covers the row has all of a bundle, and so has paid at least that.
 */
function packing(cost: readonly number[], rows: readonly Row[], chosen: ReadonlySet<number>): number {
  const left = cost.slice();
  for (const element of chosen) left[element] = 0;
  let total = 0;
  for (const row of rows.toSorted((a, b) => a.length - b.length)) {
    let least = Number.POSITIVE_INFINITY;
    for (const bundle of row) least = Math.min(least, sum(bundle, left));
    if (least === 0) continue;
    total += least;
    const paid = new Map<number, number>();
    for (const bundle of row) {
      let due = least;
      for (const element of bundle) {
        const part = Math.min(due, left[element] as number);
        due -= part;
        paid.set(element, Math.max(paid.get(element) ?? 0, part));
      }
    }
    for (const [element, part] of paid) left[element] = (left[element] as number) - part;
  }
  return total;
}

/** The bundle that covers most rows for what it still costs, again and again; then what is not needed is dropped, dearest first. */
export function greedyCover(cost: readonly number[], rows: readonly Row[]): readonly number[] {
  const chosen = new Set<number>();
  const covered = (row: Row, by: ReadonlySet<number>) => row.some((bundle) => bundle.every((element) => by.has(element)));
  for (let open = rows.filter((row) => !covered(row, chosen)); open.length > 0; open = open.filter((row) => !covered(row, chosen))) {
    const worth = new Map<string, { missing: Bundle; rows: number; price: number }>();
    for (const row of open) {
      for (const bundle of row) {
        const missing = bundle.filter((element) => !chosen.has(element));
        const key = missing.join();
        const known = worth.get(key) ?? { missing, rows: 0, price: sum(missing, cost) };
        known.rows += 1;
        worth.set(key, known);
      }
    }
    const [best] = [...worth.values()].sort((a, b) => b.rows / b.price - a.rows / a.price || (a.missing.join() < b.missing.join() ? -1 : 1));
    for (const element of best?.missing ?? []) chosen.add(element);
  }
  for (const element of [...chosen].sort((a, b) => (cost[b] as number) - (cost[a] as number) || b - a)) {
    chosen.delete(element);
    if (!rows.every((row) => covered(row, chosen))) chosen.add(element);
  }
  return [...chosen];
}

function sum(elements: readonly number[], cost: readonly number[]): number {
  let total = 0;
  for (const element of elements) total += cost[element] as number;
  return total;
}
