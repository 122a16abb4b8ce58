import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';
import { signInSearch } from './search.ts';

const ELSEWHERE = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'javascript:globalThis.owned=1',
  '/sign-in?to=//evil.example',
  '/./sign-in',
  '/api/federation/callback?code=a',
  'http:evil.example',
  7,
];

it.each(ELSEWHERE)('after signing in nobody is led to %j', (to) => {
  expect(ownPath(to)).toBeUndefined();
});

it.each(ELSEWHERE)('the page of the sign-in is given nothing in the place of %j', (to) => {
  // The router lays what was checked over what the address said: a key that is merely left out would be the raw one again.
  expect({ to, ...signInSearch({ to }) }).toEqual({ to: undefined, error: undefined });
});

it('goes on to a page of the console', () => {
  expect(ownPath('/services/a/gaps?layer=product')).toBe('/services/a/gaps?layer=product');
  expect(ownPath('/people?view=roles#top')).toBe('/people?view=roles#top');
});

it('never leads away, whatever it is, and comes to the same when it is read again', () => {
  const parts = fc.array(fc.constantFrom('/', '\\', '.', '..', '\t', '\n', '\r', ' ', '%2f', '@', ':', '?', '#', 'a', 'evil.example', 'sign-in', 'api'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(parts, (said) => {
      const path = ownPath(said.join(''));
      if (path === undefined) return;
      expect(new URL(path, 'https://assay.example').origin).toBe('https://assay.example');
      expect(ownPath(path)).toBe(path);
    }),
  );
});
