import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import type { Role } from '../../product/access/model.ts';
import { sentByConsole } from '../console-request.fixture.ts';
import { type Excepted, type Insertions, insertions, type OneRelease, oneRelease, type Releases, releases } from './model.ts';

// Two releases of the example, as commands looked at them on 30 October: one that lacks some links, and one with a commit that nobody read and a file that no commit has.

const AT = '2026-11-01T00:00:00Z';
const NOW = Instant.parse(AT);
const RELEASES = fileURLToPath(new URL('../../../bin/releases.js', import.meta.url));
const BASE = '/api/services/camera-service/development';

let root: string;
let folder: string;
let house: Furnished;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'assay-releases-of-'));
  folder = join(root, 'services', 'camera-service');
  // As `npm start` has it done: by a process of its own, that is told a folder from where it stands.
  execFileSync(process.execPath, [RELEASES, join('services', 'camera-service')], { cwd: root, stdio: 'pipe' });
  house = await furnishedHouse(root, () => NOW);
}, 120_000);
afterAll(async () => {
  await house.close();
  rmSync(root, { recursive: true });
});

const ask = (who: Role, path: string, method = 'GET', body?: unknown) => house.ask(`${BASE}${path}`, sentByConsole(who, method, body));
const json = async <T>(path: string, who: Role = 'operator') => (await (await ask(who, path)).json()) as T;
const one = (release: string, at = AT) => json<OneRelease>(`/release?release=${release}&at=${at}`);
const code = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
const lines = ({ releases: all }: Releases) => all.map(({ release, gate }) => [release, gate]);

/** The file of the service's folder, with another text for as long as something is asked. */
async function having<T>(file: string, text: string | undefined, work: () => Promise<T>): Promise<T> {
  const path = join(folder, file);
  const kept = readFileSync(path, 'utf8');
  try {
    if (text === undefined) rmSync(path);
    else writeFileSync(path, text);
    return await work();
  } finally {
    writeFileSync(path, kept);
  }
}

