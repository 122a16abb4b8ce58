import { describe, expect, it } from 'vitest';
import { Accounting } from './accounting.ts';

const event = { class: 'base', time: 0, logSource: {}, record: {}, offset: 0, length: 1 } as never;

describe('the account of what came', () => {
  it('closes at every step', () => {
    const account = new Accounting();
    account.took({ events: [event, event], rejected: [{ why: 'no-time', offset: 0, length: 1 }] });
    expect(account.known).toEqual({ offered: 3, evaluated: 0, waiting: 2, rejected: { 'no-time': 1 }, lost: 0 });
    account.judged(2);
    account.lost(5);
    expect(account.known).toEqual({ offered: 3, evaluated: 2, waiting: 0, rejected: { 'no-time': 1 }, lost: 5 });
  });

  it('throws where it does not close: that is our fault', () => {
    const account = new Accounting();
    expect(() => account.judged(1)).toThrow('does not close');
    expect(() => new Accounting().took({ events: [event], rejected: [] }, 2)).toThrow('2 offered');
  });
});
