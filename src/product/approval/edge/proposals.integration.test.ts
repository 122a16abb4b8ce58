import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { memoryStore } from '../../../ledger/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import { openCedarPolicy } from '../../access/edge/cedar.ts';
import type { AccessPolicy, PersonId, Principal, Role } from '../../access/model.ts';
import { openPeopleKey } from '../../people/edge/key-file.ts';
import { openPeopleDatabase, type PeopleDatabase } from '../../people/edge/people-database.ts';
import { type KeptRequest, MOST_BYTES, WAITS_MS } from '../model.ts';
import { openProposals, type Proposals } from './proposals.ts';

const ANNA = 'p_aaaaaaaaaaaaaaaaaaaa' as PersonId;
const BERT = 'p_bbbbbbbbbbbbbbbbbbbb' as PersonId;
const CLEO = 'p_cccccccccccccccccccc' as PersonId;
const START = Instant.parse('2026-11-01T00:00:00Z');

let access: AccessPolicy;
let office: LedgerStore;
let database: PeopleDatabase;
let dataDir: string;
let now: Instant;
let active: Map<PersonId, readonly Role[]>;
let proposals: Proposals;

const principal = (person: PersonId): Principal => ({ person, roles: active.get(person) ?? [], via: 'session', credential: 's' });
const standing = (person: PersonId) => (active.has(person) ? principal(person) : undefined);
const open = () => openProposals({ office, database, access, standing, key: openPeopleKey(dataDir, randomBytes) });
const enter = (drafts: Parameters<LedgerStore['append']>[0]) => office.append(drafts);
const request: KeptRequest = {
  method: 'post',
  path: '/api/people/{person}/roles',
  params: { person: CLEO },
  query: {},
  body: { roles: ['operator'], reason: 'r' },
  action: 'people.change-roles',
};
const asked = { request, proposer: ANNA, resource: { kind: 'person', id: CLEO, owner: CLEO } as const, reason: 'cover for December' };
const rows = () => database.db.prepare('SELECT count(*) AS n FROM proposal_request').get()?.['n'];

beforeAll(async () => {
  access = await openCedarPolicy();
});
beforeEach(() => {
  now = START;
  office = memoryStore(() => now);
  dataDir = mkdtempSync(join(tmpdir(), 'assay-proposals-'));
  database = openPeopleDatabase({ dataDir, now: () => now, random: randomBytes });
  active = new Map<PersonId, readonly Role[]>([
    [ANNA, ['operator']],
    [BERT, ['operator']],
    [CLEO, ['responder']],
  ]);
  proposals = open();
});
afterEach(() => {
  database.close();
  rmSync(dataDir, { recursive: true });
});

