import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { memoryStore } from '../../../ledger/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import type { PersonId } from '../../access/model.ts';
import { openPeopleDatabase, type PeopleDatabase } from '../../people/edge/people-database.ts';
import { personStore } from '../../people/edge/person-store.ts';
import { FLOW_MS, type Identity, type Provider, type Purpose } from '../model.ts';
import { CALLBACK, type Federation, openFederation } from './federation.ts';
import { CLIENT_ID, CLIENT_SECRET, type ProviderFixture, startProvider } from './provider.fixture.ts';
import { identityProvider } from './provider.ts';

const PUBLIC_URL = 'http://localhost:8420';
const ANNA = 'p_aaaaaaaaaaaaaaaaaaaa' as PersonId;
const BERT = 'p_bbbbbbbbbbbbbbbbbbbb' as PersonId;
const SIGN_IN: Purpose = { kind: 'sign-in' };

let idp: ProviderFixture;
let dataDir: string;
let database: PeopleDatabase;
let office: LedgerStore;
let settings: Provider | undefined;
let federation: Federation;
let skew = 0;
const now = () => Instant.of(Date.now() + skew);
const enter = (drafts: Parameters<LedgerStore['append']>[0]) => office.append(drafts);
const open = () => openFederation({ database, publicUrl: PUBLIC_URL, settings: () => settings, provider: identityProvider({ dataDir, now, environment: {} }) });

beforeAll(async () => {
  idp = await startProvider(PUBLIC_URL + CALLBACK);
});
afterAll(() => idp.close());
beforeEach(() => {
  skew = 0;
  idp.account = 'anna@idp';
  idp.tamper = undefined;
  dataDir = mkdtempSync(join(tmpdir(), 'assay-federation-'));
  mkdirSync(join(dataDir, 'secrets'));
  writeFileSync(join(dataDir, 'secrets', 'idp'), `${CLIENT_SECRET}\n`, { mode: 0o600 });
  settings = { label: 'Example', issuer: idp.issuer, clientId: CLIENT_ID, secretFile: 'idp' };
  database = openPeopleDatabase({ dataDir, now, random: randomBytes });
  const people = personStore(database);
  for (const id of [ANNA, BERT]) people.put({ id, displayName: 'x', createdAt: now() });
  office = memoryStore(now);
  federation = open();
});
afterEach(() => {
  database.close();
  rmSync(dataDir, { recursive: true });
});

async function there(purpose: Purpose = SIGN_IN): Promise<{ readonly secret: string; readonly back: URL }> {
  const { address, secret } = await federation.begin(purpose);
  return { secret, back: await idp.walk(address) };
}

async function link(person: PersonId, identity: Identity): Promise<void> {
  const { facts, write } = federation.granting(person, identity);
  await enter(facts);
  write();
}

