import { pemBlocks } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { readDer } from '../../../core/der/read.ts';
import { type Instant, Refused } from '../../../core/index.ts';
import { type Certificate, readCertificate } from '../../ca/certificate-read.ts';
import { verifies } from '../../ca/edge/possession.ts';
import { readSignatureAlgorithm } from '../../ca/signature.ts';
import { leadsUp } from '../chain.ts';

const ANY_USAGE = '2.5.29.37.0';
const CERTIFICATE_POLICIES = '2.5.29.32';
// What is marked critical and not understood here refuses (RFC 5280 section 4.2): name constraints among them.
const UNDERSTOOD: ReadonlySet<string> = new Set([OID.basicConstraints, OID.keyUsage, OID.extKeyUsage, OID.subjectAltName, CERTIFICATE_POLICIES]);

/** A certificate that a stranger shows, or `undefined` where it cannot be read: then it is nobody's. */
export function shownCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

export function anchorsIn(pem: string): readonly Certificate[] {
  return pemBlocks(pem, 'CERTIFICATE', 'anchors').map(readCertificate);
}

/** Whether a manufacturer's certificate for a device, with what was sent beside it, leads to one of `anchors` at this moment (RFC 5280 section 6, without policies). */
export function leadsTo(leaf: Certificate, sent: readonly Certificate[], anchors: readonly Certificate[], at: Instant): boolean {
  return climbsTo(leaf, sent, anchors, { at, usage: OID.clientAuth });
}

/** The same for any usage. Without `at`, whoever asks has no clock, and no moment is held against any: what it trusts has to be fresh in another way. */
export function climbsTo(
  leaf: Certificate,
  sent: readonly Certificate[],
  anchors: readonly Certificate[],
  { at, usage }: { readonly at?: Instant; readonly usage?: string },
): boolean {
  if (leaf.authority || (usage !== undefined && leaf.usages !== undefined && !leaf.usages.includes(usage) && !leaf.usages.includes(ANY_USAGE))) return false;
  const over = ({ notBefore, notAfter }: Certificate) => at !== undefined && (at < notBefore || at > notAfter);
  return leadsUp(leaf, sent, anchors, {
    sound: (one) => !over(one) && !one.extensions.some(({ critical, oid }) => critical && !UNDERSTOOD.has(oid)),
    usable: (anchor) => !over(anchor),
    signedBy,
  });
}

function signedBy(of: Certificate, by: Certificate): boolean {
  try {
    const algorithm = readSignatureAlgorithm(readDer(of.signatureAlgorithm, 'signature of the certificate'), 'signature of the certificate');
    return verifies(of.body, by.publicKey, algorithm, of.signature);
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
