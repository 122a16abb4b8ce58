import { HOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureConsole } from '../../bin/console.js';
import { type Answer, type Opened, openServer, type Visitor } from './visitor.ts';

// What somebody finds who tries every door of the real server from outside: guessing, paths that climb, bytes that two servers read differently, and what the
// answers give away.

const PASSWORD = 'nine grey geese in fog';
const REASON = 'This is asked to see what is answered.';
/** What no answer may hold: where Assay stands on the disk, how it calls itself inside, how it asks its database. */
const INSIDE = /\/(?:home|root|work|tmp|usr|var)\/|node_modules|node:internal|\.ts:\d|at [\w.]+ \(|SQLITE|SELECT |INSERT |better-sqlite|assay-server-/;

let house: Opened;
let ada: Visitor;
let bo: Visitor;
let secret: string;
let codes: readonly string[];
/** Steps of the app's clock that were used: each code counts once. */
const codeNow = () => HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(house.now() / 30_000) });
/** Until every rate has its burst again. */
const rest = () => house.pass(180);
/** Ada, signed in: where so much time has passed that her session has ended, again. */
async function signedIn(): Promise<Visitor> {
  rest();
  if ((await ada.ask('GET', '/api/account')).status !== 200) await ada.signIn();
  await ada.ask('GET', '/api/account');
  return ada;
}

beforeAll(async () => {
  // Its pages are doors too, and this file may be the first that asks for them.
  ensureConsole();
  house = await openServer();
  ada = house.visitor();
  await ada.join(house.server.setupUrl ?? '', 'Ada');
  await ada.prove();
  const link = (await ada.invite('Bo', ['developer'])).split('#')[1] ?? '';
  bo = house.visitor();
  const offered = await bo.ask('POST', '/api/sign-in/link/password', { secret: link, displayName: 'Bo', userName: 'bo@example.org', password: PASSWORD });
  secret = String(offered.body['secret']);
  const joined = await bo.ask('POST', '/api/sign-in/link/totp', { secret: link, code: codeNow() });
  codes = joined.body['recoveryCodes'] as readonly string[];
  rest();
});
afterAll(() => house?.close());

