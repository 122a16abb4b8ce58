import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONTROLS } from '../../assurance/controls/index.ts';
import { foldLedger } from '../../assurance/folded.ts';
import { positionOf } from '../../assurance/position.ts';
import { Instant, type Json, LAYERS, Refused } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import { type Ledger, openLedger } from '../../ledger/edge/open.ts';
import { rememberMap } from '../../map/edge/kept.ts';
import { readMap } from '../../map/index.ts';
import { pulseQuestion } from '../live/pulse.ts';
import { outlineQuestion } from '../services/questions.ts';
import { openDesk } from './desk.ts';
import { type Judge, startJudge, startThread } from './judge.ts';
import { question } from './question.ts';

const EXAMPLE = 'examples/camera-service';
const AT = Instant.parse('2026-11-01T00:00:00Z');
const now = () => AT;

const map = readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml');
const evidence = readdirSync(`${EXAMPLE}/evidence`).flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/evidence/${file}`, 'utf8'), file, { now: AT }));
const draft = (body: (typeof evidence)[number]) => ({ type: 'evidence.recorded', body: body as Json });

let made: string;
let dataDir: string;
let ledger: Ledger;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'assay-judge-'));
  const first = await openLedger({ dataDir: join(made, 'first'), now, mode: 'write' });
  await rememberMap(first, join(made, 'first'), map);
  await first.append(evidence.slice(0, 100).map(draft));
  await first.close();
  return () => rmSync(made, { recursive: true });
});

beforeEach(async () => {
  dataDir = mkdtempSync(join(made, 'one-'));
  cpSync(join(made, 'first'), dataDir, { recursive: true });
  ledger = await openLedger({ dataDir, now, mode: 'write' });
});
afterEach(() => ledger.close());

describe('the desk', () => {
  it('follows what is entered, by live position and anew alike', async () => {
    const reader = await openLedger({ dataDir, now, mode: 'read' });
    const desk = openDesk(dataDir, reader, () => AT);
    desk.live();
    const rest = evidence.slice(100);
    const someone = { reason: 'a reason of ten letters', approver: 'somebody', grantedAt: '2026-10-30T00:00:00Z', until: '2027-01-01T00:00:00Z' };
    const steps = [
      () => ledger.append(rest.slice(0, 20).map(draft)),
      () => ledger.append([{ type: 'exclusion.granted', body: { control: 'restore-tested', subject: 'video-store', ...someone } }]),
      () => ledger.append(rest.slice(20).map(draft)),
      () =>
        ledger.append([
          { type: 'exclusion.withdrawn', body: { control: 'restore-tested', subject: 'video-store', reason: someone.reason, approver: someone.approver } },
        ]),
    ];
    for (const step of steps) {
      await step();
      desk.follow();
      const folded = foldLedger(ledger);
      const anew = positionOf({ map, evidence: folded.evidence, exclusions: folded.exclusions, at: AT });
      const live = desk.live();
      for (const { id } of CONTROLS)
        expect([id, live.verdictOf(id)]).toEqual([id, anew.controls.find(({ control }) => control.id === id)?.verdict ?? 'not-owed']);
      expect(desk.at(AT).position.controls).toEqual(anew.controls);
      expect(desk.at(AT).head.size).toBe(folded.head.size);
    }
    await reader.close();
  });

  it('answers for an earlier head as it stood then, and keeps what it judged', async () => {
    const reader = await openLedger({ dataDir, now, mode: 'read' });
    const desk = openDesk(dataDir, reader, () => AT);
    const before = desk.at(AT);
    const size = before.head.size;
    await ledger.append(evidence.slice(100).map(draft));
    desk.follow();
    expect(desk.at(AT).evidence.length).toBe(evidence.length);
    expect(desk.at(AT, size).position.controls).toEqual(before.position.controls);
    expect(desk.at(AT, size).head).toEqual(before.head);
    expect(desk.at(AT, size)).toBe(desk.at(AT, size));
    expect(() => desk.at(AT, 100_000)).toThrow('ASSAY-LEDGER-009');
    await reader.close();
  });
});

it('judges once what no verdict turns in: later moments, and heads that nothing came before that is judged by', async () => {
  const reader = await openLedger({ dataDir, now, mode: 'read' });
  const desk = openDesk(dataDir, reader, () => AT);
  const [first, size] = [desk.at(AT), desk.folded.head.size];
  const minute = desk.at(Instant.of(AT + 60_000));
  expect([minute.graph === first.graph, minute.at]).toEqual([true, AT + 60_000]);
  await ledger.append([{ type: 'note', body: {} }]);
  desk.follow();
  const grown = desk.at(AT);
  expect([grown.graph === first.graph, grown.head.size, grown.head.root]).toEqual([true, size + 1, ledger.head().root]);
  await ledger.append(evidence.slice(100, 110).map(draft));
  desk.follow();
  expect(desk.at(AT).graph).not.toBe(first.graph);
  expect(desk.at(AT).evidence.length).toBe(110);
  // The earlier heads, the one without the note too, are on what was judged first.
  expect([desk.at(AT, size).graph, desk.at(AT, size + 1).graph]).toEqual([first.graph, first.graph]);
  expect([desk.at(AT, size).head, desk.at(AT, size).evidence.length]).toEqual([first.head, 100]);
  await reader.close();
});

it('keeps no more than so much of what it judged', async () => {
  const reader = await openLedger({ dataDir, now, mode: 'read' });
  const desk = openDesk(dataDir, reader, () => AT);
  const graphs = new Set(Array.from({ length: 60 }, (_, i) => desk.at(Instant.of(AT + (i - 20) * 2 * 86_400_000)).graph));
  expect(graphs.size).toBeGreaterThan(12);
  expect(desk.at(Instant.of(AT - 40 * 86_400_000)).graph).not.toBe([...graphs][0]);
  await reader.close();
});

it('shows a past moment by the map that was in use then, and one before all maps by the first', async () => {
  let clock = AT;
  await ledger.close();
  ledger = await openLedger({ dataDir, now: () => clock, mode: 'write' });
  const grown = { ...map, parts: [...map.parts, { ...(map.parts[0] as (typeof map.parts)[number]), id: 'one-more' }] };
  clock = Instant.of(AT + 60_000);
  await rememberMap(ledger, dataDir, grown);
  const reader = await openLedger({ dataDir, now, mode: 'read' });
  const desk = openDesk(dataDir, reader, () => clock);
  const parts = (at: number) => desk.at(Instant.of(at)).map.parts.length;
  expect([parts(AT - 86_400_000), parts(AT + 59_000), parts(AT + 60_000)]).toEqual([map.parts.length, map.parts.length, map.parts.length + 1]);
  await reader.close();
});

describe('the judge', () => {
  let judge: Judge | undefined;
  const failures: string[] = [];
  const start = () => startJudge({ dataDir, now: Date.now, failed: (message) => failures.push(message) });
  afterEach(() => judge?.stop());

  it('answers from its thread, and sees what is entered', async () => {
    judge = start();
    const before = await judge.ask(outlineQuestion, {});
    expect(before).toMatchObject({ id: 'camera-service', parts: 46, evidence: 100 });
    await ledger.append(evidence.slice(100, 110).map(draft));
    expect(await judge.ask(outlineQuestion, {})).toMatchObject({ evidence: 110 });
    const pulse = await judge.ask(pulseQuestion, {});
    expect(pulse?.layers.map(({ layer }) => layer)).toEqual([...LAYERS]);
    expect(pulse?.size).toBe(111);
  });

  it('says of a record that does not verify what is wrong, and judges nothing', async () => {
    await ledger.close();
    const file = join(dataDir, 'checkpoint');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^(.*\n)\d+/, '$15'));
    judge = start();
    await judge.settled();
    expect(judge.broken?.[0]?.code).toMatch(/^ASSAY-LEDGER-0/);
    await expect(judge.ask(outlineQuestion, {})).rejects.toBeInstanceOf(Refused);
  });

  it('refuses what it does not know as a fault of ours, and goes on', async () => {
    judge = start();
    const unknown = question('no such question', () => 1);
    await expect(judge.ask(unknown, {})).rejects.toThrow('ASSAY-SERVER-011');
    expect(failures.at(-1)).toContain('no such question');
    expect(await judge.ask(outlineQuestion, {})).toMatchObject({ id: 'camera-service' });
  });

  const script = new URL('./never-worker.fixture.ts', import.meta.url);
  const [never, quick, slow] = [question('never', () => ''), question('quick', () => ''), question('slow', (_, __: SharedArrayBuffer) => '')];
  const bare = (patienceMs: number) => {
    const answered: string[] = [];
    judge = startThread({
      script,
      data: {},
      now: Date.now,
      patienceMs,
      asked: (name) => answered.push(name),
      failed: (message) => failures.push(message),
    });
    return { asked: judge, answered };
  };
  /** What `slow` waits for. */
  const gate = () => {
    const shared = new SharedArrayBuffer(4);
    const open = () => {
      Atomics.store(new Int32Array(shared), 0, 1);
      Atomics.notify(new Int32Array(shared), 0);
    };
    return { shared, open };
  };

  it('gives a question up that never ends, and answers what waits behind it in a new thread', async () => {
    const { asked } = bare(500);
    const [given, waits] = [asked.ask(never, {}), asked.ask(quick, {}, { asker: 'another' })];
    await expect(given).rejects.toThrow('ASSAY-SERVER-010');
    expect(failures.at(-1)).toContain('never');
    expect(await waits).toBe('quick');
  });

  it('asks nothing that nobody waits for: who drops a hundred and ninety questions delays others by the one that runs', async () => {
    const { asked, answered } = bare(60_000);
    const { shared, open } = gate();
    const first = asked.ask(slow, shared, { asker: 'greedy' });
    for (let n = 0; n < 10; n += 1) {
      const gone = new AbortController();
      const dropped = Array.from({ length: 19 }, () => asked.ask(slow, gate().shared, { asker: 'greedy', signal: gone.signal }));
      gone.abort(new Error('gone'));
      for (const one of dropped) await expect(one).rejects.toThrow('gone');
    }
    const other = asked.ask(quick, {}, { asker: 'patient' });
    open();
    expect([await other, await first]).toEqual(['quick', 'slow']);
    expect(answered).toEqual(['slow', 'quick']);
  });

  it('goes from one asker to the next, and takes no more of one than would fit beside others', async () => {
    const { asked, answered } = bare(60_000);
    const { shared, open } = gate();
    const running = asked.ask(slow, shared, { asker: 'greedy' });
    await asked.settled();
    const many = Array.from({ length: 20 }, () => asked.ask(quick, {}, { asker: 'greedy' }));
    await expect(asked.ask(quick, {}, { asker: 'greedy' })).rejects.toThrow('ASSAY-SERVER-006');
    const order: string[] = [];
    const theirs = many.map((one) => one.then(() => order.push('greedy')));
    const other = asked.ask(quick, {}, { asker: 'patient' }).then(() => order.push('patient'));
    open();
    await Promise.all([running, ...theirs, other]);
    expect(order.indexOf('patient')).toBeLessThanOrEqual(1);
    expect(answered.length).toBe(22);
  });

  it('bounds what all together have waiting', async () => {
    const { asked } = bare(60_000);
    await asked.settled();
    const { shared, open } = gate();
    const all = [asked.ask(slow, shared)];
    for (let asker = 0; asker < 20; asker += 1) for (let n = 0; n < 20; n += 1) all.push(asked.ask(quick, {}, { asker: `${asker}` }));
    await expect(asked.ask(quick, {}, { asker: 'one more' })).rejects.toThrow('ASSAY-SERVER-010');
    open();
    expect((await Promise.all(all)).length).toBe(401);
  });

  it('refuses what cannot cross threads, and goes on', async () => {
    const { asked } = bare(60_000);
    await expect(
      asked.ask(
        question('quick', (_, __: unknown) => ''),
        () => 1,
      ),
    ).rejects.toThrow('could not be cloned');
    expect(await asked.ask(quick, {})).toBe('quick');
  });

  it('lets an asker go, and refuses who comes after the end', async () => {
    judge = start();
    const gone = new AbortController();
    const asked = judge.ask(outlineQuestion, {}, { signal: gone.signal });
    gone.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await judge.stop();
    await expect(judge.ask(outlineQuestion, {})).rejects.toThrow('ASSAY-SERVER-010');
  });
});
