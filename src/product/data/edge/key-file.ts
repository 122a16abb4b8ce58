import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
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

/** So many bytes of the system's generator. */
export type Random = (bytes: number) => Uint8Array;

/** Wraps keys. What it wraps opens for `of` alone, so that a wrapped key cannot be moved to another row; `undefined` for what does not open. */
export interface Wrapping {
  wrap(key: Uint8Array, of: string): Uint8Array;
  unwrap(wrapped: Uint8Array, of: string): Uint8Array | undefined;
}

/** AES-256-GCM (NIST SP 800-38D) with a random nonce, before it the nonce and the tag. Few are made under one key: of this one as many as there are households, of a household's as many as it has had devices. */
export function wrapping(key: Uint8Array, random: Random): Wrapping {
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

// As the keys of the authority are sealed (ca/edge/key-file.ts): scrypt of 16 MiB and five passes. It is no private key, so that it is sealed as bytes, by AES-256-GCM with the format as its associated data.
const COST = { N: 16_384, r: 8, p: 5 } as const;
const FORMAT = 'assay-data-key/1';
const SALT = 16;
const SEALED = /^assay-data-key\/1\n([A-Za-z0-9+/]+={0,2})\n$/;
const LONGEST = 256;

function sealed(master: Uint8Array, passphrase: string): string {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, KEY_BYTES, COST), nonce).setAAD(Buffer.from(FORMAT));
  const body = Buffer.concat([cipher.update(master), cipher.final()]);
  return `${FORMAT}\n${Buffer.concat([salt, nonce, cipher.getAuthTag(), body]).toString('base64')}\n`;
}

/** `undefined`: another passphrase, or changed. */
function opened(bytes: Buffer, passphrase: string): Buffer | undefined {
  const [salt, nonce] = [bytes.subarray(0, SALT), bytes.subarray(SALT, SALT + NONCE)];
  try {
    const decipher = createDecipheriv('aes-256-gcm', scryptSync(passphrase, salt, KEY_BYTES, COST), nonce, { authTagLength: TAG })
      .setAAD(Buffer.from(FORMAT))
      .setAuthTag(bytes.subarray(SALT + NONCE, SALT + NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(SALT + NONCE + TAG)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** How the key stands in its file. */
export type KeyStanding = 'none' | 'plain' | 'sealed';

/** Throws `Refused` (ASSAY-DATA-003) for a file that is neither, or open to others. */
export function keyStanding(folder: string): KeyStanding {
  const file = join(folder, KEY_FILE);
  return existsSync(file) ? readKeyFile(file).standing : 'none';
}

/** Seals the key that stands there. What is open goes on; who opens it from here on needs the passphrase. Throws `Refused` (ASSAY-DATA-003; -010 where it is sealed already). */
export function sealKeyFile(folder: string, passphrase: string): void {
  const file = join(folder, KEY_FILE);
  const { standing, bytes } = present(file);
  if (standing === 'sealed')
    throw locked(file, 'a key that is not sealed', 'one that is', 'Unseal it first, by the passphrase that it was sealed with: assay product data unseal');
  writeDurably(file, sealed(bytes, passphrase), 0o600);
  bytes.fill(0);
}

/** Throws `Refused` (ASSAY-DATA-003; -010 where it is not sealed, or by another passphrase). */
export function unsealKeyFile(folder: string, passphrase: string): void {
  const file = join(folder, KEY_FILE);
  const master = masterOf(file, present(file), passphrase);
  writeDurably(file, master, 0o600);
  master.fill(0);
}

function present(file: string): KeyRead {
  if (!existsSync(file)) throw unfit(file, 'a key file', 'none');
  return readKeyFile(file);
}

interface KeyRead {
  readonly standing: 'plain' | 'sealed';
  readonly bytes: Buffer;
}

function readKeyFile(file: string): KeyRead {
  const found = lstatSync(file);
  const mode = found.mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw unfit(file, 'file mode 0600', `file mode 0${mode.toString(8)}`);
  const bytes = found.isFile() && found.size <= LONGEST ? readFileSync(file) : Buffer.alloc(0);
  if (bytes.length === KEY_BYTES) return { standing: 'plain', bytes };
  const body = Buffer.from(SEALED.exec(bytes.toString('latin1'))?.[1] ?? '', 'base64');
  if (body.length !== SALT + NONCE + TAG + KEY_BYTES) throw unfit(file, `${KEY_BYTES} bytes, or a sealed key`, `${found.size} bytes`);
  return { standing: 'sealed', bytes: body };
}

function masterOf(file: string, { standing, bytes }: KeyRead, passphrase: string | undefined): Buffer {
  if (standing === 'plain') {
    if (passphrase === undefined) return bytes;
    bytes.fill(0);
    // Whoever gives a passphrase believes that a stolen back-up is of no use.
    throw locked(
      file,
      'a key that is sealed',
      'one that opens by itself',
      'Seal it: assay product data seal --data-passphrase SOURCE. Or leave the passphrase out.',
    );
  }
  const master = passphrase === undefined ? undefined : opened(bytes, passphrase);
  if (master !== undefined) return master;
  throw locked(
    file,
    'the passphrase that it was sealed with',
    passphrase === undefined ? 'none' : 'another one, or a file that was changed',
    'Say where it stands, to whoever serves and to this command: --data-passphrase env:NAME, file:PATH or fd:NUMBER.',
  );
}

function locked(file: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(dataFaults.fault('010', { message: 'the key of data does not open so', file, expected, found, remedy }));
}

/**
 * The fleet's key of data, in `data.key` for its owner alone; made with the database, and never a second time for one that has been written. Held against the database by a mark in it.
 * `passphrase`: what it is sealed with, or is to be where it is made now.
 * Throws `Refused` (ASSAY-DATA-003) where it is gone, open to others, or another database's; -010 where it is sealed by another passphrase, or is not sealed and should be.
 */
export function openFleetKey(folder: string, db: DatabaseSync, random: Random, passphrase?: string): Wrapping {
  const file = join(folder, KEY_FILE);
  const mark = db.prepare('SELECT sealed FROM data_mark').get()?.['sealed'];
  if (!existsSync(file)) {
    if (mark !== undefined) throw unfit(file, 'the key that data.db was kept with', 'none');
    const made = random(KEY_BYTES);
    writeDurably(file, passphrase === undefined ? made : sealed(made, passphrase), 0o600);
  }
  const master = masterOf(file, readKeyFile(file), passphrase);
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
