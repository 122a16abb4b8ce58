import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Seq } from '../../ledger/model.ts';
import { CLIENT_ID, CLIENT_SECRET, type ProviderFixture, startProvider } from '../../product/federation/edge/provider.fixture.ts';
import type { PersonId } from '../../product/index.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { ACCOUNT_ROUTES } from '../account/routes.ts';
import { makeApp } from '../app.ts';
import type { House } from '../house.ts';
import { type Office, openOffice } from '../office.ts';
import { FEDERATION_ROUTES } from './routes.ts';

/** Signing in by a real OpenID provider, through the frame: the cookies are the browser's to keep. */

const HERE = 'http://localhost:8420';
let idp: ProviderFixture;
let dataDir: string;
let office: Office;
let house: House;
let app: ReturnType<typeof makeApp>;
const now = () => Instant.of(Date.now());

beforeAll(async () => {
  idp = await startProvider(`${HERE}/api/federation/callback`);
});
afterAll(() => idp.close());
beforeEach(async () => {
  idp.account = 'anna@idp';
  dataDir = mkdtempSync(join(tmpdir(), 'assay-oidc-'));
  mkdirSync(join(dataDir, 'secrets'));
  writeFileSync(join(dataDir, 'secrets', 'idp'), CLIENT_SECRET);
  office = await openOffice({ dataDir, now, publicUrl: HERE, env: {} });
  const { close: _, ...rooms } = office;
  house = {
    ...rooms,
    now,
    publicUrl: HERE,
    https: false,
    dataDir,
    append: (...given: Parameters<House['append']>) => office.office.append(given[0]),
    services: { has: () => false },
  } as unknown as House;
  app = makeApp({
    house,
    identities: { session: (secret, at) => office.people.resolveSession(secret, at)?.principal, token: () => undefined },
    fourEyes: { propose: () => Promise.reject(new Error('nothing is proposed here')), eyes: () => 'one', alone: async () => undefined },
    routes: [...FEDERATION_ROUTES, ...ACCOUNT_ROUTES],
    limiter: { take: () => ({ ok: true }), size: () => 0 },
    hosts: () => ['localhost:8420'],
    behindProxy: false,
    ticks: () => 0,
    newRequestId: () => randomBytes(4).toString('hex'),
    observe: ({ failure }) => {
      if (failure !== undefined) throw failure;
    },
    page: () => new Response('page'),
  });
  const provider = { label: 'Example', issuer: idp.issuer, clientId: CLIENT_ID, secretFile: 'idp' };
  await office.settings.change({ ...office.settings.now(), provider }, office.settings.digest(), (drafts) => house.append(drafts));
});
afterEach(async () => {
  await office.close();
  rmSync(dataDir, { recursive: true });
});

/** What a browser keeps, and which of it goes along: `Strict` cookies not with what another site began. */
class Browser {
  readonly jar = new Map<string, { readonly value: string; readonly strict: boolean }>();

