import { describe, expect, it } from 'vitest';
import { fromConsole, hostIsOurs, hostsOf, isSafe } from './origin.ts';

const OURS = 'https://assay.example';

describe('an unsafe request with a cookie', () => {
  it.each([
    ['from the console', OURS, 'same-origin', true],
    ['from the console, by a browser without fetch metadata', OURS, null, true],
    ['from the console, by a browser that leaves Origin out', null, 'same-origin', true],
    ['from another site', 'https://evil.example', 'cross-site', 'site'],
    ['from another site, by an old browser', 'https://evil.example', null, 'origin'],
    ['from a neighbouring subdomain', 'https://wiki.assay.example', 'same-site', 'site'],
    ['from the same host over HTTP', 'http://assay.example', null, 'origin'],
    ['from the same host, another port', 'https://assay.example:8443', null, 'origin'],
    ['from a sandboxed frame or a file', 'null', null, 'origin'],
    ['typed into the address bar', null, 'none', 'site'],
    ['with our origin, but said to be from elsewhere', OURS, 'cross-site', 'site'],
    ['by a name that begins like ours', 'https://assay.example.evil.example', null, 'origin'],
    ['with two origins', `${OURS} ${OURS}`, null, 'origin'],
    ['in capitals, as no browser writes it', 'https://ASSAY.example', null, 'origin'],
    ['by something that says nothing', null, null, 'unsaid'],
  ])('%s', (_, origin, fetchSite, expected) => {
    expect(fromConsole({ origin, fetchSite }, `${OURS}/`)).toEqual(expected === true ? { ok: true } : { ok: false, why: expected });
  });

  it('is any that is neither GET nor HEAD', () => {
    expect(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get'].filter(isSafe)).toEqual(['GET', 'HEAD']);
  });
});

describe('Host', () => {
  it.each([
    ['https://assay.example', undefined, ['assay.example', 'assay.example:443']],
    ['http://localhost:8420', { host: '127.0.0.1', port: 8420 }, ['localhost:8420', '127.0.0.1:8420']],
    ['http://localhost:8420', { host: '::1', port: 8420 }, ['localhost:8420', '[::1]:8420']],
    ['https://assay.example', { host: '192.0.2.1', port: 443 }, ['assay.example', 'assay.example:443']],
  ])('of %s', (publicUrl, listening, hosts) => {
    expect(hostsOf(publicUrl, listening)).toEqual(hosts);
  });

  it.each([
    ['localhost:8420', true],
    ['LOCALHOST:8420', true],
    ['127.0.0.1:8420', true],
    ['localhost', false],
    ['localhost:8421', false],
    ['rebound.evil.example:8420', false],
    ['localhost:8420.evil.example', false],
    ['localhost:8420@evil.example', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('%j is ours: %j', (host, ours) => {
    expect(hostIsOurs(host, hostsOf('http://localhost:8420', { host: '127.0.0.1', port: 8420 }))).toBe(ours);
  });
});