describe('guessing', () => {
  const wrongCode = () => String((Number(codeNow()) + 1) % 1_000_000).padStart(6, '0');
  const seen = ({ status, body }: Answer) => ({ status, code: body['code'], detail: body['detail'] });

  /** Asks until it is refused for asking too often. */
  async function untilRefused(ask: () => Promise<Answer>, most = 40): Promise<{ readonly tries: number; readonly last: Answer }> {
    for (let tries = 1; tries <= most; tries += 1) {
      const last = await ask();
      if (last.status === 429) return { tries, last };
    }
    throw new Error(`never refused in ${most} tries`);
  }

  it.each<[string, () => () => Promise<Answer>]>([
    ['a password', () => () => house.visitor().ask('POST', '/api/sign-in/password', { userName: 'bo@example.org', password: 'wrong horse battery staple' })],
    ['a one-time link', () => () => house.visitor().ask('POST', '/api/sign-in/link', { secret: 'A'.repeat(43) })],
    [
      'a recovery code',
      () => () => house.visitor().ask('POST', '/api/sign-in/recovery', { userName: 'bo@example.org', password: PASSWORD, code: 'AAAA-BBBB-CCCC-DDDD' }),
    ],
    [
      'a one-time code',
      () => {
        const visitor = house.visitor();
        let began = false;
        return async () => {
          if (!began) await visitor.ask('POST', '/api/sign-in/password', { userName: 'bo@example.org', password: PASSWORD });
          began = true;
          return visitor.ask('POST', '/api/sign-in/totp', { code: wrongCode() });
        };
      },
    ],
  ])('%s is slowed down after a few tries, and says for how long', async (_, make) => {
    rest();
    const { tries, last } = await untilRefused(make());
    expect(tries).toBeLessThanOrEqual(12);
    // By the address, or by the name that is guessed at: either says when the next try counts.
    expect(['ASSAY-SERVER-006', 'ASSAY-SIGNIN-002']).toContain(last.body['code']);
    if (last.body['code'] === 'ASSAY-SERVER-006') expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    else expect(last.text).toMatch(/the next try after 20\d\d-\d\d-\d\dT/);
  });

  it('many guesses slowly make an account harder to guess, and leave its owner a way in', async () => {
    house.pass(86_400);
    const guess = house.visitor();
    await guess.ask('POST', '/api/sign-in/password', { userName: 'bo@example.org', password: PASSWORD });
    const answers: unknown[] = [];
    for (let n = 0; n < 25; n += 1) {
      rest();
      await guess.ask('POST', '/api/sign-in/password', { userName: 'bo@example.org', password: PASSWORD });
      answers.push((await guess.ask('POST', '/api/sign-in/totp', { code: wrongCode() })).status);
    }
    expect(answers).not.toContain(200);
    house.pass(86_400);
    await guess.ask('POST', '/api/sign-in/password', { userName: 'bo@example.org', password: PASSWORD });
    expect((await guess.ask('POST', '/api/sign-in/totp', { code: codeNow() })).status).toBe(200);
  });

  it('what was wrong is not told: name, password or code', async () => {
    const tried: Record<string, unknown>[] = [];
    for (const [userName, password] of [
      ['bo@example.org', 'wrong horse battery staple'],
      ['nobody@example.org', 'wrong horse battery staple'],
      ['nobody@example.org', PASSWORD],
      ['bo@example.org', PASSWORD],
    ] as const) {
      rest();
      const visitor = house.visitor();
      const first = await visitor.ask('POST', '/api/sign-in/password', { userName, password });
      const second = await visitor.ask('POST', '/api/sign-in/totp', { code: '000000' === codeNow() ? '000001' : '000000' });
      tried.push({ first: seen(first), second: seen(second) });
    }
    for (const one of tried) expect(one).toEqual(tried[0]);
    const recoveries: unknown[] = [];
    for (const [userName, code] of [
      ['bo@example.org', 'AAAA-BBBB-CCCC-DDDD'],
      ['nobody@example.org', 'AAAA-BBBB-CCCC-DDDD'],
      ['nobody@example.org', codes[0]],
    ] as const) {
      rest();
      recoveries.push(seen(await house.visitor().ask('POST', '/api/sign-in/recovery', { userName, password: PASSWORD, code })));
    }
    for (const one of recoveries) expect(one).toEqual(recoveries[0]);
  });

  it('whether a name is known cannot be timed', async () => {
    const timeOf = async (userName: string) => {
      rest();
      const visitor = house.visitor();
      const from = performance.now();
      await visitor.ask('POST', '/api/sign-in/password', { userName, password: 'wrong horse battery staple' });
      return performance.now() - from;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      known.push(await timeOf('bo@example.org'));
      unknown.push(await timeOf(`nobody${n}@example.org`));
    }
    const median = (of: readonly number[]) => [...of].sort((a, b) => a - b)[2] ?? 0;
    // An order of magnitude is what could be told apart over a network; a password hash takes tens of milliseconds and a look-up none.
    expect(median(known) / median(unknown)).toBeLessThan(4);
    expect(median(unknown) / median(known)).toBeLessThan(4);
  });

  it('a bearer token that is none is refused like none at all', async () => {
    for (const bearer of ['assay_none', 'a'.repeat(512), '../../etc/passwd', "' or 1=1 --"]) {
      const { status, body } = await house.visitor().ask('GET', '/api/services', undefined, { authorization: `Bearer ${bearer}` });
      expect([bearer, status, body['code']]).toEqual([bearer, 401, 'ASSAY-SERVER-002']);
    }
  });
});

describe('a session', () => {
  it('that a stranger planted is nobody’s before and after the sign-in', async () => {
    rest();
    const planted = 'P'.repeat(43);
    const visitor = house.visitor();
    const operator = await signedIn();
    await operator.prove();
    await visitor.join(await operator.invite('Cy', ['developer']));
    await visitor.ask('POST', '/api/account/sign-out', {});
    visitor.jar.set('assay-session', planted);
    expect((await visitor.ask('GET', '/api/account')).status).toBe(401);
    await visitor.signIn();
    expect(visitor.jar.get('assay-session')).not.toBe(planted);
    expect((await visitor.ask('GET', '/api/account')).status).toBe(200);
    const thief = house.visitor();
    thief.jar.set('assay-session', planted);
    expect((await thief.ask('GET', '/api/account')).status).toBe(401);
    // A fresh proof gives a fresh secret: who had the old one has nothing.
    const before = visitor.jar.get('assay-session') ?? '';
    expect((await visitor.prove()).status).toBe(200);
    expect(visitor.jar.get('assay-session')).not.toBe(before);
    thief.jar.set('assay-session', before);
    expect((await thief.ask('GET', '/api/account')).status).toBe(401);
  });

  it('is a cookie that no script reads, no other site sends, and no other path gets', async () => {
    const visitor = house.visitor();
    const { headers } = await visitor.ask('POST', '/api/sign-in/passkey/options', {});
    for (const line of headers.getSetCookie()) expect(line).toMatch(/^assay-[a-z]+=[A-Za-z0-9_-]*; Path=\/; (?:Max-Age=\d+; )?HttpOnly; SameSite=Strict$/);
    expect(headers.getSetCookie().length).toBeGreaterThan(0);
  });
});

