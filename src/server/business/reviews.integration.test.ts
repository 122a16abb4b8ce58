import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse } from '../../../test/server/house.ts';
import { Digest, Instant } from '../../core/index.ts';
import type { Role } from '../../product/access/model.ts';
import { sentByConsole } from '../console-request.fixture.ts';
import { type Done, done, items, type OneReview, oneReview, type ReviewsShown, reviews } from './review-model.ts';

const NOW = Instant.parse('2026-11-20T12:00:00Z');
let house: Furnished;
let root: string;
let folder: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'assay-reviews-'));
  folder = join(root, 'services', 'camera-service');
  house = await furnishedHouse(root, () => NOW);
});
afterAll(async () => {
  await house.close();
  rmSync(root, { recursive: true });
});

const BASE = '/api/services/camera-service/business/reviews';
const send = (who: Role, method: string, path: string, body?: unknown) => house.ask(path, sentByConsole(who, method, body));
const json = async <T>(path: string) => (await (await send('operator', 'GET', path)).json()) as T;
const file = (name: string, text: string) => ({ name, base64: Buffer.from(text).toString('base64') });
async function posted(
  path: string,
  body?: unknown,
  who: Role = 'operator',
): Promise<{ readonly status: number; readonly body: Done & { readonly code?: string } }> {
  const answer = await send(who, 'POST', `${BASE}${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Done & { readonly code?: string } };
}
const shown = async (id: string) => oneReview.parse(await json<OneReview>(`${BASE}/${id}`));
const ROLL_OUT = { kind: 'phishing-resistant-roll-out', subjects: ['developer'] };

describe('reviews over HTTP', () => {
  it('says what kinds there are, and of which parts of the map', async () => {
    const list = reviews.parse(await json<ReviewsShown>(BASE));
    expect([list.due, list.reviews, list.measures]).toEqual([[], [], []]);
    expect(list.never.find(({ kind }) => kind === 'phishing-resistant-roll-out')?.subjects).toContainEqual({ id: 'developer', name: 'Firmware developer' });
    expect(list.kinds.find(({ id }) => id === 'access-review')?.subjects).toContainEqual({ id: 'wiki', name: 'Engineering wiki' });
    expect(list.roles).toContainEqual({ id: 'it-administrator', name: 'IT administrator' });
  });

  it('starts, answers with a table, and closes one; each is an act on the ledger, and closing gives evidence', async () => {
    const started = await posted('', ROLL_OUT);
    expect(started.status, JSON.stringify(started.body)).toBe(201);
    expect([started.status, done.parse(started.body).review]).toEqual([201, 'phishing-resistant-roll-out-1']);
    const id = started.body.review;
    expect((await shown(id)).review).toMatchObject({
      state: 'open',
      owner: { id: house.principal('operator').person, self: true, name: 'Somebody, operator' },
      answered: 0,
      tasks: 1,
    });

    const early = await posted(`/${id}/close`);
    expect([early.status, early.body.code]).toEqual([422, 'ASSAY-REVIEW-007']);

    const table = 'account,resistant\nAda,yes\nBob,no\nCy,yes\n';
    const answered = await posted(`/${id}/tasks/accounts`, { figures: {}, file: file('accounts.csv', table) });
    expect([answered.status, answered.body.file]).toEqual([200, Digest.of(table)]);
    expect(existsSync(join(folder, 'raw', Digest.of(table).slice(7)))).toBe(true);
    const one = await shown(id);
    expect(one.tasks[0]).toMatchObject({
      lacking: [],
      answer: { method: 'import', figures: { accounts: 3, resistant: 2 }, raw: { digest: Digest.of(table), mediaType: 'text/csv' } },
    });

    const closed = await posted(`/${id}/close`);
    expect([closed.status, closed.body.statements]).toEqual([200, 1]);
    const after = await shown(id);
    expect(after.review.state).toBe('closed');
    expect(after.statements).toMatchObject([
      { claim: 'identity.phishing-resistant', value: false, subject: { name: 'Firmware developer' }, entry: closed.body.entry + 1 },
    ]);
    const list = await json<ReviewsShown>(BASE);
    expect(list.due).toMatchObject([{ kind: 'phishing-resistant-roll-out', late: false }]);
    expect(list.due[0]?.review).toBeUndefined();
    // It was begun: what comes next of it is due, and no longer something that was never done.
    const never = list.never.find(({ kind }) => kind === ROLL_OUT.kind)?.subjects ?? [];
    expect(never.map(({ id: part }) => part)).not.toContain('developer');
    expect(list.measures[0]?.over[0]?.figures).toHaveProperty('rollOutShare', 2 / 3);
    const over = await posted(`/${id}/close`);
    expect([over.status, over.body.code]).toEqual([422, 'ASSAY-REVIEW-003']);
  });

  it('keeps the items of an access review from the ledger, and shows them to whoever may see people', async () => {
    const list = file('items.csv', 'item\nAda Byron\nBob Frost\n');
    const started = await posted('', { kind: 'access-review', subjects: ['wiki'], owner: 'it-administrator', items: list });
    expect(started.status).toBe(201);
    const id = started.body.review;
    expect((await shown(id)).review).toMatchObject({ owner: { id: 'it-administrator', name: 'IT administrator' }, items: { count: 2, kept: true } });
    expect(statSync(join(folder, 'reviews', `${id}.json`)).mode & 0o777).toBe(0o600);
    const named = await send('auditor', 'GET', `${BASE}/${id}/items`);
    expect(items.parse(await named.json()).items).toEqual(['Ada Byron', 'Bob Frost']);
    const unnamed = await send('developer', 'GET', `${BASE}/${id}/items`);
    expect([unnamed.status, ((await unnamed.json()) as { code: string }).code]).toEqual([403, 'ASSAY-SERVER-003']);
    expect(JSON.stringify(await shown(id))).not.toContain('Ada');

    const foreign = await posted(`/${id}/tasks/decisions`, { figures: {}, file: file('decisions.csv', 'item,decision\nMallory,confirmed\n') });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'ASSAY-REVIEW-012']);
    expect(JSON.stringify(foreign.body)).not.toContain('Mallory');
    const decisions = await posted(`/${id}/tasks/decisions`, {
      figures: {},
      file: file('decisions.csv', 'item,decision\nAda Byron,confirmed\nBob Frost,confirmed\n'),
    });
    expect(decisions.status, JSON.stringify(decisions.body)).toBe(200);

    const given = await posted(`/${id}/abandon`, { reason: 'The wiki moves to another place first.' });
    expect(given.status).toBe(200);
    expect((await shown(id)).review).toMatchObject({ state: 'abandoned', reason: 'The wiki moves to another place first.' });
  });

  it('starts two of a kind at once under two ids, each with its own items', async () => {
    const start = (part: string, item: string) => posted('', { kind: 'access-review', subjects: [part], items: file('items.csv', `item\n${item}\n`) });
    const both = await Promise.all([start('mail', 'Ada'), start('file-share', 'Bob')]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.review)).size).toBe(2);
    const of = await Promise.all(both.map(({ body }) => json<{ items: string[] }>(`${BASE}/${body.review}/items`)));
    expect(of.map(({ items: [item] }) => item)).toEqual(['Ada', 'Bob']);
  });

  it.each([
    ['an unknown kind', '', { kind: 'no-such', subjects: ['wiki'] }, 'operator' as const, 422, 'ASSAY-REVIEW-001'],
    ['a part that the kind is not for', '', { kind: 'restore-test', subjects: ['wiki'] }, 'operator' as const, 422, 'ASSAY-REVIEW-004'],
    ['an unknown review', '/access-review-99/close', undefined, 'operator' as const, 422, 'ASSAY-REVIEW-002'],
    ['a name for an owner', '', { ...ROLL_OUT, owner: 'Ada Byron' }, 'operator' as const, 400, 'ASSAY-SERVER-001'],
    ['a file with a folder', '', { ...ROLL_OUT, items: file('../items.csv', 'item\n') }, 'operator' as const, 400, 'ASSAY-SERVER-001'],
    ['an auditor', '', ROLL_OUT, 'auditor' as const, 403, 'ASSAY-SERVER-003'],
    ['an installer', '', ROLL_OUT, 'installer' as const, 403, 'ASSAY-SERVER-003'],
    [
      'bytes that are no text',
      '',
      { ...ROLL_OUT, kind: 'access-review', subjects: ['wiki'], items: { name: 'i.csv', base64: '/wD/' } },
      'operator' as const,
      422,
      'ASSAY-BIMPORT-001',
    ],
    ['no reason', '/access-review-1/abandon', { reason: '' }, 'operator' as const, 400, 'ASSAY-SERVER-001'],
  ])('refuses %s, and keeps nothing', async (_, path, body, who, status, code) => {
    const before = readdirSync(join(folder, 'reviews')).length;
    const refused = await posted(path, body, who);
    expect([refused.status, refused.body.code], JSON.stringify(refused.body)).toEqual([status, code]);
    expect(readdirSync(join(folder, 'reviews')).length).toBe(before);
  });

  it('enters who did what beside each fact', async () => {
    const { ledger } = house.house.services.get('camera-service');
    const entries = ledger?.read(0 as never, 500) ?? [];
    const acts = entries.flatMap(({ type, body }) =>
      type === 'act.done' ? [body as { readonly action: string; readonly actor: string; readonly about: object }] : [],
    );
    const person = house.principal('operator').person;
    expect(acts.filter(({ action }) => action.startsWith('review.')).map(({ actor }) => actor)).toEqual(acts.map(() => person));
    expect(acts.map(({ action }) => action)).toContain('review.abandon');
    expect(acts).toContainEqual(
      expect.objectContaining({ action: 'review.work', about: expect.objectContaining({ review: 'phishing-resistant-roll-out-1' }) }),
    );
    // Every start is preceded by the act, in the same append.
    for (const [i, { type }] of entries.entries()) if (type.startsWith('review.')) expect(entries[i - 1]?.type).toMatch(/^(?:act\.done|review\.checked)$/);
    expect(JSON.stringify(entries)).not.toMatch(/Ada Byron|Bob Frost|Mallory/);
  });

  it('refuses an access review without a list, where nothing was discovered that could be decided on', async () => {
    const refused = await posted('', { kind: 'access-review', subjects: ['identity-provider'] });
    expect([refused.status, refused.body.code]).toEqual([422, 'ASSAY-REVIEW-014']);
  });

  it('refuses a file that is larger than its bound before it is read', async () => {
    const large = await posted('', { ...ROLL_OUT, items: { name: 'i.csv', base64: 'A'.repeat(18 * 1024 * 1024) } });
    expect(large.status).toBe(413);
  });

  it('shows an installer nothing', async () => {
    expect((await send('installer', 'GET', BASE)).status).toBe(403);
  });

  it('names people to whoever may see people, and to others not', async () => {
    const list = (await (await send('developer', 'GET', BASE)).json()) as ReviewsShown;
    const owner = list.reviews.find(({ id }) => id === 'phishing-resistant-roll-out-1')?.owner;
    expect(owner).toEqual({ id: house.principal('operator').person, self: false });
  });
});
