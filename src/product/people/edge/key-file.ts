import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { peopleFaults } from '../faults.ts';
import type { PeopleDatabase, TableSet } from './people-database.ts';

export const KEY_FILE = 'people.key';
const BYTES = 32;
const NONCE = 12;
const TAG = 16;

/** Keeps secret what has to be known again, and makes hashes of passwords useless to who has the database alone. */
export interface PeopleKey {
  /** AES-256-GCM (NIST SP 800-38D) with a random nonce. `of` names what it is and whose: a sealed value cannot be moved to another row. */
  seal(secret: Uint8Array, of: string): Uint8Array;
  /** Throws `Refused` (ASSAY-PEOPLE-007) for anything that this key did not seal for `of`. */
  unseal(sealed: Uint8Array, of: string): Uint8Array;
  /** Mixed into every hash of a password (NIST SP 800-63B-4 section 3.1.1.2: a keyed step with a key kept apart). */
  readonly pepper: Uint8Array;
  /** Under which browsers are known again that somebody has signed in from. */
  readonly browsers: Uint8Array;
  /** There was no key file: this one was made just now. */
  readonly isNew: boolean;
}

/** Reads the key file beside the database, making it at the first start. It belongs in the same back-up, and in no other place than the database does. */
export function openPeopleKey(dataDir: string, random: (bytes: number) => Uint8Array): PeopleKey {
  const file = join(dataDir, KEY_FILE);
  const isNew = !existsSync(file);
  if (isNew) writeDurably(file, random(BYTES), 0o600);
  const master = lstatSync(file).isFile() ? readFileSync(file) : new Uint8Array();
  if (master.length !== BYTES) throw unusable(file, `${BYTES} bytes`, `${master.length}`, 'Restore it from the same back-up as people.db.');
  const derived = (what: string) => new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `assay people ${what} v1`, 32));
  const sealing = derived('seal');
  return {
    isNew,
    pepper: derived('pepper'),
    browsers: derived('browsers'),
    seal(secret, of) {
      const nonce = random(NONCE);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(of));
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    unseal(sealed, of) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, sealed.subarray(0, NONCE), { authTagLength: TAG })
          .setAAD(Buffer.from(of))
          .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
        return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]));
      } catch {
        throw unusable(
          file,
          'the key that people.db was kept with',
          'another',
          'Restore both from the same back-up. Where the right key is lost, move this one away: then passwords and apps are dropped, and passkeys stay.',
        );
      }
    },
  };
}

const MARKS: TableSet = { name: 'key-mark', migrations: [['CREATE TABLE key_mark (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL) STRICT']] };
const MARK = 'key-mark';

/**
 * Holds the key against the database that it belongs to. Throws `Refused` (ASSAY-PEOPLE-007) for the key of another one: every password would be wrong, and
 * nobody could say why. Where the key was lost and a new one made, gives true: what the old one kept is worth nothing any more, and has to be dropped.
 */
export function keyWasLost({ db, ensure, random }: PeopleDatabase, key: PeopleKey): boolean {
  ensure(MARKS);
  const sealed = db.prepare('SELECT sealed FROM key_mark').get()?.['sealed'];
  if (sealed instanceof Uint8Array && !key.isNew) {
    key.unseal(sealed, MARK);
    return false;
  }
  db.prepare('INSERT INTO key_mark (one, sealed) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET sealed = excluded.sealed').run(key.seal(random(16), MARK));
  return sealed !== undefined;
}

function unusable(file: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(peopleFaults.fault('007', { message: 'the key file does not fit the database of people', file, expected, found, remedy }));
}