describe('by a real provider', () => {
  it('somebody comes back as who they are there, with how the provider knows', async () => {
    const { secret, back } = await there();
    const { identity, purpose, linked } = await federation.comeBack(secret, back.searchParams);
    expect(identity).toMatchObject({ issuer: idp.issuer, subject: 'anna@idp', acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] });
    expect(purpose).toEqual(SIGN_IN);
    expect(linked).toBeUndefined();
  });

  it('the browser is sent with state, nonce and a challenge, and nothing is asked but who it is', async () => {
    const { address } = await federation.begin(SIGN_IN);
    const query = new URL(address).searchParams;
    expect(query.get('scope')).toBe('openid');
    expect(query.get('response_type')).toBe('code');
    expect(query.get('code_challenge_method')).toBe('S256');
    expect(query.get('redirect_uri')).toBe(PUBLIC_URL + CALLBACK);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(query.get('prompt')).toBeNull();
  });

  it('a linked identity is that person, until it is taken away', async () => {
    const first = await there();
    const { identity } = await federation.comeBack(first.secret, first.back.searchParams);
    await link(ANNA, identity);
    federation = open();
    const second = await there();
    expect((await federation.comeBack(second.secret, second.back.searchParams)).linked).toBe(ANNA);
    expect(federation.identitiesOf(ANNA)).toHaveLength(1);
    expect(() => federation.granting(BERT, identity)).toThrow('ASSAY-FEDERATION-008');
    expect(federation.granting(ANNA, identity).facts).toEqual([]);
    expect(JSON.stringify(office.read(0 as never, 10))).not.toContain('anna@idp');
    await enter(federation.drop(ANNA));
    const third = await there();
    expect((await federation.comeBack(third.secret, third.back.searchParams)).linked).toBeUndefined();
    expect(office.read(0 as never, 10).map(({ type }) => type)).toEqual(['identity.linked', 'identity.unlinked']);
  });

  it('an identity goes when its person is erased, and is written for one person alone, after its fact', async () => {
    const { secret, back } = await there();
    const { identity } = await federation.comeBack(secret, back.searchParams);
    const [first, second] = [federation.granting(ANNA, identity), federation.granting(BERT, identity)];
    expect(first.facts).toHaveLength(1);
    // Nothing lets in before its fact stands.
    expect(federation.identitiesOf(ANNA)).toEqual([]);
    first.write();
    expect(second.write).toThrow('ASSAY-FEDERATION-008');
    expect([federation.identitiesOf(ANNA).length, federation.identitiesOf(BERT).length]).toEqual([1, 0]);
    personStore(database).erase(ANNA);
    expect(federation.identitiesOf(ANNA)).toEqual([]);
  });

  it('a fresh sign-in is asked of the provider, and checked', async () => {
    const purpose: Purpose = { kind: 'step-up', person: ANNA, session: 's' };
    const { secret, back } = await there(purpose);
    const { identity } = await federation.comeBack(secret, back.searchParams);
    expect(Math.abs((identity.authenticatedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    idp.tamper = (_, claims) => idp.signed({ ...claims, auth_time: Number(claims['auth_time']) - 600 });
    const stale = await there(purpose);
    await expect(federation.comeBack(stale.secret, stale.back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-004');
  });
});

describe('an answer that does not hold', () => {
  const altered = (query: URLSearchParams, name: string, value: string) => {
    const next = new URLSearchParams(query);
    next.set(name, value);
    return next;
  };

  it('to no sign-in of this browser is refused before the provider is asked', async () => {
    const { secret, back } = await there();
    const before = idp.requests.length;
    await expect(federation.comeBack(undefined, back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-003');
    await expect(federation.comeBack('x'.repeat(43), back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-003');
    await expect(federation.comeBack(secret, altered(back.searchParams, 'state', 'another'))).rejects.toThrow('ASSAY-FEDERATION-003');
    expect(idp.requests.length).toBe(before);
  });

  it('of a sign-in that another browser began is refused', async () => {
    const mine = await there();
    const theirs = await there();
    await expect(federation.comeBack(mine.secret, theirs.back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-003');
  });

  it('that comes a second time is refused, and so is its code in another sign-in', async () => {
    const first = await there();
    await federation.comeBack(first.secret, first.back.searchParams);
    await expect(federation.comeBack(first.secret, first.back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-003');
    const second = await there();
    const replayed = altered(second.back.searchParams, 'code', first.back.searchParams.get('code') ?? '');
    await expect(federation.comeBack(second.secret, replayed)).rejects.toThrow('ASSAY-FEDERATION-004');
  });

  it('that comes too late is refused', async () => {
    const { secret, back } = await there();
    skew = FLOW_MS;
    await expect(federation.comeBack(secret, back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-003');
  });

  it('of another issuer is refused (RFC 9207)', async () => {
    const { secret, back } = await there();
    expect(back.searchParams.get('iss')).toBe(idp.issuer);
    await expect(federation.comeBack(secret, altered(back.searchParams, 'iss', 'https://other.example'))).rejects.toThrow('ASSAY-FEDERATION-004');
    const without = await there();
    without.back.searchParams.delete('iss');
    await expect(federation.comeBack(without.secret, without.back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-004');
  });

  it('by which the provider lets nobody in is told as that', async () => {
    idp.account = undefined;
    const { secret, back } = await there();
    expect(back.searchParams.get('error')).toBe('access_denied');
    await expect(federation.comeBack(secret, back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-007');
  });

  const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const byAnother = (claims: unknown) => {
    const text = [{ alg: 'RS256', kid: 'k1' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('sha256', Buffer.from(text), otherKey).toString('base64url')}`;
  };
  it.each<[string, ProviderFixture['tamper']]>([
    ['another nonce', (_, claims) => idp.signed({ ...claims, nonce: 'another' })],
    ['no nonce', (_, { nonce: __, ...claims }) => idp.signed(claims)],
    ['another audience', (_, claims) => idp.signed({ ...claims, aud: 'somebody-else' })],
    ['several audiences, of whom another is meant', (_, claims) => idp.signed({ ...claims, aud: [CLIENT_ID, 'somebody-else'], azp: 'somebody-else' })],
    ['another issuer', (_, claims) => idp.signed({ ...claims, iss: 'https://other.example' })],
    ['a time that is over', (_, claims) => idp.signed({ ...claims, exp: Number(claims['iat']) - 600, iat: Number(claims['iat']) - 1200 })],
    [
      'another subject, unsigned anew',
      (token, claims) =>
        [token.split('.')[0], Buffer.from(JSON.stringify({ ...claims, sub: 'bert@idp' })).toString('base64url'), token.split('.')[2]].join('.'),
    ],
    ['the signature of another key', (_, claims) => byAnother(claims)],
    ['no signature', (_, claims) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`],
    ['no subject', (_, { sub: __, ...claims }) => idp.signed(claims)],
  ])('for its ID token has %s is refused', async (_, tamper) => {
    idp.tamper = tamper;
    const { secret, back } = await there();
    await expect(federation.comeBack(secret, back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-004');
    idp.tamper = (__, claims) => idp.signed(claims);
    const sound = await there();
    expect((await federation.comeBack(sound.secret, sound.back.searchParams)).identity.subject).toBe('anna@idp');
  });
});

describe('a provider that is not set up, or does not answer as one', () => {
  it('is not asked where there is none', async () => {
    settings = undefined;
    await expect(federation.begin(SIGN_IN)).rejects.toThrow('ASSAY-FEDERATION-001');
  });

  it.each<[string, () => void]>([
    [
      'is not there',
      () => {
        rmSync(join(dataDir, 'secrets', 'idp'));
      },
    ],
    [
      'is empty',
      () => {
        writeFileSync(join(dataDir, 'secrets', 'idp'), '\n');
      },
    ],
  ])('is not asked with a secret that %s', async (_, happens) => {
    happens();
    await expect(federation.begin(SIGN_IN)).rejects.toThrow('ASSAY-FEDERATION-006');
  });

  it('does not let in a client with another secret', async () => {
    const { address, secret } = await federation.begin(SIGN_IN);
    writeFileSync(join(dataDir, 'secrets', 'idp'), 'another');
    const back = await idp.walk(address);
    await expect(federation.comeBack(secret, back.searchParams)).rejects.toThrow('ASSAY-FEDERATION-004');
  });

  it.each<[string, (url: string, response: import('node:http').ServerResponse) => void]>([
    ['a redirect', (_, response) => response.writeHead(302, { location: idp.issuer }).end()],
    ['no JSON', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>')],
    [
      'another issuer',
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ issuer: 'https://other.example' })),
    ],
    ['more than is read', (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(300_000))],
    ['an error', (_, response) => response.writeHead(500).end()],
  ])('that answers by %s is refused', async (_, reply) => {
    const server = createServer((request, response) => reply(request.url ?? '', response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    settings = { label: 'x', issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, clientId: 'x' };
    await expect(federation.begin(SIGN_IN)).rejects.toThrow('ASSAY-FEDERATION-002');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(federation.begin(SIGN_IN)).rejects.toThrow('ASSAY-FEDERATION-002');
  });
});
