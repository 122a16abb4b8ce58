import { OID } from '../../core/der/oids.ts';
import { type Duration, Instant, Refused } from '../../core/index.ts';
import { addressesOf } from './address.ts';
import { fill, type Template, templateOf } from './certificate.ts';
import type { Certificate } from './certificate-read.ts';
import { authorityInfoAccess, authorityKeyId, basicConstraints, crlDistributionPoint, extendedUsage, keyUsage } from './extension.ts';
import { caFaults } from './faults.ts';
import type { Issuance, KeyKind, Profile, Usage } from './model.ts';
import { unfit, writeName } from './name.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import type { familyOf } from './signature.ts';

/** Who signs certificates of devices and servers. */
export interface Issuer {
  readonly id: string;
  readonly certificate: Certificate;
  readonly kind: KeyKind;
  readonly url?: string;
  readonly shards: number;
}

export const USAGE_OID: Readonly<Record<Usage, string>> = { client: OID.clientAuth, server: OID.serverAuth, registrar: OID.cmcRa };

/** The template of what an issuer signs under a profile, for keys of one family and one of its lists. */
export function profileTemplate(issuer: Issuer, { usages }: Pick<Profile, 'usages'>, family: ReturnType<typeof familyOf>, shard: number): Template {
  const { certificate, url } = issuer;
  const addresses = url === undefined ? undefined : addressesOf(url, issuer.id, shard);
  return templateOf(certificate.subject.der, issuer.kind, [
    basicConstraints('end'),
    // An RSA key of a server may also be given the session's key (TLS 1.2); the other kinds only sign.
    family === 'rsa' && usages.includes('server') ? keyUsage('digitalSignature', 'keyEncipherment') : keyUsage('digitalSignature'),
    extendedUsage(...usages.map((usage) => USAGE_OID[usage])),
    ...(certificate.subjectKeyId === undefined ? [] : [authorityKeyId(certificate.subjectKeyId)]),
    ...(addresses === undefined ? [] : [crlDistributionPoint(addresses.crl), authorityInfoAccess({ ocsp: addresses.ocsp, issuer: addresses.issuer })]),
  ]);
}

const DAY = 86_400_000;
const SLACK = DAY as Duration;

/** Holds what is asked against its profile and the issuer. Throws `Refused` with everything that is wrong: ASSAY-CA-001 to -003, -008. */
export function judgeIssuance(issuer: Issuer, asked: Issuance): { readonly publicKey: PublicKey; readonly subject: Uint8Array } {
  const publicKey = readPublicKey(asked.publicKey);
  const subject = writeName(asked.name);
  for (const name of asked.dnsNames ?? []) if (!isDnsName(name)) throw unfit('DNS name', 'a host name without wildcards', `${name.length} letters`);
  for (const uri of asked.uris ?? []) if (!isUri(uri)) throw unfit('URI', 'an absolute URI of at most 255 letters in ASCII', `${uri.length} letters`);
  if ((asked.dnsNames?.length ?? 0) + (asked.uris?.length ?? 0) > MOST_NAMES) throw unfit('alternative names', `at most ${MOST_NAMES}`, 'more');
  if (!asked.profile.keys.includes(publicKey.kind)) {
    throw new Refused(
      caFaults.fault('002', {
        message: `the profile ${asked.profile.name} does not sign keys of ${publicKey.kind}`,
        field: 'public key',
        expected: asked.profile.keys.join(', '),
        found: publicKey.kind,
        remedy: 'Make a key of one of these kinds, or add the kind to the profile.',
      }),
    );
  }
  judgeTime(issuer, asked);
  return { publicKey, subject };
}

function judgeTime(issuer: Issuer, { notBefore, notAfter, profile }: Issuance): void {
  const longest = Instant.of(notBefore + profile.days * DAY + SLACK);
  const end = issuer.certificate.notAfter;
  if (notAfter > notBefore && notAfter <= longest && notAfter <= end && notBefore >= issuer.certificate.notBefore) return;
  const latest = Instant.format(Instant.of(Math.min(longest, end)));
  throw new Refused(
    caFaults.fault('008', {
      message: `a certificate of the profile ${profile.name} cannot be good from ${Instant.format(notBefore)} to ${Instant.format(notAfter)}`,
      field: 'validity',
      expected: `within ${profile.days} days, and within the life of ${issuer.id}: from ${Instant.format(issuer.certificate.notBefore)}, to ${latest} at the latest`,
      found: `${Instant.format(notBefore)} to ${Instant.format(notAfter)}`,
      remedy: notAfter > end ? 'Make a new issuing authority: assay product ca rotate' : 'Ask for less, or lengthen the profile.',
    }),
  );
}

const MOST_NAMES = 32;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** A host name (RFC 1123), without a wildcard: one key for all hosts of a domain is for nobody here to have. */
function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}

function isUri(text: string): boolean {
  return text.length <= 255 && /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(text) && URL.canParse(text);
}

/** The body to sign. */
export function bodyOf(
  template: Template,
  asked: Issuance,
  judged: { readonly publicKey: PublicKey; readonly subject: Uint8Array },
  serial: Uint8Array,
): Uint8Array {
  return fill(template, { ...asked, ...judged, serial });
}
