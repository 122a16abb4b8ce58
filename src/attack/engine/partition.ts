import { Refused } from '../../core/index.ts';
import { graphFaults } from './faults.ts';
import { mix, PairCounter } from './pair-counter.ts';

/** A coloured directed graph with labelled edges. Labels are small whole numbers from 0; colours any whole numbers from 0. */
export interface Coloured {
  readonly colour: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** All 0 when absent. */
  readonly label?: Int32Array;
  /**
   * How far neighbours of one class are told apart by number: 1 asks only whether there are any (bisimulation), k tells 0, 1, ... k - 1 from
   * "k or more", Infinity counts (equitable partition). Sound for thresholds up to this number; see `refine`. 1 when absent.
   */
  readonly countTo?: number;
}

export interface Partition {
  /** Class of each node, numbered from 0 by first member. */
  readonly classOf: Int32Array;
  readonly classCount: number;
  /** Rounds until nothing split. */
  readonly rounds: number;
}

const SEEDS = 4;

/**
 * The coarsest partition in which members of a class have the same colour and, for each label, direction and class, the same number of
 * neighbours there, as far as `countTo` counts. Rounds of hashing, in which only nodes beside a class that split are looked at again; the
 * largest part of a split class keeps its number, so that few are (after Hopcroft 1971, Paige and Tarjan 1987).
 *
 * Hashes only propose. At the end every member is compared with the first of its class, neighbour by neighbour, so that nobody who chooses
 * names or colours can have two unlike parts taken for one; a partition that fails is refined again under another seed.
 *
 * `scramble` is the hash's finaliser, given only by the test that shows a bad one to be found out.
 *
 * Soundness for AND/OR reach: docs/design/attack-engine.md. Throws `Refused` (ASSAY-GRAPH-011, ours) where every seed failed.
 */
export function refine(graph: Coloured, scramble: (word: number) => number = mix): Partition {
  const near = adjacency(graph);
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const partition = refined(graph, near, Math.imul(seed, 0x9e3779b1), scramble);
    if (partition !== undefined) return partition;
  }
  throw new Refused(graphFaults.fault('011', { message: 'no partition of the graph could be verified', remedy: 'Report this with the graph.' }));
}

/** Both directions of one node side by side: `key` is label * 2 + direction, `other` the neighbour. */
interface Adjacency {
  readonly start: Int32Array;
  readonly key: Int32Array | Uint8Array;
  readonly other: Int32Array;
  readonly keys: number;
}

function adjacency(graph: Coloured): Adjacency {
  const nodes = graph.colour.length;
  const { from, to, label } = graph;
  const edges = from.length;
  const start = new Int32Array(nodes + 1);
  let labels = 1;
  for (let e = 0; e < edges; e += 1) {
    const a = from[e] as number;
    const b = to[e] as number;
    start[a] = (start[a] as number) + 1;
    start[b] = (start[b] as number) + 1;
    if (label !== undefined && (label[e] as number) >= labels) labels = (label[e] as number) + 1;
  }
  let sum = 0;
  for (let n = 0; n <= nodes; n += 1) {
    sum += start[n] as number;
    start[n] = sum;
  }
  const other = new Int32Array(edges * 2);
  const key = labels <= 128 ? new Uint8Array(edges * 2) : new Int32Array(edges * 2);
  for (let e = edges - 1; e >= 0; e -= 1) {
    const a = from[e] as number;
    const b = to[e] as number;
    const l = label === undefined ? 0 : (label[e] as number) * 2;
    let at = (start[a] as number) - 1;
    start[a] = at;
    other[at] = b;
    key[at] = l;
    at = (start[b] as number) - 1;
    start[b] = at;
    other[at] = a;
    key[at] = l + 1;
  }
  return { start, key, other, keys: labels * 2 };
}

function mostOf(start: Int32Array): number {
  let most = 0;
  for (let n = 0; n + 1 < start.length; n += 1) most = Math.max(most, (start[n + 1] as number) - (start[n] as number));
  return most;
}

