import { joined } from '../../core/der/write.ts';
import { Refused } from '../../core/index.ts';
import { ascii } from '../git/text.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Outcome } from './model.ts';
import type { HashName, SignatureCrypto } from './port.ts';
import { dearmoured } from './ssh-armour.ts';
import { isCertificateType, readSshCertificate } from './ssh-certificate.ts';
import { readSshKey } from './ssh-key.ts';
import { verifySshBlob } from './ssh-signature.ts';
import { misread, sshCursor, sshString } from './ssh-wire.ts';

/** A signature as `ssh-keygen -Y sign` writes it (PROTOCOL.sshsig), read and not verified. */
export interface SshSig {
  readonly publicKey: Uint8Array;
  /** `SHA256:…` of the key, or of the certificate with it. The signature's own claim. */
  readonly claimed: string;
  /** What the signature is meant for, such as `git`: one made for something else proves nothing. */
  readonly namespace: string;
  readonly reserved: Uint8Array;
  /** As written; only SHA-256 and SHA-512 are accepted. */
  readonly hash: string;
  readonly signature: Uint8Array;
}

const UTF8 = new TextEncoder();
const MAGIC = UTF8.encode('SSHSIG');
const LABEL = 'SSH SIGNATURE';

/** Reads the armour or, without one, the bytes within. Throws `Refused` (ASSAY-SIGNATURE-001). */
export function readSshSig(bytes: Uint8Array): SshSig {
  const cursor = sshCursor(bytes[0] === 0x2d ? dearmoured(bytes, LABEL) : bytes);
  const magic = ascii(cursor.bytes(MAGIC.length, 'signature'), 0, MAGIC.length);
  if (magic !== 'SSHSIG') throw misread('signature', 'SSHSIG', 'something else');
  const version = cursor.number('version of the signature');
  if (version !== 1) throw misread('version of the signature', '1', String(version));
  const publicKey = cursor.string('public key', 64 * 1024);
  const found: SshSig = {
    publicKey,
    claimed: fingerprintOf(publicKey),
    namespace: cursor.text('namespace'),
    reserved: cursor.string('reserved field', 1024),
    hash: cursor.text('hash', 32),
    signature: cursor.string('signature', 8192),
  };
  cursor.end('signature');
  if (found.namespace === '') throw misread('namespace', 'one letter or more', 'none');
  return found;
}

/** What the key signs in place of `message`: where it is meant, and the digest (PROTOCOL.sshsig, section 4). */
function signedData(sig: SshSig, hash: HashName, message: Uint8Array, crypto: SignatureCrypto): Uint8Array {
  return joined(
    MAGIC,
    sshString(UTF8.encode(sig.namespace)),
    sshString(sig.reserved),
    sshString(UTF8.encode(sig.hash)),
    sshString(crypto.digest(hash, message)),
  );
}

/**
 * Whether `bytes` is a signature of `message` made for `namespace`. Whose the key is says `judgeSignature`, or whoever asked. Never throws: what cannot be read is broken.
 */
export function verifySshSig(bytes: Uint8Array, message: Uint8Array, namespace: string, crypto: SignatureCrypto): Outcome {
  let claimed: string | undefined;
  try {
    const sig = readSshSig(bytes);
    claimed = sig.claimed;
    if (sig.namespace !== namespace) return { kind: 'broken', reason: 'other-namespace', claimed };
    const type = sshCursor(sig.publicKey).text('type of the key', 64);
    const certificate = isCertificateType(type) ? readSshCertificate(sig.publicKey, crypto) : undefined;
    const key = certificate?.key ?? readSshKey(sig.publicKey);
    if (key === undefined) return { kind: 'unchecked', reason: 'algorithm-not-accepted', claimed, found: type };
    if (sig.hash !== 'sha256' && sig.hash !== 'sha512') return { kind: 'unchecked', reason: 'algorithm-not-accepted', claimed, found: sig.hash };
    const answer = verifySshBlob(key, sig.signature, signedData(sig, sig.hash, message, crypto), crypto);
    switch (answer.answer) {
      case 'broken':
        return { kind: 'broken', reason: 'bytes-do-not-match', claimed: key.id };
      case 'not-accepted':
        return { kind: 'unchecked', reason: 'algorithm-not-accepted', claimed: key.id, found: answer.format };
      case 'holds':
        return {
          kind: 'holds',
          key: {
            format: 'ssh',
            id: key.id,
            ...(certificate === undefined ? {} : { certificate: certificate.of }),
            ...(answer.touched === undefined ? {} : { touched: answer.touched }),
          },
        };
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'broken', reason: 'unreadable', ...(claimed === undefined ? {} : { claimed }) };
  }
}
