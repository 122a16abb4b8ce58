import { Duration, type Instant } from '../../../core/index.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { Peer } from '../model.ts';

/** A command that waits for a device without a session. */
export interface Waiting {
  readonly id: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly at: Instant;
  /** Who said it; nobody for what the service itself says. */
  readonly from?: Peer;
}

const MOST_EACH = 32;
const MOST_BYTES_EACH = 512 * 1024;
const MOST_DEVICES = 100_000;
const MOST_BYTES = 64 << 20;
const KEPT_FOR = Duration.hours(24);

/**
 * Commands for devices that come to fetch them, in memory and within bounds: the oldest give way. A command is given again until its id is named, so that an answer that was lost loses nothing.
 */
export class Mailbox {
  readonly #boxes = new Map<DeviceId, Waiting[]>();
  readonly #watchers = new Map<DeviceId, () => void>();
  #last: number;
  #bytes = 0;

  /** `from`: ids begin behind it, so that none is given twice over a restart. */
  constructor(from: number) {
    this.#last = from;
  }

  put(device: DeviceId, topic: string, payload: Uint8Array, at: Instant, from?: Peer): void {
    const box = this.#boxes.get(device) ?? [];
    this.#last += 1;
    box.push({ id: this.#last, topic, payload, at, ...(from === undefined ? {} : { from }) });
    this.#bytes += payload.length;
    const heavy = () => box.length > MOST_EACH || box.reduce((sum, one) => sum + one.payload.length, 0) > MOST_BYTES_EACH;
    while (box.length > 1 && heavy()) this.#bytes -= box.shift()?.payload.length ?? 0;
    this.#boxes.delete(device);
    this.#boxes.set(device, box);
    while (this.#boxes.size > MOST_DEVICES || this.#bytes > MOST_BYTES) {
      const oldest = this.#boxes.keys().next().value;
      if (oldest === undefined) break;
      this.forget(oldest);
    }
    this.#watchers.get(device)?.();
  }

  /** What waits, oldest first; what was named as received before is dropped. */
  take(device: DeviceId, received: number, now: Instant): readonly Waiting[] {
    const box = this.#boxes.get(device) ?? [];
    const left = box.filter(({ id, at }) => id > received && now < at + KEPT_FOR);
    this.#bytes += left.reduce((sum, one) => sum + one.payload.length, 0) - box.reduce((sum, one) => sum + one.payload.length, 0);
    if (left.length === 0) this.#boxes.delete(device);
    else this.#boxes.set(device, left);
    return left;
  }

  /** Resolves when something comes for it, when `wake` is called for it, or after `ms`. Who waited for the same device before waits no longer. */
  wait(device: DeviceId, ms: number): Promise<void> {
    this.wake(device);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        if (this.#watchers.get(device) === done) this.#watchers.delete(device);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#watchers.set(device, done);
    });
  }

  get waiting(): number {
    return this.#watchers.size;
  }

  wake(device: DeviceId): void {
    this.#watchers.get(device)?.();
  }

  wakeAll(): void {
    for (const done of [...this.#watchers.values()]) done();
  }

  forget(device: DeviceId): number {
    const box = this.#boxes.get(device) ?? [];
    this.#boxes.delete(device);
    this.#bytes -= box.reduce((sum, one) => sum + one.payload.length, 0);
    return box.length;
  }
}
