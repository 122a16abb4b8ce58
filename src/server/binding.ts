import { isIP } from 'node:net';
import { type Fault, Refused } from '../core/index.ts';
import { serverFaults } from './faults.ts';

/** What the operator asked for on the command line. */
export interface BindingAsked {
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly tls: boolean;
  readonly behindProxy: boolean;
}

export interface Binding {
  readonly host: string;
  readonly port: number;
  /** Whether browsers come by HTTPS, to us or to the proxy in front. */
  readonly https: boolean;
  /** As browsers name it, without a slash at the end. `port`: the one that the system chose, where nought was asked for. */
  publicUrl(port: number): string;
}

/**
 * Where the server listens and what it is called, or why not: throws `Refused` (ASSAY-SERVER-014) with every fault found. Beyond this machine it is not
 * reached without TLS, its own or a proxy's, and it is called by a host name, since a passkey belongs to a name (WebAuthn section 5.1.2) and never to an address.
 */
export function settleBinding({ host, port, publicUrl, tls, behindProxy }: BindingAsked): Binding {
  const faults: Fault[] = [];
  const refuse = (message: string, expected: string, found: string, remedy: string) => {
    faults.push(serverFaults.fault('014', { message, expected, found, remedy }));
  };
  if (!Number.isInteger(port) || port < 0 || port > 65_535) refuse('this is no port', 'a number from 0 to 65535', String(port), 'Give --port another value.');
  if (!isLoopback(host) && !tls && !behindProxy) {
    refuse(
      'the server would be reached from other machines without TLS',
      '127.0.0.1, or TLS, or a proxy that does it',
      host,
      'Give --tls-cert and --tls-key; or --behind-proxy, where a proxy in front takes HTTPS and nobody reaches this port but through it.',
    );
  }
  const https = tls || (publicUrl ?? '').startsWith('https:');
  if (publicUrl === undefined) {
    if (!isLoopback(host) || behindProxy) {
      refuse('the server does not know what it is called', '--public-url, such as https://assay.example.com', 'none', 'Give --public-url as people type it.');
    }
  } else {
    checkUrl(publicUrl, tls, refuse);
  }
  if (faults.length > 0) throw new Refused(...faults);
  const given = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return { host, port, https, publicUrl: (bound) => given ?? `${tls ? 'https' : 'http'}://localhost:${bound}` };
}

/** An address of this machine alone (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3), or the name for it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function checkUrl(publicUrl: string, tls: boolean, refuse: (message: string, expected: string, found: string, remedy: string) => void): void {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
  if (url === undefined || !plain || !['http:', 'https:'].includes(url.protocol)) {
    refuse(
      'the public URL is not the address of a server',
      'a scheme, a host name and perhaps a port, such as https://assay.example.com',
      publicUrl,
      'Leave out the rest.',
    );
    return;
  }
  const named = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
    refuse('the public URL names an address', 'a host name: a passkey belongs to a name', url.hostname, 'Give the server a name, or use localhost.');
  } else if (url.protocol === 'http:' && (tls || !named)) {
    refuse('the public URL is without TLS', 'https:, except for localhost', publicUrl, 'Write https:, and see to it that browsers come by it.');
  }
}
