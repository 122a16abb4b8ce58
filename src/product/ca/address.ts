import { Refused } from '../../core/index.ts';
import { caFaults } from './faults.ts';

/** What stands in certificates about where to ask of them, all below one address of the operator's. */
export interface Addresses {
  readonly crl: string;
  readonly delta: string;
  readonly ocsp: string;
  readonly issuer: string;
}

/** `base`: without a slash at its end. The lists of an authority are numbered in hexadecimal, so that every address of it has the same length. */
export function addressesOf(base: string, authority: string, shard: number): Addresses {
  const part = shard.toString(16).padStart(2, '0');
  return {
    crl: `${base}/crl/${authority}/${part}.crl`,
    delta: `${base}/crl/${authority}/${part}-delta.crl`,
    ocsp: `${base}/ocsp`,
    issuer: `${base}/ca/${authority}.cer`,
  };
}

/** Which list a serial number stands on. */
export function shardOf(serial: string, shards: number): number {
  return Number.parseInt(serial.slice(-2), 16) % shards;
}

/**
 * Holds an address to what may stand in certificates: `http://HOST/…`, since whoever verifies a certificate cannot verify another one first to fetch the list over TLS (RFC 5280 section 8).
 * Throws `Refused` (ASSAY-CA-019).
 */
export function addressOf(text: string): string {
  const url = text.replace(/\/+$/, '');
  const found = URL.canParse(url) ? new URL(url) : undefined;
  if (found?.protocol === 'http:' && found.username === '' && found.search === '' && found.hash === '' && url.length <= 200 && /^[!-~]+$/.test(url)) return url;
  throw new Refused(
    caFaults.fault('019', {
      message: `${text.slice(0, 200)} cannot stand in certificates`,
      field: 'url',
      expected: 'http://HOST/PATH in ASCII, without a query, at most 200 letters',
      found: found === undefined ? 'no address' : `${found.protocol} ${url.length} letters`,
      remedy: 'Give the address under which lists of revoked certificates and OCSP can be reached by plain HTTP. What is served there is signed.',
    }),
  );
}
