import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pemBlocks } from '../../../core/der/armour.ts';
import { Refused } from '../../../core/index.ts';
import { type AllowedSigner, publicKeyLine, readAllowedSigners } from '../allowed-signers.ts';
import { type Certificate, readCertificate } from '../certificate.ts';
import { signatureFaults } from '../faults.ts';
import type { KeyRing } from '../ring.ts';

const FILES = 2000;
const BYTES = 8 * 1024 * 1024;

/**
 * Reads the folder of public keys that the operator gives: `allowed_signers` (and `*.allowed_signers`), `*.pub` of SSH, `*.asc`, `*.gpg` and `*.pgp` of OpenPGP, `*.pem`, `*.crt` and
 * `*.cer` of roots. Throws `Refused` (ASSAY-SIGNATURE-002 to -004, ASSAY-DER-…).
 */
export function readKeyFolder(folder: string): KeyRing {
  const files = filesOf(folder);
  const found = {
    signers: [] as AllowedSigner[],
    sshKeys: [] as string[],
    roots: [] as Certificate[],
    openpgp: [] as KeyRing['openpgp'][number][],
    unread: [] as string[],
  };
  for (const name of files) {
    const file = join(folder, name);
    const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    const bytes = plainFile(file);
    if (bytes === undefined) found.unread.push(name);
    else if (name === 'allowed_signers' || ending === 'allowed_signers') found.signers.push(...readAllowedSigners(bytes.toString('utf8'), file));
    else if (ending === 'pub') found.sshKeys.push(sshKeyOf(bytes.toString('utf8'), file));
    else if (ending === 'asc' || ending === 'gpg' || ending === 'pgp') found.openpgp.push({ name, bytes });
    else if (ending === 'pem' || ending === 'crt' || ending === 'cer') found.roots.push(...rootsOf(bytes, file));
    else found.unread.push(name);
  }
  return found;
}

const FOLDER_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no folder of keys of this name',
  ENOTDIR: 'the folder of keys is a file',
  EACCES: 'the folder of keys may not be read by whoever runs this',
};

function filesOf(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).toSorted();
  } catch (error) {
    throw unusable(folder, FOLDER_FAULTS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'the folder of keys cannot be read', 'a folder of public keys');
  }
  if (names.length > FILES) {
    throw new Refused(
      signatureFaults.fault('004', {
        message: `${folder} has more files than Assay reads`,
        file: folder,
        expected: `at most ${FILES} files`,
        found: `${names.length}`,
        remedy: 'Give a folder with the keys alone.',
      }),
    );
  }
  return names;
}

/** A pipe or a folder in its place is no key: it is listed as unread. */
function plainFile(file: string): Buffer | undefined {
  const kind = statSync(file, { throwIfNoEntry: false });
  if (kind === undefined || !kind.isFile()) return undefined;
  if (kind.size > BYTES) throw unusable(file, `the file is of ${kind.size} bytes`, `at most ${BYTES} bytes`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unusable(
      file,
      `the file may not or cannot be read (${(error as NodeJS.ErrnoException).code ?? 'for no known reason'})`,
      'a file that whoever runs this may read',
    );
  }
  if (bytes.includes('PRIVATE KEY')) throw unusable(file, 'the file holds a private key', 'public keys alone');
  return bytes;
}

function sshKeyOf(text: string, file: string): string {
  const key = publicKeyLine(text);
  if (key === undefined) throw unusable(file, 'the file is no public key of SSH', 'one line, such as: ssh-ed25519 AAAA…');
  return key;
}

function rootsOf(bytes: Buffer, file: string): readonly Certificate[] {
  const blocks = bytes[0] === 0x30 ? [new Uint8Array(bytes)] : pemBlocks(bytes.toString('latin1'), 'CERTIFICATE', file, 500);
  if (blocks.length === 0) throw unusable(file, 'the file holds no certificate', 'PEM of certificates');
  return blocks.map(readCertificate);
}

function unusable(file: string, message: string, expected: string): Refused {
  return new Refused(
    signatureFaults.fault('003', { message, file, expected, found: message, remedy: 'docs/development-signatures.md shows what a folder of keys holds.' }),
  );
}