function refined(graph: Coloured, near: Adjacency, seed: number, scramble: (word: number) => number): Partition | undefined {
  const nodes = graph.colour.length;
  const countTo = graph.countTo ?? 1;
  const { start, key, other } = near;
  const counter = new PairCounter(mostOf(start));
  const classOf = new Int32Array(nodes);
  const first = new Map<number, number>();
  for (let n = 0; n < nodes; n += 1) {
    const colour = graph.colour[n] as number;
    let c = first.get(colour);
    if (c === undefined) {
      c = first.size;
      first.set(colour, c);
    }
    classOf[n] = c;
  }
  let classCount = first.size;
  let dirty = Int32Array.from({ length: nodes }, (_, n) => n);
  const hashA = new Int32Array(nodes);
  const hashB = new Int32Array(nodes);
  const isDirty = new Uint8Array(nodes);
  const sizes = new Int32Array(nodes);
  for (let n = 0; n < nodes; n += 1) sizes[classOf[n] as number] = (sizes[classOf[n] as number] as number) + 1;
  const split = splitter(classOf, sizes, hashA, hashB);
  let rounds = 0;
  while (dirty.length > 0) {
    rounds += 1;
    for (let i = 0; i < dirty.length; i += 1) {
      const n = dirty[i] as number;
      let a = seed;
      let b = 0;
      const end = start[n + 1] as number;
      counter.clear();
      for (let e = start[n] as number; e < end; e += 1) {
        const k = key[e] as number;
        const c = classOf[other[e] as number] as number;
        if (counter.add(k, c) > countTo) continue;
        // Sums do not depend on the order of edges; two independent ones make 64 bits.
        const h = scramble(Math.imul(c + 1, 0x27d4eb2f) ^ Math.imul(k + seed, 0x165667b1));
        a = (a + h) | 0;
        b = (b + scramble(h ^ 0x5bd1e995)) | 0;
      }
      hashA[n] = a;
      hashB[n] = b;
    }
    const moved = split(dirty, classCount);
    classCount = moved.classCount;
    const next: number[] = [];
    for (let i = 0; i < moved.nodes.length; i += 1) {
      const n = moved.nodes[i] as number;
      const end = start[n + 1] as number;
      for (let e = start[n] as number; e < end; e += 1) {
        const m = other[e] as number;
        if (isDirty[m] === 0) {
          isDirty[m] = 1;
          next.push(m);
        }
      }
    }
    dirty = Int32Array.from(next);
    for (let i = 0; i < dirty.length; i += 1) isDirty[dirty[i] as number] = 0;
  }
  return verified(near, classOf, classCount, countTo, counter) ? { classOf: numbered(classOf, classCount), classCount, rounds } : undefined;
}

/**
 * Splits classes by the hashes of their dirty members, in time that follows the number of those. Members that are not dirty keep their number:
 * no neighbour of theirs moved, while every dirty member has one that did, so the two are unlike. Where a class is dirty all through, its
 * largest part keeps the number. Gives the members that got a new one.
 */
