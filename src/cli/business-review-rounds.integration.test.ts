import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const MAP = new URL('../../examples/camera-service/service.yaml', import.meta.url).pathname;
const IT = 'it-administrator';
let folder = '';
let now = Instant.parse('2026-11-01T00:00:00Z');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-rounds-'));
  day('2026-11-01');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = (text: string) => {
  now = Instant.parse(`${text}T00:00:00Z`);
};
async function assay(...argv: string[]) {
  let [out, err] = ['', ''];
  const take = (into: 'out' | 'err') => (text: string) => {
    if (into === 'out') out += text;
    else err += text;
  };
  const io = { cwd: folder, env: {}, now: () => now, interactive: false, out: take('out'), err: take('err') };
  const data = argv[0] === 'ledger' ? [] : ['--service', MAP];
  const code = await run([...argv, ...data, '--data', join(folder, 'data')], COMMANDS, io);
  return { code, out, err };
}
const review = (...argv: string[]) => assay('business', 'review', ...argv);
const json = async (...argv: string[]) => JSON.parse((await review(...argv, '--json')).out);
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const accounts = (...rows: string[]) => {
  const table = file('accounts.csv', `account,active,admin\n${rows.join('\n')}\n`);
  return assay('business', 'import', 'people', table, '--subject', 'identity-provider', '--joins', file('joins.yaml', 'assay: joins/1\njoins: []\n'));
};
const started = (kind: string, ...rest: string[]) => review('start', kind, 'identity-provider', '--owner', IT, ...rest);
const answer = (id: string, task: string, ...rest: string[]) => review('answer', id, task, '--by', IT, ...rest);
const close = (id: string) => json('close', id, '--by', IT);
const ledgerFiles = () => readdirSync(join(folder, 'data')).filter((name) => name.startsWith('ledger.db'));
const onLedger = (text: string) => ledgerFiles().some((name) => readFileSync(join(folder, 'data', name)).includes(text));

async function reviewed() {
  await accounts('ada,yes,no', 'zuleika,yes,yes');
  expect((await started('access-review', '--joins', join(folder, 'joins.yaml'))).out).toContain('2 items from the inventory');
  day('2026-11-02');
  const list = join(folder, 'list.csv');
  expect((await review('show', 'access-review-1', '--items-to', list)).err).toContain('2 items');
  const decided = file('decisions.csv', readFileSync(list, 'utf8').replace('"ada",', '"ada",keep').replace('"zuleika",', '"zuleika",remove'));
  expect((await answer('access-review-1', 'decisions', '--file', decided)).err).toBe('');
  expect((await answer('access-review-1', 'carried-out', '--figure', 'done=1', '--file', file('done.txt', 'done'))).err).toBe('');
  return close('access-review-1');
}