describe('releases', () => {
  it.each([
    ['/releases?', releases],
    ['/release?release=v3.1.0&', oneRelease],
    ['/insertions?', insertions],
  ])('answers %s in its schema, and alike when asked again', async (path, schema) => {
    const first = await ask('auditor', `${path}at=${AT}`);
    const text = await first.text();
    expect(first.status, text).toBe(200);
    expect(schema.parse(JSON.parse(text))).toEqual(JSON.parse(text));
    const again = await ask('auditor', `${path}at=${AT}`);
    expect([await again.text(), again.headers.get('etag')]).toEqual([text, first.headers.get('etag')]);
  });

  it('are listed with what the gate says of each, and those that the lifecycle names besides', async () => {
    const shown = await json<Releases>(`/releases?at=${AT}`);
    expect(lines(shown)).toEqual([
      ['v3.1.0', 'passes'],
      ['v3.2.0', 'stopped'],
      ['v3.0.0', 'unrecorded'],
    ]);
    expect(shown.policy).toMatchObject({ state: 'read', name: 'firmware of the camera' });
    expect(shown.releases.map(({ phase }) => phase)).toEqual(['analysis', undefined, 'operation']);
  });

  it('are not there before they were looked at, and that they came later is said', async () => {
    const shown = await json<Releases>('/releases?at=2026-10-01T00:00:00Z');
    expect([lines(shown), shown.later]).toEqual([
      [
        ['v3.1.0', 'unrecorded'],
        ['v3.0.0', 'unrecorded'],
      ],
      10,
    ]);
  });

  it('have each link with its state, its age and its entry, and what stops them', async () => {
    const shown = await one('v3.1.0');
    expect(shown.chain.map(({ link, state, verdict }) => [link, state, verdict])).toEqual([
      ['lifecycle', 'unknown', 'let-pass'],
      ['review', 'proven', 'passed'],
      ['signatures', 'proven', 'passed'],
      ['artifact', 'proven', 'passed'],
      ['provenance', 'absent', 'let-pass'],
      ['components', 'proven', 'passed'],
      ['findings', 'proven', 'passed'],
      ['log', 'proven', 'passed'],
    ]);
    const review = shown.chain.find(({ link }) => link === 'review');
    expect(review).toMatchObject({ asked: true, within: 'P30D', since: 'v3.0.0', kept: true, of: 0, counts: { commits: 2 } });
    expect(Date.parse(review?.freshUntil ?? '') - Date.parse(review?.at ?? '')).toBe(30 * 86_400_000);
    expect(shown.gate).toMatchObject({
      state: 'judged',
      pass: true,
      letPass: [
        { link: 'lifecycle', by: 'policy', reasons: 8 },
        { link: 'provenance', by: 'policy' },
      ],
    });
    // Signed, and on a code log that a witness saw with its tag, a review and what ships.
    expect(shown.published).toMatchObject([{ index: expect.any(Number) }]);
    expect(shown.chain.find(({ link }) => link === 'log')?.counts).toMatchObject({ places: 1, reviews: 1, releases: 1, witnesses: 1 });
    expect(shown.lifecycle).toMatchObject({ state: 'judged', phase: 'analysis', analysis: { state: 'current' } });
    expect(shown.about).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), tree: expect.any(String), artifact: expect.any(String) });
  });

  it('say where a chain is broken, and what would mend it', async () => {
    const { chain } = await one('v3.2.0');
    const of = (link: string) => chain.find((each) => each.link === link);
    expect(of('review')).toMatchObject({ state: 'broken', verdict: 'stopped', reasons: [{ code: 'signed-only' }] });
    expect(of('artifact')?.reasons).toMatchObject([{ code: 'file-unexplained', place: 'support.c', kind: 'broken' }]);
    expect(of('artifact')?.reasons[0]?.remedy.length).toBeGreaterThan(10);
  });

  it('say who could have put in what nobody else saw, and name people to whoever may see people', async () => {
    const of = async (who: Role) => (await json<OneRelease>(`/release?release=v3.2.0&at=${AT}`, who)).insiders;
    const named = await of('operator');
    expect(named).toMatchObject({ of: 2, approvedAlone: expect.any(Number) });
    expect(named?.list.map(({ who, kind, means }) => [who, kind, means.map(({ way, commits }) => `${way} ${commits}`)])).toEqual([
      ['ada', 'person', ['own-change 1']],
      ['bob', 'person', ['release-alone 0']],
    ]);
    const unnamed = await of('developer');
    expect(unnamed?.list.map(({ who, kind }) => [who, kind])).toEqual([
      [undefined, 'person'],
      [undefined, 'person'],
    ]);
    expect((await one('v3.0.0')).insiders).toBeUndefined();
  });

  it('grow too old', async () => {
    const { chain } = await one('v3.1.0', '2026-12-24T00:00:00Z');
    expect(chain.find(({ link }) => link === 'review')).toMatchObject({ state: 'proven', verdict: 'stopped', reasons: [{ code: 'too-old', kind: 'unknown' }] });
  });

  it('that nobody recorded and no lifecycle names are refused', async () => {
    expect(await code(await ask('operator', `/release?release=v9&at=${AT}`))).toEqual([422, 'ASSAY-RELEASE-007']);
  });

  it('are not judged without a policy, or with one that cannot be read, and say which', async () => {
    const asked = () => json<Releases>(`/releases?at=${AT}`);
    const before = await ask('operator', `/releases?at=${AT}`);
    const without = await having('release-policy.yaml', undefined, async () => {
      const response = await ask('operator', `/releases?at=${AT}`);
      expect(response.headers.get('etag')).not.toBe(before.headers.get('etag'));
      return (await response.json()) as Releases;
    });
    expect([without.policy, lines(without)[0]]).toEqual([{ state: 'none', file: 'release-policy.yaml' }, ['v3.1.0', 'no-policy']]);
    const unread = await having('release-policy.yaml', 'format: release-policy/1\nrequire: { reveiw: {} }\n', asked);
    expect(unread.policy).toMatchObject({ state: 'refused', faults: [{ code: 'ASSAY-RELEASE-002', line: 2 }, { field: 'require' }] });
    const unphased = await having('lifecycle.yaml', 'format: lifecycle/2\n', async () => ({ list: await asked(), shown: await one('v3.1.0') }));
    expect(unphased.list.lifecycle).toMatchObject({ state: 'refused', file: 'lifecycle.yaml' });
    expect(unphased.shown.lifecycle).toMatchObject({ state: 'refused', file: 'lifecycle.yaml' });
  });

  it('of which a kept file was changed are named, and the others are judged', async () => {
    const shown = await one('v3.2.0');
    const fact = shown.chain.find(({ link }) => link === 'review')?.fact ?? '';
    const file = join('raw', readdirSync(join(folder, 'raw')).find((name) => fact.endsWith(name)) ?? expect.unreachable('the fact is kept'));
    const text = readFileSync(join(folder, file), 'utf8');
    appendFileSync(join(folder, file), ' ');
    try {
      expect(lines(await json<Releases>(`/releases?at=${AT}`)).slice(0, 2)).toEqual([
        ['v3.1.0', 'passes'],
        ['v3.2.0', 'changed'],
      ]);
      expect((await code(await ask('operator', `/release?release=v3.2.0&at=${AT}`)))[1]).toBe('ASSAY-RELEASE-010');
    } finally {
      writeFileSync(join(folder, file), text);
    }
    await having(file, undefined, async () => {
      const erased = (await one('v3.2.0')).chain.find(({ link }) => link === 'review');
      expect(erased).toMatchObject({ kept: false, state: 'broken', reasons: [{ code: 'signed-only', place: 'erased' }] });
    });
  });
});

