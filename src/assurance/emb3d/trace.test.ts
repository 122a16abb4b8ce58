import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Value } from '../applicability/answer.ts';
import { smallBundle } from './bundle.fixture.ts';
import { readEmb3d } from './read.ts';
import { consistent, mitigationsOf, threatsOf, withAllAbove } from './trace.ts';

const emb3d = readEmb3d(JSON.stringify(smallBundle()), 'emb3d.json');
const ids = (list: readonly { readonly id: string }[]) => list.map((one) => one.id);

describe('from properties to mitigations', () => {
  it('a special property brings the threats of the general one too, and not the other way round', () => {
    expect([...withAllAbove(emb3d, ['PID-111'])].sort()).toEqual(['PID-1', 'PID-11', 'PID-111']);
    expect(ids(threatsOf(emb3d, ['PID-111']))).toEqual(['TID-101', 'TID-102']);
    expect(ids(threatsOf(emb3d, ['PID-11']))).toEqual(['TID-101']);
    expect(ids(threatsOf(emb3d, []))).toEqual([]);
    expect(ids(threatsOf(emb3d, ['PID-999']))).toEqual([]);
  });

  it('a threat brings its mitigations', () => {
    expect(ids(mitigationsOf(emb3d, ['TID-102']))).toEqual(['MID-001']);
    expect(ids(mitigationsOf(emb3d, ['TID-101', 'TID-102']))).toEqual(['MID-001', 'MID-002']);
  });
});

describe('answers made consistent', () => {
  const said = (values: Readonly<Record<string, Value>>) =>
    new Map(Object.entries(values).map(([id, value]): [string, Answer] => [id, { value, decidedBy: [`by ${id}`] }]));
  const asked = (values: Readonly<Record<string, Value>>) => {
    const answers = consistent(emb3d.properties, said(values));
    return ['PID-1', 'PID-11', 'PID-111'].map((id) => answers.get(id)?.value);
  };

  it.each<[Readonly<Record<string, Value>>, readonly Value[]]>([
    [{}, ['unknown', 'unknown', 'unknown']],
    [{ 'PID-111': 'yes' }, ['yes', 'yes', 'yes']],
    [{ 'PID-1': 'no' }, ['no', 'no', 'no']],
    [{ 'PID-1': 'yes' }, ['yes', 'unknown', 'unknown']],
    [{ 'PID-11': 'no' }, ['unknown', 'no', 'no']],
    [{ 'PID-1': 'no', 'PID-111': 'yes' }, ['unknown', 'yes', 'yes']],
    [{ 'PID-11': 'no', 'PID-111': 'yes' }, ['yes', 'unknown', 'yes']],
    [{ 'PID-1': 'no', 'PID-11': 'no', 'PID-111': 'yes' }, ['unknown', 'unknown', 'yes']],
    [{ 'PID-1': 'yes', 'PID-11': 'no' }, ['yes', 'no', 'no']],
  ])('%j', (given, values) => {
    expect(asked(given)).toEqual(values);
  });

  it('name both sides of a contradiction', () => {
    const answers = consistent(emb3d.properties, said({ 'PID-1': 'no', 'PID-111': 'yes' }));
    expect(answers.get('PID-1')?.decidedBy).toEqual(['by PID-1', 'by PID-111']);
  });

  it('however deep sub-properties go', () => {
    const line = Array.from({ length: 2_000 }, (_, n) => ({ id: `PID-${n}`, name: '', category: '', under: n === 0 ? [] : [`PID-${n - 1}`], threats: [] }));
    expect(consistent(line.toReversed(), said({ 'PID-0': 'no' })).get('PID-1999')?.value).toBe('no');
    expect(consistent(line, said({ 'PID-1999': 'yes' })).get('PID-0')?.value).toBe('yes');
  });

  it('never take away a yes, nor make a no of what is said to be there', () => {
    const value = fc.constantFrom<Value>('yes', 'no', 'unknown');
    fc.assert(
      fc.property(value, value, value, (top, middle, leaf) => {
        const answers = asked({ 'PID-1': top, 'PID-11': middle, 'PID-111': leaf });
        for (const [index, given] of [top, middle, leaf].entries()) if (given === 'yes') expect(answers[index]).toBe('yes');
        // Nothing is denied below which something is held to be there.
        for (const index of [0, 1]) if (answers[index] === 'no') expect(answers.slice(index)).not.toContain('yes');
      }),
    );
  });
});