describe('an access review', () => {
  it('needs items, and figures that are counted from its table', async () => {
    expect((await started('access-review')).err).toContain('ASSAY-REVIEW-014');
    expect(existsSync(join(folder, 'data/reviews'))).toBe(false);
    await started('access-review', '--items', file('items.csv', 'item\nada\n'));
    const typed = ['--figure', 'items=1', '--figure', 'confirmed=1', '--figure', 'changed=0', '--figure', 'removed=0'];
    expect((await answer('access-review-1', 'decisions', '--file', file('word.pdf', 'x'), ...typed)).err).toContain('ASSAY-REVIEW-006');
  });

  it('is a person’s word until a later look shows what was removed to be gone', async () => {
    expect((await reviewed()).statements).toMatchObject([{ claim: 'access.reviewed', value: true, method: 'attestation' }]);
    expect((await review('list')).out).toContain('of 1 removal, 0 seen to be gone, 1 not confirmed');
    expect((await review('check')).code).toBe(0);
    day('2026-11-05');
    await accounts('ada,yes,no');
    expect((await review('list')).out).not.toContain('access-review-1 of');
    expect(await json('check')).toMatchObject({ checked: ['access-review-1'], remaining: [] });
    expect(await json('show', 'access-review-1')).toMatchObject({
      checks: [{ task: 'decisions', decided: 1, gone: 1, present: 0, observedAt: '2026-11-05T00:00:00Z' }],
      statements: [{ value: true, method: 'import', observedAt: '2026-11-05T00:00:00Z' }],
    });
    expect(await json('check')).toMatchObject({ checked: [], entries: 0 });
  });

  it('fails where what was removed is there still', async () => {
    await reviewed();
    day('2026-11-05');
    await accounts('ada,yes,no', 'zuleika,yes,yes');
    const late = await review('list');
    expect([late.code, late.out.includes('1 still there')]).toEqual([1, true]);
    expect((await review('check', 'access-review-1')).code).toBe(1);
    expect((await json('show', 'access-review-1')).statements).toMatchObject([
      { value: false, method: 'import', finding: { id: 'access-review-1:access.reviewed' } },
    ]);
    expect(onLedger('zuleika')).toBe(false);
  });

  it('is erased with its decisions, the ledger says so, and verifies', async () => {
    await reviewed();
    expect((await review('erase', 'access-review-1')).err).toContain('ASSAY-CLI-003');
    const raw = () => readdirSync(join(folder, 'data/raw')).filter((name) => readFileSync(join(folder, 'data/raw', name), 'utf8').includes('remove'));
    expect(raw()).toHaveLength(1);
    expect(await json('erase', 'access-review-1', '--by', IT)).toMatchObject({ items: true, files: 2 });
    expect(raw()).toEqual([]);
    expect(existsSync(join(folder, 'data/reviews/access-review-1.json'))).toBe(false);
    expect((await review('show', 'access-review-1')).out).toContain('erased 2026-11-02T00:00:00Z by it-administrator: the items and 2 files');
    expect(await json('show', 'access-review-1')).toMatchObject({ erased: { by: IT, files: [expect.any(String), expect.any(String)] } });
    expect((await review('show', 'access-review-1', '--items-to', join(folder, 'again.csv'))).err).toContain('ASSAY-REVIEW-012');
    expect((await assay('ledger', 'verify')).code).toBe(0);
    expect(await json('erase', 'access-review-1', '--by', IT)).toMatchObject({ erased: false });
  });
});

describe('a restore test', () => {
  const times = ['--figure', 'started=2026-10-30T00:00:00Z,ended=2026-10-30T04:00:00Z,empty=yes'];
  const begin = () => review('start', 'restore-test', 'office-backup', '--owner', IT);
  beforeEach(() => {
    for (const side of ['live', 'back']) {
      mkdirSync(join(folder, side));
      file(`${side}/accounts.db`, 'rows');
    }
  });

  it('is a drill where Assay compared both sides', async () => {
    await begin();
    expect((await answer('restore-test-1', 'restore', ...times, '--original', 'live', '--restored', 'back', '--file', file('restore.log', 'ok'))).err).toBe('');
    const closed = await close('restore-test-1');
    expect(closed.statements).toMatchObject([{ claim: 'backup.restore-tested', value: true, method: 'drill', observedAt: '2026-10-30T04:00:00Z' }]);
    expect(closed.files).toHaveLength(2);
  });

  it('fails where they differ, and keeps the names of the first', async () => {
    file('back/accounts.db', 'rots');
    file('live/gone.txt', 'x');
    await begin();
    await answer('restore-test-1', 'restore', ...times, '--original', 'live', '--restored', 'back');
    const { statements, answers } = await close('restore-test-1');
    expect(statements).toMatchObject([{ value: false, method: 'drill' }]);
    expect(answers[0].figures).toMatchObject({ compared: 2, changed: 1, missing: 1, added: 0 });
    const report = JSON.parse(readFileSync(join(folder, 'data/raw', answers[0].raw.digest.slice(7)), 'utf8'));
    expect(report.first).toEqual([
      { path: 'accounts.db', how: 'changed' },
      { path: 'gone.txt', how: 'missing' },
    ]);
    expect(onLedger('gone.txt')).toBe(false);
  });

  it('stays a person’s word where digests are typed in, and refuses one side for the other', async () => {
    await begin();
    const same = `sha256:${'0'.repeat(64)}`;
    expect((await answer('restore-test-1', 'restore', ...times, '--original', 'live', '--restored', 'live')).err).toContain('ASSAY-REVIEW-013');
    await answer('restore-test-1', 'restore', ...times, '--figure', `original=${same},restored=${same}`, '--file', file('restore.log', 'ok'));
    expect((await close('restore-test-1')).statements).toMatchObject([{ value: true, method: 'attestation' }]);
  });
});

