import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PassId, passText, readPass } from './pass.ts';

const ID = `ps${'0a'.repeat(10)}` as PassId;
const SECRET = `${'A_-z'.repeat(10)}abc`;

describe('the text of a pass', () => {
  it('is read as it was written', () => {
    expect(readPass(passText(ID, SECRET))).toEqual({ id: ID, secret: SECRET });
  });

  it('is nothing else, and whatever is sent is taken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        expect(readPass(text)).toBeUndefined();
      }),
    );
    const whole = passText(ID, SECRET);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.constantFrom(' ', '\n', '\0', '+', 'é'), (at, letter) => {
        expect(readPass(whole.slice(0, at) + letter + whole.slice(at + 1))).toBeUndefined();
      }),
    );
    expect(readPass(`${whole}\n`)).toBeUndefined();
  });
});
