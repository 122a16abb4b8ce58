import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { peopleFaults } from '../faults.ts';

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
}

/** Reads the key file beside the database, making it at the first start. It belongs in the same back-up, and in no other place than the database does. */
export function openPeopleKey(dataDir: string, random: (bytes: number) => Uint8Array): PeopleKey {
  const file = join(dataDir, KEY_FILE);
  if (!existsSync(file)) writeDurably(file, random(BYTES), 0o600);
  const master = lstatSync(file).isFile() ? readFileSync(file) : new Uint8Array();
  if (master.length !== BYTES) throw unusable(file, `${BYTES} bytes`, `${master.length}`, 'Restore it from the same back-up as people.db.');
  const derived = (what: string) => new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), `assay people ${what} v1`, 32));
  const sealing = derived('seal');
  return {
    pepper: derived('pepper'),
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
        throw unusable(file, 'a value that this key sealed', 'another', 'Restore people.db and people.key from the same back-up.');
      }
    },
  };
}

function unusable(file: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(peopleFaults.fault('007', { message: 'the key file does not fit the database of people', file, expected, found, remedy }));
}
