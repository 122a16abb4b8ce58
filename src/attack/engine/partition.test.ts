import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../test/random-problem.ts';
import { closure } from './closure.ts';
import { fromArrays } from './graph.ts';
import { type Coloured, refine } from './partition.ts';
import { quotient } from './quotient.ts';

/** By the definition, with strings: split by (class, sorted capped neighbour counts) until nothing splits. */
function naive(graph: Coloured): number[] {
  const countTo = graph.countTo ?? 1;
  let classOf = relabel([...graph.colour].map(String));
  for (;;) {
    const counts = classOf.map(() => new Map<string, number>());
    for (let e = 0; e < graph.from.length; e += 1) {
      const [a, b, l] = [graph.from[e] as number, graph.to[e] as number, graph.label?.[e] ?? 0];
      const bump = (n: number, key: string) => counts[n]?.set(key, Math.min(countTo, (counts[n]?.get(key) ?? 0) + 1));
      bump(a, `>${l}:${classOf[b]}`);
      bump(b, `<${l}:${classOf[a]}`);
    }
    const next = relabel(classOf.map((c, n) => `${c} ${[...(counts[n] as Map<string, number>)].map(String).sort().join(' ')}`));
    if (Math.max(-1, ...next) === Math.max(-1, ...classOf)) return next;
    classOf = next;
  }
}

function relabel(keys: readonly string[]): number[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    if (!seen.has(key)) seen.set(key, seen.size);
    return seen.get(key) as number;
  });
}

const coloured = fc
  .record({
    nodes: fc.integer({ min: 1, max: 14 }),
    colours: fc.integer({ min: 1, max: 3 }),
    labels: fc.integer({ min: 1, max: 2 }),
    edges: fc.nat(30),
    seed: fc.nat(),
    countTo: fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
  })
  .map(({ nodes, colours, labels, edges, seed, countTo }): Coloured => {
    const random = seeded(seed);
    const pick = (n: number) => () => Math.floor(random() * n);
    const make = (length: number, n: number) => Int32Array.from({ length }, pick(n));
    return { colour: make(nodes, colours), from: make(edges, nodes), to: make(edges, nodes), label: make(edges, labels), countTo };
  });

describe('refine', () => {
  it('is the coarsest stable partition, by the definition', () => {
    fc.assert(
      fc.property(coloured, (graph) => {
        const { classOf, classCount } = refine(graph);
        expect([...classOf]).toEqual(naive(graph));
        expect(classCount).toBe(Math.max(...classOf) + 1);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back what it was asked where colours differ throughout, and one class where nothing differs', () => {
    const ring = { from: Int32Array.of(0, 1, 2), to: Int32Array.of(1, 2, 0) };
    expect(refine({ ...ring, colour: Int32Array.of(7, 5, 6) })).toEqual({ classOf: Int32Array.of(0, 1, 2), classCount: 3, rounds: 1 });
    expect(refine({ ...ring, colour: new Int32Array(3) }).classCount).toBe(1);
    expect(refine({ colour: new Int32Array(0), from: new Int32Array(0), to: new Int32Array(0) })).toEqual({
      classOf: new Int32Array(0),
      classCount: 0,
      rounds: 0,
    });
  });

  it('finds out a hash that takes unlike nodes for like, and refuses rather than answer', () => {
    const graph = { colour: Int32Array.of(0, 0, 1, 2), from: Int32Array.of(0, 1), to: Int32Array.of(2, 3) };
    expect(refine(graph).classCount).toBe(4);
    expect(() => refine(graph, () => 1)).toThrow(/ASSAY-GRAPH-011/);
  });
});

describe('quotient', () => {
  it('reaches a class where, and only where, every member of it is reached from all members of the start classes', () => {
    fc.assert(
      fc.property(coloured, fc.integer({ min: 0, max: 13 }), (graph, first) => {
        const partition = refine(graph);
        const { classOf, classCount } = partition;
        const small = quotient(graph, partition);
        const startClass = classOf[first % classOf.length] as number;
        const start = Int32Array.from([...classOf.keys()].filter((n) => classOf[n] === startClass));
        const whole = closure(fromArrays({ nodes: classOf.length, from: graph.from, to: graph.to, start }), 'may').held;
        const parts = closure(fromArrays({ nodes: classCount, from: small.from, to: small.to, start: Int32Array.of(startClass) }), 'may').held;
        whole.forEach((held, n) => {
          expect(held).toBe(parts[classOf[n] as number]);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('holds a threshold of k in the classes where every member holds it, if neighbours are counted to k', () => {
    fc.assert(
      fc.property(coloured, fc.integer({ min: 1, max: 3 }), fc.nat(13), (shape, k, first) => {
        const graph = { ...shape, countTo: k };
        const partition = refine(graph);
        const { classOf, classCount } = partition;
        const nodes = classOf.length;
        const startClass = classOf[first % nodes] as number;
        // Colour 0 needs k of its predecessors, the others one; a class counts its own predecessors with their numbers.
        const need = Int32Array.from(graph.colour, (colour) => (colour === 0 ? k : 1));
        const start = Int32Array.from([...classOf.keys()].filter((n) => classOf[n] === startClass));
        const whole = closure(fromArrays({ nodes, from: graph.from, to: graph.to, need, start }), 'may').held;
        const back = quotient({ ...graph, from: graph.to, to: graph.from }, partition);
        const from: number[] = [];
        const to: number[] = [];
        back.from.forEach((member, e) => {
          for (let i = 0; i < (back.count[e] as number); i += 1) {
            from.push(back.to[e] as number);
            to.push(member);
          }
        });
        const classNeed = new Int32Array(classCount);
        classOf.forEach((c, n) => {
          classNeed[c] = need[n] as number;
        });
        const parts = closure(
          fromArrays({ nodes: classCount, from: Int32Array.from(from), to: Int32Array.from(to), need: classNeed, start: Int32Array.of(startClass) }),
          'may',
        ).held;
        whole.forEach((held, n) => {
          expect(held).toBe(parts[classOf[n] as number]);
        });
      }),
      { numRuns: 1000 },
    );
  });
});
