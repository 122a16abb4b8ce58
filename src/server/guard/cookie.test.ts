import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropCookie, makeCookie, readCookie } from './cookie.ts';

describe('a cookie', () => {
  it.each([
    [makeCookie('session', 'abc', { https: true, maxAgeSeconds: 3600 }), '__Host-assay-session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure'],
    [makeCookie('session', 'abc', { https: false }), 'assay-session=abc; Path=/; HttpOnly; SameSite=Strict'],
    [makeCookie('oidc', 'a-_9', { https: true, sameSite: 'Lax' }), '__Host-assay-oidc=a-_9; Path=/; HttpOnly; SameSite=Lax; Secure'],
    [dropCookie('session', { https: true }), '__Host-assay-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure'],
  ])('%s', (made, expected) => {
    expect(made).toBe(expected);
  });

  it.each(['a;b', 'a b', 'a\r\nSet-Cookie: x=y', '"a"', '', 'ä', 'a,b', 'x'.repeat(1025)])('is not made of %j', (value) => {
    expect(() => makeCookie('session', value, { https: true })).toThrow('ASSAY-SERVER-011');
  });
});

describe('reading', () => {
  it.each([
    ['assay-session=abc', false, 'abc'],
    ['a=b; assay-session=abc; c=d', false, 'abc'],
    ['a=b;assay-session=abc', false, 'abc'],
    ['__Host-assay-session=abc', true, 'abc'],
    ['assay-session=abc', true, undefined],
    ['__Host-assay-session=abc', false, undefined],
    ['assay-session=abc; assay-session=def', false, undefined],
    ['assay-session=abc; assay-session=abc', false, undefined],
    ['assay-session=', false, undefined],
    ['assay-session', false, undefined],
    ['assay-session="abc"', false, undefined],
    ['xassay-session=abc', false, undefined],
    ['ASSAY-SESSION=abc', false, undefined],
    ['__host-assay-session=abc', true, undefined],
    ['', false, undefined],
    [null, false, undefined],
  ])('%j, https %j, gives %j', (header, https, value) => {
    expect(readCookie(header, 'session', https)).toBe(value);
  });

  it('reads back whatever was made, and survives any header', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), fc.boolean(), (value, https) => {
        expect(readCookie(makeCookie('session', value, { https }).split(';')[0], 'session', https)).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (header) => {
        expect(readCookie(header, 'session', true) ?? '').toMatch(/^[A-Za-z0-9_-]*$/);
      }),
    );
  });
});
