import type { X509Certificate } from 'node:crypto';
import { createConnection, isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { Digest, Instant } from '../../../core/index.ts';
import type { Certificate, Handshake, TlsVersion } from '../model.ts';

export interface Place {
  readonly host: string;
  /** The address that was checked: nothing else is connected to. */
  readonly address: string;
  readonly port: number;
}

/** Roots that count: PEM of `--ca`, else those that the runtime brings along, which are what browsers trust. */
export interface Roots {
  readonly ca?: string;
}

const MOST_CERTIFICATES = 10;

export function raw({ address, port }: Place): Socket {
  return createConnection({ host: address, port, family: isIP(address) });
}

/**
 * TLS over a connection that is there or being made, with every key and digest admitted, since weak ones are what is looked for: nothing is sent over it that
 * would need protection. The name goes along in the clear (SNI), addresses do not (RFC 6066 section 3).
 */
export function secured(socket: Socket, { host }: Place, roots: Roots, version?: TlsVersion, alpn?: readonly string[]): TLSSocket {
  return connect({
    socket,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(roots.ca === undefined ? {} : { ca: roots.ca }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    minVersion: version ?? 'TLSv1',
    maxVersion: version ?? 'TLSv1.3',
    ciphers: 'DEFAULT@SECLEVEL=0',
    rejectUnauthorized: false,
    // The name is compared by a pure rule, from what is kept.
    checkServerIdentity: () => undefined,
  });
}

/** What a finished handshake showed. */
export function completed(socket: TLSSocket): Extract<Handshake, { outcome: 'completed' }> | { readonly outcome: 'unseen'; readonly why: string } {
  const chain: Certificate[] = [];
  const seen = new Set<string>();
  for (
    let at = socket.getPeerX509Certificate();
    at !== undefined && chain.length < MOST_CERTIFICATES && !seen.has(at.fingerprint256);
    at = at.issuerCertificate
  ) {
    seen.add(at.fingerprint256);
    const read = certificateOf(at);
    if (read === undefined) return { outcome: 'unseen', why: 'a certificate that cannot be read' };
    chain.push(read);
  }
  const reason = socket.authorizationError;
  const trust = socket.authorized
    ? 'trusted'
    : String(reason instanceof Error ? ((reason as NodeJS.ErrnoException).code ?? reason.message) : (reason ?? 'unknown')).slice(0, 100);
  return { outcome: 'completed', version: socket.getProtocol() ?? 'unknown', trust, chain };
}

function certificateOf(certificate: X509Certificate): Certificate | undefined {
  try {
    const { publicKey } = certificate;
    const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
    const names = [...(certificate.subjectAltName ?? '').matchAll(/(?:^|, )(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)].slice(0, 500);
    const of = (kind: string) => names.filter((match) => match[1] === kind).map((match) => (match[2] ?? '').slice(0, 255).toLowerCase());
    return {
      names: of('DNS'),
      addresses: of('IP Address'),
      from: Instant.format(Instant.of(certificate.validFromDate.getTime())),
      to: Instant.format(Instant.of(certificate.validToDate.getTime())),
      key: {
        type: publicKey.asymmetricKeyType ?? 'unknown',
        ...(modulusLength === undefined ? {} : { bits: modulusLength }),
        ...(namedCurve === undefined ? {} : { curve: namedCurve }),
      },
      signature: certificate.signatureAlgorithm ?? 'unknown',
      digest: Digest.of(certificate.raw),
      selfIssued: certificate.checkIssued(certificate),
    };
  } catch {
    // A key of a kind that the library does not know, or a time that is none.
    return undefined;
  }
}

/** A machine without version 6 of the protocol, or without a route: what it cannot see says nothing of the host. */
export const NO_WAY: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETDOWN']);
export const noWay = (error: NodeJS.ErrnoException): string => `this machine has no way there (${error.code ?? ''})`;

const ALERTS = /ALERT_(PROTOCOL_VERSION|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY)|(?:alert) (protocol version|handshake failure|insufficient security)/i;

/** What a handshake that failed shows. `received`: bytes that the other side had sent; `asked`: whether we had said anything. */
export function failed(error: NodeJS.ErrnoException, received: number): Exclude<Handshake, { outcome: 'completed' }> {
  const code = error.code ?? '';
  const alert = ALERTS.exec(`${code} ${error.message}`);
  if (alert !== null) return { outcome: 'refused', alert: (alert[1] ?? alert[2] ?? '').toLowerCase().replaceAll('_', ' ') };
  // It answered with a version that we did not ask for (RFC 5246 appendix E.1), which is to say that it does not speak ours.
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL' && received > 0) return { outcome: 'refused', alert: 'another version' };
  if (/UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|NO_SUITABLE_DIGEST/.test(code))
    return { outcome: 'cannot-ask', why: code.slice(0, 80) };
  if ((code === 'ECONNRESET' || code === 'EPIPE') && received <= 0) return { outcome: 'closed' };
  if (NO_WAY.has(code)) return { outcome: 'unseen', why: noWay(error) };
  if (code === 'ECONNREFUSED') return { outcome: 'unseen', why: 'nothing listens there' };
  return { outcome: 'unseen', why: code === '' ? 'it broke off' : `no TLS (${code.slice(0, 80)})` };
}

/** One handshake and no more. Never throws. */
export function handshake(place: Place, roots: Roots, deadlineMs: number, version?: TlsVersion): Promise<Handshake> {
  const socket = raw(place);
  return new Promise((resolve) => {
    let isConnected = false;
    let tls: TLSSocket | undefined;
    const end = (seen: Handshake) => {
      clearTimeout(timer);
      tls?.destroy();
      socket.destroy();
      resolve(seen);
    };
    const timer = setTimeout(() => end({ outcome: 'unseen', why: isConnected ? 'no handshake in time' : 'no connection in time' }), deadlineMs);
    socket.on('error', (error) => end(failed(error, isConnected ? socket.bytesRead : -1)));
    socket.on('connect', () => {
      isConnected = true;
      try {
        tls = secured(socket, place, roots, version);
      } catch (error) {
        end(failed(error as NodeJS.ErrnoException, 0));
        return;
      }
      tls.on('secureConnect', () => tls !== undefined && end(completed(tls)));
      tls.on('error', (error) => end(failed(error, socket.bytesRead)));
      tls.on('close', () => end(socket.bytesRead === 0 ? { outcome: 'closed' } : { outcome: 'unseen', why: 'it broke off' }));
    });
  });
}