describe('other rounds', () => {
  it('count check-outs and standing rights from tables, by import', async () => {
    await started('privileged-check-out');
    const log = file('log.csv', 'who,what,from,until,approved by\nada,root,2026-10-30T08:00:00Z,2026-10-30T09:00:00Z,zuleika\n');
    await answer('privileged-check-out-1', 'check-outs', '--file', log, '--figure', 'limit=PT4H');
    expect((await answer('privileged-check-out-1', 'standing', '--original', '.', '--restored', '..')).err).toContain('ASSAY-REVIEW-013');
    await answer('privileged-check-out-1', 'standing', '--file', file('standing.csv', 'account,standing\nada,no\n'));
    expect((await close('privileged-check-out-1')).statements).toMatchObject([{ claim: 'identity.privilege-checked-out', value: true, method: 'import' }]);
  });

  it('take leavers for gone only where the inventory shows it', async () => {
    await accounts('ada,yes,no', 'zuleika,yes,no');
    await started('joiner-mover-leaver');
    for (const [task, figures] of [
      ['joiners', 'joined=0,approved=0'],
      ['movers', 'moved=0,cut-back=0'],
    ] as const)
      await answer('joiner-mover-leaver-1', task, '--figure', figures, '--file', file('list.txt', 'none'));
    await answer('joiner-mover-leaver-1', 'leavers', '--file', file('leavers.csv', 'account,left,removed\nzuleika,2026-10-30,2026-10-31\n'));
    expect((await close('joiner-mover-leaver-1')).statements).toMatchObject([{ claim: 'identity.leavers-removed', value: true, method: 'attestation' }]);
    day('2026-11-03');
    await accounts('ada,yes,no', 'zuleika,no,no');
    await review('check', 'joiner-mover-leaver-1');
    expect((await json('show', 'joiner-mover-leaver-1')).statements).toMatchObject([{ value: true, method: 'import' }]);
    await started('phishing-resistant-roll-out');
    expect((await review('check', 'restore-test-1')).err).toContain('ASSAY-REVIEW-002');
  });

  it('measure a roll-out against its target, round by round', async () => {
    const round = async (n: number, moment: string, table: string, target: string) => {
      day(moment);
      await review('start', 'phishing-resistant-roll-out', 'employee', '--owner', IT);
      const id = `phishing-resistant-roll-out-${n}`;
      await answer(id, 'accounts', '--file', file('a.csv', `account,resistant\n${table}`), '--figure', `target=${target}`);
      await close(id);
    };
    await round(1, '2026-09-01', 'a,yes\nb,no\nc,no\nd,no\n', '2027-01-31');
    await round(2, '2026-10-01', 'a,yes\nb,yes\nc,no\nd,no\n', '2027-01-31');
    expect((await json('show', 'phishing-resistant-roll-out')).measures.rollOut).toEqual([
      { subject: 'employee', share: 0.5, target: '2027-01-31T00:00:00Z', reachedAt: '2026-11-30T00:00:00Z', onTrack: true },
    ]);
    expect((await review('show', 'phishing-resistant-roll-out', '--measures')).out).toContain(
      '50 % rolled out, to be whole on 2027-01-31; at this pace on 2026-11-30; on track',
    );
    expect((await review('show', 'phishing-resistant-roll-out-2')).out).toMatch(/Rounds before:\n.*\n.*phishing-resistant-roll-out-1 +2026-09-01.*25 %/);
    expect((await review('check', 'phishing-resistant-roll-out-1')).err).toContain('ASSAY-REVIEW-015');
    const late = await review('list', '--format', 'ics', '--at', '2026-12-01');
    expect([
      late.code,
      late.out.startsWith('BEGIN:VCALENDAR\r\n'),
      late.out.includes('SUMMARY:Late: Phishing-resistant sign-in\\, rolled out: employee'),
    ]).toEqual([1, true, true]);
    expect(late.out).not.toContain('\ufffd');
  });
});

