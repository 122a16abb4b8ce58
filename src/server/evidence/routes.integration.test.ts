import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Digest, type Json } from '../../core/index.ts';
import { CAMERAS, exampleFile, type RecordWorld, recordWorld } from '../ledger/record.fixture.ts';
import type { Problem } from '../model.ts';
import {
  claimsAnswer,
  evidenceList,
  evidenceOne,
  type ImportAnswer,
  importAnswer,
  lapsingAnswer,
  MOST_STATEMENTS,
  type RecordedAnswer,
  sourcesAnswer,
} from './model.ts';

let world: RecordWorld;
beforeAll(async () => {
  world = await recordWorld();
});
afterAll(() => world.close());

const at = 'at=2026-11-01T00:00:00Z';
const PLACE = `/api/services/${CAMERAS}`;
const list = async (query = '') => evidenceList.parse(await world.read(`${PLACE}/evidence?${at}${query}`));
const sizeNow = () => world.services.get(CAMERAS).ledger?.head().size ?? 0;
const problemOf = async (answer: Promise<Response>) => {
  const given = await answer;
  return { status: given.status, faults: ((await given.json()) as Problem).faults };
};
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

describe('evidence', () => {
  it('is listed with what is left of its validity, and every filter says less', async () => {
    const all = await list('&limit=500');
    expect(all.statements).toHaveLength(all.total);
    expect(all.total).toBe(all.all);
    expect(all.statements.every(({ state, left }) => (state === 'fresh') === left > 0)).toBe(true);
    const [one] = all.statements;
    for (const filter of [
      `subject=${one?.subject}`,
      `claim=${one?.claim}`,
      `method=${one?.method}`,
      'state=expired',
      'layer=business',
      'text=firmware',
      `source=${encodeURIComponent(one?.source ?? '')}`,
    ]) {
      const some = await list(`&limit=500&${filter}`);
      expect(some.total, filter).toBeGreaterThan(0);
      expect(some.total, filter).toBeLessThan(all.total);
      expect(some.all).toBe(all.all);
    }
  });

  it('comes in pages that together are the whole, in every order', async () => {
    const all = await list('&limit=500');
    for (const sort of ['seen', '-seen', 'expiry', '-expiry', 'entry', '-entry']) {
      const seqs: number[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page: Awaited<ReturnType<typeof list>> = await list(`&sort=${sort}&limit=37${after === '' ? '' : `&after=${after}`}`);
        seqs.push(...page.statements.map(({ seq }) => seq));
        after = page.next;
      }
      expect(seqs).toHaveLength(all.total);
      expect(new Set(seqs).size).toBe(all.total);
    }
    expect(await problemOf(world.send('GET', `${PLACE}/evidence?after=../../x`))).toMatchObject({ status: 400, faults: [{ code: 'ASSAY-SERVER-001' }] });
  });

  it.each(['subject', 'claim', 'source', 'age', 'layer'])('grouped by %s accounts for every statement', async (group) => {
    const { groups, total, fresh } = await list(`&group=${group}&limit=1`);
    expect(groups.reduce((sum, one) => sum + one.statements, 0)).toBe(total);
    expect(groups.reduce((sum, one) => sum + one.fresh, 0)).toBe(fresh);
  });

  it('shows one statement with the verdicts that rest on it, and nothing for an entry that is none', async () => {
    const { statements } = await list('&state=fresh&limit=500');
    // One after another: a person may not let all of these wait at the judge at once (MOST_WAITING).
    const shown: ReturnType<typeof evidenceOne.parse>[] = [];
    for (const { seq } of statements.slice(0, 40)) shown.push(evidenceOne.parse(await world.read(`${PLACE}/evidence/${seq}?${at}`)));
    expect(shown.some(({ decides }) => decides.length > 0)).toBe(true);
    for (const { canonical, digest, statement } of shown) {
      expect(Digest.of(JSON.stringify(JSON.parse(canonical).body))).toBe(digest);
      expect(JSON.parse(canonical).seq).toBe(statement.seq);
    }
    for (const seq of [0, 999_999]) expect(await problemOf(world.send('GET', `${PLACE}/evidence/${seq}`))).toMatchObject({ status: 403 });
  });

  it('says what lapses within days, in order, and more in more days', async () => {
    const [month, year] = await Promise.all(
      [30, 366].map(async (days) => lapsingAnswer.parse(await world.read(`${PLACE}/evidence/lapsing?${at}&days=${days}`))),
    );
    expect(month?.moments.map((one) => one.at)).toEqual(month?.moments.map((one) => one.at).toSorted());
    expect(month?.statements).toBeGreaterThan(0);
    expect(month?.verdicts).toBeGreaterThan(0);
    expect(year?.statements).toBeGreaterThan(month?.statements ?? 0);
    expect(month?.renewals.reduce((sum, one) => sum + one.statements, 0)).toBe(month?.statements);
    // What is said to lapse is fresh now and is not at its moment.
    for (const moment of month?.moments ?? []) {
      for (const { seq } of moment.statements) {
        const then = evidenceOne.parse(await world.read(`${PLACE}/evidence/${seq}?at=${moment.at}`));
        expect(then.statement.state).toBe('expired');
      }
    }
  });

  it('says first what has lapsed already, where anything has', async () => {
    const answerAt = async (at: string) => lapsingAnswer.parse(await world.read(`${PLACE}/evidence/lapsing?at=${at}&days=30`)).answer;
    expect(await answerAt('2035-01-01T00:00:00Z')).toMatch(/^All \d+ statements have lapsed already\. Nothing more lapses in the next 30 days\.$/);
    expect(await answerAt('2026-12-01T00:00:00Z')).toMatch(/^\d+ of \d+ statements have lapsed already\. /);
  });

  it('knows its sources and claims', async () => {
    const { sources } = sourcesAnswer.parse(await world.read(`${PLACE}/evidence/sources?${at}`));
    const { total } = await list();
    expect(sources.reduce((sum, one) => sum + one.statements, 0)).toBe(total);
    const { claims, subjects } = claimsAnswer.parse(await world.read(`${PLACE}/claims`));
    expect(claims.reduce((sum, one) => sum + one.statements, 0)).toBe(total);
    expect(subjects.map(({ id }) => id)).toContain('camera');
  });
});

