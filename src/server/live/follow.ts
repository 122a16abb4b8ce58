import { Instant, Refused } from '../../core/index.ts';
import type { Service } from '../services/registry.ts';
import type { Hub } from './hub.ts';
import { type Pulse, pulseQuestion } from './pulse.ts';

/** Watches the positions of services: tells the hub when verdicts moved, by what was recorded or by time alone. */
export interface Following {
  /** From here on, without anybody having entered anything: time alone moves positions too. */
  follow(service: Service): void;
  /** Something was entered on the service's ledger. */
  appended(service: Service): void;
  stop(): void;
}

export interface FollowOptions {
  readonly hub: Pick<Hub, 'publish'>;
  readonly now: () => Instant;
  /** A fault of ours while a position was followed: for the log. */
  readonly failed: (service: string, error: unknown) => void;
  /** How long several entries may come together before the position is asked for, in milliseconds. */
  readonly settleMs?: number;
  /** After how long a position is asked for again that could not be had, in milliseconds. */
  readonly againMs?: number;
}

/** Timers of the platform hold no longer than this: 2^31 - 1 milliseconds. */
const LONGEST_MS = 2_147_483_647;
// Evidence lapses at a moment; the position is asked for just after it.
const AFTER_MS = 50;

interface Followed {
  timer?: NodeJS.Timeout;
  last?: string;
  asking: boolean;
  again: boolean;
}

export function followPositions({ hub, now, failed, settleMs = 100, againMs = 30_000 }: FollowOptions): Following {
  const all = new Map<string, Followed>();
  let stopped = false;

  function lookIn(service: Service, ms: number): void {
    const followed = followedOf(service);
    clearTimeout(followed.timer);
    if (!stopped) followed.timer = setTimeout(() => void look(service), Math.min(Math.max(ms, 0), LONGEST_MS)).unref();
  }

  function followedOf(service: Service): Followed {
    const found = all.get(service.id) ?? { asking: false, again: false };
    all.set(service.id, found);
    return found;
  }

  async function look(service: Service): Promise<void> {
    const followed = followedOf(service);
    // One question at a time: what came meanwhile is looked at once, after it.
    if (followed.asking) {
      followed.again = true;
      return;
    }
    followed.asking = true;
    try {
      const pulse: Pulse | undefined = await service.ask(pulseQuestion, {});
      if (pulse === undefined || stopped) return;
      const layers = JSON.stringify(pulse.layers);
      if (followed.last !== undefined && followed.last !== layers)
        hub.publish({ event: 'position', data: { service: service.id, at: pulse.at, size: pulse.size } });
      followed.last = layers;
      if (pulse.next !== undefined) lookIn(service, Instant.parse(pulse.next) - now() + AFTER_MS);
    } catch (error) {
      // A record that is broken or a judge that is away is shown where the service is; only what is our fault is told.
      if (!(error instanceof Refused)) failed(service.id, error);
      // What would lapse meanwhile is heard of when the judge is back; a broken record stays broken.
      if (service.faults === undefined) lookIn(service, againMs);
    } finally {
      followed.asking = false;
      if (followed.again && !stopped) {
        followed.again = false;
        lookIn(service, settleMs);
      }
    }
  }

  return {
    follow: (service) => lookIn(service, settleMs),
    appended(service) {
      hub.publish({ event: 'head', data: { service: service.id, size: service.ledger?.head().size ?? 0 } });
      lookIn(service, settleMs);
    },
    stop() {
      stopped = true;
      for (const { timer } of all.values()) clearTimeout(timer);
    },
  };
}
