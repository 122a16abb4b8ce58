import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomProblem, seeded } from '../../../test/random-problem.ts';
import { Refused } from '../../core/index.ts';
import { compile } from './compile.ts';
import { readProblem } from './problem.ts';

const sound = {
  format: 'assay-attack-graph/1',
  states: [{ id: 'a' }, { id: 'b', title: 'has b' }, { id: 'c' }],
  steps: [{ id: 't', from: ['a', 'b'], need: 1, to: 'c', effort: 0.5, status: 'undecided', closedBy: ['mfa@idp'] }],
  start: ['a'],
  goals: ['c'],
};
const step = sound.steps[0];

function codes(value: unknown): readonly string[] {
  try {
    readProblem(typeof value === 'string' ? value : JSON.stringify(value), 'graph.json');
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map((fault) => `${fault.code}${fault.field === undefined ? '' : ` ${fault.field}`}`);
  }
}

describe('readProblem', () => {
  it('reads a sound document', () => {
    expect(readProblem(JSON.stringify(sound), 'graph.json')).toEqual(sound);
  });

  it.each([
    ['another format', { ...sound, format: 'assay-attack-graph/2' }, ['ASSAY-GRAPH-001 format']],
    ['an unknown field', { ...sound, colour: 1 }, ['ASSAY-GRAPH-001']],
    ['a negative effort', { ...sound, steps: [{ ...step, effort: -1 }] }, ['ASSAY-GRAPH-001 steps[0].effort']],
    ['an effort that is no number', { ...sound, steps: [{ ...step, effort: null }] }, ['ASSAY-GRAPH-001 steps[0].effort']],
    ['a fractional need', { ...sound, steps: [{ ...step, need: 1.5 }] }, ['ASSAY-GRAPH-001 steps[0].need']],
    ['too long a list', { ...sound, steps: [{ ...step, closedBy: Array.from({ length: 1001 }, (_, i) => `c${i}`) }] }, ['ASSAY-GRAPH-002 steps[0].closedBy']],
    ['a state twice', { ...sound, states: [...sound.states, { id: 'a' }] }, ['ASSAY-GRAPH-003 states[3].id']],
    ['a step twice', { ...sound, steps: [step, step] }, ['ASSAY-GRAPH-004 steps[1].id']],
    [
      'references to nowhere, all of them',
      { ...sound, steps: [{ ...step, from: ['x'], to: 'y', need: 1 }], start: ['z'], goals: ['w'] },
      ['ASSAY-GRAPH-005 steps[0].from[0]', 'ASSAY-GRAPH-005 steps[0].to', 'ASSAY-GRAPH-005 start[0]', 'ASSAY-GRAPH-005 goals[0]'],
    ],
    ['a need of more than there are', { ...sound, steps: [{ ...step, need: 3 }] }, ['ASSAY-GRAPH-006 steps[0].need']],
    ['a need of none of some', { ...sound, steps: [{ ...step, need: 0 }] }, ['ASSAY-GRAPH-007 steps[0].need']],
    ['a state twice in one step', { ...sound, steps: [{ ...step, from: ['a', 'a'] }] }, ['ASSAY-GRAPH-008 steps[0].from[1]']],
    ['a goal twice', { ...sound, goals: ['c', 'c'] }, ['ASSAY-GRAPH-008 goals[1]']],
    ['no JSON', '{"format":', ['ASSAY-JSON-001']],
    ['a key that reaches a prototype', '{"__proto__": {}}', ['ASSAY-JSON-004']],
  ])('refuses %s', (_, document, expected) => {
    expect(codes(document)).toEqual(expected);
  });

  it('allows cycles, steps that need nothing and empty lists', () => {
    const loop = {
      ...sound,
      steps: [
        { id: 'l', from: ['a'], to: 'a', effort: 0, status: 'open' },
        { id: 'f', from: [], to: 'b', effort: 1, status: 'open' },
      ],
    };
    expect(codes(loop)).toEqual([]);
    expect(codes({ ...sound, states: [], steps: [], start: [], goals: [] })).toEqual([]);
  });

  it('stops at 200 faults', () => {
    expect(codes({ ...sound, goals: Array.from({ length: 5000 }, (_, i) => `x${i}`) })).toHaveLength(200);
  });

  it('either reads or refuses with a code, whatever the document', () => {
    const text = JSON.stringify(randomProblem(seeded(8), { states: 6, steps: 8, controls: 3 }));
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 5 }), fc.nat(10), (at, inserted, dropped) => {
        for (const code of codes(text.slice(0, at) + inserted + text.slice(at + dropped))) expect(code).toMatch(/^ASSAY-(JSON|GRAPH)-\d{3}/);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const code of codes(value)) expect(code).toMatch(/^ASSAY-(JSON|GRAPH)-\d{3}/);
      }),
    );
  });
});

describe('compile', () => {
  it('takes `from` as a set where a generated problem repeats a state', () => {
    const compiled = compile({ ...sound, format: 'assay-attack-graph/1', steps: [{ id: 't', from: ['a', 'a', 'b'], to: 'c', effort: 1, status: 'open' }] });
    expect(compiled.graph.need[3]).toBe(2);
    expect(compiled.graph.in.length).toBe(3);
  });

  it('refuses a generated problem that refers to nowhere', () => {
    expect(() => compile({ ...sound, format: 'assay-attack-graph/1', steps: [], goals: ['zz'] })).toThrow(/ASSAY-GRAPH-005/);
  });
});
