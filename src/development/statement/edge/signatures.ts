import { constants, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyScheme, SignBytes, StatementKey, VerifySignature } from '../verify.ts';

/** Verifies by node:crypto. ECDSA signatures are DER, as other tools write them. */
export const verifySignature: VerifySignature = (key, message, signature) => {
  try {
    const object = createPublicKey({ key: Buffer.from(key.spki), format: 'der', type: 'spki' });
    return schemeOf(object, key.scheme) === key.scheme && verified(key.scheme, object, message, signature);
  } catch {
    return false; // A peer's key or signature that is none: not a fault of ours.
  }
};

function verified(scheme: KeyScheme, key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  switch (scheme) {
    case 'ed25519':
      return verify(null, message, key, signature);
    case 'ecdsa-p256-sha256':
      return verify('sha256', message, key, signature);
    case 'ecdsa-p384-sha384':
      return verify('sha384', message, key, signature);
    case 'rsa-pss-sha256':
      return verify('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, signature);
    case 'rsa-pkcs1-sha256':
      return verify('sha256', message, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  }
}

/** The scheme of a key, where it is of a kind that is read; an RSA key is used as `wished`, PSS where nothing is. RSA below 2048 bits is none. */
export function schemeOf(key: KeyObject, wished?: KeyScheme): KeyScheme | undefined {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return 'ed25519';
    case 'ec':
      switch (key.asymmetricKeyDetails?.namedCurve) {
        case 'prime256v1':
          return 'ecdsa-p256-sha256';
        case 'secp384r1':
          return 'ecdsa-p384-sha384';
        default:
          return undefined;
      }
    case 'rsa':
      if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return undefined;
      return wished === 'rsa-pkcs1-sha256' ? wished : 'rsa-pss-sha256';
    case 'rsa-pss':
      return 'rsa-pss-sha256';
    default:
      return undefined;
  }
}

/** The public half as a key of statements; nothing where it is of a kind that is not read. */
export function statementKey(key: KeyObject, keyid?: string): StatementKey | undefined {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  const scheme = schemeOf(open);
  if (scheme === undefined) return undefined;
  return { scheme, spki: new Uint8Array(open.export({ type: 'spki', format: 'der' })), ...(keyid === undefined ? {} : { keyid }) };
}

/** Signs with a private key, by the scheme of its kind. */
export function signBytes(key: KeyObject, scheme: KeyScheme): SignBytes {
  return (message) => {
    switch (scheme) {
      case 'ed25519':
        return sign(null, message, key);
      case 'ecdsa-p256-sha256':
        return sign('sha256', message, key);
      case 'ecdsa-p384-sha384':
        return sign('sha384', message, key);
      case 'rsa-pss-sha256':
        return sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
      case 'rsa-pkcs1-sha256':
        return sign('sha256', message, { key, padding: constants.RSA_PKCS1_PADDING });
    }
  };
}
