import { describe, expect, it } from 'vitest';
import { ANNA, BERT, NOW, URL_HERE, world } from './frame.fixture.ts';
import type { Problem } from './model.ts';

const code = async (response: Response) => ((await response.json()) as Problem).code;

describe('who asks', () => {
  it.each([
    ['nobody', undefined, {}, 401, 'ASSAY-SERVER-002'],
    ['a session that is none', 'nobody-known', {}, 401, 'ASSAY-SERVER-002'],
    ['a bearer that is none', undefined, { authorization: 'Bearer assay_nobody' }, 401, 'ASSAY-SERVER-002'],
    ['another kind of authorization', undefined, { authorization: 'Basic YTpi' }, 401, 'ASSAY-SERVER-002'],
    ['a session and a token at once', 'anna', { authorization: 'Bearer assay_anna' }, 401, 'ASSAY-SERVER-002'],
    ['the same cookie twice', undefined, { cookie: 'assay-session=anna; assay-session=bert' }, 401, 'ASSAY-SERVER-002'],
    ['a role that may not', 'help', {}, 403, 'ASSAY-SERVER-003'],
  ] as const)('%s is refused', async (_, who, headers, status, expected) => {
    const { send } = await world({ anna: ['operator'], help: ['installer'] });
    const response = await send(who, 'GET', '/api/things/a', undefined, headers);
    expect([response.status, await code(response)]).toEqual([status, expected]);
  });

  it('may ask by a session, and by a token within its scope', async () => {
    const { send } = await world();
    expect((await send('anna', 'GET', '/api/things/a')).status).toBe(200);
    expect((await send(undefined, 'GET', '/api/things/a', undefined, { authorization: 'Bearer assay_anna' })).status).toBe(200);
    expect((await send(undefined, 'POST', '/api/two', { value: 1, reason: 'because it is due' }, { authorization: 'Bearer assay_anna' })).status).toBe(403);
  });
});

describe('what is shared out among people', () => {
  it('is asked for by each as themselves, by whatever means they ask, and by the server as nobody', async () => {
    const { send } = await world();
    const bearer = { authorization: 'Bearer assay_anna' };
    const [anna, bert, token] = await Promise.all([
      send('anna', 'GET', '/api/asker'),
      send('bert', 'GET', '/api/asker'),
      send(undefined, 'GET', '/api/asker', undefined, bearer),
    ]);
    expect([await anna.json(), await bert.json(), await token.json()]).toEqual([ANNA, BERT, ANNA].map((asker) => ({ asker, own: '' })));
  });
});

describe('where it came from', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['the same site and another origin', { origin: 'http://localhost:9999', 'sec-fetch-site': 'same-site' }],
    ['no CSRF token', { 'x-csrf-token': '' }],
    ["another session's CSRF token", { 'x-csrf-token': 'AAAA' }],
  ])('an act with a cookie from %s is refused, and nothing is entered', async (_, headers) => {
    const { send, entries } = await world();
    const response = await send('anna', 'POST', '/api/things', { name: 'x' }, headers);
    expect([response.status, await code(response)]).toEqual([403, 'ASSAY-SERVER-005']);
    expect(entries()).toEqual([]);
  });

  it('is not asked of a token, which no browser sends by itself', async () => {
    const { send } = await world();
    expect((await send(undefined, 'POST', '/api/things', { name: 'x' }, { authorization: 'Bearer assay_anna', origin: 'https://ci.example' })).status).toBe(
      201,
    );
  });

  it('has to be our host, also for a page', async () => {
    const { app } = await world();
    for (const path of ['/api/open', '/']) {
      const response = await app.request(`${URL_HERE}${path}`, { headers: { host: 'evil.example' } });
      expect([response.status, await code(response)]).toEqual([421, 'ASSAY-SERVER-019']);
    }
  });
});

