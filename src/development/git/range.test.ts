import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ancestry } from './ancestry.ts';
import { History } from './history.ts';
import type { ObjectId } from './object.ts';
import { rangeOf } from './range.ts';

/** A letter as the name of a commit, and back. */
const named = (letter: string) => letter.charCodeAt(0).toString(16).padStart(40, '0') as ObjectId;
const letter = (id: ObjectId) => String.fromCharCode(Number.parseInt(id, 16));

function rangeIn(parents: ReadonlyMap<ObjectId, readonly ObjectId[]>, release: ObjectId, since?: ObjectId) {
  const ancestry = new Ancestry('sha1');
  for (const [id, of] of parents) ancestry.add(id, of);
  return rangeOf(
    new History(
      ancestry,
      Int32Array.from([...parents.keys()], (id) => ancestry.numberOf(id)),
    ),
    release,
    since,
  );
}

function range(text: string, release: string, since?: string) {
  const rows = text.split(' ').map((one): [ObjectId, ObjectId[]] => {
    const [id = '', parents = ''] = one.split(':');
    return [named(id), [...parents].map(named)];
  });
  const { commits, unread, linear } = rangeIn(new Map(rows), named(release), since === undefined ? undefined : named(since));
  return { commits: commits.map(letter), unread: unread.map(letter), linear };
}

describe('a release’s range', () => {
  it.each([
    ['a line', 'd:c c:b b:a a:', 'd', 'b', 'dc'],
    ['from the first commit', 'c:b b:a a:', 'c', undefined, 'cba'],
    ['a merged branch', 'm:lx l:a x:a a:', 'm', 'a', 'mlx'],
    ['a branch merged that began before the earlier release', 'm:lx l:s s:a x:a a:', 'm', 's', 'mlx'],
    ['the release itself', 'b:a a:', 'b', 'b', ''],
  ])('is %s', (_, text, release, since, expected) => expect(range(text, release, since).commits.join('')).toBe(expected));

  it('says which parents could not be read', () => expect(range('c:b b:z', 'c').unread).toEqual(['z']));
  it('asks nothing of what is behind the earlier release', () => expect(range('c:b b:z', 'c', 'b').unread).toEqual([]));
  it('says where the earlier release is none of its history', () => expect(range('c:a b:a a:', 'c', 'b')).toMatchObject({ commits: ['c'], linear: false }));

  it('only grows where something is missing', () => {
    const graph = fc.array(fc.array(fc.nat(30), { maxLength: 3 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(graph, fc.nat(19), fc.nat(19), (raw, since, lost) => {
        const size = raw.length;
        const id = (n: number) => String(n).padStart(40, '0') as ObjectId;
        const whole = new Map(raw.map((parents, at) => [id(at), [...new Set(parents.map((p) => at + 1 + p).filter((p) => p < size))].map(id)]));
        const old = id(since % size);
        const torn = new Map([...whole].filter(([one]) => one !== id(1 + (lost % (size - 1)))));
        const [all, some] = [rangeIn(whole, id(0), old), rangeIn(torn, id(0), old)];
        const missing = all.commits.filter((one) => !some.commits.includes(one));
        expect(missing.length === 0 || some.unread.length > 0).toBe(true);
      }),
    );
  });
});
