import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecoveryCode, recoveryCode } from './recovery-code.ts';

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('a recovery code', () => {
  it('has 80 bits, and reads as it was written, in any case and with any spaces', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const code = recoveryCode(one);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
        expect(readRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(code.replaceAll('-', ''));
        expect(recoveryCode(other) === code).toBe(Buffer.from(one).equals(Buffer.from(other)));
      }),
    );
  });

  it.each([
    ['OIL0-0000-0000-0000', '0110000000000000'],
    ['0000-0000-0000-000', undefined],
    ['0000-0000-0000-0000-0', undefined],
    ['000U-0000-0000-0000', undefined],
    ['', undefined],
    ['0'.repeat(100), undefined],
  ])('%s is read as %s', (typed, code) => {
    expect(readRecoveryCode(typed)).toBe(code);
  });
});
