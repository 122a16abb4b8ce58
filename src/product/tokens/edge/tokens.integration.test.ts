import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { memoryStore } from '../../../ledger/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import { openCedarPolicy } from '../../access/edge/cedar.ts';
import type { AccessPolicy, PersonId, Principal, Role } from '../../access/model.ts';
import { openPeopleDatabase, type PeopleDatabase } from '../../people/edge/people-database.ts';
import { LONGEST_MS, MOST_A_DAY, MOST_TOKENS, type TOKEN_SCOPES } from '../model.ts';
import { openTokens, type Tokens } from './tokens.ts';

const ANNA = 'p_aaaaaaaaaaaaaaaaaaaa' as PersonId;
const BERT = 'p_bbbbbbbbbbbbbbbbbbbb' as PersonId;
const START = Instant.parse('2026-11-01T00:00:00Z');
const DAY = 86_400_000;

let access: AccessPolicy;
let office: LedgerStore;
let database: PeopleDatabase;
let dataDir: string;
let now: Instant;
let active: Map<PersonId, readonly Role[]>;
let tokens: Tokens;

const standing = (person: PersonId): Principal | undefined => {
  const roles = active.get(person);
  return roles === undefined ? undefined : { person, roles, via: 'session', credential: 'standing' };
};
const open = () => openTokens({ office, database, access, standing });
const enter = (drafts: Parameters<LedgerStore['append']>[0]) => office.append(drafts);
const issue = (person: PersonId, scope: (typeof TOKEN_SCOPES)[number][], days = 30) => {
  const principal = standing(person);
  if (principal === undefined) throw new TypeError('nobody');
  return tokens.issue({ principal, name: 'build', scope, expiresAt: Instant.of(now + days * DAY) }, enter);
};

beforeAll(async () => {
  access = await openCedarPolicy();
});
beforeEach(() => {
  now = START;
  office = memoryStore(() => now);
  dataDir = mkdtempSync(join(tmpdir(), 'assay-tokens-'));
  database = openPeopleDatabase({ dataDir, now: () => now, random: randomBytes });
  active = new Map<PersonId, readonly Role[]>([
    [ANNA, ['operator']],
    [BERT, ['developer']],
  ]);
  tokens = open();
});

afterEach(() => {
  database.close();
  rmSync(dataDir, { recursive: true });
});

