import { addressOf } from '../event/address.ts';
import type { SecurityEvent } from '../event/model.ts';

/** Events come up to a minute late, or early. */
export const DISORDER = 60_000;
/** How long after its time to live an answer is still followed: devices keep addresses. */
const GRACE = 24 * 3_600_000;
const MOST_ANSWERS = 512;
const MOST_SAID = 256;

interface Answer {
  readonly name: string;
  readonly address: string;
  from: number;
  until: number;
}

/** What one device was told by DNS of the names that its policies ask for, and what it said itself of whom it calls. Bounded. */
export class Resolved {
  /** Whether any answer to it was ever seen. */
  seen = false;
  private readonly answers = new Map<string, Answer>();
  private readonly answered = new Set<string>();
  private readonly said = new Map<string, string>();

  /** Takes in an answer: of the names that it goes through, those that are declared. */
  took(event: SecurityEvent, declared: (name: string) => boolean) {
    const { detail } = event;
    if (detail?.kind !== 'dns' || detail.answers.length === 0) return;
    this.seen = true;
    if (detail.type !== 'A' && detail.type !== 'AAAA' && detail.type !== '*' && detail.type !== 'ANY') return;
    const names = [detail.query];
    const addresses: { readonly address: string; readonly ttl: number }[] = [];
    const ttls = event.record['TTLs'];
    detail.answers.forEach((answer, i) => {
      const address = addressOf(answer);
      if (address === undefined) names.push(answer);
      else {
        const ttl: unknown = Array.isArray(ttls) ? ttls[i] : undefined;
        addresses.push({ address, ttl: typeof ttl === 'number' && ttl >= 0 && ttl < 2 ** 31 ? ttl * 1000 : 0 });
      }
    });
    for (const one of names) {
      const name = one.toLowerCase().replace(/\.$/, '');
      if (!declared(name)) continue;
      this.answered.add(name);
      for (const { address, ttl } of addresses) this.keep(name, address, event.time, event.time + ttl);
    }
  }

  private keep(name: string, address: string, from: number, until: number) {
    const key = `${name} ${address}`;
    const known = this.answers.get(key);
    if (known !== undefined) {
      known.from = Math.min(known.from, from);
      known.until = Math.max(known.until, until);
      return;
    }
    if (this.answers.size >= MOST_ANSWERS) {
      let oldest: string | undefined;
      let least = Number.POSITIVE_INFINITY;
      for (const [each, answer] of this.answers) if (answer.until < least) [oldest, least] = [each, answer.until];
      if (oldest !== undefined) this.answers.delete(oldest);
    }
    this.answers.set(key, { name, address, from, until });
  }

  named(name: string, address: string, at: number): 'yes' | 'no' | 'old' {
    const known = this.answers.get(`${name} ${address}`);
    if (known === undefined || known.from > at + DISORDER) return 'no';
    return at <= known.until + GRACE ? 'yes' : 'old';
  }

  /** Whether an answer for this name was ever seen. */
  asked(name: string): boolean {
    return this.answered.has(name);
  }

  /** The device named whom it calls at this address (TLS). */
  calls(address: string, name: string) {
    if (this.said.size >= MOST_SAID && !this.said.has(address)) this.said.clear();
    this.said.set(address, name.toLowerCase());
  }

  callOf(address: string): string | undefined {
    return this.said.get(address);
  }
}
