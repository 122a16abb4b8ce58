import { randomBytes } from 'node:crypto';
import { Refused } from '../../core/index.ts';
import type { PersonId, Principal } from '../../product/index.ts';
import { serverFaults } from '../faults.ts';
import type { LiveEvent } from './model.ts';

/** What is published; `to` says who may be told. It is asked again for everybody who comes back later. */
export type Published = LiveEvent & { readonly to?: (principal: Principal) => boolean };

export interface Hub {
  publish(event: Published): void;
  /**
   * Opens a stream of server-sent events (HTML, "Server-sent events") for a principal. `lastEventId` as the browser sends it when it comes back: what it
   * missed is sent first, or `resync` where that is no longer known. Throws `Refused` (ASSAY-SERVER-006) where the person has too many open, and -012
   * when the server is stopping.
   */
  open(principal: Principal, lastEventId: string | undefined, signal: AbortSignal): ReadableStream<Uint8Array>;
  /** Ends the streams of one session or token, when that ends. */
  close(credential: string): void;
  /** Ends the streams of a person: suspended, erased, or with other roles than when they were opened. */
  closePerson(person: PersonId): void;
  /** Streams that are open. */
  size(): number;
  /** Says `stopping` to everybody, asks browsers to come back in a few seconds, and ends every stream. Nothing can be opened after it. */
  stop(): void;
}

export interface HubOptions {
  readonly mostPerPerson?: number;
  readonly mostStreams?: number;
  /** Bytes that wait for one slow reader. */
  readonly mostWaiting?: number;
  /** Events that are kept for those who come back. */
  readonly tail?: number;
  readonly heartbeatMs?: number;
  /** Asked at every heartbeat: a session that has run out by time is noticed by nobody else. */
  readonly stillGood?: (principal: Principal) => boolean;
  readonly onSize?: (open: number) => void;
}

const RETRY_MS = 3000;

interface Client {
  readonly principal: Principal;
  send(text: string): void;
  end(): void;
}

/**
 * One hub for the process. Ids are `<start>-<number>`, rising by one: a browser that comes back after a restart is told to `resync`, because what it missed is known to nobody.
 */
export function hub(options: HubOptions = {}): Hub {
  const { mostPerPerson = 6, mostStreams = 1000, mostWaiting = 64 * 1024, tail = 1000, heartbeatMs = 15_000 } = options;
  const start = randomBytes(6).toString('hex');
  const clients = new Set<Client>();
  const kept: { readonly number: number; readonly text: string; readonly to: Published['to'] }[] = [];
  let last = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const changed = () => {
    if (clients.size > 0 && timer === undefined) timer = setInterval(beat, heartbeatMs).unref();
    if (clients.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    options.onSize?.(clients.size);
  };
  // A comment, which readers skip: it keeps proxies from closing the stream, and finds out readers that are gone.
  const beat = () => {
    for (const client of [...clients]) {
      if (options.stillGood?.(client.principal) === false) client.end();
      else client.send(':\n\n');
    }
  };
  const frame = (event: Published['event'], data: Published['data'], number: number) =>
    `id: ${start}-${number}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

  const missedBy = (principal: Principal, lastEventId: string | undefined): readonly string[] => {
    if (lastEventId === undefined || lastEventId === '') return [];
    const [, begun, number] = /^([0-9a-f]{12})-(\d{1,15})$/.exec(lastEventId) ?? [];
    const seen = Number(number);
    const oldest = kept[0]?.number ?? last + 1;
    if (begun !== start || seen > last || seen + 1 < oldest) return [frame('resync', {}, last)];
    return kept.filter((one) => one.number > seen && one.to?.(principal) !== false).map(({ text }) => text);
  };

  return {
    publish({ event, data, to }) {
      if (stopped) return;
      last += 1;
      const text = frame(event, data, last);
      kept.push({ number: last, text, to });
      if (kept.length > tail) kept.shift();
      for (const client of [...clients]) if (to?.(client.principal) !== false) client.send(text);
    },
    open(principal, lastEventId, signal) {
      if (stopped) throw new Refused(stopping());
      const own = [...clients].filter((client) => client.principal.person === principal.person).length;
      if (own >= mostPerPerson || clients.size >= mostStreams) throw new Refused(tooMany(own >= mostPerPerson ? mostPerPerson : mostStreams));
      let end = () => {};
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const encoder = new TextEncoder();
            const client: Client = {
              principal,
              send(text) {
                // The reader has let `mostWaiting` bytes lie. It is let go, and comes back by itself with the last id that it saw.
                if ((controller.desiredSize ?? 0) <= 0) end();
                else controller.enqueue(encoder.encode(text));
              },
              end: () => end(),
            };
            end = () => {
              end = () => {};
              signal.removeEventListener('abort', client.end);
              if (clients.delete(client)) changed();
              try {
                controller.close();
              } catch {
                // Cancelled by its reader, and closed by that.
              }
            };
            clients.add(client);
            changed();
            signal.addEventListener('abort', client.end);
            if (signal.aborted) return end();
            // The first words give an id at once, so that even who never heard an event can ask for what was missed.
            const [first, ...missed] = [`retry: ${RETRY_MS}\nid: ${start}-${last}\n\n`, ...missedBy(principal, lastEventId)];
            client.send([...missed, first].join(''));
          },
          cancel: () => end(),
        },
        new ByteLengthQueuingStrategy({ highWaterMark: mostWaiting }),
      );
    },
    close(credential) {
      for (const client of [...clients]) if (client.principal.credential === credential) client.end();
    },
    closePerson(person) {
      for (const client of [...clients]) if (client.principal.person === person) client.end();
    },
    size: () => clients.size,
    stop() {
      stopped = true;
      for (const client of [...clients]) {
        client.send(`retry: ${RETRY_MS}\n${frame('stopping', {}, last)}`);
        client.end();
      }
    },
  };
}

function tooMany(most: number) {
  return serverFaults.fault('006', {
    message: 'Too many streams of live events are open.',
    expected: `at most ${most}`,
    remedy: 'Close some windows of the console.',
  });
}

function stopping() {
  return serverFaults.fault('012', { message: 'The server is stopping.', remedy: 'Try again in a few seconds.' });
}