const statement = (change: Record<string, Json> = {}): Json => ({
  subject: 'camera',
  claim: 'code.static-analysis-clean',
  value: true,
  observedAt: '2026-10-31T12:00:00Z',
  validFor: 'P30D',
  source: 'analyser 3.1',
  method: 'import',
  raw: { digest: Digest.of('the report'), mediaType: 'text/plain' },
  ...change,
});

describe('recording statements', () => {
  it('enters them behind the act, once, and keeps the raw input by its digest', async () => {
    const before = sizeNow();
    const raw = [base64(Buffer.from('the report')), base64(Buffer.from('cited by nothing'))];
    const dry = (await (await world.send('POST', `${PLACE}/evidence`, { statements: [statement()], dryRun: true })).json()) as RecordedAnswer;
    expect(dry).toMatchObject({ recorded: 1, dryRun: true, size: before });
    expect(sizeNow()).toBe(before);
    const answer = await world.send('POST', `${PLACE}/evidence`, { statements: [statement()], raw, expectedSize: before });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ recorded: 1, alreadyKnown: 0, first: before + 1, last: before + 1, size: before + 2 });
    const kept = join(world.services.get(CAMERAS).dataDir, 'raw');
    expect(readdirSync(kept)).toEqual([Digest.of('the report').slice(7)]);
    const again = (await (await world.send('POST', `${PLACE}/evidence`, { statements: [statement(), statement()] })).json()) as RecordedAnswer;
    expect(again).toMatchObject({ recorded: 0, alreadyKnown: 2, first: null });
  });

  it('refuses a batch whole, with every fault in its place', async () => {
    const before = sizeNow();
    const statements = [statement(), statement({ subject: 'camra' }), statement({ claim: 'no.such' }), statement({ value: 'yes', note: 1 })];
    const { status, faults } = await problemOf(world.send('POST', `${PLACE}/evidence`, { statements }));
    expect(status).toBe(422);
    expect(faults.map(({ code, field }) => [code, field])).toEqual([
      ['ASSAY-EVIDENCE-004', '[1].subject'],
      ['ASSAY-EVIDENCE-002', '[2].claim'],
      ['ASSAY-EVIDENCE-001', '[3].note'],
    ]);
    expect(sizeNow()).toBe(before);
  });

  it('refuses what was decided at an older size: ASSAY-SERVER-008', async () => {
    const sent = world.send('POST', `${PLACE}/evidence`, { statements: [statement({ source: 'another' })], expectedSize: 3 });
    expect(await problemOf(sent)).toMatchObject({ status: 412, faults: [{ code: 'ASSAY-SERVER-008' }] });
  });

  it.each([
    ['too many statements', { statements: Array.from({ length: MOST_STATEMENTS + 1 }, () => 1) }],
    ['no statement', { statements: [] }],
    ['a field of another kind', { statements: [statement()], actor: 'p_somebody' }],
    ['raw input that is no base64', { statements: [statement()], raw: ['*'] }],
  ])('refuses %s', async (_, body) => {
    expect(await problemOf(world.send('POST', `${PLACE}/evidence`, body))).toMatchObject({ status: 400, faults: [{ code: 'ASSAY-SERVER-001' }] });
  });

  it('lets an auditor look at what would be, and record nothing', async () => {
    const before = sizeNow();
    expect((await world.send('POST', `${PLACE}/evidence`, { statements: [statement({ source: 'x' })] }, 'audit')).status).toBe(403);
    expect((await world.send('POST', `${PLACE}/evidence`, { statements: [statement({ source: 'x' })], dryRun: true }, 'audit')).status).toBe(200);
    expect(sizeNow()).toBe(before);
  });
});

