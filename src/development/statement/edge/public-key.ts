import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refused } from '../../../core/index.ts';
import { readFileBytes } from '../../../map/edge/files.ts';
import { readSshKey } from '../../signature/ssh-key.ts';
import { bytesOfBase64 } from '../base64.ts';
import { statementFaults } from '../faults.ts';
import type { StatementKey } from '../verify.ts';
import { statementKey } from './signatures.ts';

const MOST = 64 * 1024;

/** Opens the public half of a key: PEM (`BEGIN PUBLIC KEY`), or a line of OpenSSH. Throws `Refused` (ASSAY-STATEMENT-006, ASSAY-MAP-… where there is no such file). */
export function openPublicKey(path: string, file: string): StatementKey {
  const text = Buffer.from(readFileBytes(path, { bytes: MOST })).toString('latin1');
  let key: StatementKey | undefined;
  try {
    const object = objectOf(text);
    key = object === undefined ? undefined : statementKey(object);
  } catch (error) {
    throw refused(file, (error as Error).message.slice(0, 200));
  }
  if (key === undefined) throw refused(file, 'another kind of file or key');
  return key;
}

function objectOf(text: string): KeyObject | undefined {
  // A private key would do as well, and does not belong where only the open half is needed.
  if (text.includes('-----BEGIN PUBLIC KEY-----')) return createPublicKey(text);
  const [, blob] = /^(?:ssh|ecdsa)-[a-z0-9@.-]+ ([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(text) ?? [];
  const bytes = blob === undefined ? undefined : bytesOfBase64(blob);
  const read = bytes === undefined ? undefined : readSshKey(bytes);
  return read === undefined ? undefined : createPublicKey({ key: Buffer.from(read.spki), format: 'der', type: 'spki' });
}

function refused(file: string, found: string): Refused {
  return new Refused(
    statementFaults.fault('006', {
      message: `${file} is no public key that verifies statements`,
      file,
      expected: 'a public key of Ed25519, ECDSA on P-256 or P-384, or RSA of 2048 bits or more, as PEM or in the form of OpenSSH',
      found,
      remedy: 'Write the open half of a key with: openssl pkey -in KEY -pubout',
    }),
  );
}