describe('a token', () => {
  it('acts for its person, for what it was issued, and is shown once', async () => {
    const { token, secret } = await issue(BERT, ['evidence.record', 'service.read']);
    expect(tokens.resolve(secret)).toEqual({
      person: BERT,
      roles: ['developer'],
      via: 'token',
      credential: token.id,
      scope: ['evidence.record', 'service.read'],
    });
    const kept = JSON.stringify([tokens.list(), office.read(0 as never, 10), database.db.prepare('SELECT * FROM token').all()]);
    expect(kept).not.toContain(secret.slice(-49, -6));
    expect(kept).not.toContain(secret.slice(-20));
  });

  it('is known again after a start', async () => {
    const { secret } = await issue(BERT, ['service.read']);
    tokens = open();
    expect(tokens.resolve(secret)?.person).toBe(BERT);
  });

  it('tells when it was used, to the hour', async () => {
    const { token, secret } = await issue(BERT, ['service.read']);
    expect(tokens.get(token.id)?.usedAt).toBeUndefined();
    now = Instant.of(START + 100 * 60_000);
    tokens.resolve(secret);
    expect(tokens.get(token.id)?.usedAt).toBe(START + 60 * 60_000);
  });

  it.each<[string, (text: string, id: string) => unknown]>([
    [
      'its time is over',
      () => {
        now = Instant.of(START + 31 * DAY);
      },
    ],
    ['it was revoked', (_, id) => tokens.revoke(id, ANNA, enter)],
    ['its person was shut out', () => active.delete(BERT)],
    ['its row is gone', () => database.db.exec('DELETE FROM token')],
    ['its hash is gone', () => database.db.exec("UPDATE token SET hash = x''")],
  ])('lets nobody in when %s', async (_, happens) => {
    const { token, secret } = await issue(BERT, ['service.read']);
    await happens(secret, token.id);
    expect(tokens.resolve(secret)).toBeUndefined();
    tokens = open();
    expect(tokens.resolve(secret)).toBeUndefined();
  });

  it('of another secret lets nobody in', async () => {
    const one = await issue(BERT, ['service.read']);
    const other = await issue(ANNA, ['service.read']);
    expect(tokens.resolve(one.secret.replace(one.token.id, other.token.id))).toBeUndefined();
  });

  it.each([
    ['nothing', [], 30, ['ASSAY-TOKEN-001']],
    ['what its person may not', ['service.create'], 30, ['ASSAY-TOKEN-001']],
    ['what needs a fresh sign-in', ['settings.change'], 30, ['ASSAY-TOKEN-001']],
    ['more than a year', ['service.read'], 366, ['ASSAY-TOKEN-002']],
    ['the past', ['service.read'], -1, ['ASSAY-TOKEN-002']],
    ['nothing, for ever', [], 4000, ['ASSAY-TOKEN-001', 'ASSAY-TOKEN-002']],
  ] as const)('is not issued for %s', async (_, scope, days, codes) => {
    await expect(issue(BERT, [...scope], days)).rejects.toMatchObject({ faults: codes.map((code) => ({ code })) });
    expect(database.db.prepare('SELECT count(*) AS n FROM token').get()?.['n']).toBe(0);
    expect(office.head().size).toBe(0);
  });

  it('is one of so many that one person issues within a day, also of those revoked', async () => {
    for (let i = 0; i < MOST_A_DAY; i += 1) await tokens.revoke((await issue(BERT, ['service.read'])).token.id, BERT, enter);
    await expect(issue(BERT, ['service.read'])).rejects.toThrow('ASSAY-TOKEN-005');
    await expect(issue(ANNA, ['service.read'])).resolves.toBeDefined();
    now = Instant.of(now + DAY);
    await expect(issue(BERT, ['service.read'])).resolves.toBeDefined();
  });

  it('may last a year to the moment, and be one of few', async () => {
    await expect(issue(BERT, ['service.read'], LONGEST_MS / DAY)).resolves.toBeDefined();
    for (let i = 1; i < MOST_TOKENS; i += 1) await issue(BERT, ['service.read']);
    await expect(issue(BERT, ['service.read'])).rejects.toThrow('ASSAY-TOKEN-004');
  });

  it('is revoked once', async () => {
    const { token } = await issue(BERT, ['service.read']);
    await tokens.revoke(token.id, BERT, enter);
    await expect(tokens.revoke(token.id, BERT, enter)).rejects.toThrow('ASSAY-TOKEN-003');
    await expect(tokens.revoke('tk', BERT, enter)).rejects.toThrow('ASSAY-TOKEN-003');
  });

  it('that could not be entered on the ledger was never issued', async () => {
    const principal = standing(BERT);
    if (principal === undefined) throw new TypeError('nobody');
    const failing = tokens.issue({ principal, name: 'x', scope: ['service.read'], expiresAt: Instant.of(now + DAY) }, () => Promise.reject(new Error('disk')));
    await expect(failing).rejects.toThrow('disk');
    expect(tokens.list()).toEqual([]);
    expect(database.db.prepare('SELECT count(*) AS n FROM token').get()?.['n']).toBe(0);
  });
});

describe('the tokens of somebody', () => {
  it('who is shut out end for good, also when they are let in again', async () => {
    const { secret } = await issue(BERT, ['service.read']);
    active.delete(BERT);
    expect(await tokens.narrow(BERT, [], ANNA, 'suspended', enter)).toBe(1);
    active.set(BERT, ['developer']);
    expect(tokens.resolve(secret)).toBeUndefined();
  });

  it('who loses a role keep those that are within the rest', async () => {
    const records = await issue(BERT, ['evidence.record', 'service.read']);
    const reads = await issue(BERT, ['service.read']);
    active.set(BERT, ['auditor']);
    expect(await tokens.narrow(BERT, ['auditor'], ANNA, 'roles-changed', enter)).toBe(1);
    expect(tokens.resolve(records.secret)).toBeUndefined();
    expect(tokens.resolve(reads.secret)?.roles).toEqual(['auditor']);
    expect(await tokens.narrow(BERT, [], ANNA, 'erased', enter)).toBe(1);
    expect(tokens.list(BERT).every((one) => one.revokedAt !== undefined)).toBe(true);
    expect(tokens.list(ANNA)).toEqual([]);
    // Names that they gave to their tokens are theirs.
    expect(database.db.prepare('SELECT count(*) AS n FROM token').get()?.['n']).toBe(0);
  });

  it('end in the append of what they end by: it is entered also where there are none, and while it is, none is issued', async () => {
    const appended: (readonly string[])[] = [];
    let late: Promise<unknown> = Promise.resolve();
    const ended = await tokens.narrow(BERT, [], ANNA, 'suspended', async (drafts) => {
      late = issue(BERT, ['service.read']);
      await Promise.resolve();
      appended.push(drafts.map(({ type }) => type));
      active.delete(BERT);
      expect(office.head().size).toBe(0);
    });
    await late;
    expect([ended, appended]).toEqual([0, [[]]]);
  });

  it('stay what they are where what would end them is not entered', async () => {
    const { secret } = await issue(BERT, ['service.read']);
    await expect(tokens.narrow(BERT, [], ANNA, 'suspended', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    expect(tokens.resolve(secret)?.person).toBe(BERT);
  });
});
