import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { Refused } from '../../core/index.ts';
import { ledgerFault } from '../faults.ts';
import { writeDurably } from './durable-file.ts';
import { privateKeyFromPem } from './ed25519.ts';
import { refuseShared } from './own-file.ts';

/**
 * The key that signs this ledger's checkpoints: PKCS #8 PEM in `signing-key`, readable by its owner alone. It is made at first use, and never
 * leaves this function but as a key object. Throws `Refused` (ASSAY-LEDGER-028) for a key that is no Ed25519 key or that others may read.
 */
export function loadSigningKey(dataDir: string): KeyObject | undefined {
  const path = `${dataDir}/signing-key`;
  if (!existsSync(path)) return undefined;
  const mode = statSync(path).mode & 0o777;
  // Windows has no such bits; there the folder's own access list decides.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Refused(
      ledgerFault('028', {
        message: 'others may read or write the key that signs this ledger',
        file: path,
        expected: 'file mode 0600',
        found: `file mode 0${mode.toString(8)}`,
        remedy: `Run chmod 600 on it, find out who could read it, and consider the key known to them.`,
      }),
    );
  }
  const key = privateKeyFromPem(readFileSync(path, 'utf8'));
  if (key === undefined) {
    throw new Refused(
      ledgerFault('028', { message: 'the signing key cannot be read', file: path, expected: 'an Ed25519 private key in PKCS #8 PEM', found: 'something else' }),
    );
  }
  return key;
}

/** Makes and keeps a new key, in a folder that only its owner can write (ASSAY-LEDGER-031). A crash before this returns leaves no key, and a crash after it a key that has signed nothing: both can start afresh. */
export function createSigningKey(dataDir: string): KeyObject {
  refuseShared(dataDir);
  const { privateKey } = generateKeyPairSync('ed25519');
  writeDurably(`${dataDir}/signing-key`, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  return privateKey;
}