const send = async (body: object) => importAnswer.parse(await (await world.send('POST', `${PLACE}/evidence/import`, body)).json());

describe('importing what other tools wrote', () => {
  const sarif = () => exampleFile('imports/static-analysis.sarif');

  it('says first what would come of it, then enters just that, and the same file no second time', async () => {
    const before = sizeNow();
    const files = [{ name: 'static-analysis.sarif', base64: base64(sarif()) }];
    const dry = await send({ files, subject: 'firmware-source', dryRun: true });
    expect(sizeNow()).toBe(before);
    const made = await send({ files, subject: 'firmware-source', dryRun: false, expectedSize: dry.size });
    expect(made.recorded).toBe(dry.recorded);
    expect(made.statements).toEqual(dry.statements);
    expect(made.files).toEqual(dry.files);
    for (const { raw } of made.statements) expect(readFileSync(join(world.services.get(CAMERAS).dataDir, 'raw', raw.digest.slice(7)))).toEqual(sarif());
    const again = await send({ files, subject: 'firmware-source', dryRun: false });
    expect(again).toMatchObject({ recorded: 0, first: null });
  });

  it('takes a table with its mapping', async () => {
    const files = [{ name: 'laptops.csv', base64: base64(exampleFile('imports/laptops.csv')) }];
    const mapping = { name: 'laptops.yaml', base64: base64(exampleFile('imports/laptops.yaml')) };
    const answer = await send({ kind: 'csv', files, mapping, dryRun: true });
    expect(answer.recorded).toBeGreaterThan(0);
    expect(answer.files[0]?.items).toBe(
      (answer.files[0]?.carried ?? 0) +
        (answer.files[0]?.uncounted.reduce((sum, one) => sum + one.items, 0) ?? 0) +
        (answer.files[0]?.unknownSubjects.reduce((sum, one) => sum + one.items, 0) ?? 0),
    );
  });

  it.each([
    ['a format that it is not', { kind: 'junit', files: [{ name: 'a.sarif', base64: base64(sarif()) }], dryRun: true }, 'ASSAY-IMPORT-001'],
    ['a subject that the map does not have', { files: [{ name: 'a.sarif', base64: base64(sarif()) }], subject: 'camra', dryRun: true }, 'ASSAY-EVIDENCE-004'],
    ['a name with folders', { files: [{ name: '../a.sarif', base64: base64(sarif()) }], dryRun: true }, 'ASSAY-SERVER-001'],
    ['bytes that are no text', { files: [{ name: 'a.sarif', base64: base64(Uint8Array.of(0xff, 0xff, 0xff)) }], dryRun: true }, 'ASSAY-MAP-072'],
  ])('refuses %s', async (_, body, code) => {
    const status = code === 'ASSAY-SERVER-001' ? 400 : 422;
    expect(await problemOf(world.send('POST', `${PLACE}/evidence/import`, body))).toMatchObject({ status, faults: [{ code }] });
  });
});

