import { constants } from 'node:crypto';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { Presented } from '../../device/model.ts';

/** What a listener shows of itself: its key and its chain, own certificate first, in PEM. */
export interface Shown {
  readonly key: string;
  readonly cert: string;
}

export const HANDSHAKE_MS = 10_000;
const TICKET_SECONDS = 3600;

/**
 * Devices show a certificate; that they hold its key is for TLS to prove, and whether it counts is for our own code to say, at each CONNECT and each request, of a resumed session as of a new one:
 * Node takes a resumed session with a certificate that has ended for authorised.
 */
export function tlsOptions({ key, cert }: Shown, handshakeMs: number): TlsOptions {
  return {
    key,
    cert,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: handshakeMs,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    sessionTimeout: TICKET_SECONDS,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
  };
}

/** Of the certificate that the other end has shown, now or when the session that it resumes began. */
export function presentedBy(socket: TLSSocket): Presented | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    serial: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
