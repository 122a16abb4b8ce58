import { sameBytes } from '../../core/der/hex.ts';
import type { Certificate } from './certificate.ts';
import type { SignatureCrypto } from './port.ts';

const DEEPEST = 5;
/** Signatures that are verified for one question: a stranger chooses what is sent. */
const MOST_VERIFIED = 12;
const [DIGITAL_SIGNATURE, NON_REPUDIATION, CERTIFICATE_SIGN] = [0, 1, 5];
// What a key that signs code or letters may be for: codeSigning, emailProtection, anyExtendedKeyUsage (RFC 5280 section 4.2.1.12).
const SIGNING = ['1.3.6.1.5.5.7.3.3', '1.3.6.1.5.5.7.3.4', '2.5.29.37.0'];

/**
 * Whether `leaf` leads to one of `roots` by certificates that were sent beside it (RFC 5280 section 6, without policies and names that are constrained: what is critical and not
 * understood is refused), all of them in time at `seconds`. Gives what is in the way, where it does not.
 */
export function leadsToRoot(
  leaf: Certificate,
  { sent, roots, seconds }: { readonly sent: readonly Certificate[]; readonly roots: readonly Certificate[]; readonly seconds: number | undefined },
  crypto: SignatureCrypto,
): 'given-root' | { readonly broken: string } {
  if (leaf.notUnderstood.length > 0) return { broken: `the certificate demands what is not understood: ${leaf.notUnderstood.join(', ')}` };
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes(DIGITAL_SIGNATURE) && !leaf.keyUsage.includes(NON_REPUDIATION))
    return { broken: 'the certificate is not for signing' };
  if (leaf.usages !== undefined && !leaf.usages.some((one) => SIGNING.includes(one))) return { broken: 'the certificate is not for code or letters' };
  let verified = 0;
  const climb = (from: Certificate, below: number, path: readonly Certificate[]): boolean => {
    if (below > DEEPEST) return false;
    for (const above of [...roots, ...sent]) {
      if (path.includes(above) || !sameBytes(above.subject, from.issuer) || !mayIssue(above, below, seconds)) continue;
      if (verified >= MOST_VERIFIED) return false;
      verified += 1;
      if (!signedBy(from, above, crypto)) continue;
      if (roots.includes(above) || climb(above, below + 1, [...path, above])) return true;
    }
    return false;
  };
  return climb(leaf, 0, [leaf]) ? 'given-root' : { broken: roots.length === 0 ? 'no root is given' : 'nothing leads from it to a root that is given' };
}

/** `below`: how many authorities stand between this one and the leaf. */
function mayIssue(above: Certificate, below: number, seconds: number | undefined): boolean {
  const inTime = seconds === undefined || (seconds >= above.begins && seconds < above.ends);
  const signs = above.keyUsage === undefined || above.keyUsage.includes(CERTIFICATE_SIGN);
  return above.authority && signs && inTime && (above.pathLength === undefined || below <= above.pathLength) && above.notUnderstood.length === 0;
}

function signedBy(of: Certificate, by: Certificate, crypto: SignatureCrypto): boolean {
  if (of.algorithm === undefined) return false;
  const { scheme, hash } = of.algorithm;
  return crypto.verify({ key: by.spki, scheme, ...(hash === undefined ? {} : { hash }), signed: of.body, signature: of.signature, encoding: 'der' });
}
