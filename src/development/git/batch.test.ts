import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { BatchReader } from './batch.ts';
import { objectName } from './object.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const object = (body: string) => `${objectName('sha1', 'commit', encode(body))} commit ${encode(body).length}\n${body}\n`;
const whole = `${object('one')}${object('')}${'a'.repeat(40)} missing\n${object('x'.repeat(5000))}${'b'.repeat(40)} commit 3\nabc\n`;
const codesOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
};

function kinds(pieces: readonly Uint8Array[]) {
  const reader = new BatchReader('sha1');
  const answers = pieces.flatMap((piece) => reader.take(piece.slice()).map(({ kind }) => kind));
  return { answers, done: reader.done };
}

describe('what cat-file --batch writes', () => {
  it('is read, hashed, and compared with the name it was asked by', () => {
    expect(kinds([encode(whole)])).toEqual({ answers: ['commit', 'commit', 'missing', 'commit', 'damaged'], done: true });
  });

  it('is the same in whatever pieces it comes', () => {
    const bytes = encode(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        expect(kinds(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(kinds([bytes]));
      }),
    );
  });

  it('is not done where it ends within an object', () => expect(kinds([encode(whole.slice(0, -2))]).done).toBe(false));

  it('is refused where it is something else', () => {
    expect(codesOf(() => kinds([encode('hello world\n')]))).toEqual(['ASSAY-GIT-007']);
    expect(codesOf(() => kinds([encode('x'.repeat(200))]))).toEqual(['ASSAY-GIT-007']);
    expect(codesOf(() => kinds([encode(`${'a'.repeat(40)} commit 1\nabc\n`)]))).toEqual(['ASSAY-GIT-007']);
  });

  it('is refused at the head of an object that is too long', () => {
    expect(codesOf(() => kinds([encode(`${'a'.repeat(40)} blob 99999999\n`)]))).toEqual(['ASSAY-GIT-002']);
  });

  it('is nothing but refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (pieces) =>
        codesOf(() => kinds(pieces)).every((code) => code.startsWith('ASSAY-GIT-')),
      ),
    );
  });
});
