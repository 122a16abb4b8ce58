import { PairCounter } from './pair-counter.ts';
import { type Coloured, membersOf, type Partition } from './partition.ts';

/** The classes as a graph: one edge for each pair of classes and label. */
export interface Quotient {
  readonly size: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly label: Int32Array;
  /** How many edges of this label each member of the source class has into the target class, up to `countTo`. */
  readonly count: Int32Array;
}

/**
 * The quotient of a graph by a partition that `refine` gave. The first member of each class speaks for all, which is what the partition
 * promises, so the cost follows the edges of the classes and not of the graph.
 */
export function quotient(graph: Coloured, partition: Partition): Quotient {
  const { classOf, classCount } = partition;
  const countTo = graph.countTo ?? 1;
  const { start, members } = membersOf(classOf, classCount);
  const speaker = new Uint8Array(classOf.length);
  const size = new Int32Array(classCount);
  for (let c = 0; c < classCount; c += 1) {
    size[c] = (start[c + 1] as number) - (start[c] as number);
    speaker[members[start[c] as number] as number] = 1;
  }
  const spoken: number[] = [];
  for (let e = 0; e < graph.from.length; e += 1) if (speaker[graph.from[e] as number] === 1) spoken.push(e);
  // By source class, so that one small counter serves all.
  spoken.sort((a, b) => (classOf[graph.from[a] as number] as number) - (classOf[graph.from[b] as number] as number) || a - b);
  const from: number[] = [];
  const to: number[] = [];
  const label: number[] = [];
  const count: number[] = [];
  let most = 0;
  for (let i = 0, run = 0; i < spoken.length; i += 1) {
    run = i > 0 && graph.from[spoken[i] as number] === graph.from[spoken[i - 1] as number] ? run + 1 : 1;
    most = Math.max(most, run);
  }
  const place = new PairCounter(most);
  let at = 0;
  while (at < spoken.length) {
    const node = graph.from[spoken[at] as number] as number;
    let end = at;
    place.clear();
    const mine: { readonly label: number; readonly to: number }[] = [];
    for (; end < spoken.length && graph.from[spoken[end] as number] === node; end += 1) {
      const e = spoken[end] as number;
      const l = graph.label?.[e] ?? 0;
      const c = classOf[graph.to[e] as number] as number;
      if (place.add(l, c) === 1) mine.push({ label: l, to: c });
    }
    for (const edge of mine) {
      from.push(classOf[node] as number);
      to.push(edge.to);
      label.push(edge.label);
      count.push(Math.min(place.get(edge.label, edge.to), countTo));
    }
    at = end;
  }
  return { size, from: Int32Array.from(from), to: Int32Array.from(to), label: Int32Array.from(label), count: Int32Array.from(count) };
}