function splitter(classOf: Int32Array, sizes: Int32Array, hashA: Int32Array, hashB: Int32Array) {
  const touched = new Int32Array(classOf.length);
  const largest = new Int32Array(classOf.length).fill(-1);
  return (dirty: Int32Array, classCount: number): { classCount: number; nodes: readonly number[] } => {
    for (let i = 0; i < dirty.length; i += 1) {
      const c = classOf[dirty[i] as number] as number;
      touched[c] = (touched[c] as number) + 1;
    }
    // Parts by (class, hashes): open addressing over part numbers.
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, dirty.length * 2)));
    const table = new Int32Array(size).fill(-1);
    const partOf = new Int32Array(dirty.length);
    const partFirst: number[] = [];
    const partSize: number[] = [];
    for (let i = 0; i < dirty.length; i += 1) {
      const n = dirty[i] as number;
      const c = classOf[n] as number;
      const a = hashA[n] as number;
      const b = hashB[n] as number;
      let at = mix(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b)) & (size - 1);
      let part = table[at] as number;
      while (part !== -1) {
        const f = partFirst[part] as number;
        if (classOf[f] === c && hashA[f] === a && hashB[f] === b) break;
        at = (at + 1) & (size - 1);
        part = table[at] as number;
      }
      if (part === -1) {
        part = partFirst.length;
        table[at] = part;
        partFirst.push(n);
        partSize.push(0);
      }
      partOf[i] = part;
      partSize[part] = (partSize[part] as number) + 1;
    }
    const partClass = partFirst.map((n) => classOf[n] as number);
    partClass.forEach((c, part) => {
      if ((sizes[c] as number) > (touched[c] as number)) return;
      const before = largest[c] as number;
      if (before === -1 || (partSize[part] as number) > (partSize[before] as number)) largest[c] = part;
    });
    const renamed = new Int32Array(partFirst.length);
    let next = classCount;
    partClass.forEach((c, part) => {
      if (largest[c] === part) renamed[part] = c;
      else {
        renamed[part] = next;
        sizes[next] = partSize[part] as number;
        sizes[c] = (sizes[c] as number) - (partSize[part] as number);
        next += 1;
      }
    });
    for (const c of partClass) {
      touched[c] = 0;
      largest[c] = -1;
    }
    const moved: number[] = [];
    for (let i = 0; i < dirty.length; i += 1) {
      const n = dirty[i] as number;
      const to = renamed[partOf[i] as number] as number;
      if (to !== classOf[n]) {
        classOf[n] = to;
        moved.push(n);
      }
    }
    return { classCount: next, nodes: moved };
  };
}

/** The members of each class side by side: class c has `members[start[c]]` up to `members[start[c + 1]]`, ascending. */
export function membersOf(classOf: Int32Array, classCount: number): { start: Int32Array; members: Int32Array } {
  const start = new Int32Array(classCount + 1);
  for (let n = 0; n < classOf.length; n += 1) {
    const c = (classOf[n] as number) + 1;
    start[c] = (start[c] as number) + 1;
  }
  for (let c = 0; c < classCount; c += 1) start[c + 1] = (start[c + 1] as number) + (start[c] as number);
  const fill = start.slice();
  const members = new Int32Array(classOf.length);
  for (let n = 0; n < classOf.length; n += 1) {
    const c = classOf[n] as number;
    const at = fill[c] as number;
    members[at] = n;
    fill[c] = at + 1;
  }
  return { start, members };
}

/** Compares every member with the first of its class, exactly. Colours need no look: classes only ever split. */
function verified(near: Adjacency, classOf: Int32Array, classCount: number, countTo: number, counter: PairCounter): boolean {
  const { start, key, other } = near;
  const model = new PairCounter(mostOf(start));
  const groups = membersOf(classOf, classCount);
  for (let c = 0; c < classCount; c += 1) {
    const begin = groups.start[c] as number;
    const end = groups.start[c + 1] as number;
    if (end - begin < 2) continue;
    const first = groups.members[begin] as number;
    model.clear();
    let pairs = 0;
    for (let e = start[first] as number; e < (start[first + 1] as number); e += 1) {
      if (model.add(key[e] as number, classOf[other[e] as number] as number) === 1) pairs += 1;
    }
    for (let i = begin + 1; i < end; i += 1) {
      const n = groups.members[i] as number;
      const last = start[n + 1] as number;
      counter.clear();
      let mine = 0;
      for (let e = start[n] as number; e < last; e += 1) {
        const k = key[e] as number;
        const d = classOf[other[e] as number] as number;
        if (counter.add(k, d) > 1) continue;
        mine += 1;
        if (model.get(k, d) === 0) return false;
      }
      if (mine !== pairs) return false;
      if (countTo === 1) continue;
      for (let e = start[n] as number; e < last; e += 1) {
        const k = key[e] as number;
        const d = classOf[other[e] as number] as number;
        if (Math.min(counter.get(k, d), countTo) !== Math.min(model.get(k, d), countTo)) return false;
      }
    }
  }
  return true;
}

/** The same classes, numbered by first member, so that equal graphs have equal class numbers whatever the seed. */
function numbered(classOf: Int32Array, classCount: number): Int32Array {
  const number = new Int32Array(classCount).fill(-1);
  let next = 0;
  return classOf.map((c) => {
    if (number[c] === -1) number[c] = next++;
    return number[c] as number;
  });
}