describe('a proposal that is kept', () => {
  it('is handed over once, as it was proposed, also after a start in between', async () => {
    const { id, expiresAt } = await proposals.propose(asked, enter);
    expect(expiresAt).toBe(START + WAITS_MS);
    expect(proposals.request(id)).toEqual(request);
    proposals = open();
    const taken = await proposals.take(id, principal(BERT), enter);
    expect(taken.request).toEqual(request);
    expect(taken.proposer.person).toBe(ANNA);
    expect(taken.proposal).toMatchObject({ state: 'agreed', decidedBy: BERT });
    await expect(proposals.take(id, principal(BERT), enter)).rejects.toThrow('ASSAY-APPROVAL-002');
    expect(proposals.request(id)).toBeUndefined();
    expect(rows()).toBe(0);
    expect(open().list()).toEqual(proposals.list());
    expect(JSON.stringify(office.read(0 as never, 10))).not.toContain('"roles"');
  });

  it('is agreed to by one of two who agree at once', async () => {
    active.set(CLEO, ['operator']);
    const { id } = await proposals.propose({ ...asked, resource: { kind: 'office', id: 'office' } }, enter);
    const outcomes = await Promise.allSettled([proposals.take(id, principal(BERT), enter), proposals.take(id, principal(CLEO), enter)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(office.read(0 as never, 10).filter(({ type }) => type === 'act.agreed').length).toBe(1);
  });

  it('is one when it is asked for twice at once', async () => {
    const [one, two] = await Promise.all([proposals.propose(asked, enter), proposals.propose(asked, enter)]);
    expect(one?.id).toBe(two?.id);
    expect(rows()).toBe(1);
  });

  it.each<[string, PersonId, () => unknown, string]>([
    ['its proposer', ANNA, () => undefined, '003'],
    ['whom it is about', CLEO, () => active.set(CLEO, ['operator']), '004'],
    ['somebody who may decide but not do it', CLEO, () => undefined, '004'],
    ['somebody who lost the role', BERT, () => active.set(BERT, ['auditor']), '004'],
    ['somebody, once its proposer was shut out', BERT, () => active.delete(ANNA), '005'],
    ['somebody, once its proposer lost the role', BERT, () => active.set(ANNA, ['developer']), '005'],
    [
      'somebody, once its request was exchanged',
      BERT,
      () => database.db.exec("UPDATE proposal_request SET request = replace(request, 'operator', 'auditor')"),
      '006',
    ],
    ['somebody, once its request is gone', BERT, () => database.db.exec('DELETE FROM proposal_request'), '006'],
    [
      'somebody, once its time is over',
      BERT,
      () => {
        now = Instant.of(START + WAITS_MS);
      },
      '002',
    ],
  ])('is not agreed to by %s', async (_, who, happens, code) => {
    const { id } = await proposals.propose(asked, enter);
    happens();
    await expect(proposals.take(id, principal(who), enter)).rejects.toThrow(`ASSAY-APPROVAL-${code}`);
    expect(office.read(0 as never, 10).some(({ type }) => type === 'act.agreed')).toBe(false);
  });

  it('is not agreed to by a token', async () => {
    const { id } = await proposals.propose(asked, enter);
    const token: Principal = { ...principal(BERT), via: 'token', scope: ['proposal.decide', 'people.change-roles'] };
    await expect(proposals.take(id, token, enter)).rejects.toThrow('ASSAY-APPROVAL-004');
  });

  it('that could not be entered was not made, and one that was not agreed to on the ledger still waits', async () => {
    const failing = () => Promise.reject(new Error('disk'));
    await expect(proposals.propose(asked, failing)).rejects.toThrow('disk');
    expect(rows()).toBe(0);
    const { id } = await proposals.propose(asked, enter);
    await expect(proposals.take(id, principal(BERT), failing)).rejects.toThrow('disk');
    expect((await proposals.take(id, principal(BERT), enter)).proposal.state).toBe('agreed');
  });

  it.each(['refuse', 'withdraw', 'lapse'] as const)('leaves no request behind when it ends by %s', async (how) => {
    const { id } = await proposals.propose(asked, enter);
    if (how === 'refuse') await proposals.refuse(id, BERT, 'no', enter);
    if (how === 'withdraw') await proposals.withdraw(id, ANNA, enter);
    if (how === 'lapse') {
      now = Instant.of(START + WAITS_MS);
      await proposals.lapse(enter);
    }
    expect(rows()).toBe(0);
    expect(proposals.get(id)?.state).toBe({ refuse: 'refused', withdraw: 'withdrawn', lapse: 'lapsed' }[how]);
  });

  it('says what it failed by', async () => {
    const { id } = await proposals.propose(asked, enter);
    await proposals.take(id, principal(BERT), enter);
    await proposals.failed(id, [{ code: 'ASSAY-PEOPLE-003', whose: 'caller', message: 'm', remedy: 'r' }], enter);
    expect(open().get(id)).toMatchObject({ state: 'failed', outcome: 'ASSAY-PEOPLE-003' });
  });

  it('is of a bounded size', async () => {
    const body = 'x'.repeat(MOST_BYTES);
    await expect(proposals.propose({ ...asked, request: { ...request, body } }, enter)).rejects.toThrow('ASSAY-APPROVAL-007');
  });

  it('gives its link to its proposer also after a start in between, once; no file has it in the clear, and none when it is collected or over', async () => {
    const link = { url: 'http://localhost:8420/setup#a-secret-that-nobody-reads' };
    const answers = () => database.db.prepare('SELECT count(*) AS n FROM proposal_answer').get()?.['n'];
    const agreed = async () => {
      const { id } = await proposals.propose(asked, enter);
      await proposals.take(id, principal(BERT), enter);
      proposals.keepAnswer(id, link, Instant.of(now + 1000));
      return id;
    };
    const first = await agreed();
    database.close();
    expect(readdirSync(dataDir).filter((name) => readFileSync(join(dataDir, name)).includes('a-secret'))).toEqual([]);
    database = openPeopleDatabase({ dataDir, now: () => now, random: randomBytes });
    proposals = open();
    expect([proposals.isKeptFor(first, ANNA), proposals.isKeptFor(first, BERT)]).toEqual([true, false]);
    await expect(proposals.collect(first, BERT, enter)).rejects.toThrow('ASSAY-APPROVAL-011');
    await expect(proposals.collect(first, ANNA, () => Promise.reject(new Error('the disk is full')))).rejects.toThrow('the disk is full');
    const outcomes = await Promise.allSettled([proposals.collect(first, ANNA, enter), proposals.collect(first, ANNA, enter)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((one) => one.status === 'fulfilled')).toMatchObject({ value: link });
    expect(answers()).toBe(0);

    const second = await agreed();
    now = Instant.of(now + 1000);
    expect(proposals.isKeptFor(second, ANNA)).toBe(false);
    await proposals.lapse(enter);
    expect(answers()).toBe(0);

    // With another key nothing of it can be read, and nothing falls over.
    const third = await agreed();
    rmSync(join(dataDir, 'people.key'));
    await expect(open().collect(third, ANNA, enter)).rejects.toThrow('ASSAY-APPROVAL-011');
  });

  it('that no ledger entry names is forgotten at the start', () => {
    database.db.prepare('INSERT INTO proposal_request (proposal, request) VALUES (?, ?)').run('pr_lost', '{}');
    open();
    expect(rows()).toBe(0);
  });
});