describe('importing the files of other people’s tools', () => {
  const folders = ['development/sarif-tutorials', 'development/cyclonedx/tools/src/test/resources/1.6'] as const;
  it.each(folders)('of %s: each is read, or refused with a fault of its own', async (folder) => {
    const path = vectors(folder);
    if (path === undefined) return expect(process.env['CI']).toBeUndefined();
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(sarif|json|xml)$/.test(name) && existsSync(join(path, name)))
      .slice(0, 25);
    let read = 0;
    for (const name of names) {
      const bytes = readFileSync(join(path, name));
      if (bytes.length > 4_000_000) continue;
      const answer = await world.send('POST', `${PLACE}/evidence/import`, {
        files: [{ name: name.split('/').at(-1) ?? name, base64: base64(bytes) }],
        subject: 'camera',
        dryRun: true,
      });
      if (answer.status === 200) {
        const { files } = (await answer.json()) as ImportAnswer;
        const [one] = files;
        const rest = (one?.uncounted.reduce((sum, each) => sum + each.items, 0) ?? 0) + (one?.unknownSubjects.reduce((sum, each) => sum + each.items, 0) ?? 0);
        expect(one?.items, name).toBe((one?.carried ?? 0) + rest);
        read += 1;
      } else {
        const { faults } = (await answer.json()) as Problem;
        expect(answer.status, `${name}: ${faults[0]?.message}`).toBe(422);
      }
    }
    expect(read).toBeGreaterThan(0);
  });
});

describe('a clean report of another tool', () => {
  const log = (tool: string, at: string, found: boolean) =>
    Buffer.from(
      JSON.stringify({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: tool, version: '1.0', rules: [{ id: 'X1' }] } },
            invocations: [{ executionSuccessful: true, endTimeUtc: at }],
            results: found ? [{ ruleId: 'X1', level: 'error', message: { text: 'a bug' } }] : [],
          },
        ],
      }),
    );
  const give = (bytes: Uint8Array) => send({ files: [{ name: 'a.sarif', base64: base64(bytes) }], subject: 'cloud-source', dryRun: false });

  it('takes back nothing, and says why; that of the same tool does', async () => {
    expect(await give(log('One', '2026-10-30T00:00:00Z', true))).toMatchObject({ recorded: 1, othersStand: [] });
    expect(await give(log('Two', '2026-10-31T00:00:00Z', false))).toMatchObject({
      recorded: 0,
      othersStand: [{ subject: 'cloud-source', why: expect.stringContaining('only one') }],
    });
    expect(await give(log('One', '2026-10-31T12:00:00Z', false))).toMatchObject({ recorded: 1, othersStand: [] });
    expect(await give(log('Two', '2026-10-31T13:00:00Z', false))).toMatchObject({ recorded: 1, othersStand: [] });
  });
});
