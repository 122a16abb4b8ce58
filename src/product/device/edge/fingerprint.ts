import { createHash } from 'node:crypto';

/** SHA-256 of a DER certificate, 64 hex digits: how a credential is known. */
export function fingerprintOfDer(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}
