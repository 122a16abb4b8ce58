import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SoftwareAuthenticator } from '../../../test/software-authenticator.ts';
import { Instant } from '../../core/index.ts';
import { verifyLedger } from '../../ledger/edge/check.ts';
import { type Started, startServer } from '../start.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'assay-sign-in-'));
const PASSWORD = 'nine grey geese in fog';
let at = Date.UTC(2026, 10, 1, 8);
let server: Started;

beforeAll(async () => {
  server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now: () => Instant.of(at), env: {} });
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly setCookie: readonly string[];
}

/** A browser of one person: a jar of cookies, our own Origin, the CSRF token of the account. */
class Browser {
  readonly jar = new Map<string, string>();
  csrf = '';

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    // A minute between any two requests, so that the rates are no part of these tests.
    at += 60_000;
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        origin: server.url,
        cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-csrf-token': this.csrf,
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const setCookie = response.headers.getSetCookie();
    for (const line of setCookie) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
    const text = await response.text();
    const read = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    if (typeof read['csrf'] === 'string') this.csrf = read['csrf'];
    return { status: response.status, body: read, setCookie };
  }

  async options(path: string, body: unknown = {}): Promise<never> {
    const { body: read } = await this.ask('POST', path, body);
    // As WebAuthn's JSON has it; the authenticator of the test reads what it needs.
    return read['options'] as never;
  }
}

const browser = new Browser();
const authenticator = () => new SoftwareAuthenticator(server.url);
const first = { authenticator: undefined as SoftwareAuthenticator | undefined, codes: [] as readonly string[] };
const codeOf = (secret: unknown) => HOTP.generate({ secret: Secret.fromBase32(String(secret)), counter: Math.floor((at + 60_000) / 30_000) });