describe('what is asked', () => {
  it.each([
    ['an unknown field of the body (mass assignment)', 'POST', '/api/things', { name: 'x', roles: ['operator'] }, 400, 'ASSAY-SERVER-001'],
    ['a field that is missing', 'POST', '/api/things', {}, 400, 'ASSAY-SERVER-001'],
    ['an unknown query parameter', 'GET', '/api/things/a?admin=1', undefined, 400, 'ASSAY-SERVER-001'],
    ['a query parameter twice', 'GET', '/api/things/a?limit=1&limit=2', undefined, 400, 'ASSAY-SERVER-001'],
    ['a path parameter that is too long', 'GET', `/api/things/${'a'.repeat(21)}`, undefined, 400, 'ASSAY-SERVER-001'],
    ['a body where none is taken', 'POST', '/api/quiet', { a: 1 }, 415, 'ASSAY-SERVER-016'],
    ['a body that is too large', 'POST', '/api/things', { name: 'x'.repeat(70_000) }, 413, 'ASSAY-SERVER-007'],
    ['no address of ours', 'GET', '/api/nothing', undefined, 404, 'ASSAY-SERVER-009'],
    ['another method', 'PATCH', '/api/open', undefined, 404, 'ASSAY-SERVER-009'],
  ] as const)('%s is refused', async (_, method, path, body, status, expected) => {
    const { send, entries } = await world();
    const response = await send('anna', method, path, body);
    expect([response.status, await code(response)]).toEqual([status, expected]);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(entries()).toEqual([]);
  });

  it('is answered with 304 where the asker has it', async () => {
    const { send } = await world();
    const first = await send('anna', 'GET', '/api/things/a');
    const again = await send('anna', 'GET', '/api/things/a', undefined, { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([first.headers.get('etag'), again.status, await again.text()]).toEqual(['"thing-a"', 304, '']);
  });

  it('drops what others send along where the route says so', async () => {
    const { send } = await world();
    expect((await send(undefined, 'GET', '/api/back?code=a&session_state=b&session_state=c')).status).toBe(200);
    expect((await send(undefined, 'GET', '/api/back?code=a&code=b')).status).toBe(400);
  });

  it('gives a file by a name that ends no header', async () => {
    const { send } = await world();
    const response = await send(undefined, 'GET', '/api/file');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="..-a-b-X-y.txt"');
  });
});

describe('an act', () => {
  it('stands on the ledger with who did it, before its facts', async () => {
    const { send, entries } = await world();
    await send('anna', 'POST', '/api/things', { name: 'x', reason: 'tidying up' });
    expect(entries().map(({ type, body }) => ({ type, body }))).toEqual([
      {
        type: 'act.done',
        body: { action: 'proposal.withdraw', actor: ANNA, via: 'session', credential: 's_anna', reason: 'tidying up', about: { thing: 't1' } },
      },
      { type: 'thing.made', body: { thing: 't1' } },
    ]);
  });

  it('stands there also without a fact of its own, and not when it was refused', async () => {
    const { send, entries } = await world();
    expect((await send('anna', 'POST', '/api/idle')).status).toBe(200);
    expect(entries()).toEqual([]);
    expect((await send('anna', 'POST', '/api/quiet')).status).toBe(204);
    await send('audit', 'POST', '/api/two', { value: 1, reason: 'because it is due' });
    expect(entries().map(({ type }) => type)).toEqual(['act.done']);
  });

  it('needs a fresh sign-in where it says so, which a token never has', async () => {
    const { send, set } = await world();
    set('anna', { steppedUpAt: undefined as never });
    const response = await send('anna', 'DELETE', '/api/fresh', { reason: 'a lost laptop of ours' });
    expect([response.status, await code(response)]).toEqual([403, 'ASSAY-SERVER-004']);
    set('anna', { steppedUpAt: (NOW - 5 * 60_000) as never });
    expect((await send('anna', 'DELETE', '/api/fresh', { reason: 'a lost laptop of ours' })).status).toBe(403);
    set('anna', { steppedUpAt: (NOW - 1000) as never });
    expect((await send('anna', 'DELETE', '/api/fresh', { reason: 'a lost laptop of ours' })).status).toBe(204);
  });

  it('needs a reason where it says so', async () => {
    const { send } = await world();
    const response = await send('anna', 'DELETE', '/api/fresh', { reason: 'short' });
    expect([response.status, await code(response)]).toEqual([400, 'ASSAY-SERVER-015']);
  });
});

describe('an act that two have to agree on', () => {
  it('waits, and is then carried out as the proposer’s with who agreed', async () => {
    const { send, entries, agree } = await world();
    const response = await send('anna', 'POST', '/api/two', { value: 7, reason: 'because it is due' });
    expect([response.status, await response.json()]).toEqual([
      202,
      { proposal: 'pr_1', action: 'settings.change', title: 'Change settings', expiresAt: '2026-11-20T12:00:01Z' },
    ]);
    expect(entries()).toEqual([]);
    expect(await agree()).toEqual({ status: 200, body: { value: 7 } });
    expect(entries().map(({ type, body }) => [type, body])).toEqual([
      [
        'act.done',
        { action: 'settings.change', actor: ANNA, via: 'session', credential: 's_anna', reason: 'because it is due', approvedBy: BERT, proposal: 'pr_1' },
      ],
      ['setting.changed', { value: 7, approvedBy: BERT }],
    ]);
  });

  it.each([
    ['has become another act', { action: 'people.erase' }],
    ['is of a route that is gone', { path: '/api/gone' }],
  ] as const)('is refused on agreement where it %s', async (_, change) => {
    const { send, entries, agree } = await world();
    await send('anna', 'POST', '/api/two', { value: 7, reason: 'because it is due' });
    const before = entries().length;
    await expect(agree(change)).rejects.toThrow('ASSAY-SERVER-008');
    expect(entries().length).toBe(before);
  });

  it('is refused on agreement when the proposer may no longer', async () => {
    const { send, entries, agree, set } = await world();
    await send('anna', 'POST', '/api/two', { value: 7, reason: 'because it is due' });
    set('anna', { roles: ['auditor'] });
    await expect(agree()).rejects.toThrow('ASSAY-SERVER-003');
    expect(entries()).toEqual([]);
  });

  it('is refused to who proposes it where it could never be done', async () => {
    const { send, entries, agree } = await world();
    const response = await send('anna', 'POST', '/api/two', { value: 101, reason: 'because it is due' });
    expect([response.status, await code(response), entries()]).toEqual([409, 'ASSAY-SERVER-018', []]);
    await expect(Promise.resolve().then(() => agree())).rejects.toThrow('nothing waits');
  });

  it('runs alone behind broken glass, and says so', async () => {
    const { send, entries, set } = await world();
    set('anna', { breakGlassUntil: (NOW + 1000) as never });
    expect((await send('anna', 'POST', '/api/two', { value: 7, reason: 'because it is due' })).status).toBe(200);
    expect(entries()[0]?.body).toMatchObject({ without: 'break-glass' });
  });
});

describe('what goes wrong', () => {
  it('on our side is said without a word of what happened, and told to the log', async () => {
    const { send, seen } = await world();
    const response = await send(undefined, 'GET', '/api/broken');
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('ASSAY-SERVER-011');
    expect(text).not.toMatch(/secret|somebody/);
    expect(String(seen.at(-1)?.failure)).toContain('secret');
  });

  it('is nobody’s fault where who asked has gone', async () => {
    const { app, seen } = await world();
    const asker = new AbortController();
    const asked = app.request(new Request(`${URL_HERE}/api/slow`, { signal: asker.signal, headers: { host: 'localhost:8420' } }));
    asker.abort('the connection was closed');
    const response = await asked;
    expect([response.status, await code(response), seen.at(-1)?.failure]).toEqual([499, 'ASSAY-SERVER-021', undefined]);
  });

  it('is slowed down where it can be guessed', async () => {
    const { send } = await world();
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let i = 0; i < 12; i += 1) {
      last = await send(undefined, 'GET', '/api/guessable');
      statuses.push(last.status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(last?.headers.get('retry-after')).toBe('12');
  });

  it('says for how long a name has to wait, in the header that HTTP has for it', async () => {
    const { send } = await world();
    const response = await send(undefined, 'GET', '/api/held');
    expect([response.status, response.headers.get('retry-after'), await code(response)]).toEqual([429, '42', 'ASSAY-SIGNIN-002']);
  });
});
