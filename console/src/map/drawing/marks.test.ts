import { describe, expect, it } from 'vitest';
import { type Mark, Marks } from './marks.ts';

const mark = (change: Partial<Mark> = {}): Mark => ({ dim: false, why: undefined, chosen: false, reachable: false, ...change });

describe('the marks of the boxes', () => {
  it('that say the same stay the same, so that nothing is drawn anew for them', () => {
    const marks = new Marks();
    marks.set(
      new Map([
        ['a', mark({ why: 'matches' })],
        ['b', mark({ dim: true })],
      ]),
    );
    const [a, b] = [marks.of('a'), marks.of('b')];
    marks.set(
      new Map([
        ['a', mark({ why: 'matches' })],
        ['b', mark()],
      ]),
    );
    expect(marks.of('a')).toBe(a);
    expect(marks.of('b')).not.toBe(b);
    expect(marks.of('c')).toEqual(mark());
  });

  it('tell who listens, until they listen no more', () => {
    const marks = new Marks();
    const heard: (string | undefined)[] = [];
    const leave = marks.subscribe(() => heard.push(marks.over()));
    marks.point('a');
    marks.point('a');
    marks.point(undefined);
    leave();
    marks.point('b');
    expect(heard).toEqual(['a', undefined]);
  });
});
