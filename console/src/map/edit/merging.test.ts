import { describe, expect, it } from 'vitest';
import { merging } from './merging.ts';
import { changed, type Plain } from './references.ts';

const ref = (id: string) => ({ list: 'parts' as const, id, name: id.toUpperCase() });
const NOTHING = { added: [], removed: [], changed: [] };

describe('what somebody else changed', () => {
  const draft: Plain = { parts: [{ id: 'a', name: 'A' }, { id: 'b', name: 'mine' }, { id: 'c', zone: 'z' }, { id: 'e' }] };
  const newest: Plain = { parts: [{ id: 'a', name: 'theirs', tags: ['x'] }, { id: 'b', name: 'theirs' }, { id: 'c' }, { id: 'd' }] };
  const theirs = {
    added: [ref('d')],
    removed: [ref('e')],
    changed: [
      { ...ref('a'), fields: [{ field: 'name' }, { field: 'tags' }] },
      { ...ref('b'), fields: [{ field: 'name' }] },
      { ...ref('c'), fields: [{ field: 'zone' }] },
    ],
  };

  it('comes into the draft field by field, but for what the draft changed too', () => {
    const { changes, both } = merging(draft, newest, theirs, { ...NOTHING, changed: [{ ...ref('b'), fields: [] }] });
    expect(changed(draft, changes)).toEqual({ parts: [{ id: 'a', name: 'theirs', tags: ['x'] }, { id: 'b', name: 'mine' }, { id: 'c' }, { id: 'd' }] });
    expect(both).toEqual([{ id: 'b', name: 'B' }]);
  });

  it('comes as a whole incident plan where there was none, field by field where there was, and goes', () => {
    const plan = { list: 'csirt' as const, id: 's', name: 's' };
    const planned = (at: string): Plain => ({ parts: [], csirt: { roles: [{ id: at }] } });
    expect(changed({ parts: [] }, merging({ parts: [] }, planned('a'), { ...NOTHING, added: [plan] }, NOTHING).changes)).toEqual(planned('a'));
    expect(changed(planned('a'), merging(planned('a'), { parts: [] }, { ...NOTHING, removed: [plan] }, NOTHING).changes)).toEqual({ parts: [] });
    const theirs = { ...NOTHING, changed: [{ ...plan, fields: [{ field: 'roles[b].id' }] }] };
    expect(changed(planned('a'), merging(planned('a'), planned('b'), theirs, NOTHING).changes)).toEqual(planned('b'));
  });

  it('is nothing where they changed nothing', () => {
    expect(merging(draft, newest, NOTHING, NOTHING)).toEqual({ changes: [], both: [] });
  });
});
