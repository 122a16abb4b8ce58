import { describe, expect, it } from 'vitest';
import { apiHeaders, assetHeaders, newNonce, pageHeaders } from './headers.ts';

const directives = (policy = '') => new Map(policy.split('; ').map((part) => [part.split(' ', 1)[0] ?? '', part.split(' ').slice(1)]));

describe('the policy of the page', () => {
  it('is the one that the console is built for, word by word', () => {
    expect(pageHeaders({ https: true, nonce: 'abc=' })['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc='; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; upgrade-insecure-requests",
    );
  });

  it.each([
    ['page', pageHeaders({ https: false, nonce: newNonce() })],
    ['asset', assetHeaders({ https: false, cacheControl: 'no-cache' })],
    ['api', apiHeaders({ https: false })],
  ])('%s: nothing unsafe, nothing from elsewhere, nothing named twice', (_, headers) => {
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).not.toMatch(/unsafe|\*|http:/);
    expect(directives(policy).size).toBe(policy.split('; ').length);
    expect(directives(policy).get('default-src')).toEqual(["'none'"]);
    expect(directives(policy).get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy).not.toContain("nonce-'");
  });

  it('has a nonce that no other answer has', () => {
    const nonces = Array.from({ length: 100 }, newNonce);
    expect(new Set(nonces).size).toBe(100);
    expect(nonces.every((nonce) => /^[A-Za-z0-9+/]{22}==$/.test(nonce))).toBe(true);
  });
});

describe('every answer', () => {
  const all = [pageHeaders({ https: true, nonce: 'n' }), assetHeaders({ https: true, cacheControl: 'no-cache' }), apiHeaders({ https: true })];
  it.each([
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
  ])('has %s: %s', (name, value) => {
    expect(all.map((headers) => headers[name])).toEqual([value, value, value]);
  });

  it('asks for HTTPS only where it came by it', () => {
    for (const headers of [pageHeaders({ https: false, nonce: 'n' }), apiHeaders({ https: false })]) {
      expect(headers).not.toHaveProperty('strict-transport-security');
      expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    }
  });

  it('leaves passkeys and copying on, and the rest off', () => {
    const permissions = (all[0]?.['permissions-policy'] ?? '').split(', ');
    expect(permissions.filter((permission) => !permission.endsWith('=()'))).toEqual([
      'publickey-credentials-get=(self)',
      'publickey-credentials-create=(self)',
      'clipboard-write=(self)',
    ]);
    expect(permissions).toContain('camera=()');
    // Chromium warns of these on every page.
    expect(permissions.join()).not.toMatch(/bluetooth|web-share/);
  });

  it('is kept by nobody, unless the route says so', () => {
    expect(apiHeaders({ https: true })['cache-control']).toBe('no-store');
    expect(apiHeaders({ https: true, cacheControl: 'private, no-cache' })['cache-control']).toBe('private, no-cache');
  });
});
