import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { pemBlocks, pemOf } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { inside, readDer, TAG } from '../../../core/der/read.ts';
import { numberOf, oidOf } from '../../../core/der/value.ts';
import { octets, oid, sequence, smallInteger } from '../../../core/der/write.ts';
import { Refused } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { caFaults } from '../faults.ts';
import type { KeyKind } from '../model.ts';

// RFC 7914. 16 MiB and five passes: the most that OpenSSL opens by default, so that `openssl pkey -in FILE` opens the file without Assay. Node's own export of PKCS #8 stops at 2048 rounds of PBKDF2.
const COST = { N: 16384, r: 8, p: 5 } as const;
const MOST_BYTES = 64 * 1024;

/** A new private key of this kind. */
export function newKey(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'p-256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'p-384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice('rsa-'.length)) }).privateKey;
  }
}

/** The key as PEM of an EncryptedPrivateKeyInfo (RFC 5958): PBES2 with scrypt (RFC 8018, RFC 7914) and AES-256-CBC. */
export async function sealedKey(key: KeyObject, passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', await derived(passphrase, salt, COST), iv);
  const body = Buffer.concat([cipher.update(key.export({ type: 'pkcs8', format: 'der' })), cipher.final()]);
  const derivation = sequence(oid(OID.scrypt), sequence(octets(salt), smallInteger(COST.N), smallInteger(COST.r), smallInteger(COST.p)));
  const scheme = sequence(oid(OID.pbes2), sequence(derivation, sequence(oid(OID.aes256Cbc), octets(iv))));
  return pemOf('ENCRYPTED PRIVATE KEY', sequence(scheme, octets(body)));
}

/** Writes a new key file, 0600, never over another. Throws `Refused` (ASSAY-CA-015). */
export async function writeKeyFile(file: string, key: KeyObject, passphrase: string): Promise<void> {
  if (existsSync(file)) {
    throw new Refused(
      caFaults.fault('015', {
        message: 'a key file stands there already',
        file,
        expected: 'no such file',
        found: 'one',
        remedy: 'Move it to where it is safe: what it signs may still be in use.',
      }),
    );
  }
  writeDurably(file, await sealedKey(key, passphrase), 0o600);
}

/** Opens a key file. Throws `Refused`: ASSAY-CA-010 where there is none, -011 where the passphrase or the file is another. */
export async function openKeyFile(file: string, passphrase: string, authority: string): Promise<KeyObject> {
  if (!existsSync(file)) {
    throw new Refused(
      caFaults.fault('010', {
        message: `the key of ${authority} is not here`,
        file,
        expected: 'its key file',
        found: 'no such file',
        remedy: 'Where it is kept elsewhere, bring it and put it there, or name it with --root-key; take it away again afterwards.',
      }),
    );
  }
  const found = lstatSync(file);
  try {
    if (!found.isFile() || found.size > MOST_BYTES) throw new TypeError('no key file');
    return await opened(readFileSync(file, 'latin1'), passphrase);
  } catch {
    // Which of the two it is, OpenSSL says only sometimes; a guess would lead astray.
    throw new Refused(
      caFaults.fault('011', {
        message: `the key file of ${authority} does not open`,
        file,
        expected: 'a sealed key (PKCS #8), and its passphrase',
        found: 'another passphrase, or another file',
        remedy: 'Give the passphrase that it was sealed with, or restore the file from a back-up.',
      }),
    );
  }
}

/** On the thread pool: half a second, in which no session of a device may wait. */
function derived(passphrase: string, salt: Uint8Array, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => scrypt(passphrase, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error))));
}

/** Opens what `sealedKey` wrote; what other tools sealed another way, OpenSSL opens, however long that takes. */
async function opened(pem: string, passphrase: string): Promise<KeyObject> {
  const [der] = pemBlocks(pem, 'ENCRYPTED PRIVATE KEY', 'key file');
  const sealed = der === undefined ? undefined : parametersOf(der);
  if (sealed === undefined) return createPrivateKey({ key: pem, format: 'pem', passphrase });
  const decipher = createDecipheriv('aes-256-cbc', await derived(passphrase, sealed.salt, COST), sealed.iv);
  const pkcs8 = Buffer.concat([decipher.update(sealed.body), decipher.final()]);
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

function parametersOf(der: Uint8Array): { readonly salt: Uint8Array; readonly iv: Uint8Array; readonly body: Uint8Array } | undefined {
  const what = 'key file';
  const outer = inside(readDer(der, what));
  const scheme = inside(outer.take(TAG.sequence, what));
  const body = outer.take(TAG.octets, what).content;
  if (oidOf(scheme.take(TAG.oid, what), what) !== OID.pbes2) return undefined;
  const parts = inside(scheme.take(TAG.sequence, what));
  const [derivation, cipher] = [inside(parts.take(TAG.sequence, what)), inside(parts.take(TAG.sequence, what))];
  if (oidOf(derivation.take(TAG.oid, what), what) !== OID.scrypt || oidOf(cipher.take(TAG.oid, what), what) !== OID.aes256Cbc) return undefined;
  const cost = inside(derivation.take(TAG.sequence, what));
  const salt = cost.take(TAG.octets, what).content;
  // Another cost is another tool's: no reason to be tied up by whatever a file says.
  for (const expected of [COST.N, COST.r, COST.p]) if (numberOf(cost.take(TAG.integer, what), what) !== expected) return undefined;
  return { salt, iv: cipher.take(TAG.octets, what).content, body };
}
