import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonId, Principal } from '../../product/index.ts';
import { hub } from './hub.ts';

const person = (name: string, credential = `s_${name}`): Principal => ({
  person: `p_${name.padEnd(20, '0')}` as PersonId,
  roles: ['operator'],
  via: 'session',
  credential,
});
const ADA = person('ada');
const BOB = person('bob');
const NEVER = new AbortController().signal;
const moved = (size: number) => ({ event: 'head', data: { service: 'camera-service', size } }) as const;

interface Heard {
  readonly id?: string;
  readonly event?: string;
  readonly data?: unknown;
}

/** Everything that is in the stream now, read as the specification says. */
async function heard(stream: ReadableStream<Uint8Array>, frames: number): Promise<readonly Heard[]> {
  const reader = stream.getReader();
  let text = '';
  while (text.split('\n\n').length - 1 < frames) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  reader.releaseLock();
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()])))
    .map(({ id, event, data }) => ({
      ...(id === undefined ? {} : { id }),
      ...(event === undefined ? {} : { event }),
      ...(data === undefined ? {} : { data: JSON.parse(data) }),
    }));
}

const ended = async (stream: ReadableStream<Uint8Array>) => {
  const reader = stream.getReader();
  for (;;) if ((await reader.read()).done) return true;
};

describe('a stream', () => {
  it('tells what happens, with ids that rise by one', async () => {
    const live = hub();
    const stream = live.open(ADA, undefined, NEVER);
    live.publish(moved(1));
    live.publish({ event: 'people', data: {} });
    const [hello, first, second] = await heard(stream, 3);
    const start = hello?.id?.split('-')[0];
    expect(hello).toEqual({ id: `${start}-0` });
    expect(first).toEqual({ id: `${start}-1`, event: 'head', data: { service: 'camera-service', size: 1 } });
    expect(second).toEqual({ id: `${start}-2`, event: 'people', data: {} });
    live.stop();
  });

  it('tells nobody what they may not know, then or later', async () => {
    const live = hub();
    const streams = [live.open(ADA, undefined, NEVER), live.open(BOB, undefined, NEVER)] as const;
    const [hello] = await heard(streams[0], 1);
    live.publish({ event: 'people', data: {}, to: ({ person: who }) => who === ADA.person });
    live.publish(moved(1));
    expect((await heard(streams[0], 2)).map(({ event }) => event)).toEqual(['people', 'head']);
    expect((await heard(streams[1], 2)).map(({ event }) => event)).toEqual([undefined, 'head']);
    expect((await heard(live.open(BOB, hello?.id, NEVER), 2)).map(({ event }) => event)).toEqual(['head', undefined]);
    live.stop();
  });

  it('is given to nobody without bound', () => {
    const live = hub({ mostPerPerson: 2, mostStreams: 3 });
    live.open(ADA, undefined, NEVER);
    live.open({ ...ADA, credential: 's_another' }, undefined, NEVER);
    expect(() => live.open(ADA, undefined, NEVER)).toThrow('ASSAY-SERVER-006');
    live.open(BOB, undefined, NEVER);
    expect(() => live.open(person('cyd'), undefined, NEVER)).toThrow('ASSAY-SERVER-006');
    live.closePerson(BOB.person);
    live.open(person('cyd'), undefined, NEVER);
    expect(live.size()).toBe(3);
    live.stop();
  });
});

