import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { dataFaults } from '../faults.ts';

export const KEY_FILE = 'data.key';
export const KEY_BYTES = 32;
const NONCE = 12;
const TAG = 16;
const MARK = 'mark';

/** Wraps keys. What it wraps opens for `of` alone, so that a wrapped key cannot be moved to another row; `undefined` for what does not open. */
export interface Wrapping {
  wrap(key: Uint8Array, of: string): Uint8Array;
  unwrap(wrapped: Uint8Array, of: string): Uint8Array | undefined;
}

/** AES-256-GCM (NIST SP 800-38D) with a random nonce, before it the nonce and the tag. Few are made under one key: of this one as many as there are households, of a household's as many as it has had devices. */
export function wrapping(key: Uint8Array, random: (bytes: number) => Uint8Array): Wrapping {
  return {
    wrap(secret, of) {
      const nonce = random(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(of));
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    unwrap(wrapped, of) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, NONCE), { authTagLength: TAG })
          .setAAD(Buffer.from(of))
          .setAuthTag(wrapped.subarray(NONCE, NONCE + TAG));
        return new Uint8Array(Buffer.concat([decipher.update(wrapped.subarray(NONCE + TAG)), decipher.final()]));
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * The fleet's key of data, in `data.key` for its owner alone; made with the database, and never a second time for one that has been written. Held against the database by a mark in it.
 * Throws `Refused` (ASSAY-DATA-003) where it is gone, open to others, or another database's.
 */
export function openFleetKey(folder: string, db: DatabaseSync, random: (bytes: number) => Uint8Array): Wrapping {
  const file = join(folder, KEY_FILE);
  const mark = db.prepare('SELECT sealed FROM data_mark').get()?.['sealed'];
  if (!existsSync(file)) {
    if (mark !== undefined) throw unfit(file, 'the key that data.db was kept with', 'none');
    writeDurably(file, random(KEY_BYTES), 0o600);
  }
  const found = lstatSync(file);
  const mode = found.mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw unfit(file, 'file mode 0600', `file mode 0${mode.toString(8)}`);
  const master = found.isFile() && found.size === KEY_BYTES ? readFileSync(file) : new Uint8Array();
  if (master.length !== KEY_BYTES) throw unfit(file, `${KEY_BYTES} bytes`, `${found.size} bytes`);
  const key = wrapping(new Uint8Array(hkdfSync('sha256', master, new Uint8Array(), 'assay data wrap v1', KEY_BYTES)), random);
  master.fill(0);
  if (!(mark instanceof Uint8Array)) db.prepare('INSERT INTO data_mark (one, sealed) VALUES (1, ?)').run(key.wrap(random(16), MARK));
  else if (key.unwrap(mark, MARK) === undefined) throw unfit(file, 'the key that data.db was kept with', 'another');
  return key;
}

function unfit(file: string, expected: string, found: string): Refused {
  return new Refused(
    dataFaults.fault('003', {
      message: 'the key file does not fit the database of data',
      file,
      expected,
      found,
      remedy: 'Put the right key back; it opens data.db alone. Where it is lost, what was kept is lost: move data.db away as well, and both begin anew.',
    }),
  );
}
