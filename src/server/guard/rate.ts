import { randomBytes } from 'node:crypto';
import { Digest, type Instant } from '../../core/index.ts';

/** A token bucket: `burst` calls at once, then `perSecond`. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * How often one address, and one person, may call. `guess` for whatever can be guessed (a password, a code, a link), by address and name: at five a minute, a code
 * of six digits that changes takes weeks to meet by chance. `guesses` for all that one address guesses at. `heavy` for what the judge computes anew. `usual` for the rest.
 */
export const BUCKETS = {
  guess: { burst: 10, perSecond: 5 / 60 },
  guesses: { burst: 60, perSecond: 30 / 60 },
  heavy: { burst: 10, perSecond: 1 },
  usual: { burst: 200, perSecond: 50 },
} as const satisfies Readonly<Record<string, Bucket>>;

export type BucketName = keyof typeof BUCKETS;

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

export interface Limiter<Name extends string> {
  /** Takes one token of the bucket that `key` has of its own. A refusal takes none, and `retryAfterSeconds` (whole, at least 1) is when there is one again. */
  take(bucket: Name, key: string): Taken;
  /** Buckets that are remembered, for the metrics and the tests: never more than `most` a name, and as many shared ones. */
  size(): number;
}

interface Level {
  tokens: number;
  at: Instant;
}

interface Pool {
  readonly own: Map<string, Level>;
  readonly shared: Map<string, Level>;
}

/** Keys remembered for each name of a bucket: some ten megabytes when all are taken. */
const MOST = 50_000;
const SHARED = 256;

/**
 * `now` is the clock. A bucket that has filled up again is the same as none and is forgotten, so memory follows who is calling now. Where `most` buckets
 * of one name are still in debt, nobody's is thrown out, since whoever commands many addresses would thereby reset their own: newcomers are put together
 * in a few shared buckets, chosen by a hash with a secret that a caller cannot aim with, until the others have filled up.
 */
export function limiter<Name extends string>(options: {
  readonly now: () => Instant;
  readonly buckets: Readonly<Record<Name, Bucket>>;
  readonly most?: number;
}): Limiter<Name> {
  const most = options.most ?? MOST;
  const secret = randomBytes(16).toString('hex');
  const pools = new Map<Name, Pool>();

  const poolOf = (name: Name): Pool => {
    const pool = pools.get(name) ?? { own: new Map(), shared: new Map() };
    pools.set(name, pool);
    return pool;
  };

  return {
    take(name, key) {
      const bucket = options.buckets[name];
      const now = options.now();
      const { own, shared } = poolOf(name);
      // In the order of their last change, so the first that is not yet full is a bound on the work, and each is forgotten once.
      for (const [old, level] of own) {
        if (tokensAt(level, bucket, now) < bucket.burst) break;
        own.delete(old);
      }
      if (own.has(key) || own.size < most) return takeFrom(own, key, bucket, now);
      return takeFrom(shared, String(Number.parseInt(Digest.of(`${secret}${key}`).slice(-8), 16) % SHARED), bucket, now);
    },
    size: () => [...pools.values()].reduce((sum, { own, shared }) => sum + own.size + shared.size, 0),
  };
}

/** A clock that was set back gives no tokens and takes none. */
function tokensAt(level: Level, bucket: Bucket, now: Instant): number {
  return Math.min(bucket.burst, level.tokens + (Math.max(0, now - level.at) / 1000) * bucket.perSecond);
}

function takeFrom(levels: Map<string, Level>, key: string, bucket: Bucket, now: Instant): Taken {
  const level = levels.get(key);
  const tokens = level === undefined ? bucket.burst : tokensAt(level, bucket, now);
  // A hair below one is one: the sum of many small parts.
  if (tokens < 1 - 1e-9) return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / bucket.perSecond - 1e-6)) };
  levels.delete(key);
  levels.set(key, { tokens: tokens - 1, at: now });
  return { ok: true };
}
