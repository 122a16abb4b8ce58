import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const MAP = new URL('../../examples/camera-service/service.yaml', import.meta.url).pathname;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-review-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function review(...argv: string[]) {
  let [out, err] = ['', ''];
  const io = {
    cwd: folder,
    env: {},
    now: () => Instant.parse('2026-11-01T00:00:00Z'),
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(['business', 'review', ...argv, '--service', MAP, ...(argv.includes('--data') ? [] : ['--data', join(folder, 'data')])], COMMANDS, io);
  return { code, out, err };
}
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('assay business review', () => {
  it('runs an access review from its items to its evidence, without a name on the ledger', async () => {
    const items = file('items.csv', 'item\nada.lovelace\ncharles.babbage\n');
    expect(await review('start', 'access-review', 'firmware-source', '--owner', 'developer', '--items', items)).toMatchObject({ code: 0, err: '' });
    expect(statSync(join(folder, 'data/reviews/access-review-1.json')).mode & 0o777).toBe(0o600);
    const early = await review('close', 'access-review-1', '--by', 'developer');
    expect([early.code, early.err.match(/ASSAY-REVIEW-007/g)?.length]).toEqual([2, 2]);
    const answer = (task: string, ...rest: string[]) => review('answer', 'access-review-1', task, '--by', 'developer', ...rest);
    expect((await answer('decisions', '--file', file('half.csv', 'item,decision\nada.lovelace,confirmed\n'))).err).toContain('ASSAY-REVIEW-006');
    const stranger = await answer('decisions', '--file', file('other.csv', 'item,decision\neve.moon,confirmed\n'));
    expect(stranger.err).toContain('ASSAY-REVIEW-012');
    expect(stranger.err).not.toContain('eve.moon');
    expect((await answer('decisions', '--file', file('bad.csv', 'item\nx\n'))).err).toContain('ASSAY-REVIEW-010');
    const decisions = file('decisions.csv', 'item,decision\nada.lovelace,confirmed\ncharles.babbage,removed\n');
    expect(await answer('decisions', '--file', decisions)).toMatchObject({ code: 0, err: '' });
    expect((await answer('carried-out', '--file', decisions, '--figure', 'done=0')).err).toContain('ASSAY-REVIEW-006');
    expect((await answer('carried-out', '--file', decisions, '--figure', 'done=1')).code).toBe(0);
    const closed = await review('close', 'access-review-1', '--by', 'developer');
    expect(closed.out).toContain('access.reviewed of firmware-source: true (attestation');
    expect((await review('list', '--at', '2026-11-02')).code).toBe(0);
    expect((await review('list', '--late', '--at', '2027-03-01')).code).toBe(1);
    expect((await review('show', 'access-review', '--measures', '--at', '2026-11-02')).out).toContain('50 %');
    expect(readFileSync(join(folder, 'data/ledger.db')).includes('babbage')).toBe(false);
    expect((await review('erase', 'access-review-1', '--by', 'developer')).out).toContain('Erased');
  });

  it('draws latencies from a table, and states that the time was not kept', async () => {
    await review('start', 'patch-latency', 'wiki', '--owner', 'it-administrator');
    const holes = file('holes.csv', 'hole,available,closed\na,2026-10-01,2026-10-03\nb,2026-10-01,\n');
    expect(await review('answer', 'patch-latency-1', 'holes', '--by', 'it-administrator', '--file', holes, '--figure', 'limit=P14D')).toMatchObject({
      code: 0,
      err: '',
    });
    const json = JSON.parse((await review('close', 'patch-latency-1', '--by', 'it-administrator', '--json')).out);
    expect(json.statements).toMatchObject([
      { claim: 'patch.latency-kept', value: false, method: 'import' },
      { claim: 'patch.latency', value: 'PT48H' },
    ]);
  });

  it('says of a part that is not on the map that alone, with what is near', async () => {
    const { code, err } = await review('start', 'access-review', 'firmware-sorce', '--owner', 'developer');
    expect([code, err.match(/ASSAY-[A-Z]+-\d+/g)]).toEqual([2, ['ASSAY-REVIEW-016']]);
    expect(err).toContain('firmware-sorce is not on the map');
    expect(err).toContain('Did you mean "firmware-source"?');
  });

  it('lists only what is late where that is asked, as JSON, too', async () => {
    const listed = async (...argv: string[]) => JSON.parse((await review('list', '--json', ...argv)).out);
    const all = await listed('--at', '2026-11-02');
    expect(all.never.length).toBeGreaterThan(0);
    expect(all.measures.length).toBeGreaterThan(0);
    expect(await listed('--late', '--at', '2026-11-02')).toMatchObject({ due: [], never: [], remaining: [], measures: [] });
    expect((await review('list', '--late', '--at', '2026-11-02')).out).toContain('Nothing is late.');
    const late = await listed('--late', '--at', '2027-03-01');
    expect(late.due.length).toBeGreaterThan(0);
    expect(late.due.every((one: { late: boolean }) => one.late)).toBe(true);
    expect(new Set(late.measures.map((one: { kind: string }) => one.kind))).toEqual(new Set(late.due.map((one: { kind: string }) => one.kind)));
  });

  it('never asks customers or suppliers to roll out sign-in', async () => {
    const { never } = JSON.parse((await review('list', '--json', '--at', '2026-11-02')).out);
    const { subjects } = never.find((one: { kind: string }) => one.kind === 'phishing-resistant-roll-out');
    expect(subjects).toContain('developer');
    expect(subjects).not.toContain('owner');
  });

  it.each([
    ['list'],
    ['show', 'access-review'],
    ['check'],
    ['answer', 'access-review-1', 'decisions', '--by', 'developer'],
    ['close', 'access-review-1', '--by', 'developer'],
    ['abandon', 'access-review-1', '--by', 'developer', '--reason', 'moved'],
    ['erase', 'access-review-1', '--by', 'developer'],
  ])('%s needs a ledger, and makes none', async (...argv) => {
    const nowhere = join(folder, 'nowhere');
    const { code, err } = await review(...argv, '--data', nowhere);
    expect([code, err]).toEqual([2, expect.stringContaining('ASSAY-LEDGER-005')]);
    expect(existsSync(nowhere)).toBe(false);
  });
});