describe('the first operator', () => {
  it('comes by the link that the server gave, and makes a passkey', async () => {
    const secret = server.setupUrl?.split('#')[1] ?? '';
    expect((await browser.ask('GET', '/api/sign-in')).body).toEqual({ setUp: true, signedIn: false });
    expect((await browser.ask('GET', '/api/account')).status).toBe(401);
    expect((await browser.ask('POST', '/api/sign-in/link', { secret })).body).toMatchObject({ kind: 'setup', roles: ['operator'] });
    const made = authenticator();
    const options = await browser.options('/api/sign-in/link/passkey/options', { secret, displayName: 'Ada', userName: 'ada@example.org' });
    const { status, body, setCookie } = await browser.ask('POST', '/api/sign-in/link/passkey', { secret, response: made.create(options), label: 'Laptop' });
    expect([status, (body['recoveryCodes'] as unknown[]).length]).toEqual([200, 10]);
    expect(setCookie.find((line) => line.startsWith('assay-session='))).toMatch(/^assay-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await browser.ask('GET', '/api/sign-in')).body).toEqual({ setUp: false, signedIn: true });
    expect((await browser.ask('POST', '/api/sign-in/link', { secret })).body['code']).toBe('ASSAY-PEOPLE-004');
    first.authenticator = made;
    first.codes = body['recoveryCodes'] as string[];
  });

  it('sees who they are, what they may, and how they sign in', async () => {
    const { body } = await browser.ask('GET', '/api/account');
    expect(body).toMatchObject({ name: 'Ada', userName: 'ada@example.org', roles: ['operator'], csrf: expect.any(String), recovered: false });
    expect(body['permitted']).toContain('people.invite');
    const { body: means } = await browser.ask('GET', '/api/account/means');
    expect(means).toMatchObject({ passkeys: [{ name: 'Laptop', backedUp: false }], password: false, app: false, recoveryCodesLeft: 10 });
    expect(JSON.stringify(means)).not.toContain(first.authenticator?.credential);
    const [{ id: passkey }] = means['passkeys'] as [{ id: string }];
    const step = first.authenticator?.get(await browser.options('/api/account/step-up/passkey/options'));
    await browser.ask('POST', '/api/account/step-up/passkey', { response: step });
    expect((await browser.ask('PATCH', `/api/account/passkeys/${passkey}`, { label: 'Work laptop' })).status).toBe(204);
    expect((await browser.ask('PATCH', '/api/account', { name: 'Ada L.' })).status).toBe(204);
    expect((await browser.ask('GET', '/api/account')).body['name']).toBe('Ada L.');
    expect((await browser.ask('DELETE', `/api/account/passkeys/${passkey}`)).body['code']).toBe('ASSAY-PEOPLE-006');
  });

  it('signs out, and in again by passkey, with another secret', async () => {
    const before = browser.jar.get('assay-session');
    expect((await browser.ask('POST', '/api/account/sign-out', {})).status).toBe(204);
    expect((await browser.ask('GET', '/api/account')).status).toBe(401);
    expect((await browser.ask('GET', '/api/sign-in')).body).toEqual({ setUp: false, signedIn: false });
    const response = first.authenticator?.get(await browser.options('/api/sign-in/passkey/options'));
    expect((await browser.ask('POST', '/api/sign-in/passkey', { response })).status).toBe(200);
    expect(browser.jar.get('assay-session')).not.toBe(before);
    const replayed = await browser.ask('POST', '/api/sign-in/passkey', { response });
    expect([replayed.body['code'], JSON.stringify(replayed.body)]).toEqual(['ASSAY-SIGNIN-001', expect.not.stringContaining('challenge')]);
  });

  it('has to prove anew who they are, before the way in is changed', async () => {
    at += 300_000;
    expect((await browser.ask('POST', '/api/account/recovery-codes', {})).body['code']).toBe('ASSAY-SERVER-004');
    const old = browser.jar.get('assay-session') ?? '';
    const response = first.authenticator?.get(await browser.options('/api/account/step-up/passkey/options'));
    expect((await browser.ask('POST', '/api/account/step-up/passkey', { response })).status).toBe(200);
    const stolen = new Browser();
    stolen.jar.set('assay-session', old);
    expect((await stolen.ask('GET', '/api/account')).status).toBe(401);
    const renewed = await browser.ask('POST', '/api/account/recovery-codes', {});
    expect(renewed.status).toBe(200);
    first.codes = renewed.body['recoveryCodes'] as string[];
    // Whoever lost the page that showed them has not said that they have them.
    const kept = async () => (await browser.ask('GET', '/api/account/means')).body['recoveryCodesKept'];
    expect(await kept()).toBe(false);
    expect((await browser.ask('POST', '/api/account/recovery-codes/kept', {})).status).toBe(204);
    expect(await kept()).toBe(true);
  });

  it('adds a password with an app, and signs in by them: whatever was wrong, the same is said', async () => {
    // Before there is anything to scan.
    for (const [password, code] of [
      ['too short', 'ASSAY-PASSWORD-001'],
      ['password1234', 'ASSAY-PASSWORD-002'],
      ['ada@example.org', 'ASSAY-PASSWORD-003'],
    ] as const)
      expect((await browser.ask('POST', '/api/account/app', { password })).body['code']).toBe(code);
    const response = first.authenticator?.get(await browser.options('/api/account/step-up/passkey/options'));
    await browser.ask('POST', '/api/account/step-up/passkey', { response });
    const { body: app } = await browser.ask('POST', '/api/account/app', { password: PASSWORD });
    expect(app['uri']).toMatch(/^otpauth:\/\/totp\/Assay:/);
    const weak = await browser.ask('PUT', '/api/account/password', { password: 'ada@example.org', code: codeOf(app['secret']) });
    expect(weak.body['code']).toBe('ASSAY-PASSWORD-003');
    expect((await browser.ask('PUT', '/api/account/password', { password: PASSWORD, code: codeOf(app['secret']) })).status).toBe(204);
    const other = new Browser();
    const tries = [
      ['ada@example.org', 'wrong', 'x'],
      ['nobody', PASSWORD, '000000'],
    ] as const;
    const said: unknown[] = [];
    for (const [userName, password, code] of tries) {
      expect((await other.ask('POST', '/api/sign-in/password', { userName, password })).status).toBe(204);
      const { status, body } = await other.ask('POST', '/api/sign-in/totp', { code });
      said.push({ status, ...body, request: '' });
    }
    expect(said[0]).toEqual(said[1]);
    await other.ask('POST', '/api/sign-in/password', { userName: 'Ada@example.org', password: PASSWORD });
    expect((await other.ask('POST', '/api/sign-in/totp', { code: codeOf(app['secret']) })).status).toBe(200);
    const { body: listed } = await browser.ask('GET', '/api/account/sessions');
    expect(listed['sessions']).toMatchObject([
      { method: 'password', current: false },
      { method: 'passkey', current: true, browser: 'Firefox', system: 'Linux' },
    ]);
    expect((await browser.ask('POST', '/api/account/sessions/end-others', {})).body).toEqual({ ended: 1 });
    expect((await other.ask('GET', '/api/account')).status).toBe(401);
  });

  it('comes back by a recovery code, and the password that goes with it', async () => {
    const lost = new Browser();
    const asked = { userName: 'ada@example.org', code: first.codes[0] };
    expect((await lost.ask('POST', '/api/sign-in/recovery', asked)).body['code']).toBe('ASSAY-SIGNIN-001');
    const { body } = await lost.ask('POST', '/api/sign-in/recovery', { ...asked, password: PASSWORD });
    const { secret } = body;
    const made = authenticator();
    const options = await lost.options('/api/sign-in/link/passkey/options', { secret });
    expect((await lost.ask('POST', '/api/sign-in/link/passkey', { secret, response: made.create(options), label: 'New laptop' })).status).toBe(200);
    expect((await lost.ask('GET', '/api/account')).body).toMatchObject({ name: 'Ada L.', recovered: true });
    expect((await browser.ask('GET', '/api/account')).status).toBe(401);
    expect((await browser.ask('GET', '/api/sign-in/alarms')).status).toBe(401);
    const { body: told } = await lost.ask('GET', '/api/sign-in/alarms');
    expect(told['alarms']).toMatchObject([{ type: 'recovery-code.used', name: 'Ada L.' }]);
  });
});

