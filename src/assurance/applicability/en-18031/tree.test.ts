import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EN_18031_PARTS, en18031 } from '../../standards/en-18031.ts';
import type { Value } from '../answer.ts';
import { nodesOf, TREES } from './index.ts';
import { type Node, type Outcome, type Tree, walk, within } from './tree.ts';

const tree = (requirement: string): Tree => {
  const found = TREES.find((one) => one.requirement === requirement);
  if (found === undefined) throw new TypeError(`no tree for ${requirement}`);
  return found;
};

const VALUES: readonly Value[] = ['yes', 'no', 'unknown'];
const OUTCOMES: readonly Outcome[] = ['owed', 'not-applicable', 'undecided'];

/** Everything else answered so that the requirement stays owed. */
const otherwiseOwed = (node: Node): Value => (node.ends === 'yes' ? 'no' : 'yes');

describe('the trees', () => {
  it('are one for each requirement of each part, and no more', () => {
    const required = new Set(EN_18031_PARTS.flatMap((part) => en18031(part).requirements.map((requirement) => requirement.id)));
    expect(new Set(TREES.map((one) => one.requirement))).toEqual(required);
    expect(TREES).toHaveLength(required.size);
  });

  it.each(EN_18031_PARTS)('of part %i number their nodes from 1 upwards, and need what the standard has before', (part) => {
    const order = en18031(part).requirements.map((requirement) => requirement.id);
    for (const id of order) {
      const numbers = nodesOf(tree(id), part).flatMap((node) => (node.id === 'scope' ? [] : [Number(node.id.slice(3))]));
      expect(numbers, id).toEqual([...numbers].sort((a, b) => a - b));
      expect(new Set(numbers).size, id).toBe(numbers.length);
      for (const needed of tree(id).needs ?? []) {
        if (order.includes(needed)) expect(order.indexOf(needed), `${id} needs ${needed}`).toBeLessThan(order.indexOf(id));
      }
    }
  });

  it.each([
    ['ACM-1', 4],
    ['ACM-2', 1],
    ['ACM-3', 2],
    ['ACM-4', 3],
    ['ACM-5', 2],
    ['ACM-6', 2],
    ['AUM-1-1', 3],
    ['AUM-1-2', 4],
    ['AUM-1-3', 1],
    ['AUM-2', 1],
    ['AUM-2-1', 1],
    ['AUM-2-2', 2],
    ['AUM-3', 1],
    ['AUM-4', 2],
    ['AUM-5-1', 3],
    ['AUM-5-2', 3],
    ['AUM-6', 1],
    ['SUM-1', 5],
    ['SUM-2', 1],
    ['SUM-3', 3],
    ['SSM-1', 2],
    ['SSM-2', 1],
    ['SSM-3', 1],
    ['SCM-1', 3],
    ['SCM-2', 2],
    ['SCM-3', 2],
    ['SCM-4', 3],
    ['RLM-1', 3],
    ['NMM-1', 2],
    ['TCM-1', 2],
    ['LGM-1', 2],
    ['LGM-2', 2],
    ['LGM-3', 1],
    ['LGM-4', 2],
    ['DLM-1', 1],
    ['UNM-1', 2],
    ['UNM-2', 1],
    ['CCK-1', 2],
    ['CCK-2', 2],
    ['CCK-3', 3],
    ['GEC-1', 5],
    ['GEC-2', 3],
    ['GEC-3', 2],
    ['GEC-4', 2],
    ['GEC-5', 1],
    ['GEC-6', 2],
    ['GEC-7', 2],
    ['GEC-8', 2],
    ['CRY-1', 2],
  ])('%s has %i decision nodes', (requirement, count) => {
    expect(tree(requirement).nodes.filter((node) => node.id !== 'scope')).toHaveLength(count);
  });
});

