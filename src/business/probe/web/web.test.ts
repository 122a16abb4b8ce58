import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { Observation, Visit } from '../model.ts';
import { namesHost } from '../tls/certificate.ts';
import { lookAtExposed } from './exposed.ts';
import { lookAtHeaders } from './headers.ts';
import { INTERFACES, LISTED_PATHS, marksOf } from './interfaces.ts';
import { lookAtSecurityTxt } from './security-txt.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const HOST = 'www.example.org';
type Response = Extract<Visit, { outcome: 'response' }>;
type Http = Extract<Observation, { kind: 'http' }>;
const response = (of: Partial<Response>): Response => ({
  outcome: 'response',
  status: 200,
  headers: [],
  length: 0,
  cut: false,
  digest: '',
  marks: [],
  identity: 'shown',
  ...of,
});
const http = (purpose: Http['purpose'], path: string, seen: Visit): Http => ({
  kind: 'http',
  safety: 'safe',
  host: HOST,
  address: '192.0.2.1',
  port: purpose === 'plain' ? 80 : 443,
  scheme: purpose === 'plain' ? 'http' : 'https',
  path,
  purpose,
  seen,
});
const PLAIN = http('plain', '/', { outcome: 'refused' });

describe('security headers', () => {
  const GOOD: readonly (readonly [string, string])[] = [
    ['strict-transport-security', 'max-age=31536000'],
    ['content-security-policy', "default-src 'self'; frame-ancestors 'self'"],
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
  ];
  const ids = (headers: readonly (readonly [string, string])[], plain: Http = PLAIN) =>
    lookAtHeaders(HOST, 443, [http('page', '/', response({ headers })), plain]).problems.map(({ id }) => id);
  const with_ = (name: string, ...values: readonly string[]) => [...GOOD.filter(([each]) => each !== name), ...values.map((value) => [name, value] as const)];

  it('are good as they are', () => expect(ids(GOOD)).toEqual([]));

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['strict-transport-security', ['max-age=0'], ['hsts-short']],
    ['strict-transport-security', ['Max-Age="31536000" ; includeSubDomains'], []],
    ['strict-transport-security', ['max-age=x'], ['hsts-broken']],
    ['strict-transport-security', ['max-age=31536000; max-age=0'], ['hsts-broken']],
    ['strict-transport-security', ['max-age=0', 'max-age=31536000'], ['hsts-short']],
    ['strict-transport-security', [], ['hsts-absent']],
    ['content-security-policy', ["script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["script-src 'nonce-abc' 'unsafe-inline' https: 'strict-dynamic'; frame-ancestors 'none'"], []],
    ['content-security-policy', ["script-src 'nonce-abc' https:; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["default-src *; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["script-src 'self' data:; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["img-src 'self'; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["default-src *, script-src 'self'; frame-ancestors 'none'"], []],
    ['content-security-policy', ["script-src *; script-src 'self'; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["default-src 'self'; frame-ancestors *"], ['framing-allowed']],
    ['content-security-policy', ["default-src 'self'"], ['framing-allowed']],
    ['content-security-policy', ["script-src 'self'; script-src-elem * 'unsafe-inline'; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["default-src 'none'; script-src-attr 'unsafe-inline'; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["script-src *; script-src-elem 'self'; script-src-attr 'none'; frame-ancestors 'none'"], []],
    ['content-security-policy', ["script-src-elem 'self'; frame-ancestors 'none'"], ['csp-open']],
    ['content-security-policy', ["script-src 'nonce-abc' http://*:*; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["script-src 'self' *:443; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["script-src *.com; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["script-src https://*.com:443/lib; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["script-src https://*.cdn.example; frame-ancestors 'self'"], []],
    ['content-security-policy', ["script-src 'self' filesystem:; frame-ancestors 'self'"], ['csp-open']],
    ['content-security-policy', ["default-src 'self'; frame-ancestors *:*"], ['framing-allowed']],
    ['content-security-policy', ["default-src 'self'; frame-ancestors https://*:443"], ['framing-allowed']],
    ['content-security-policy', ["default-src 'self'; frame-ancestors *.net"], ['framing-allowed']],
    ['content-security-policy', [], ['csp-absent', 'framing-allowed']],
    ['x-content-type-options', ['sniff'], ['sniffing-allowed']],
    ['referrer-policy', ['unsafe-url'], ['referrer-leaks']],
    ['referrer-policy', ['no-referrer, made-up'], []],
    ['referrer-policy', ['made-up'], ['referrer-absent']],
  ])('%s %j', (name, values, expected) => {
    expect(ids(with_(name, ...values))).toEqual(expected);
  });

  it('take the older header against frames only without the newer', () => {
    expect(ids([...with_('content-security-policy', "default-src 'self'"), ['x-frame-options', 'SAMEORIGIN']])).toEqual([]);
    expect(ids([...with_('content-security-policy', "default-src 'self'"), ['x-frame-options', 'ALLOW-FROM https://x.example']])).toEqual(['framing-allowed']);
    expect(ids([...with_('content-security-policy', "default-src 'self'; frame-ancestors *"), ['x-frame-options', 'DENY']])).toEqual(['framing-allowed']);
  });

  it('do not count where a policy is only reported', () => {
    expect(ids([...with_('content-security-policy'), ['content-security-policy-report-only', "default-src 'self'; frame-ancestors 'none'"]])).toEqual([
      'csp-absent',
      'framing-allowed',
    ]);
  });

  it('need a way to HTTPS', () => {
    const to = (location: string) => http('plain', '/', response({ status: 301, headers: [['location', location]] }));
    expect(ids(GOOD, to('https://www.example.org/'))).toEqual([]);
    expect(ids(GOOD, to('https://WWW.example.org:8443/'))).toEqual([]);
    expect(ids(GOOD, to('http://www.example.org/'))).toEqual(['http-stays']);
    expect(ids(GOOD, to('/here'))).toEqual(['http-stays']);
    expect(ids(GOOD, to('https:nowhere at all'))).toEqual(['http-stays']);
    for (const elsewhere of ['https://evil.example/', 'https://www.example.org.evil.example/', 'https://www.example.org@evil.example/']) {
      const found = lookAtHeaders(HOST, 443, [http('page', '/', response({ headers: GOOD })), to(elsewhere)]);
      expect([found.problems, found.undecided.length], elsewhere).toEqual([[], 1]);
    }
    expect(ids(GOOD, http('plain', '/', response({})))).toEqual(['http-stays']);
    expect(
      lookAtHeaders(HOST, 443, [http('page', '/', response({ headers: GOOD })), http('plain', '/', { outcome: 'unseen', why: 'x' })]).undecided,
    ).toHaveLength(1);
  });
});

describe('security.txt', () => {
  const look = (text: string, of: Partial<Response> = {}) =>
    lookAtSecurityTxt(
      HOST,
      443,
      [http('security-txt', '/.well-known/security.txt', response({ headers: [['content-type', 'text/plain']], text, ...of }))],
      NOW,
    );
  it.each<readonly [string, readonly string[]]>([
    ['Contact: mailto:s@example.org\nExpires: 2027-01-01T00:00:00Z', []],
    ['# a comment\ncontact: https://example.org/s\nexpires: 2027-01-01T02:00:00+02:00\n', []],
    [
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: tel:+1-201\nExpires: 2027-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\nContact: nonsense\n',
      [],
    ],
    ['Contact: s@example.org\nExpires: 2027-01-01T00:00:00Z', ['contact-broken']],
    ['Contact: mailto:s@example.org', ['contact-undated']],
    ['Contact: mailto:s@example.org\nExpires: soon', ['contact-undated']],
    ['Contact: mailto:s@example.org\nExpires: 2027-01-01T00:00:00Z\nExpires: 2028-01-01T00:00:00Z', ['contact-undated']],
    ['Contact: mailto:s@example.org\nExpires: 2026-10-31T23:59:59Z', ['contact-expired']],
    ['Contact: mailto:s@example.org\nExpires: 2027-01-01T00:00:00Z\nCanonical: https://other.example/.well-known/security.txt', ['contact-elsewhere']],
  ])('%j', (text, expected) => {
    expect(look(text).problems.map(({ id }) => id)).toEqual(expected);
  });

  it('holds until it says', () => {
    expect(look('Contact: mailto:s@example.org\nExpires: 2026-11-02T02:00:00+02:00').until).toBe('2026-11-02T00:00:00Z');
    expect(look('Contact: mailto:s@example.org\nExpires: 2030-01-01T00:00:00Z').remarks.join()).toContain('more than a year');
  });
});

describe('exposed interfaces', () => {
  it('are told by their own marks alone', () => {
    expect(marksOf([['x-jenkins', '2.1']], '')).toEqual(['Jenkins']);
    expect(marksOf([], '<title>Grafana</title>')).toEqual(['Grafana']);
    expect(marksOf([], 'We love Jenkins, Grafana and GitLab.')).toEqual([]);
    expect(marksOf([['server', 'nginx']], '')).toEqual([]);
    for (const { product, headers = [], texts = [] } of INTERFACES) {
      expect([product, headers.length + texts.length]).not.toEqual([product, 0]);
      for (const pieces of texts) expect(marksOf([], pieces.join(' ').toUpperCase())).toContain(product);
    }
    expect(LISTED_PATHS.every((path) => path.startsWith('/'))).toBe(true);
  });

  const all = (of: (path: string) => Visit) => [
    http('page', '/', of('/')),
    PLAIN,
    http('control', '/x', of('/x')),
    ...LISTED_PATHS.filter((path) => path !== '/').map((path) => http('list', path, of(path))),
  ];
  const none = response({ status: 404 });
  it('are not there only where every path was seen', () => {
    expect(
      lookAtExposed(
        HOST,
        443,
        all(() => none),
      ),
    ).toEqual({ problems: [], undecided: [], remarks: [] });
    expect(lookAtExposed(HOST, 443, all(() => none).slice(0, -1)).undecided).toHaveLength(1);
    expect(
      lookAtExposed(
        HOST,
        443,
        all((path) => (path === '/login' ? { outcome: 'unseen', why: 'x' } : none)),
      ).undecided,
    ).toHaveLength(1);
    expect(
      lookAtExposed(
        HOST,
        443,
        all((path) => (path === '/login' ? response({ status: 500 }) : none)),
      ).undecided,
    ).toHaveLength(1);
  });

  it('are not believed of a page with the marks of everything', () => {
    const { problems, undecided } = lookAtExposed(
      HOST,
      443,
      all(() => response({ marks: ['Jenkins', 'Grafana', 'GitLab'] })),
    );
    expect([problems, undecided.length > 0]).toEqual([[], true]);
  });
});

describe('the name of a certificate', () => {
  it.each<readonly [readonly string[], readonly string[], string, boolean]>([
    [['example.org'], [], 'example.org', true],
    [['*.example.org'], [], 'www.example.org', true],
    [['*.example.org'], [], 'example.org', false],
    [['*.example.org'], [], 'a.b.example.org', false],
    [['*.org'], [], 'example.org', false],
    [['w*.example.org'], [], 'www.example.org', false],
    [['*'], [], 'example.org', false],
    [['192.0.2.1'], [], '192.0.2.1', false],
    [[], ['192.0.2.1'], '192.0.2.1', true],
    [[], ['2001:DB8:0:0:0:0:0:1'], '2001:db8::1', true],
  ])('%j %j and %s: %s', (names, addresses, host, good) => {
    expect(namesHost({ names, addresses }, host)).toBe(good);
  });
});