describe('what was never done', () => {
  it('is listed, and makes whoever asks what is due exit 1', async () => {
    await accounts('ada,yes,no');
    const plain = await review('list');
    expect([plain.code, plain.out.includes('never done: restore-test of office-backup')]).toEqual([0, true]);
    expect((await review('list', '--due', 'P14D')).code).toBe(1);
    expect((await json('list')).never).toContainEqual({ kind: 'restore-test', title: 'Restore test', subjects: expect.arrayContaining(['office-backup']) });
    await review('start', 'restore-test', 'office-backup', '--owner', IT);
    const { never } = await json('list');
    expect(never.find(({ kind }: { kind: string }) => kind === 'restore-test')?.subjects ?? []).not.toContain('office-backup');
  });
});

describe('people', () => {
  it.each([
    ['start', 'restore-test', 'office-backup', '--owner', 'jane.doe'],
    ['answer', 'restore-test-1', 'restore', '--by', 'jane.doe'],
    ['close', 'restore-test-1', '--by', 'jane.doe'],
    ['erase', 'restore-test-1', '--by', 'jane.doe'],
    ['abandon', 'restore-test-1', '--by', 'jane.doe', '--reason', 'moved'],
    ['abandon', 'restore-test-1', '--by', IT, '--reason', 'ask jane@fern.example'],
  ])('%s of %s as %s is refused with -009, and leaves no name', async (...argv) => {
    await review('start', 'restore-test', 'office-backup', '--owner', IT);
    const { code, err } = await review(...argv);
    expect([code, err.includes('ASSAY-REVIEW-009'), /jane|doe/i.test(err), onLedger('jane')]).toEqual([2, true, false, false]);
  });

  it('on whom is decided are not named in a reason', async () => {
    await started('access-review', '--items', file('items.csv', 'item\njane.doe\n'));
    const refused = await review('abandon', 'access-review-1', '--by', IT, '--reason', 'Jane Doe is on sick leave');
    expect([refused.code, refused.err.includes('ASSAY-REVIEW-009'), onLedger('sick leave')]).toEqual([2, true, false]);
    expect((await review('abandon', 'access-review-1', '--by', IT, '--reason', 'the list was of another system')).code).toBe(0);
  });
});

describe('joiners, movers and leavers', () => {
  it.each([
    ['joined=5,approved=0', 'moved=0,cut-back=0', [false]],
    ['joined=0,approved=0', 'moved=5,cut-back=0', [false]],
    ['joined=5,approved=5', 'moved=1,cut-back=1', []],
  ])('%s and %s state %j where nobody left', async (joiners, movers, values) => {
    await started('joiner-mover-leaver');
    const none = file('leavers.csv', 'account,left,removed\n');
    expect((await answer('joiner-mover-leaver-1', 'leavers', '--file', none)).err).toContain('ASSAY-REVIEW-010');
    const word = file('word.txt', 'nobody');
    for (const [task, figures] of Object.entries({ joiners, movers, leavers: 'left=0,removed=0' }))
      expect((await answer('joiner-mover-leaver-1', task, '--figure', figures, '--file', word)).err).toBe('');
    expect((await close('joiner-mover-leaver-1')).statements.map(({ value }: { value: boolean }) => value)).toEqual(values);
  });
});
