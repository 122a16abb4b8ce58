import { argon2, timingSafeEqual } from 'node:crypto';
import { type Cost, CURRENT_COST, formatHash, isOutdated, parseHash } from '../phc.ts';
import { normalised } from '../rules.ts';

const SALT = 16;
const TAG = 32;

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** With `undefined` (nobody of that name, or no password) it does the same work and says no. `rehash`: right, and kept at a cost of yesterday. */
  verify(password: string, kept: string | undefined): Promise<{ readonly ok: boolean; readonly rehash: boolean }>;
}

/** Argon2id off the main thread (libuv's pool). `pepper` is a key that is not in the database. */
export function passwordHasher({ pepper, random }: { readonly pepper: Uint8Array; readonly random: (bytes: number) => Uint8Array }): PasswordHasher {
  // Of no password: what a stranger's guess is compared with, at today's cost.
  const nobody = { salt: random(SALT), hash: random(TAG) };
  return {
    async hash(password) {
      const salt = random(SALT);
      const tag = await derive(password, salt, CURRENT_COST, pepper);
      return formatHash({ cost: CURRENT_COST, salt: unpadded(salt), hash: unpadded(tag) });
    },
    async verify(password, kept) {
      const parsed = kept === undefined ? undefined : parseHash(kept);
      const salt = parsed === undefined ? nobody.salt : Buffer.from(parsed.salt, 'base64');
      const expected = parsed === undefined ? nobody.hash : Buffer.from(parsed.hash, 'base64');
      const found = await derive(password, salt, parsed?.cost ?? CURRENT_COST, pepper, expected.length);
      const equal = timingSafeEqual(found, expected);
      return { ok: equal && parsed !== undefined, rehash: equal && parsed !== undefined && isOutdated(parsed) };
    },
  };
}

function derive(password: string, nonce: Uint8Array, cost: Cost, secret: Uint8Array, tagLength = TAG): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const message = Buffer.from(normalised(password), 'utf8');
    argon2('argon2id', { message, nonce, ...cost, tagLength, secret }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
