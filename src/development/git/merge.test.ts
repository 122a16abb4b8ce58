import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { outcomeOf, readRemerged, readTreeChanges } from './merge.ts';
import type { ObjectId } from './object.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const id = (digit: string) => digit.repeat(40) as ObjectId;
const AGAIN = `1\x00${id('a')}\x00\x00` + `0\x00${id('b')}\x00100644 ${id('1')} 1\tf\x00100644 ${id('2')} 2\tf\x00\x00`;
const CHANGES = `${id('a')} ${id('b')}\n${id('a')} ${id('c')}\n:100644 100644 ${id('1')} ${id('2')} M\x00f\x00:100644 000000 ${id('1')} ${id('0')} D\x00a b\x00`;
const codes = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
};

describe('what git says of merges', () => {
  it('is read', () => {
    expect(readRemerged(bytes(AGAIN))).toMatchObject([
      { clean: true, tree: id('a'), conflicts: [] },
      { clean: false, conflicts: [{ stage: 1, path: 'f' }, { stage: 2 }] },
    ]);
    expect(readTreeChanges(bytes(CHANGES))).toMatchObject([
      [],
      [
        { path: 'f', after: id('2') },
        { path: 'a b', after: id('0') },
      ],
    ]);
  });
  it('is left out where git ended within it', () => expect(readRemerged(bytes(AGAIN.slice(0, -1)))).toHaveLength(1));
  it.each([`2\x00${id('a')}\x00\x00`, `1\x00zz\x00\x00`, `0\x00${id('a')}\x00what\x00\x00`])('is refused as %j', (text) =>
    expect(codes(() => readRemerged(bytes(text)))).toEqual(['ASSAY-GIT-007']),
  );
  it.each(['what\n', `:100644 100644 ${id('1')} ${id('2')} M\x00f\x00`, `${id('a')} ${id('b')}\n:1 2\x00f\x00`])('of trees is refused as %j', (text) =>
    expect(codes(() => readTreeChanges(bytes(text)))).toEqual(['ASSAY-GIT-007']),
  );
  it('is nothing but refused, whatever the bytes', () => {
    const real = bytes(AGAIN + CHANGES);
    const mutated = fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
      const copy = real.slice();
      for (const [at, byte] of changes) copy[at] = byte;
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (some) =>
        [readRemerged, readTreeChanges].every((read) => codes(() => read(some)).every((code) => code === 'ASSAY-GIT-007')),
      ),
    );
  });
  it('took a side where that side had deleted the file', () => {
    const again = { clean: false, tree: id('a'), conflicts: [1, 2].map((stage) => ({ stage, id: id('1'), path: 'f' })) };
    const gone = { path: 'f', before: id('3'), after: id('0'), mode: { before: 0o100644, after: 0 } };
    expect(outcomeOf(again, [gone])).toEqual({ kind: 'by-hand', paths: [], sides: ['f'], beside: [] });
  });
});