  async ask(
    method: string,
    path: string,
    { body, fromElsewhere = false }: { readonly body?: unknown; readonly fromElsewhere?: boolean } = {},
  ): Promise<Response> {
    const session = this.jar.get('assay-session')?.value;
    const cookie = [...this.jar].filter(([, { strict }]) => !(fromElsewhere && strict)).map(([name, { value }]) => `${name}=${value}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await app.request(HERE + path, {
      method,
      ...(text === undefined ? {} : { body: text }),
      headers: {
        host: 'localhost:8420',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
        ...(cookie.length === 0 ? {} : { cookie: cookie.join('; ') }),
        ...(session === undefined ? {} : { 'x-csrf-token': csrfTokenOf(session) }),
        ...(method === 'GET' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (set.includes('Max-Age=0')) this.jar.delete(name);
      else this.jar.set(name, { value, strict: set.includes('SameSite=Strict') });
    }
    return response;
  }

  /** To the provider and back. */
  async by(path: string, body?: unknown): Promise<string> {
    const begun = await this.ask('POST', path, body === undefined ? {} : { body });
    expect(begun.status).toBe(200);
    const { address } = (await begun.json()) as { readonly address: string };
    return this.back(await idp.walk(address));
  }

  async back(answer: URL): Promise<string> {
    const response = await this.ask('GET', answer.pathname + answer.search, { fromElsewhere: true });
    expect(response.status).toBe(303);
    expect(await response.text()).toBe('');
    return response.headers.get('location') ?? '';
  }

  who(): PersonId | undefined {
    return office.people.resolveSession(this.jar.get('assay-session')?.value ?? '', now())?.principal.person;
  }
}

const types = () => office.office.read(0 as Seq, 1000).map(({ type }) => type);
const invite = async () => {
  const { person, url } = await office.people.administration.invite({ displayName: 'Anna', roles: ['developer'] }, (drafts) => house.append(drafts));
  return { person, link: url.split('#')[1] ?? '' };
};

describe('a session', () => {
  it('lasts as long as the settings say now', async () => {
    const { link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    const secret = browser.jar.get('assay-session')?.value ?? '';
    const in10 = () => office.people.resolveSession(secret, Instant.of(Date.now() + 10 * 60_000));
    const settings = { ...office.settings.now(), sessions: { idleMinutes: 5, absoluteHours: 1 } };
    await office.settings.change(settings, office.settings.digest(), (drafts) => house.append(drafts));
    expect(in10()).toBeUndefined();
    await office.settings.change({ ...settings, sessions: { idleMinutes: 60, absoluteHours: 12 } }, office.settings.digest(), (drafts) => house.append(drafts));
    expect(in10()).toBeDefined();
  });
});

describe('by the identity provider', () => {
  it('somebody enrols with the link of their invitation, and signs in without it from then on', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    expect(await browser.by('/api/federation/begin', { link })).toBe('/');
    expect(browser.who()).toBe(person);
    expect(browser.jar.get('assay-session')?.strict).toBe(true);
    expect(browser.jar.has('assay-oidc')).toBe(false);
    const other = new Browser();
    expect(await other.by('/api/federation/begin', {})).toBe('/');
    expect(other.who()).toBe(person);
    expect(types()).toEqual(expect.arrayContaining(['person.enrolled', 'identity.linked', 'session.opened', 'identity.vouched']));
    const vouched = office.office.read(0 as Seq, 1000).findLast(({ type }) => type === 'identity.vouched');
    expect(vouched?.body).toEqual({ person, issuer: idp.issuer, acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] });
    expect(JSON.stringify(office.office.read(0 as Seq, 1000))).not.toContain('anna@idp');
  });

  it('an enrolment stands in one append, and where the ledger does not take it nobody is let in', async () => {
    const { person, link } = await invite();
    const taking = house.append;
    const appended: (readonly string[])[] = [];
    Object.assign(house, { append: () => Promise.reject(new Error('disk')) });
    await expect(new Browser().by('/api/federation/begin', { link })).rejects.toThrow('expected 500');
    expect([office.federation.identitiesOf(person).length, office.people.administration.find(person)?.state]).toEqual([0, 'invited']);
    Object.assign(house, {
      append: (...given: Parameters<House['append']>) => {
        appended.push(given[0].map(({ type }) => type));
        return taking(...given);
      },
    });
    const again = await invite();
    appended.length = 0;
    await new Browser().by('/api/federation/begin', { link: again.link });
    expect(appended).toEqual([['act.done', 'person.enrolled', 'identity.linked', 'session.opened', 'identity.vouched']]);
  });

  it('the session that the browser had ends by the new one', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    const before = browser.jar.get('assay-session')?.value ?? '';
    expect(await browser.by('/api/federation/begin', {})).toBe('/');
    expect(browser.who()).toBe(person);
    expect(office.people.resolveSession(before, now())).toBeUndefined();
    expect(office.people.administration.sessions(person)).toHaveLength(1);
  });

  it('a new way in that was given takes the identities with the rest, in the same append', async () => {
    const { person, link } = await invite();
    await new Browser().by('/api/federation/begin', { link });
    const seen: string[] = [];
    await office.people.administration.resetSignIn(
      person,
      (drafts) => {
        seen.push(...drafts.map(({ type }) => type));
        // Shut out before it is told of.
        expect(office.federation.identitiesOf(person)).toEqual([]);
        return house.append(drafts);
      },
      () => office.federation.drop(person),
    );
    expect(seen).toEqual(['person.sign-in-reset', 'identity.unlinked', 'session.closed', 'link.made']);
    expect(await new Browser().by('/api/federation/begin', {})).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
  });

  it('nobody becomes known by signing in, and a link lets in once', async () => {
    const stranger = new Browser();
    expect(await stranger.by('/api/federation/begin', {})).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
    expect(stranger.who()).toBeUndefined();
    const { link } = await invite();
    await new Browser().by('/api/federation/begin', { link });
    idp.account = 'bert@idp';
    expect(await new Browser().by('/api/federation/begin', { link })).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
    expect(await new Browser().by('/api/federation/begin', { link: 'x'.repeat(43) })).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
  });

  it('an identity that is somebody here does not enrol as somebody else', async () => {
    await new Browser().by('/api/federation/begin', { link: (await invite()).link });
    expect(await new Browser().by('/api/federation/begin', { link: (await invite()).link })).toBe('/sign-in#federation=ASSAY-FEDERATION-008');
  });

  it('who is suspended does not come in', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    await office.people.administration.suspend(person, (drafts) => house.append(drafts));
    expect(browser.who()).toBeUndefined();
    expect(await browser.by('/api/federation/begin', {})).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
    expect(browser.who()).toBeUndefined();
  });

  it('an answer that was pushed on another browser signs nobody in there', async () => {
    const { link } = await invite();
    await new Browser().by('/api/federation/begin', { link });
    const attacker = new Browser();
    const { address } = (await (await attacker.ask('POST', '/api/federation/begin', { body: {} })).json()) as { readonly address: string };
    const answer = await idp.walk(address);
    const victim = new Browser();
    expect(await victim.back(answer)).toBe('/sign-in#federation=ASSAY-FEDERATION-003');
    await victim.ask('POST', '/api/federation/begin', { body: {} });
    expect(await victim.back(answer)).toBe('/sign-in#federation=ASSAY-FEDERATION-003');
    expect(victim.who()).toBeUndefined();
  });

  it('a person proves anew that it is them, and the session gets another secret', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    const before = browser.jar.get('assay-session')?.value ?? '';
    const { size } = office.office.head();
    await browser.ask('POST', '/api/federation/step-up');
    // To begin is nothing yet: it is entered when the browser is back.
    expect(office.office.head().size).toBe(size);
    expect(await browser.by('/api/federation/step-up')).toBe('/#federation=stepped-up');
    expect(browser.who()).toBe(person);
    expect(browser.jar.get('assay-session')?.value).not.toBe(before);
    expect(office.people.resolveSession(before, now())).toBeUndefined();
    idp.account = 'bert@idp';
    expect(await browser.by('/api/federation/step-up')).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
    expect(types().filter((type) => type === 'session.stepped-up')).toHaveLength(1);
  });

  it('a signed-in person adds another identity; not once their session has ended', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    idp.account = 'anna@home';
    const acts = () =>
      office.office
        .read(0 as Seq, 1000)
        .filter(({ type, body }) => type === 'act.done' && (body as { readonly action?: string }).action === 'self.manage')
        .map(({ body }) => body);
    expect(await browser.by('/api/federation/link')).toBe('/account#federation=linked');
    expect(office.federation.identitiesOf(person)).toHaveLength(2);
    expect(types().slice(-2)).toEqual(['act.done', 'identity.linked']);
    expect(acts()).toEqual([{ action: 'self.manage', via: 'session', actor: person, credential: expect.stringMatching(/^s_/) }]);
    // Once more, by the same account: it is linked already, and nothing was done.
    expect(await browser.by('/api/federation/link')).toBe('/account#federation=linked');
    expect(acts()).toHaveLength(1);
    const { address } = (await (await browser.ask('POST', '/api/federation/link')).json()) as { readonly address: string };
    idp.account = 'anna@work';
    const answer = await idp.walk(address);
    await office.people.administration.endSessions(person, 'revoked', undefined, (drafts) => house.append(drafts));
    expect(await browser.back(answer)).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
    expect(office.federation.identitiesOf(person)).toHaveLength(2);
    // It was begun and never made.
    expect(acts()).toHaveLength(1);
  });

  it('a person unlinks what they linked, unless nothing else lets them in; their other sessions end', async () => {
    const { person, link } = await invite();
    const browser = new Browser();
    await browser.by('/api/federation/begin', { link });
    await browser.by('/api/federation/step-up');
    const refused = await browser.ask('DELETE', '/api/account/identities');
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { readonly code: string }).code).toBe('ASSAY-PEOPLE-006');
    expect(office.federation.identitiesOf(person)).toHaveLength(1);
    expect(browser.who()).toBe(person);

    const wanted = { password: 'correct horse battery staple', userName: 'anna' };
    const app = (await (await browser.ask('POST', '/api/account/app', { body: wanted })).json()) as { readonly secret: string };
    const code = new TOTP({ secret: Secret.fromBase32(app.secret) }).generate();
    const set = await browser.ask('PUT', '/api/account/password', { body: { ...wanted, code } });
    expect(set.status).toBe(204);
    const other = new Browser();
    await other.by('/api/federation/begin', {});
    const means = (await (await browser.ask('GET', '/api/account/means')).json()) as { readonly identities: readonly unknown[] };
    expect(means.identities).toEqual([{ issuer: idp.issuer, linkedAt: expect.any(String) }]);
    expect((await browser.ask('DELETE', '/api/account/identities')).status).toBe(204);
    expect(office.federation.identitiesOf(person)).toHaveLength(0);
    expect([browser.who(), other.who()]).toEqual([person, undefined]);
    expect(types().filter((type) => type === 'identity.unlinked')).toHaveLength(1);
    expect(await new Browser().by('/api/federation/begin', {})).toBe('/sign-in#federation=ASSAY-FEDERATION-005');
  });

  it('what the address has beside what is known is dropped, and leads nowhere', async () => {
    const response = await new Browser().ask('GET', '/api/federation/callback?code=x&state=y&to=https://evil.example');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/sign-in#federation=ASSAY-FEDERATION-003');
  });
});
