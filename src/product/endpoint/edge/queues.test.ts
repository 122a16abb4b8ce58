import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBelow, matches } from '../filter.ts';
import { type StoredPacket, sizeOf } from './packet.ts';
import { type Queued, Queues } from './queues.ts';
import { RetainedMessages } from './retained.ts';

const said = (topic: string, bytes = 10): StoredPacket => ({ topic, payload: Buffer.alloc(bytes, 1), qos: 1 });
const ONE = sizeOf(said('d/cam-1/a'));

describe('retained messages', () => {
  const limits = { retained: 6, retainedBytes: 6 * ONE, retainedEach: 3, retainedBytesEach: 3 * ONE };
  const made = () => {
    let home = 'a';
    const changed: string[] = [];
    const kept = new RetainedMessages(
      limits,
      () => home,
      (topic, held) => changed.push(`${held === undefined ? '-' : '+'}${topic}`),
    );
    return {
      kept,
      changed,
      passOn: () => {
        home = 'b';
      },
    };
  };
  const all = ({ kept }: ReturnType<typeof made>) => [...kept.under(['#'])].map(({ topic }) => topic);

  it('of one device have their share: it leaves room for the others', () => {
    const world = made();
    const put = (topic: string) => world.kept.put(said(topic));
    expect(['a', 'b', 'c', 'd'].map((channel) => put(`d/cam-1/${channel}`))).toEqual([true, true, true, false]);
    expect(['a', 'b', 'c'].map((channel) => put(`d/cam-2/${channel}`))).toEqual([true, true, true]);
    expect(put('d/cam-3/a')).toBe(false);
    world.kept.drop('d/cam-1/b');
    expect(put('d/cam-3/a')).toBe(true);
  });

  it('stay where what is to take their place does not fit', () => {
    const world = made();
    world.kept.put(said('d/cam-1/a'));
    expect(world.kept.put(said('d/cam-1/a', 10_000))).toBe(false);
    expect([...world.kept.under(['d/cam-1/a'])].map(({ payload }) => payload.length)).toEqual([10]);
    expect(world.changed).toEqual(['+d/cam-1/a']);
  });

  it('are given to nobody after the device was passed on', () => {
    const world = made();
    world.kept.put(said('d/cam-1/a'));
    world.passOn();
    expect(all(world)).toEqual([]);
    expect(world.changed).toEqual(['+d/cam-1/a', '-d/cam-1/a']);
  });

  it('are found by every filter that matches them, and dropped by every prefix', () => {
    const level = fc.constantFrom('d', 'cam-1', 'cam-10', 'a', 'b', '+');
    const path = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
    const topics = ['d', 'd/cam-1', 'd/cam-1/a', 'd/cam-1/a/b', 'd/cam-10/a', 'd/cam-10/b', 'a/b'];
    const wide = { retained: 50, retainedBytes: 1 << 20, retainedEach: 50, retainedBytesEach: 1 << 20 };
    fc.assert(
      fc.property(path, fc.boolean(), (levels, all) => {
        const kept = new RetainedMessages(
          wide,
          () => 'a',
          () => undefined,
        );
        for (const topic of topics) kept.put(said(topic));
        const filter = all ? `${levels}/#` : levels;
        const found = [...kept.under([filter])].map(({ topic }) => topic).sort();
        expect(found).toEqual(topics.filter((topic) => matches(filter, topic)).sort());
        if (levels.includes('+')) return;
        expect(kept.forget(levels)).toBe(topics.filter((topic) => isBelow(levels, topic)).length);
        expect([...kept.under(['#'])].map(({ topic }) => topic).sort()).toEqual(topics.filter((topic) => !isBelow(levels, topic)).sort());
      }),
    );
  });

  it('never take more than their bounds, whatever comes and goes', () => {
    const topic = fc.tuple(fc.nat(3), fc.nat(4)).map(([device, channel]) => `d/cam-${device}/${'abcde'[channel]}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(topic, fc.nat(40)), { maxLength: 80 }), (coming) => {
        const world = made();
        for (const [at, bytes] of coming) world.kept.put(said(at, bytes));
        const held = [...world.kept.under(['#'])];
        expect(held.length).toBeLessThanOrEqual(limits.retained);
        expect(held.reduce((sum, one) => sum + sizeOf(one), 0)).toBeLessThanOrEqual(limits.retainedBytes);
        for (const of of Map.groupBy(held, ({ topic: at }) => at.slice(0, 7)).values()) expect(of.length).toBeLessThanOrEqual(limits.retainedEach);
      }),
    );
  });
});

describe('queues', () => {
  const limits = { queued: 4, queuedBytes: 100 * ONE, queuedOfOne: 2, allQueuedBytes: 6 * ONE };
  const put = (queues: Queues, client: string, topic: string, own = false) => queues.put(client, said(topic), 'a', own);

  it('of one device have their share of what waits for somebody else, and all of its own', () => {
    const queues = new Queues(limits, () => undefined);
    expect([1, 2, 3].map(() => put(queues, 'app', 'd/cam-1/a'))).toEqual([true, true, false]);
    expect(put(queues, 'app', 'd/cam-2/a')).toBe(true);
    expect([1, 2, 3].map(() => put(queues, 'cam-1', 'd/cam-1/a', true))).toEqual([true, true, true]);
    // All of them together are full.
    expect(put(queues, 'other', 'd/cam-3/a')).toBe(false);
  });

  it('weigh nothing once all is gone, however it went', () => {
    const act = fc.tuple(fc.constantFrom('put', 'remove', 'drop', 'sift', 'received'), fc.constantFrom('app', 'cam-1'), fc.constantFrom('d/cam-1', 'd/cam-2'));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const told = new Map<number, Queued>();
        const queues = new Queues(limits, (entry) => told.set(entry.row, entry));
        for (const [what, client, device] of acts) {
          const [first] = queues.of(client);
          if (what === 'put') put(queues, client, `${device}/a`);
          else if (what === 'drop') queues.drop(client);
          else if (what === 'sift') queues.sift(device, () => false);
          else if (first !== undefined && what === 'remove') queues.remove(first);
          else if (first !== undefined) queues.replace(first, { cmd: 'pubrel', topic: '', payload: '', messageId: 1 });
          expect(queues.of(client).length).toBeLessThanOrEqual(limits.queued);
        }
        const left = ['app', 'cam-1'].flatMap((client) => queues.of(client));
        expect([...told.values()].filter(({ gone }) => !gone).length).toBe(left.length);
        for (const client of ['app', 'cam-1']) queues.drop(client);
        expect([1, 2].map(() => put(queues, 'app', 'd/cam-1/a'))).toEqual([true, true]);
        expect([1, 2].map(() => put(queues, 'app', 'd/cam-2/a'))).toEqual([true, true]);
      }),
    );
  });
});
