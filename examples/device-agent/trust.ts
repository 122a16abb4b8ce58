import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Refusal } from './backoff.ts';

const DEEPEST = 4;

export interface Verified {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * Whether what a server showed leads to a root that the device was made with, bears the name that it was called by, and, where the device has the time, is good now.
 * Without the time the dates are left out, and nothing else. Throws `Refusal`.
 */
export function verifyServer(leaf: X509Certificate | undefined, host: string, roots: readonly X509Certificate[], now: number | undefined): Verified {
  if (leaf === undefined) throw new Refusal('the server showed no certificate');
  if (leaf.ca || (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) === undefined) throw new Refusal(`the server is not ${host}`);
  const good = (certificate: X509Certificate) => now === undefined || (now >= certificate.validFromDate.getTime() && now <= certificate.validToDate.getTime());
  let at: X509Certificate = leaf;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    if (!good(at)) throw new Refusal(`a certificate of the server is not good at ${new Date(now ?? 0).toISOString()}`);
    const below = at;
    if (roots.some((root) => issued(root, below) && good(root))) return { notBefore: leaf.validFromDate.getTime(), notAfter: leaf.validToDate.getTime() };
    const next = at.issuerCertificate;
    if (next === undefined || !issued(next, at)) break;
    at = next;
  }
  throw new Refusal('the server does not lead to a root of this device');
}

const issued = (above: X509Certificate, below: X509Certificate): boolean => above.ca && below.checkIssued(above) && below.verify(above.publicKey);

/**
 * Roots that the device may add to its own: those that an old root has signed over to (RFC 4210 section 4.4, "new with old"). `offered`: what cacerts gave, in DER.
 * A root that only says so of itself is no root of ours.
 */
export function newRoots(offered: readonly Buffer[], roots: readonly X509Certificate[]): readonly X509Certificate[] {
  const certificates = offered.map((der) => new X509Certificate(der)).filter(({ ca }) => ca);
  const known = new Set(roots.map(({ fingerprint256 }) => fingerprint256));
  const key = (certificate: X509Certificate) => certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const handedOver = new Set(
    certificates.filter((one) => roots.some((root) => key(root) !== key(one) && issued(root, one))).map((one) => `${key(one)} ${one.subject}`),
  );
  // A root may stand in the answer twice: with what leads to the server, and among those that are believed.
  return certificates.filter((one) => {
    const fresh = !known.has(one.fingerprint256) && issued(one, one) && handedOver.has(`${key(one)} ${one.subject}`);
    if (fresh) known.add(one.fingerprint256);
    return fresh;
  });
}
