import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

it.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:globalThis.owned=1', '/sign-in?to=//evil.example', 'http:evil.example', 7])(
  'after signing in nobody is led to %s',
  (to) => {
    expect(ownPath(to)).toBeUndefined();
  },
);

it('goes on to a page of the console', () => {
  expect(ownPath('/services/a/gaps?layer=product')).toBe('/services/a/gaps?layer=product');
});
