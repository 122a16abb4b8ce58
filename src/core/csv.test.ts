import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

describe('csv', () => {
  it.each([
    ['plain', [['a', 1]], 'a,1\r\n'],
    ['commas, quotes and lines', [['a,b', 'say "x"', 'one\ntwo']], '"a,b","say ""x""","one\ntwo"\r\n'],
    ['what would be a formula', [['=1+1', '+1', '@x', '-x', '\tx']], "'=1+1,'+1,'@x,'-x,'\tx\r\n"],
    ['numbers below zero stay numbers', [['-1', '-1.5']], '-1,-1.5\r\n'],
  ])('%s', (_, rows, text) => {
    expect(csv(rows)).toBe(text);
  });
});
