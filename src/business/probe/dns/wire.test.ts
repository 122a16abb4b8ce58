import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Question } from '../model.ts';
import { answerOf, isAnswerTo } from './answer.ts';
import { canAsk, encodeName, encodeQuestion, readMessage, readName, TYPE_NUMBERS } from './wire.ts';

const QUESTION: Question = { name: 'example.org', type: 'TXT' };
const head = (flags: number, answers: number) => [0, 7, flags >> 8, flags & 255, 0, 1, 0, answers, 0, 0, 0, 0, ...encodeName('example.org'), 0, 16, 0, 1];
const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);

describe('messages of the DNS', () => {
  it('give back the question that was put in', () => {
    fc.assert(
      fc.property(
        fc.nat(65_535),
        fc.array(label, { maxLength: 8 }),
        fc.constantFrom(...(Object.keys(TYPE_NUMBERS) as (keyof typeof TYPE_NUMBERS)[])),
        (id, labels, type) => {
          const name = labels.join('.');
          const message = readMessage(encodeQuestion(id, { name, type }));
          expect(message).toMatchObject({ id, isResponse: false, questions: [{ name, type: TYPE_NUMBERS[type], class: 1 }] });
        },
      ),
    );
  });

  it('never break the reader, whatever the bytes, and never take long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const message = readMessage(bytes);
        if (typeof message !== 'string') expect(['answer', 'none', 'unseen']).toContain(answerOf(message, QUESTION).status);
      }),
    );
  });

  it('never break the reader where one is spoilt', () => {
    const sound = [...head(0x8180, 1), 0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 1, 0, 3, 2, 0x68, 0x69];
    expect(answerOf(readMessage(Uint8Array.from(sound)) as never, QUESTION)).toMatchObject({ status: 'answer', records: [{ type: 'TXT', text: 'hi' }] });
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), (at, byte) => {
        const message = readMessage(Uint8Array.from(sound.with(at, byte)));
        if (typeof message !== 'string') expect(answerOf(message, QUESTION).status).not.toBe('');
      }),
    );
    for (let cut = 0; cut < sound.length; cut += 1) expect(typeof readMessage(Uint8Array.from(sound.slice(0, cut)))).toBe('string');
  });

  it.each<readonly [string, readonly number[], number]>([
    ['a pointer to itself', [0xc0, 0], 0],
    ['two pointers to each other', [0xc0, 2, 0xc0, 0], 2],
    ['a pointer forward', [0xc0, 2, 0], 0],
    ['a pointer into its own piece', [1, 97, 0xc0, 0], 0],
    ['a label of an unknown kind', [0x80, 0], 0],
    ['a label that is cut off', [5, 97], 0],
    ['a pointer that is cut off', [0xc0], 0],
    ['more than 255 bytes', [...Array.from({ length: 5 }, () => [60, ...new Array<number>(60).fill(97)]).flat(), 0], 0],
  ])('hold no name with %s', (_, bytes, at) => {
    expect(typeof readName(Uint8Array.from(bytes), at)).toBe('string');
  });

  it('write odd bytes of names as numbers, so that none passes for a dot', () => {
    expect(readName(Uint8Array.from([3, 97, 46, 98, 0]), 0)).toEqual({ text: 'a\\046b', next: 5 });
  });

  it('are no answer with another id, name, type, class, direction or number of questions', () => {
    const good = head(0x8180, 0);
    const of = (bytes: readonly number[]) => {
      const message = readMessage(Uint8Array.from(bytes));
      return typeof message !== 'string' && isAnswerTo(message, 7, QUESTION);
    };
    expect(of(good)).toBe(true);
    for (const [at, byte] of [
      [1, 8],
      [2, 0x01],
      [2, 0x89],
      [5, 0],
      [13, 102],
      [26, 1],
      [28, 3],
    ] as const)
      expect([at, of(good.with(at, byte))]).toEqual([at, false]);
  });

  it.each([
    ['example.org', true],
    ['', true],
    ['_dmarc.example.org', true],
    ['a..org', false],
    ['a b.org', false],
    [`${'a'.repeat(64)}.org`, false],
    ['a\\046b.org', false],
  ])('may ask for %s: %s', (name, good) => {
    expect(canAsk(name)).toBe(good);
  });
});