describe('who comes back', () => {
  const missed = async (tail: number, published: number, id: (start: string) => string) => {
    const live = hub({ tail });
    const [hello] = await heard(live.open(ADA, undefined, NEVER), 1);
    for (let size = 1; size <= published; size += 1) live.publish(moved(size));
    const stream = live.open(BOB, id(hello?.id?.split('-')[0] ?? ''), NEVER);
    live.stop();
    const all = await heard(stream, 1000);
    return all.filter(({ event }) => event !== undefined && event !== 'stopping').map(({ event, id: at }) => `${event} ${at?.split('-')[1]}`);
  };

  it.each([
    ['hears what was missed', 10, 3, (start: string) => `${start}-1`, ['head 2', 'head 3']],
    ['hears nothing twice', 10, 3, (start: string) => `${start}-3`, []],
    ['hears all that is kept', 2, 4, (start: string) => `${start}-2`, ['head 3', 'head 4']],
    ['is told to ask again where too much was missed', 2, 4, (start: string) => `${start}-1`, ['resync 4']],
    ['is told to ask again after a restart', 10, 3, () => '0123456789ab-2', ['resync 3']],
    ['is told to ask again for an id of the future', 10, 3, (start: string) => `${start}-9`, ['resync 3']],
    ['is told to ask again for what is no id', 10, 3, () => 'x\ny', ['resync 3']],
    ['hears nothing old the first time', 10, 3, () => '', []],
  ])('%s', async (_, tail, published, id, expected) => {
    expect(await missed(tail, published, id)).toEqual(expected);
  });
});

describe('a stream ends', () => {
  it.each([
    ['with its session', (live: ReturnType<typeof hub>) => live.close(ADA.credential)],
    ['with its person', (live: ReturnType<typeof hub>) => live.closePerson(ADA.person)],
  ])('%s, and no other with it', async (_, end) => {
    const live = hub();
    const streams = [live.open(ADA, undefined, NEVER), live.open(BOB, undefined, NEVER)] as const;
    end(live);
    expect(await ended(streams[0])).toBe(true);
    expect(live.size()).toBe(1);
    live.stop();
    expect(await ended(streams[1])).toBe(true);
  });

  it('when its request does, before or after it was opened, or its reader lets it go', async () => {
    const sizes: number[] = [];
    const live = hub({ onSize: (size) => sizes.push(size) });
    const gone = new AbortController();
    live.open(ADA, undefined, gone.signal);
    gone.abort();
    live.open(ADA, undefined, gone.signal);
    await live.open(ADA, undefined, NEVER).cancel();
    expect(live.size()).toBe(0);
    expect(sizes).toEqual([1, 0, 1, 0, 1, 0]);
  });

  it('when its reader is slow, and what waits for it has a bound', async () => {
    const live = hub({ mostWaiting: 2000 });
    const slow = live.open(ADA, undefined, NEVER);
    const quick = live.open(BOB, undefined, NEVER).getReader();
    let read = 0;
    for (let size = 1; size <= 1000; size += 1) {
      live.publish(moved(size));
      read += (await quick.read()).value?.length ?? 0;
    }
    expect(live.size()).toBe(1);
    expect(read).toBeGreaterThan(50_000);
    const waited = await new Response(slow).arrayBuffer();
    expect(waited.byteLength).toBeLessThan(2200);
    live.stop();
  });

  it('when the server stops, which says when to come back; and none is opened after', async () => {
    const live = hub();
    const stream = live.open(ADA, undefined, NEVER);
    live.stop();
    expect(await new Response(stream).text()).toMatch(/retry: 3000\nid: [0-9a-f]{12}-0\nevent: stopping\ndata: \{\}\n\n$/);
    expect(() => live.open(ADA, undefined, NEVER)).toThrow('ASSAY-SERVER-012');
    live.publish(moved(1));
    expect(live.size()).toBe(0);
  });
});

describe('every quarter of a minute', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('a stream is kept alive, one whose session has run out is ended, and where none is open nothing ticks', async () => {
    let good = true;
    const live = hub({ stillGood: ({ person: who }) => who !== ADA.person || good });
    expect(vi.getTimerCount()).toBe(0);
    const streams = [live.open(ADA, undefined, NEVER), live.open(BOB, undefined, NEVER)] as const;
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(15_000);
    good = false;
    vi.advanceTimersByTime(15_000);
    expect(live.size()).toBe(1);
    expect(await new Response(streams[0]).text()).toMatch(/\n\n:\n\n$/);
    live.closePerson(BOB.person);
    expect(vi.getTimerCount()).toBe(0);
    expect(await new Response(streams[1]).text()).toMatch(/\n\n:\n\n:\n\n$/);
  });
});
