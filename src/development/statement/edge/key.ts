import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { Refused } from '../../../core/index.ts';
import { dearmoured } from '../../signature/ssh-armour.ts';
import { readSshKey } from '../../signature/ssh-key.ts';
import { sshCursor, sshString } from '../../signature/ssh-wire.ts';
import { base64Text } from '../base64.ts';
import { statementFaults } from '../faults.ts';
import { SSH_NAMESPACE } from '../review.ts';
import type { SignBytes } from '../verify.ts';
import { schemeOf, signBytes } from './signatures.ts';

/** A key that signs statements. */
export interface SigningKey {
  /** `SHA256:…`, as `ssh-keygen -l` prints it and as the register names it. */
  readonly id: string;
  /** Base64, as it stands in an OpenSSH public key behind its kind. */
  readonly publicKey: string;
  readonly sign: SignBytes;
}

const MOST = 64 * 1024;
const OPENSSH = 'OPENSSH PRIVATE KEY';

/**
 * Opens a key file: PKCS #8 as PEM, sealed with a passphrase or not; an Ed25519 key of OpenSSH that is not sealed; or the public half of any key of OpenSSH, by which
 * `ssh-keygen` signs with its agent, a token, or the private half beside it. `passphrase` is asked for only where a file of PKCS #8 is sealed.
 * Throws `Refused` (ASSAY-STATEMENT-006, and what `passphrase` throws).
 */
export function openSigningKey(file: string, passphrase: () => string | undefined): SigningKey {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw refused(file, 'a file', 'no such file', 'Make one with: openssl genpkey -algorithm ed25519 -aes-256-cbc -out FILE');
  if (!found.isFile() || found.size > MOST) throw refused(file, `a file of at most ${MOST} bytes`, 'something else', 'Name the private key.');
  const bytes = bytesOf(file);
  const [, open] = /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ ([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(bytes.toString('latin1')) ?? [];
  if (open !== undefined) return signingBySsh(file, open);
  const key = opened(file, bytes, passphrase);
  const scheme = schemeOf(key);
  const blob = scheme === undefined ? undefined : publicBlob(createPublicKey(key));
  const read = blob === undefined ? undefined : readSshKey(blob);
  if (scheme === undefined || blob === undefined || read === undefined)
    throw refused(
      file,
      'a key of Ed25519, or of ECDSA on P-256 or P-384',
      key.asymmetricKeyType ?? 'another',
      'Make one with: openssl genpkey -algorithm ed25519',
    );
  return { id: read.id, publicKey: base64Text(blob), sign: signBytes(key, scheme) };
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'another fault';
    throw refused(file, 'a key that may be read', code, 'Run this as whoever owns the key, or look at its permissions with: ls -l');
  }
}

/** Signs by `ssh-keygen -Y sign`, which asks on the terminal for what it needs. */
function signingBySsh(file: string, publicKey: string): SigningKey {
  const read = readSshKey(Buffer.from(publicKey, 'base64'));
  if (read === undefined) throw refused(file, 'a key of Ed25519, ECDSA or RSA of 2048 bits or more', 'another kind', 'Make one with: ssh-keygen -t ed25519');
  const sign: SignBytes = (message) => {
    const { status, stdout, error } = spawnSync('ssh-keygen', ['-Y', 'sign', '-q', '-n', SSH_NAMESPACE, '-f', file], {
      input: message,
      stdio: ['pipe', 'pipe', 'inherit'],
      maxBuffer: MOST,
    });
    if (status === 0 && stdout.length > 0) return new Uint8Array(stdout);
    throw refused(
      file,
      'a signature by ssh-keygen -Y sign',
      error === undefined ? 'none' : error.message,
      'Try it by itself: ssh-keygen -Y sign -n test -f FILE',
    );
  };
  return { id: read.id, publicKey, sign };
}

function opened(file: string, bytes: Buffer, passphrase: () => string | undefined): KeyObject {
  const text = bytes.toString('latin1');
  if (text.includes(`-----BEGIN ${OPENSSH}-----`)) return openSsh(file, bytes);
  const sealed = text.includes('ENCRYPTED');
  const secret = sealed ? passphrase() : undefined;
  if (sealed && secret === undefined) throw refused(file, 'its passphrase', 'none', 'Say where it is, such as: --passphrase env:REVIEW_PASSPHRASE');
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(secret === undefined ? {} : { passphrase: secret }) });
  } catch {
    throw refused(
      file,
      'a private key as PEM, and its passphrase',
      'another passphrase, or another file',
      'Look at it with: openssl pkey -in FILE -noout -text_pub',
    );
  }
}

/** The private keys of OpenSSH (PROTOCOL.key). Sealed ones use a derivation that this platform does not have. */
function openSsh(file: string, bytes: Uint8Array): KeyObject {
  try {
    const cursor = sshCursor(dearmoured(bytes, OPENSSH, MOST));
    const magic = cursor.bytes(15, 'private key');
    const cipher = cursor.text('cipher', 64);
    cursor.string('derivation');
    cursor.string('its options');
    if (Buffer.from(magic).toString('latin1') !== 'openssh-key-v1\0' || cursor.number('number of keys') !== 1) throw new TypeError('another form');
    if (cipher !== 'none') {
      throw refused(
        file,
        'a key of OpenSSH without a passphrase, or PKCS #8 with one',
        'a key of OpenSSH that is sealed',
        'Name its public half, and ssh-keygen signs with it: --key FILE.pub',
      );
    }
    cursor.string('public key');
    const inner = sshCursor(cursor.string('private part'));
    const checks = [inner.number('check'), inner.number('check')];
    if (checks[0] !== checks[1] || inner.text('type of the key', 64) !== 'ssh-ed25519') throw new TypeError('another kind');
    const raw = inner.string('public key', 32);
    const secret = inner.string('private key', 64);
    if (raw.length !== 32 || secret.length !== 64) throw new TypeError('another length');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url'), d: Buffer.from(secret.subarray(0, 32)).toString('base64url') };
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch (error) {
    if (error instanceof Refused && error.faults[0]?.code === 'ASSAY-STATEMENT-006') throw error;
    throw refused(file, 'an Ed25519 key of OpenSSH', 'another kind, or a damaged file', 'Turn a copy of it into PKCS #8 with: ssh-keygen -p -m PKCS8 -f COPY');
  }
}

/** What the register calls a public key in DER: `SHA256:…`; of a kind that signs no statements nothing. */
export function spkiId(spki: Uint8Array): string | undefined {
  const blob = publicBlob(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }));
  return blob === undefined ? undefined : readSshKey(blob)?.id;
}

const CURVES: Readonly<Record<string, string>> = { 'P-256': 'nistp256', 'P-384': 'nistp384' };

function publicBlob(key: KeyObject): Uint8Array | undefined {
  if (key.asymmetricKeyType !== 'ed25519' && key.asymmetricKeyType !== 'ec') return undefined;
  const { crv = '', x = '', y = '' } = key.export({ format: 'jwk' });
  const text = (one: string) => Buffer.from(sshString(Buffer.from(one)));
  if (crv === 'Ed25519') return new Uint8Array(Buffer.concat([text('ssh-ed25519'), Buffer.from(sshString(Buffer.from(x, 'base64url')))]));
  const curve = CURVES[crv];
  if (curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return new Uint8Array(Buffer.concat([text(`ecdsa-sha2-${curve}`), text(curve), Buffer.from(sshString(point))]));
}

function refused(file: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(statementFaults.fault('006', { message: `the key file ${file} does not open`, file, expected, found, remedy }));
}
