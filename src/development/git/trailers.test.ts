import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trailersOf } from './trailers.ts';

const keys = (message: string) => trailersOf(message).map(({ key }) => key);

// Each case was held against `git interpret-trailers --parse --no-divider` of git 2.39; trailers.integration.test.ts asks the git that is installed.
describe('trailers', () => {
  it.each([
    ['the last paragraph', 'S\n\nBody\n\nReviewed-by: A <a@x>\nTested-by: B\n', ['Reviewed-by', 'Tested-by']],
    ['the first paragraph is the title', 'Reviewed-by: A\n', []],
    ['one line of prose among them, and none of git’s', 'S\n\nReviewed-by: A\nCloses #1\n', []],
    ['a quarter is enough beside one of git’s', 'S\n\nprose\nprose\nprose\nSigned-off-by: A\n', ['Signed-off-by']],
    ['less than a quarter is not', 'S\n\nprose\nprose\nprose\nprose\nSigned-off-by: A\n', []],
    ['a cherry-pick counts as one of git’s', 'S\n\nprose\nReviewed-by: A\n(cherry picked from commit abc)\n', ['Reviewed-by']],
    ['an earlier paragraph', 'S\n\nReviewed-by: A\n\nMore prose here\n', []],
    ['comments behind', 'S\n\nReviewed-by: A\n# a comment\n\n', ['Reviewed-by']],
    ['blanks before the colon', 'S\n\nReviewed-by : A\n', ['Reviewed-by']],
    ['a key with a space', 'S\n\nReviewed by: A\n', []],
    ['a link is a trailer', 'S\n\nhttps://example.org\n', ['https']],
  ])('%s', (_, message, expected) => expect(keys(message)).toEqual(expected));

  it('joins lines that continue one', () => {
    expect(trailersOf('S\n\nReviewed-by: A\n  <a@example.org>\nAcked-by: B\n')).toEqual([
      { key: 'Reviewed-by', value: 'A <a@example.org>' },
      { key: 'Acked-by', value: 'B' },
    ]);
  });

  it('lets a comment end one that lines would continue', () => {
    expect(trailersOf('S\n\nSigned-off-by: B\n# x\n\tmore\n')).toEqual([{ key: 'Signed-off-by', value: 'B' }]);
  });

  it('ends with any text', () => {
    const line = fc.constantFrom('', 'prose', 'Reviewed-by: A', ' more', '# x', 'Signed-off-by: B', 'Conflicts:', '\tx', 'k:v', '\0');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(line).map((lines) => lines.join('\n')),
        ),
        (message) => trailersOf(message).every(({ key }) => key !== ''),
      ),
    );
  });
});
