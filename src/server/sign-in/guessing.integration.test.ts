import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { type Started, startServer } from '../start.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'assay-guessing-'));
const PASSWORD = 'nine grey geese in fog';
let at = Date.UTC(2026, 10, 1, 8);
let server: Started;
let app: string;

const start = async () => {
  server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now: () => Instant.of(at), env: {} });
};

/** A browser: what it was given, it gives back. All are at one address. */
function browser() {
  const jar = new Map<string, string>();
  const ask = async (path: string, body: unknown) => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { origin: server.url, 'content-type': 'application/json', cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      body: JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>> };
  };
  const code = () => HOTP.generate({ secret: Secret.fromBase32(app), counter: Math.floor(at / 30_000) });
  return {
    jar,
    ask,
    code,
    async signIn(password = PASSWORD) {
      const first = await ask('/api/sign-in/password', { userName: 'ada', password });
      return first.status === 204 ? (await ask('/api/sign-in/totp', { code: code() })).status : first.status;
    },
  };
}

const own = browser();

beforeAll(async () => {
  await start();
  const secret = server.setupUrl?.split('#')[1] ?? '';
  app = (await own.ask('/api/sign-in/link/password', { secret, displayName: 'Ada', userName: 'ada', password: PASSWORD })).body['secret'] ?? '';
  expect((await own.ask('/api/sign-in/link/totp', { secret, code: own.code() })).status).toBe(200);
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

describe('a stranger at the same address', () => {
  it('who uses up the tries at a name shuts out neither who was here before nor another', async () => {
    own.jar.delete('assay-session');
    // The code that enrolled her is used up.
    at += 60_000;
    const stranger = browser();
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push(await stranger.signIn('wrong'));
    expect([...new Set(statuses)].sort()).toEqual([403, 429]);
    // In a browser that nobody has signed in from, she waits as the stranger does; in her own she is in.
    expect(await browser().signIn()).toBe(429);
    expect(await own.signIn()).toBe(200);
    expect((await browser().ask('/api/sign-in/password', { userName: 'ben', password: 'x' })).status).toBe(204);
  });

  it('is not let by with the cookie of another person, nor with one that they made up', async () => {
    const stranger = browser();
    stranger.jar.set('assay-browser', 'A'.repeat(75));
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) statuses.push(await stranger.signIn('wrong'));
    expect(statuses).toContain(429);
  });

  it('does not undo it by a restart: a known browser is known again', async () => {
    const before = own.jar.get('assay-browser');
    await server.stop();
    await start();
    at += 60_000;
    const stranger = browser();
    for (let n = 0; n < 12; n += 1) await stranger.signIn('wrong');
    expect(own.jar.get('assay-browser')).toBe(before);
    expect(await own.signIn()).toBe(200);
  });

  it('makes no more than a hundred mistakes in a row at a name, however patient; her own browser still lets her in', async () => {
    at += 3_600_000;
    expect(await own.signIn()).toBe(200);
    const stranger = browser();
    let tried = 0;
    for (let n = 0; n < 115; n += 1) {
      at += n < 90 ? 16 * 60_000 : 25 * 3_600_000;
      if ((await stranger.signIn('wrong')) === 403) tried += 1;
    }
    expect(tried).toBe(100);
    at += 30_000;
    expect(await browser().signIn()).toBe(429);
    expect(await own.signIn()).toBe(200);
    // She came in, so nothing is held against her name any more.
    at += 60_000;
    expect(await browser().signIn()).toBe(200);
  });
});
