import {
  constants,
  createCipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { keyBitsOf } from '../../ca/certificate-read.ts';
import type { PublicKey } from '../../ca/public-key.ts';
import { type AgreedRecipient, enveloped, sharedInfo, type TransportedRecipient } from '../cms-enveloped.ts';

const CURVE = { 'p-256': 'P-256', 'p-384': 'P-384' } as const;

/** Whether something can be encrypted for a key of this kind: Ed25519 only signs. */
export function canEncryptFor({ kind }: Pick<PublicKey, 'kind'>): boolean {
  return kind !== 'ed25519';
}

/** Encrypts `content` for the holder of this key (RFC 5652 section 6). `keyId`: as the holder named the key. */
export function encryptedFor(key: PublicKey, keyId: Uint8Array, contentType: string, content: Uint8Array): Uint8Array {
  const contentKey = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', contentKey, iv);
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return enveloped(contentType, recipientFor(key, keyId, contentKey), iv, body);
}

function recipientFor({ kind, der }: PublicKey, keyId: Uint8Array, contentKey: Buffer): AgreedRecipient | TransportedRecipient {
  const publicKey = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  switch (kind) {
    case 'p-256':
    case 'p-384': {
      const ephemeral = generateKeyPairSync('ec', { namedCurve: CURVE[kind] });
      const wrapping = derivedKey(ephemeral.privateKey, publicKey);
      // RFC 3394 section 2.2.3.1: the first value that shows whether it was unwrapped by the right key.
      const wrap = createCipheriv('id-aes256-wrap', wrapping, Buffer.alloc(8, 0xa6));
      const wrapped = Buffer.concat([wrap.update(contentKey), wrap.final()]);
      const originator = keyBitsOf(new Uint8Array(ephemeral.publicKey.export({ type: 'spki', format: 'der' })));
      return { how: 'agreement', keyId, originator, wrapped };
    }
    case 'rsa-2048':
    case 'rsa-3072':
    case 'rsa-4096': {
      const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey);
      return { how: 'transport', keyId, encrypted };
    }
    case 'ed25519':
      throw new TypeError('Ed25519 only signs: asked of canEncryptFor before');
  }
}

/** The key derivation of ANSI X9.63 with SHA-256, one block (RFC 5753 section 7.1.4). */
function derivedKey(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  return createHash('sha256')
    .update(shared)
    .update(Buffer.from([0, 0, 0, 1]))
    .update(sharedInfo())
    .digest();
}
