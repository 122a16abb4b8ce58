import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import { addressesOf, addressOf, shardOf } from './address.ts';
import { crlBody } from './crl.ts';
import { codesOf } from './edge/made.fixture.ts';
import { type AuthorityFacts, healthOf } from './health.ts';
import { writeName } from './name.ts';
import { readPkcs11Uri } from './pkcs11-uri.ts';
import { PROFILES, readProfiles } from './profile.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');

describe('a file of profiles', () => {
  it('adds to those that are shipped, and takes the place of those of its names', () => {
    const read = readProfiles(
      'assay: profiles/1\nprofiles:\n  - { name: camera, days: 30, usages: [client], keys: [p-256] }\n  - { name: lock, days: 60, graceDays: 10, usages: [client], keys: [ed25519] }\n',
      'p.yaml',
    );
    expect(read).toHaveLength(PROFILES.length + 1);
    expect(read.find(({ name }) => name === 'camera')).toMatchObject({ days: 30, graceDays: 0, approval: false });
    expect(read.find(({ name }) => name === 'lock')).toMatchObject({ days: 60, graceDays: 10 });
  });

  it.each([
    ['no profiles', 'assay: profiles/1\n'],
    ['an unknown field', 'assay: profiles/1\nprofiles: [{ name: x, days: 1, usages: [client], keys: [p-256], colour: red }]'],
    ['a weak key', 'assay: profiles/1\nprofiles: [{ name: x, days: 1, usages: [client], keys: [rsa-1024] }]'],
    ['no end', 'assay: profiles/1\nprofiles: [{ name: x, days: 99999, usages: [client], keys: [p-256] }]'],
    ['a name of the authority', 'assay: profiles/1\nprofiles: [{ name: authority, days: 1, usages: [client], keys: [p-256] }]'],
    [
      'a name twice',
      'assay: profiles/1\nprofiles: [{ name: x, days: 1, usages: [client], keys: [p-256] }, { name: x, days: 1, usages: [client], keys: [p-256] }]',
    ],
  ])('is refused with %s', (_, text) => {
    expect(codesOf(() => readProfiles(text, 'p.yaml'))).toContain('ASSAY-CA-009');
  });

  it('ships profiles that such a file could hold', () => {
    expect(readProfiles(JSON.stringify({ assay: 'profiles/1', profiles: PROFILES }), 'p.json')).toEqual(PROFILES);
  });
});

describe('an address in certificates', () => {
  it('is of plain HTTP', () => {
    expect(addressOf('http://ca.example.org/pki/')).toBe('http://ca.example.org/pki');
    expect(addressesOf('http://ca.example.org', 'issuing-1', 10)).toMatchObject({
      crl: 'http://ca.example.org/crl/issuing-1/0a.crl',
      ocsp: 'http://ca.example.org/ocsp',
    });
  });
  it.each([
    'https://ca.example.org',
    'ca.example.org',
    'http://user:x@ca.example.org',
    'http://ca.example.org/?a',
    'http://ca.example.org/#a',
    `http://${'a'.repeat(200)}.org`,
    'http://küche.example',
  ])('is not %s', (text) => {
    expect(codesOf(() => addressOf(text))).toEqual(['ASSAY-CA-019']);
  });
  it('names a list by the end of the serial number', () => {
    expect([shardOf('41ff', 256), shardOf('41ff', 16), shardOf('41ff', 1)]).toEqual([255, 15, 0]);
  });
});

describe('the URI of a key in a token', () => {
  it('is read as RFC 7512 has it', () => {
    expect(readPkcs11Uri('pkcs11:token=my%20token;object=issuing;id=%01%ff?module-path=/usr/lib/x.so')).toEqual({
      token: 'my token',
      object: 'issuing',
      id: '01ff',
      module: '/usr/lib/x.so',
    });
    expect(readPkcs11Uri('pkcs11:token=t;object=issuing?module-path=/x.so').id).toMatch(/^[0-9a-f]{16}$/);
  });
  it.each([
    '',
    'pkcs11:',
    'file:x',
    'pkcs11:token=t;object=o?module-path=x.so',
    'pkcs11:token=t;object=--pin?module-path=/x.so',
    'pkcs11:token=t;object=o;pin-value=1?module-path=/x.so',
    'pkcs11:token=t%00;object=o?module-path=/x.so',
  ])('is not %j', (text) => {
    expect(codesOf(() => readPkcs11Uri(text))).toEqual(['ASSAY-CA-013']);
  });
});

describe('the health of authorities', () => {
  const facts = (more: Partial<AuthorityFacts>): AuthorityFacts => ({
    id: 'issuing-1',
    role: 'issuing',
    notAfter: Instant.plus(NOW, Duration.days(1000)),
    keyHere: true,
    good: 5,
    list: { nextUpdate: Instant.plus(NOW, Duration.days(5)) },
    ...more,
  });
  const problems = (more: Partial<AuthorityFacts>) => healthOf([facts(more)], NOW, Duration.days(365)).problems;

  it('is good where nothing ends', () => {
    expect(problems({})).toEqual([]);
  });
  it('wants an authority to outlive what it signs', () => {
    expect(problems({ notAfter: Instant.plus(NOW, Duration.days(394)) })[0]?.remedy).toBe('assay product ca rotate issuing');
    expect(problems({ notAfter: Instant.plus(NOW, Duration.days(394)), replacedBy: 'issuing-2' })).toEqual([]);
    expect(problems({ id: 'root-1', role: 'root', notAfter: Instant.plus(NOW, Duration.days(29)), keyHere: false })[0]?.remedy).toBe(
      'assay product ca rotate root',
    );
  });
  it('wants lists to be made before they are over, as long as anything good is spoken of', () => {
    expect(problems({ list: { nextUpdate: Instant.plus(NOW, Duration.hours(23)) } })[0]?.remedy).toBe('assay product ca crl issuing-1');
    expect(healthOf([{ ...facts({ replacedBy: 'issuing-2', good: 0 }), list: { nextUpdate: NOW } }], NOW, Duration.days(1)).problems).toEqual([]);
    const { list: _, ...none } = facts({});
    expect(healthOf([none], NOW, Duration.days(1)).problems[0]?.what).toContain('has made no list');
  });
  it('notes a root that lies where it is not needed', () => {
    expect(healthOf([facts({ id: 'root-1', role: 'root' })], NOW, Duration.days(1)).notes).toHaveLength(1);
  });
});

describe('a list', () => {
  it('that ends before it begins, or adds to a later one, is not made', () => {
    const asked = { issuer: writeName('x'), kind: 'p-256', number: 2, thisUpdate: NOW, nextUpdate: NOW, entries: [] } as const;
    expect(codesOf(() => crlBody(asked))).toEqual(['ASSAY-CA-020']);
    expect(codesOf(() => crlBody({ ...asked, nextUpdate: Instant.plus(NOW, Duration.days(1)), base: 2 }))).toEqual(['ASSAY-CA-020']);
  });
});
