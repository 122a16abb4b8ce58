import { Refused } from '../../core/index.ts';
import { passkeyFaults } from './faults.ts';

/** What passkeys are bound to (Web Authentication Level 3, sections 5.1.2 and 13.4.9). Changing the id makes every passkey useless. */
export interface RelyingParty {
  /** A host name: `localhost`, or a domain. Never an address. */
  readonly id: string;
  /** As the browser writes it: scheme, host, and port unless it is the scheme's own. */
  readonly origin: string;
  readonly https: boolean;
}

const URL_PATTERN = /^(https?):\/\/([^/:?#@[\]\\\s]+|\[[^\]]*\])(?::(\d{1,5}))?\/?$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads the public URL of the server: `http://localhost:8420`, `https://assay.example.org`. Browsers make no passkey for an IP address, and none over plain
 * HTTP but for localhost, so a server that is started so would be one that nobody can sign in to. Throws `Refused` (ASSAY-PASSKEY-001).
 */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const [, scheme = '', host = '', port] = URL_PATTERN.exec(publicUrl) ?? [];
  if (host === '') throw unfit(publicUrl, 'a scheme and a host, and no path');
  const id = host.toLowerCase();
  const labels = id.split('.');
  // A last label of digits, or of 0x and hex digits, is read as an IPv4 address by browsers (WHATWG URL, "ends in a number").
  if (id.startsWith('[') || /^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? ''))
    throw unfit(publicUrl, 'a host name, since no passkey is made for an IP address');
  if (id.length > 253 || !labels.every((label) => LABEL.test(label)))
    throw unfit(publicUrl, 'a host name of letters, digits and dashes (a domain with other letters in its xn-- form)');
  const https = scheme.toLowerCase() === 'https';
  const local = id === 'localhost' || id.endsWith('.localhost');
  if (!https && !local) throw unfit(publicUrl, 'https, since only localhost may go without it');
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && (number < 1 || number > 65_535)) throw unfit(publicUrl, 'a port of 1 to 65535');
  const ownPort = number === undefined || number === (https ? 443 : 80) ? '' : `:${number}`;
  return { id, origin: `${https ? 'https' : 'http'}://${id}${ownPort}`, https };
}

function unfit(publicUrl: string, expected: string): Refused {
  return new Refused(
    passkeyFaults.fault('001', {
      message: 'passkeys cannot be bound to this public URL',
      field: 'publicUrl',
      expected,
      found: publicUrl.slice(0, 200),
      remedy: 'Use http://localhost with a port on this machine, or https:// and the name that people open.',
    }),
  );
}
