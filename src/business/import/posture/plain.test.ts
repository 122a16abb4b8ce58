import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBlock, plain } from './plain.ts';

describe('text that was written for a page', () => {
  it.each([
    ['Mail SHALL be kept.', 'Mail SHALL be kept.'],
    ['Use <b>all</b>&nbsp;of &quot;it&quot; &amp; more', 'Use all of "it" & more'],
    ['less than 5 < 6 and 7', 'less than 5 < 6 and 7'],
    ['before <img src=x onerror=', 'before'],
    ['&lt;script&gt;', '&lt;script&gt;'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
  ])('%s', (html, text) => expect(plain(html, 100)).toBe(text));

  it('ends before badges and links', () => expect(firstBlock('Forwarding SHALL be off.<div class="x"><a>Badge</a></div>')).toBe('Forwarding SHALL be off.'));

  it('never holds a tag, nor more than was asked for', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('<', '>', '/', 'a', '&lt;', '&amp;', ' ', '"', '<b>', '\u202e', '\n')), (pieces) => {
        const text = plain(pieces.join(''), 20);
        expect(text).not.toMatch(/<[a-z/!][^>]*>/i);
        expect(text.length).toBeLessThanOrEqual(20);
      }),
    ));

  it('takes a time that grows as the text does', () => expect(plain('<'.repeat(1_000_000), 10)).toHaveLength(10));
});
