import { describe, expect, it } from 'vitest';
import type { ReachedShown, WayFromShown } from '../../../src/server/business/model.ts';
import { unlike, waysOfAnother } from './unlike.ts';

// Of a way nothing but its route and its sentences is read here.
const way = (through: readonly string[], ...sentences: readonly string[]) =>
  ({ through, direct: false, steps: [], story: { days: 1, hops: sentences.map((sentence) => ({ sentence })) } }) as unknown as WayFromShown;
const route = ({ through }: WayFromShown) => through.join(' ');

describe('ways that read the same in short', () => {
  it.each<[string, readonly WayFromShown[], readonly (string | undefined)[]]>([
    ['tells two by the step that each takes alone', [way(['a'], 'in', 'phish', 'out'), way(['a'], 'in', 'guess', 'out')], ['phish', 'guess']],
    ['says nothing of ways that are unlike in short', [way(['a'], 'in', 'phish'), way(['b'], 'in', 'guess')], [undefined, undefined]],
    ['says nothing of the one whose steps the other has all', [way(['a'], 'in'), way(['a'], 'in', 'guess')], [undefined, 'guess']],
    ['takes the step that tells it from most', [way(['a'], 'p', 'q'), way(['a'], 'p', 'r'), way(['a'], 's', 'r')], ['q', 'p', 's']],
  ])('%s', (_, ways, steps) => {
    expect(unlike(ways, route)).toEqual(steps.map((sentence) => (sentence === undefined ? undefined : { sentence })));
  });

  it('names the step by its id where all their sentences are the same', () => {
    const by = (...steps: readonly string[]) => ({ ...way(['a'], 'in', 'out'), steps });
    expect(unlike([by('in:all', 'out'), by('in:some', 'out'), by('out')], route)).toEqual([{ step: 'in:all' }, { step: 'in:some' }, undefined]);
  });
});

describe('an answer with the ways of another', () => {
  const answer = (goal: string, ways: readonly WayFromShown[], direct?: WayFromShown) => ({ goal, ways, direct }) as unknown as ReachedShown['answers'][number];
  it('names the first that has them, and none for the first itself or where there is no way', () => {
    const all = answer('of all', [way(['a'], 'in')]);
    const one = answer('of somebody', [way(['a'], 'in')]);
    const other = answer('other', [way(['a'], 'in')], way([], 'straight'));
    const none = answer('none', []);
    const answers = [all, one, other, none, answer('none too', [])];
    expect(answers.map((each) => waysOfAnother(each, answers)?.goal)).toEqual([undefined, 'of all', undefined, undefined, undefined]);
  });
});
