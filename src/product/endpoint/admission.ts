import type { Instant } from '../../core/index.ts';

/** Tokens per second, and how many may come at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface AdmissionLimits {
  readonly all: Rate;
  readonly perAddress: Rate;
  /** Addresses that are remembered; the longest silent is forgotten first. */
  readonly addresses: number;
}

export interface Admissions {
  /** Takes one token for this address. Refused: after how many seconds to come back, spread so that those who were refused together do not come back together. */
  admit(address: string, at: Instant): { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };
}

interface Bucket {
  tokens: number;
  at: number;
}

const SHORTEST_SPREAD = 5;
const LONGEST_WAIT = 300;

/**
 * Two buckets a connection: its address's and everybody's. An address that is refused costs the others nothing. `chance`: a number from 0 up to 1.
 * The hint grows with how many were refused lately: a storm of 100,000 is spread over the time that it takes to let them in.
 */
export function admissions({ all, perAddress, addresses }: AdmissionLimits, chance: () => number): Admissions {
  const together: Bucket = { tokens: all.burst, at: Number.NEGATIVE_INFINITY };
  const each = new Map<string, Bucket>();
  let waiting = 0;

  const filled = (bucket: Bucket, { perSecond, burst }: Rate, at: Instant): Bucket => {
    // A clock that went backwards gives nothing.
    const passed = bucket.at === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, at - bucket.at) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + passed * perSecond);
    bucket.at = Math.max(bucket.at, at);
    return bucket;
  };

  function bucketOf(address: string, at: Instant): Bucket {
    const known = each.get(address);
    if (known !== undefined) {
      each.delete(address);
      each.set(address, known);
      return filled(known, perAddress, at);
    }
    const made = { tokens: perAddress.burst, at };
    if (each.size >= addresses) {
      const oldest = each.keys().next().value;
      if (oldest !== undefined) each.delete(oldest);
    }
    each.set(address, made);
    return made;
  }

  return {
    admit(address, at) {
      const before = together.at;
      filled(together, all, at);
      if (before !== Number.NEGATIVE_INFINITY) waiting = Math.max(0, waiting - (Math.max(0, at - before) / 1000) * all.perSecond);
      const own = bucketOf(address, at);
      if (own.tokens >= 1 && together.tokens >= 1) {
        own.tokens -= 1;
        together.tokens -= 1;
        return { ok: true };
      }
      waiting += 1;
      const spread = Math.min(LONGEST_WAIT, Math.max(SHORTEST_SPREAD, waiting / all.perSecond));
      return { ok: false, retryAfterSeconds: 1 + Math.floor(chance() * spread) };
    },
  };
}
