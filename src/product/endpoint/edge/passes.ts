import { createHash, timingSafeEqual } from 'node:crypto';
import { Instant, Refused } from '../../../core/index.ts';
import { endpointFaults } from '../faults.ts';
import { PASS_LIMITS, type Pass, type PassId, type PassOf, passText, readPass } from '../pass.ts';

interface Kept extends Pass {
  readonly hash: Uint8Array;
  spent: boolean;
}

/**
 * Passes that are good, in the memory of the process that serves: a restart ends them all, and an app asks for another. Only the digest of a secret is kept; it has 256 random bits, so no slow hash is needed.
 */
export class Passes {
  readonly #now: () => Instant;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #kept = new Map<PassId, Kept>();
  readonly #each = new Map<string, Set<PassId>>();

  constructor({ now, random }: { readonly now: () => Instant; readonly random: (bytes: number) => Uint8Array }) {
    this.#now = now;
    this.#random = random;
  }

  /** The text comes out here and never again. Throws `Refused` (ASSAY-ENDPOINT-013). */
  issue(
    of: PassOf,
    { purpose, seconds, once }: { readonly purpose: string; readonly seconds: number; readonly once: boolean },
  ): Pass & { readonly text: string } {
    this.#sweep(of);
    const mine = this.#each.get(nameOf(of))?.size ?? 0;
    if (mine >= PASS_LIMITS.each || this.#kept.size >= PASS_LIMITS.all)
      throw new Refused(
        endpointFaults.fault('013', {
          message: 'there are too many passes already',
          expected: `at most ${PASS_LIMITS.each} at once of one member or service`,
          found: String(mine),
          remedy: 'Wait until some have ended, or withdraw them.',
        }),
      );
    const id = `ps${Buffer.from(this.#random(10)).toString('hex')}` as PassId;
    const secret = Buffer.from(this.#random(32)).toString('base64url');
    const pass: Pass = { id, of, purpose, until: Instant.of(this.#now() + seconds * 1000), once };
    this.#kept.set(id, { ...pass, hash: digest(secret), spent: false });
    const set = this.#each.get(nameOf(of)) ?? new Set();
    this.#each.set(nameOf(of), set.add(id));
    return { ...pass, text: passText(id, secret) };
  }

  /** Whom it lets in now; one that is good once is spent by this. `undefined` for every reason alike. */
  present(text: string): Pass | undefined {
    const read = readPass(text);
    const pass = read === undefined ? undefined : this.#kept.get(read.id);
    if (read === undefined || pass === undefined || !timingSafeEqual(digest(read.secret), pass.hash)) return undefined;
    if (pass.spent || this.#now() > pass.until) return undefined;
    pass.spent = pass.once;
    return pass;
  }

  /** A session that it let in may go on. */
  isGood(id: string): boolean {
    const pass = this.#kept.get(id as PassId);
    return pass !== undefined && this.#now() <= pass.until;
  }

  /** Ends one, or all of a member or service. Gives which. */
  withdraw(what: PassId | PassOf): readonly PassId[] {
    const ids = typeof what === 'string' ? [what] : [...(this.#each.get(nameOf(what)) ?? [])];
    return ids.filter((id) => this.#drop(id));
  }

  #sweep(of: PassOf): void {
    const now = this.#now();
    const ended = (id: PassId) => (this.#kept.get(id)?.until ?? 0) < now;
    const full = this.#kept.size >= PASS_LIMITS.all;
    for (const id of full ? [...this.#kept.keys()] : [...(this.#each.get(nameOf(of)) ?? [])]) if (ended(id)) this.#drop(id);
  }

  #drop(id: PassId): boolean {
    const pass = this.#kept.get(id);
    if (pass === undefined) return false;
    this.#kept.delete(id);
    const mine = this.#each.get(nameOf(pass.of));
    mine?.delete(id);
    if (mine?.size === 0) this.#each.delete(nameOf(pass.of));
    return true;
  }
}

export const nameOf = (of: PassOf): string => (of.kind === 'member' ? of.member : `service ${of.service}`);

const digest = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();