describe('a request from elsewhere', () => {
  it.each([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s signs nobody in', async (_, headers) => {
    const { status, body } = await new Browser().ask('POST', '/api/sign-in/password', { userName: 'ada', password: PASSWORD }, headers);
    expect([status, body['code']]).toEqual([403, 'ASSAY-SERVER-005']);
  });

  it('with fields that the route does not take is refused', async () => {
    const { body } = await new Browser().ask('POST', '/api/sign-in/password', { userName: 'ada', password: PASSWORD, roles: ['operator'] });
    expect(body['code']).toBe('ASSAY-SERVER-001');
  });

  it('with a session that a stranger chose is nobody’s, and signing in gives another', async () => {
    const fixed = new Browser();
    fixed.jar.set('assay-session', 'A'.repeat(43));
    fixed.jar.set('assay-ceremony', 'B'.repeat(43));
    expect((await fixed.ask('GET', '/api/account')).status).toBe(401);
    expect(fixed.jar.get('assay-session')).toBe('A'.repeat(43));
  });
});

describe('the record', () => {
  it('verifies, and names nobody', async () => {
    await server.stop();
    const office = join(dataDir, 'office');
    expect(verifyLedger(office).ok).toBe(true);
    const { readFileSync, readdirSync } = await import('node:fs');
    const bytes = readdirSync(office)
      .map((name) => readFileSync(join(office, name), 'latin1'))
      .join('');
    expect(bytes).toContain('person.enrolled');
    expect(bytes).not.toMatch(/example\.org|Firefox|Laptop/);
  });
});