describe('who may put something into code', () => {
  it('is told by the steps of the map, the open ones first, with what closes and what notices them', async () => {
    const shown = await json<Insertions>(`/insertions?at=${AT}`);
    const order = { open: 0, undecided: 1, closed: 2 } as const;
    const ranks = shown.steps.map(({ status }) => order[status]);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(shown.counts.open + shown.counts.undecided + shown.counts.closed).toBe(shown.steps.length);
    expect(shown.steps.find(({ step, place }) => step === 'push-alone' && place === 'Firmware source')).toMatchObject({
      closedBy: [{ control: 'two-person-review', at: 'Firmware source' }, { control: 'branch-protection' }],
      seenBy: expect.arrayContaining([expect.objectContaining({ control: 'code-log' })]),
    });
    expect(shown.goals.map(({ goal }) => goal)).toContain('firmware-code:change');
  });
});

describe('an exception', () => {
  const asking = { release: 'v3.2.0', what: 'log', until: '2026-12-20', reason: 'The code log is set up in December.' };
  const state = async (id: string) => (await json<OneRelease>('/release?release=v3.2.0', 'operator')).exceptions.find((each) => each.id === id);

  it('is asked for by one person and granted by another, and counts until its day', async () => {
    const asked = await ask('developer', '/exceptions', 'POST', asking);
    expect(asked.status).toBe(201);
    const { exception } = (await asked.json()) as Excepted;
    expect(await state(exception)).toMatchObject({ state: 'waits', until: '2026-12-20T23:59:59.999Z', askedBy: { name: 'Somebody, developer', self: false } });
    expect((await json<OneRelease>('/release?release=v3.2.0', 'auditor')).chain.at(-1)).toMatchObject({ link: 'log', verdict: 'stopped' });
    expect(await code(await ask('developer', `/exceptions/${exception}/grant`, 'POST'))).toEqual([403, 'ASSAY-SERVER-003']);
    expect((await ask('operator', `/exceptions/${exception}/grant`, 'POST')).status).toBe(200);
    const granted = await json<OneRelease>('/release?release=v3.2.0');
    expect(granted.chain.at(-1)).toMatchObject({ link: 'log', verdict: 'let-pass' });
    expect(granted.gate).toMatchObject({ letPass: expect.arrayContaining([expect.objectContaining({ link: 'log', by: 'exception', what: exception })]) });
    // At a moment before it was asked for there was none.
    expect((await one('v3.2.0', '2026-10-31T23:00:00Z')).exceptions).toEqual([]);
    // A developer sees that somebody granted it, and not who.
    const told = (await json<OneRelease>('/release?release=v3.2.0', 'developer')).exceptions[0];
    expect([told?.askedBy.self, told?.grantedBy?.name]).toEqual([true, undefined]);
    expect((await ask('developer', `/exceptions/${exception}/withdraw`, 'POST')).status).toBe(200);
    expect(await state(exception)).toMatchObject({ state: 'withdrawn', entries: [expect.any(Number), expect.any(Number), expect.any(Number)] });
    expect((await code(await ask('operator', `/exceptions/${exception}/grant`, 'POST')))[1]).toBe('ASSAY-RELEASE-004');
  });

  it('is refused to whoever asked for it', async () => {
    const { exception } = (await (await ask('operator', '/exceptions', 'POST', { ...asking, what: 'components' })).json()) as Excepted;
    expect(await code(await ask('operator', `/exceptions/${exception}/grant`, 'POST'))).toEqual([422, 'ASSAY-RELEASE-005']);
    expect((await ask('responder', `/exceptions/${exception}/grant`, 'POST')).status).toBe(200);
  });

  it.each([
    ['of nothing that there is', { what: 'reveiw' }, 'ASSAY-RELEASE-003'],
    ['of a release that there is not', { release: 'v9' }, 'ASSAY-RELEASE-007'],
    ['for too long', { until: '2027-12-20' }, 'ASSAY-RELEASE-003'],
    ['with an address in its reason', { reason: 'Ask ada@example.org about it.' }, 'ASSAY-RELEASE-003'],
    ['without a reason', { reason: 'no' }, 'ASSAY-SERVER-001'],
  ])('%s is refused', async (_, other, expected) => {
    expect((await code(await ask('operator', '/exceptions', 'POST', { ...asking, ...other })))[1]).toBe(expected);
  });

  it.each(['it-administrator', 'auditor', 'installer'] as const)('is nothing that %s asks for', async (role) => {
    expect(await code(await ask(role, '/exceptions', 'POST', asking))).toEqual([403, 'ASSAY-SERVER-003']);
  });
});
