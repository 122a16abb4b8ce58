import { createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { unarmoured } from '../../../core/der/armour.ts';
import { type Instant, Refused } from '../../../core/index.ts';
import { type Detached, isBy, readDetached, type Signer } from '../cms.ts';

/** How the signature of a MUD file stands. `good`: by whom, and by which of the trusted certificates. */
export type SignatureState =
  | { readonly is: 'good'; readonly by: string; readonly trusted: string }
  | { readonly is: 'absent' | 'wrong' | 'unread' | 'not trusted' | 'not judged'; readonly why: string };

/**
 * Whether a detached signature (CMS, DER or PEM) is of exactly these bytes, by somebody whom one of the trusted certificates vouches for at `now`.
 * Without trusted certificates it is not judged: a certificate that comes with the signature says nothing of who made it.
 */
export function signatureOf(file: Uint8Array, signature: Uint8Array | undefined, trusted: readonly X509Certificate[], now: Instant): SignatureState {
  if (signature === undefined) return { is: 'absent', why: 'there is no signature' };
  let message: Detached;
  let sent: readonly X509Certificate[];
  try {
    message = readDetached(unarmoured(signature, ['CMS', 'PKCS7'], 'signature of the file', 256 * 1024));
    sent = message.certificates.map((der) => new X509Certificate(der));
  } catch (error) {
    return { is: 'unread', why: error instanceof Refused ? (error.faults[0]?.message ?? '') : 'a certificate in it cannot be read' };
  }
  if (trusted.length === 0) return { is: 'not judged', why: 'there is one, and nobody said whose certificate is trusted' };
  let last: SignatureState = { is: 'wrong', why: 'nobody signed it' };
  for (const signer of message.signers) {
    const state = judgedBy(signer, file, sent, trusted, now);
    if (state.is === 'good') return state;
    last = state;
  }
  return last;
}

function judgedBy(signer: Signer, file: Uint8Array, sent: readonly X509Certificate[], trusted: readonly X509Certificate[], now: Instant): SignatureState {
  let certificate: X509Certificate | undefined;
  try {
    certificate = [...trusted, ...sent].find((each) => isBy(signer, each.raw));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { is: 'unread', why: error.faults[0]?.message ?? '' };
  }
  if (certificate === undefined) return { is: 'not trusted', why: 'the certificate of who signed it is neither in it nor trusted' };
  if (!holds(signer, file, certificate)) return { is: 'wrong', why: 'the signature is not of this file, or not by the certificate that it names' };
  const root = pathFrom(certificate, sent, trusted, now);
  return typeof root === 'string' ? { is: 'not trusted', why: root } : { is: 'good', by: nameOf(certificate), trusted: nameOf(root) };
}

function holds({ digest, attributes, family, hash, signature }: Signer, file: Uint8Array, { publicKey }: X509Certificate): boolean {
  const kind = publicKey.asymmetricKeyType;
  if (kind !== family) return false;
  if (attributes !== undefined) {
    const made = createHash(digest).update(file).digest();
    if (made.length !== attributes.digest.length || !timingSafeEqual(made, attributes.digest)) return false;
  }
  try {
    return verify(family === 'ed25519' ? null : hash, attributes?.signed ?? file, publicKey, signature);
  } catch {
    // The platform throws where the bytes are no signature of that kind at all.
    return false;
  }
}

/** The trusted certificate that a path leads to, or why none does. Each certificate is gone through once, however many vouch for each other. */
function pathFrom(of: X509Certificate, sent: readonly X509Certificate[], trusted: readonly X509Certificate[], now: Instant): X509Certificate | string {
  let why = `nobody who is trusted vouches for ${nameOf(of)}`;
  const open = [of];
  const gone = new Set<string>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const current = next;
    gone.add(current.fingerprint256);
    if (now < Date.parse(current.validFrom) || now > Date.parse(current.validTo)) {
      why = `the certificate of ${nameOf(current)} does not hold at this time`;
      continue;
    }
    const own = trusted.find(({ raw }) => raw.equals(current.raw));
    if (own !== undefined) return own;
    open.push(
      ...[...sent, ...trusted].filter(
        (issuer) => !gone.has(issuer.fingerprint256) && issuer.ca && current.checkIssued(issuer) && current.verify(issuer.publicKey),
      ),
    );
  }
  return why;
}

function nameOf({ subject }: X509Certificate): string {
  // A subject is a stranger's text of several lines.
  return subject.replaceAll('\n', ', ').replaceAll(/\p{C}/gu, '?').slice(0, 200);
}
