import { ownerName } from '../guard.ts';
import type { Peer } from '../model.ts';

/** Sessions that outlive their connection, of people and of services: each keeps a will, timers, and messages that were begun, also where it subscribes to nothing. A device has one. */
export class Lingering {
  readonly #most: { readonly member: number; readonly service: number };
  readonly #now: () => number;
  readonly #over: (client: string) => void;
  readonly #each = new Map<string, Map<string, number>>();

  /** `over`: told of each whose time has passed. */
  constructor(most: { readonly member: number; readonly service: number }, now: () => number, over: (client: string) => void) {
    this.#most = most;
    this.#now = now;
    this.#over = over;
  }

  /** Whether this session may outlive its connection; it counts from here on. */
  take(owner: Peer, client: string): boolean {
    if (owner.kind === 'device') return true;
    const name = ownerName(owner);
    this.#prune(name);
    const mine = this.#each.get(name) ?? new Map<string, number>();
    if (!mine.has(client) && mine.size >= this.#most[owner.kind]) return false;
    this.#each.set(name, mine.set(client, Number.POSITIVE_INFINITY));
    return true;
  }

  /** Its connection has ended. `lasts`: seconds for which it is still there. */
  left(owner: Peer, client: string, lasts: number): void {
    if (owner.kind === 'device') return;
    const mine = this.#each.get(ownerName(owner));
    if (mine?.has(client) !== true) return;
    if (lasts > 0) mine.set(client, this.#now() + lasts * 1000);
    else mine.delete(client);
    if (mine.size === 0) this.#each.delete(ownerName(owner));
  }

  sweep(): void {
    for (const name of [...this.#each.keys()]) this.#prune(name);
  }

  #prune(name: string): void {
    const mine = this.#each.get(name) ?? new Map<string, number>();
    for (const [client, until] of mine)
      if (until < this.#now()) {
        mine.delete(client);
        this.#over(client);
      }
    if (mine.size === 0) this.#each.delete(name);
  }
}