describe('paths that climb', () => {
  const climbing = [
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/%252e%252e%252f%252e%252e%252fetc%252fpasswd',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%c0%ae%c0%ae/%c0%ae%c0%ae/package.json',
    '/assets/../../../package.json',
    '/assets/....//....//package.json',
    '/%00/etc/passwd',
    '/index.html%00.js',
    '/.vite/../../../package.json',
    '//etc/passwd',
  ];
  it.each(climbing)('%s leads nowhere', async (path) => {
    rest();
    const text = await house.raw(`GET ${path} HTTP/1.1\r\nHost: localhost:${house.port}\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 (?:400|404|200) /);
    expect(text).not.toMatch(/root:x:0|"devDependencies"|"name": "assay"/);
    // What is answered 200 is the console's own page, for a path that is one of its own.
    if (text.startsWith('HTTP/1.1 200')) expect(text).toContain('<title>Assay');
  });

  it.each([
    '/api/services/..%2f..%2foffice/ledger/export',
    '/api/services/%2e%2e/ledger/export',
    '/api/services/camera-service%2f..%2f..%2f..%2foffice/map',
    '/api/services/camera-service/reports/..%2f..%2fledger.db',
    '/api/services/camera-service/reports/html%00',
    '/api/services/camera-service/ledger/tile/0/..%2f..%2f..%2fpeople.db',
    '/api/services/camera-service/ledger/tile/0/x000/%2e%2e/001',
    '/api/services/camera-service/ledger/tile/-1/000',
    '/api/services/camera-service/ledger/entries/..%2f1',
    '/api/services/camera-service/map/yaml?version=../../service.yaml',
    '/api/people/..%2ftokens',
  ])('%s is refused, to who may read everything', async (path) => {
    rest();
    const { status, text } = await (await signedIn()).ask('GET', path);
    expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    expect(text).not.toMatch(INSIDE);
  });
});

describe('what every answer says to the browser', () => {
  const BASE = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  };
  it.each<[string, () => Promise<Answer>, number]>([
    ['the page', () => house.visitor().ask('GET', '/'), 200],
    ['a page of the console', () => house.visitor().ask('GET', '/services/x/stack', undefined, { accept: 'text/html' }), 200],
    ['a script', async () => house.visitor().ask('GET', /src="(\/assets\/[^"]+\.js)"/.exec((await house.visitor().ask('GET', '/')).text)?.[1] ?? ''), 200],
    ['nothing of that name', () => house.visitor().ask('GET', '/assets/none.js'), 404],
    ['an answer of the API', async () => (await signedIn()).ask('GET', '/api/account'), 200],
    ['a report', async () => (await signedIn()).ask('GET', '/api/services/camera-service/reports/html?at=2026-11-01T00:00:00Z'), 200],
    ['the ledger as a file', async () => (await signedIn()).ask('GET', '/api/services/camera-service/ledger/export'), 200],
    ['a stranger’s refusal', () => house.visitor().ask('GET', '/api/account'), 401],
    ['a refusal', async () => (await signedIn()).ask('GET', '/api/services/none/map'), 403],
    ['no such address', async () => (await signedIn()).ask('GET', '/api/none'), 404],
    ['another method', async () => (await signedIn()).ask('DELETE', '/api/account'), 404],
    ['a wrong body', async () => (await signedIn()).ask('POST', '/api/people', '{"displayName":'), 422],
    ['a wrong type', async () => (await signedIn()).ask('POST', '/api/people', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415],
    ['another host', () => house.visitor().ask('GET', '/api/health', undefined, { host: 'evil.example' }), 200],
  ])('%s', async (name, ask, status) => {
    rest();
    const answer = await ask();
    if (name !== 'another host') expect([name, answer.status]).toEqual([name, status]);
    expect(Object.fromEntries(Object.keys(BASE).map((header) => [header, answer.headers.get(header)]))).toEqual(BASE);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    expect(answer.headers.get('cache-control')).toMatch(name === 'a script' ? /immutable/ : /no-store|private, no-cache/);
    expect(answer.headers.get('server')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    if (answer.status >= 400) expect(answer.text).not.toMatch(INSIDE);
  });

  it('a report that is opened as a page runs nothing', async () => {
    rest();
    const { headers, text } = await (await signedIn()).ask('GET', '/api/services/camera-service/reports/html?at=2026-11-01T00:00:00Z');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[A-Za-z0-9._-]+"$/);
    expect(text).not.toMatch(/<script/i);
  });

  it('a foreign origin is told nothing, and a request for another host is refused', async () => {
    rest();
    const asked = await house.raw(`GET /api/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
    expect(asked).toMatch(/^HTTP\/1\.1 421 /);
    const flight = await house.visitor().ask('OPTIONS', '/api/account', undefined, {
      origin: 'http://evil.example',
      'access-control-request-method': 'POST',
    });
    expect(flight.headers.get('access-control-allow-origin')).toBeNull();
    expect(flight.status).toBeGreaterThanOrEqual(400);
  });
});

describe('bodies that are wrong', () => {
  it.each<[string, unknown]>([
    ['a quotation mark', { displayName: "Robert'); DROP TABLE people;--", roles: ['nobody'], reason: REASON }],
    ['an array for an object', []],
    ['a number for a text', { displayName: 1, roles: ['developer'], reason: REASON }],
    ['nothing', null],
    ['very deep', JSON.parse('['.repeat(60) + ']'.repeat(60))],
  ])('%s is refused in words that tell nothing of the inside', async (_, body) => {
    rest();
    const { status, text } = await (await signedIn()).ask('POST', '/api/people', body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toMatch(INSIDE);
  });

  it('larger than the route takes is refused before it is read', async () => {
    rest();
    const { status, body } = await (await signedIn()).ask('POST', '/api/people', JSON.stringify({ displayName: 'x'.repeat(70_000) }));
    expect([status, body['code']]).toEqual([413, 'ASSAY-SERVER-007']);
    const stranger = await house.raw(
      `POST /api/services HTTP/1.1\r\nHost: localhost:${house.port}\r\nContent-Type: application/json\r\nContent-Length: 20000000\r\n\r\n{`,
      3_000,
    );
    expect(stranger).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('headers larger than the server reads are refused', async () => {
    rest();
    expect(await house.raw(`GET / HTTP/1.1\r\nHost: localhost:${house.port}\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('bytes that two servers may read differently', () => {
  const HOST = () => `Host: localhost:${house.port}\r\n`;
  const smuggled = () => `GET /api/openapi.json HTTP/1.1\r\n${HOST()}\r\n`;
  it.each<[string, () => string]>([
    ['two lengths', () => `POST /api/sign-in/passkey/options HTTP/1.1\r\n${HOST()}Content-Length: 0\r\nContent-Length: 60\r\n\r\n${smuggled()}`],
    [
      'a length and chunks',
      () => `POST /api/sign-in/passkey/options HTTP/1.1\r\n${HOST()}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled()}`,
    ],
    ['chunks in disguise', () => `POST /api/sign-in/passkey/options HTTP/1.1\r\n${HOST()}Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n${smuggled()}`],
    ['a folded header', () => `GET /api/health HTTP/1.1\r\n${HOST()}X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n${smuggled()}`],
    ['lines that end by LF alone', () => `GET /api/health HTTP/1.1\nHost: localhost:${house.port}\n\n${smuggled()}`],
    ['a body where none is taken', () => `GET /api/health HTTP/1.1\r\n${HOST()}Content-Length: ${smuggled().length}\r\n\r\n${smuggled()}`],
  ])('%s', async (_, bytes) => {
    rest();
    const text = await house.raw(bytes(), 1_500);
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text).not.toContain('"openapi"');
    expect([...text.matchAll(/HTTP\/1\.1 2\d\d /g)]).toEqual([]);
  });
});
