import { Digest } from '../../core/index.ts';
import { userNameKey } from '../../product/people/model.ts';
import type { BucketName } from './rate.ts';

/**
 * What a request guesses at: the name that a password or a recovery code is tried for, else the secret itself, which nobody meets twice by chance. It is a caller's to choose and
 * is counted by a digest: a key is short, and a memory that is looked at has no names.
 */
export function guessedAt(body: unknown): string {
  const { userName, secret, code } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  if (typeof userName === 'string') return Digest.of(JSON.stringify(['name', userNameKey(userName)]));
  const given = [secret, code].find((one) => typeof one === 'string');
  return Digest.of(JSON.stringify(['secret', given ?? '']));
}

/**
 * Takes the tokens of one guess. From a browser that has signed in by this name before: that browser's own. Else what this address has for this name, and what it has in all: one
 * name is tried ten times at once and five times a minute, whoever else is behind the address; an address tries sixty at once and thirty a minute, and a house full of people
 * signs in within that.
 */
export function takeGuess(
  take: (bucket: BucketName, key: string) => void,
  guess: { readonly address: string; readonly body: unknown; readonly knownBrowser: (userName: string) => string | undefined },
): void {
  const { address, body, knownBrowser } = guess;
  const { userName } = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const known = typeof userName === 'string' ? knownBrowser(userName) : undefined;
  if (known !== undefined) {
    take('guess', `b:${known}`);
    return;
  }
  // The wider one first: what it holds back makes no new key of the narrower one.
  take('guesses', address);
  take('guess', `${address} ${guessedAt(body)}`);
}