describe('each node, by itself', () => {
  const nodes = TREES.flatMap((one) => one.nodes.map((node) => ({ name: `DT.${one.requirement}.${node.id}`, one, node })));
  const withOne = (one: Tree, node: Node, value: Value) => walk(one.nodes, (other) => (other === node ? value : otherwiseOwed(other)));

  it.each(nodes.filter(({ node }) => node.role === 'assessed'))('$name is for the assessor: no answer excuses', ({ one, node }) => {
    expect(VALUES.map((value) => withOne(one, node, value))).toEqual(['owed', 'owed', 'owed']);
    expect(node.ends).toBeUndefined();
  });

  it.each(nodes.filter(({ node }) => node.role === 'decides'))('$name decides: the one answer owes, the other not, silence leaves it open', ({ one, node }) => {
    const expected = node.ends === 'no' ? ['owed', 'not-applicable', 'undecided'] : ['not-applicable', 'owed', 'undecided'];
    expect(VALUES.map((value) => withOne(one, node, value))).toEqual(expected);
  });

  it.each(nodes.filter(({ node }) => node.role === 'excuses' && node.jointly === undefined))(
    '$name is an exception: a yes excuses, and silence claims nothing',
    ({ one, node }) => {
      expect(VALUES.map((value) => withOne(one, node, value))).toEqual(['not-applicable', 'owed', 'owed']);
    },
  );

  it.each([
    ['yes', 'yes', 'not-applicable'],
    ['yes', 'no', 'owed'],
    ['no', 'yes', 'owed'],
    ['yes', 'unknown', 'owed'],
    ['unknown', 'unknown', 'owed'],
  ] as const)('RLM-1 is excused only by both: local network alone %s, protected by others %s: %s', (local, sheltered, outcome) => {
    const answers: Readonly<Record<string, Value>> = { 'DN-1': 'unknown', 'DN-2': local, 'DN-3': sheltered };
    expect(walk(tree('RLM-1').nodes, (node) => answers[node.id] ?? 'unknown')).toBe(outcome);
  });
});

describe('what a requirement needs', () => {
  it.each([
    ['ACM-2', ['ACM-1']],
    ['AUM-1-1', ['ACM-1']],
    ['AUM-5-2', ['AUM-1-1', 'AUM-1-2', 'AUM-1-3']],
    ['SUM-2', ['SUM-1']],
    ['SUM-3', ['SUM-1']],
    ['SSM-3', ['SSM-1']],
    ['SCM-4', ['SCM-1']],
    ['LGM-3', ['LGM-1']],
    ['UNM-2', ['UNM-1']],
  ])('%s needs %j', (requirement, needs) => {
    expect(tree(requirement).needs).toEqual(needs);
  });

  const owedTree = [] as const;
  it.each([
    [['owed'], 'owed'],
    [['not-applicable'], 'not-applicable'],
    [['undecided'], 'undecided'],
    [['not-applicable', 'owed'], 'owed'],
    [['undecided', 'owed'], 'owed'],
    [['not-applicable', 'undecided'], 'undecided'],
    [['not-applicable', 'not-applicable'], 'not-applicable'],
  ] as const)('with %j it is %s', (needed, outcome) => {
    expect(walk(owedTree, () => 'unknown', needed)).toBe(outcome);
  });
});

describe('the scope of a part', () => {
  it.each([
    ['yes', 'owed', 'owed'],
    ['yes', 'undecided', 'undecided'],
    ['yes', 'not-applicable', 'not-applicable'],
    ['no', 'owed', 'not-applicable'],
    ['no', 'undecided', 'not-applicable'],
    ['no', 'not-applicable', 'not-applicable'],
    ['unknown', 'owed', 'undecided'],
    ['unknown', 'undecided', 'undecided'],
    ['unknown', 'not-applicable', 'not-applicable'],
  ] as const)('%s and a tree that says %s: %s', (scope, outcome, both) => {
    expect(within(scope, outcome)).toBe(both);
  });
});

describe('properties of every tree', () => {
  const anyTree = fc.constantFrom(...TREES);
  const anyValue = fc.constantFrom(...VALUES);
  const answered = anyTree.chain((one) =>
    fc.record({
      one: fc.constant(one),
      values: fc.array(anyValue, { minLength: one.nodes.length, maxLength: one.nodes.length }),
      needed: fc.array(fc.constantFrom(...OUTCOMES), { maxLength: (one.needs ?? []).length }),
    }),
  );
  const run = (one: Tree, values: readonly Value[], needed: readonly Outcome[]) =>
    walk(one.nodes, (node) => values[one.nodes.indexOf(node)] ?? 'unknown', needed);

  it('are no less decided when something unknown is answered', () => {
    fc.assert(
      fc.property(answered, fc.nat(), fc.constantFrom<Value>('yes', 'no'), ({ one, values, needed }, at, value) => {
        const index = at % values.length;
        fc.pre(values[index] === 'unknown');
        const before = run(one, values, needed);
        const after = run(
          one,
          values.map((old, i) => (i === index ? value : old)),
          needed,
        );
        if (before !== 'undecided') expect(after).not.toBe('undecided');
      }),
    );
  });

  it('are not applicable only by an answer that was given, never by silence', () => {
    fc.assert(
      fc.property(answered, ({ one, values }) => {
        if (run(one, values, []) !== 'not-applicable') return;
        expect(one.nodes.some((node, index) => node.ends !== undefined && values[index] === node.ends)).toBe(true);
      }),
    );
    for (const one of TREES)
      expect(
        walk(one.nodes, () => 'unknown'),
        one.requirement,
      ).not.toBe('not-applicable');
  });
});
