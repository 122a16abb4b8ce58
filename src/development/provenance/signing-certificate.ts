import { sameBytes } from '../../core/der/hex.ts';
import { type Certificate, readCertificate } from '../signature/certificate.ts';
import { type SourceClaims, sourceClaims } from './source-claims.ts';

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const DIGITAL_SIGNATURE = 0;

/** Whom a certificate of Fulcio names: one address, and the provider who vouched for it. */
export interface SignerIdentity {
  readonly identity: string;
  readonly issuer: string;
  /** Of which source and build, where the provider said so. */
  readonly claims?: SourceClaims;
}

export type SigningCertificate =
  | { readonly ok: true; readonly der: Uint8Array; readonly spki: Uint8Array; readonly signer: SignerIdentity }
  | { readonly ok: false; readonly why: string };

/**
 * What a chain of a bundle says of its signer, nothing of it verified but its form. Holds the leaf to the profile of Fulcio's certificates (certificate-specification.md: key usage
 * digitalSignature, extended key usage code signing, no authority, one alternative name), none of which the library asks. Throws `Refused` (ASSAY-DER-001 to -006).
 */
export function signingCertificate(chain: readonly Uint8Array[]): SigningCertificate {
  const [leaf, ...above] = chain.map(readCertificate);
  if (leaf === undefined) return { ok: false, why: 'the bundle has no certificate' };
  // sigstore_bundle.proto, `x509_certificate_chain`: the chain ends before the root, which a bundle cannot vouch for.
  if ([leaf, ...above].some(({ subject, issuer }) => sameBytes(subject, issuer)))
    return { ok: false, why: 'the chain of the bundle has a root in it, which is for whoever verifies to bring' };
  const wrong = profileWrong(leaf);
  if (wrong !== undefined) return { ok: false, why: wrong };
  const names = leaf.subjects.filter((one) => /^(?:uri|email):/.test(one)).map((one) => one.slice(one.indexOf(':') + 1));
  const [identity] = names;
  if (identity === undefined || names.length !== 1) return { ok: false, why: `the certificate names ${names.length} identities, and a signer of code has one` };
  if (leaf.provider === undefined) return { ok: false, why: 'the certificate does not say who vouched for its identity' };
  const claims = sourceClaims(leaf.others, leaf.provider);
  return { ok: true, der: leaf.der, spki: leaf.spki, signer: { identity, issuer: leaf.provider, ...(claims === undefined ? {} : { claims }) } };
}

function profileWrong(leaf: Certificate): string | undefined {
  if (leaf.authority) return 'the certificate is one of an authority';
  if (leaf.keyUsage?.includes(DIGITAL_SIGNATURE) !== true) return 'the certificate’s key is not for signatures';
  if (leaf.usages?.includes(CODE_SIGNING) !== true) return 'the certificate is not for signing code';
  const [unknown] = leaf.notUnderstood;
  return unknown === undefined ? undefined : `the certificate has a critical extension that is not understood here, ${unknown}`;
}
