import { OID } from '../../core/der/oids.ts';
import type { Fault } from '../../core/index.ts';
import type { Certificate } from '../ca/certificate-read.ts';
import type { CertificationRequest } from '../ca/csr.ts';
import { USAGE_OID } from '../ca/issue.ts';
import type { Profile } from '../ca/model.ts';
import { type Name, nameText } from '../ca/name.ts';
import type { Device } from '../device/model.ts';
import { estFaults } from './faults.ts';
import type { Caller, ProductSettings } from './model.ts';

/** What binds a request to the connection that it came over, in base64: RFC 9266 of TLS 1.3, tls-unique of TLS 1.2. `undefined`: the connection has none to give. */
export type Binding = string | undefined;

/** The profile of a request: the label's, else the product's first. Renewal keeps the profile of what is renewed. Refused: ASSAY-EST-012. */
export function profileFor(
  label: string | undefined,
  settings: ProductSettings,
  profiles: readonly Profile[],
  renewed?: string,
): { readonly profile: Profile } | { readonly fault: Fault } {
  const name = renewed ?? label ?? settings.profiles[0];
  const fits = (renewed === undefined ? settings.profiles.includes(name ?? '') : label === undefined || label === renewed) && name !== undefined;
  const profile = fits ? profiles.find((each) => each.name === name) : undefined;
  if (profile !== undefined) return { profile };
  return {
    fault: estFaults.fault('012', {
      message: renewed === undefined ? 'this device may have no certificate of this profile' : 'the label names another profile than that of the certificate',
      field: 'label',
      expected: renewed ?? settings.profiles.join(', '),
      found: label ?? 'none',
      remedy: 'Leave the label out of the address, or let the operator allow the profile for this product.',
    }),
  };
}

/** Whether what was shown is enough for a first enrolment of this product. A device's own certificate always is. Refused: ASSAY-EST-022. */
export function judgeProof({ by }: Caller, { proof }: ProductSettings): readonly Fault[] {
  const enough = (() => {
    switch (by) {
      case 'credential':
      case 'credential-and-token':
      case 'manufacturer-and-token':
        return true;
      case 'token':
        return proof === 'either' || proof === 'token';
      case 'manufacturer':
        return proof === 'either' || proof === 'certificate';
    }
  })();
  if (enough) return [];
  return [
    estFaults.fault('022', {
      message: 'this product enrols another way',
      expected:
        proof === 'both' ? 'the manufacturer’s certificate and a one-time token' : proof === 'token' ? 'a one-time token' : 'the manufacturer’s certificate',
      found: by === 'token' ? 'a one-time token' : 'the manufacturer’s certificate',
      remedy: 'Show what is asked for.',
    }),
  ];
}

/** What a request may carry: the device's own subject, no more names than it may have, no authority, no usage beyond the profile's. Refused: ASSAY-EST-013, -014. */
export function judgeRequest(
  request: CertificationRequest,
  device: Pick<Device, 'id'>,
  profile: Profile,
  settings: ProductSettings,
  shown?: Certificate,
): readonly Fault[] {
  const { asked, subject } = request;
  const faults: Fault[] = [];
  // A device may not know what the operator calls it: nothing at all, or what its manufacturer wrote, is as good.
  const own = isCommonName(subject, device.id) || subject.attributes.length === 0 || (shown !== undefined && sameName(subject, shown.subject));
  if (!own) faults.push(otherSubject(`CN=${device.id}`, nameText(subject)));
  const dns = settings.domain === undefined ? [] : [`${device.id}.${settings.domain}`.toLowerCase()];
  const strange = [
    ...asked.dnsNames.filter((name) => !dns.includes(name.toLowerCase())).map(() => 'another DNS name'),
    ...asked.uris.map(() => 'a URI'),
    ...asked.others.map((kind) => `a name of kind ${kind}`),
  ];
  const usages = profile.usages.map((usage) => USAGE_OID[usage]);
  if (asked.usages.some((usage) => !usages.includes(usage))) strange.push('another usage');
  if (asked.authority) strange.push('to be an authority');
  if (strange.length > 0) faults.push(tooMuch(dns.length === 0 ? 'no other names' : `no other name than ${dns.join(', ')}`, strange));
  return faults;
}

/** Names that go into the certificate: what the request asks for and `judgeRequest` let pass. */
export function namesFor({ asked }: CertificationRequest): { readonly dnsNames: readonly string[] } {
  return { dnsNames: asked.dnsNames };
}

/** RFC 7030 section 4.2.2: subject and alternative names of a renewal are those of the certificate that is renewed. Refused: ASSAY-EST-013, -014. */
export function judgeRenewal(request: CertificationRequest, old: Certificate): readonly Fault[] {
  const faults: Fault[] = [];
  if (!sameName(request.subject, old.subject)) faults.push(otherSubject(nameText(old.subject), nameText(request.subject)));
  const { asked } = request;
  const same = sameTexts(asked.dnsNames, old.names.dnsNames) && sameTexts(asked.uris, old.names.uris) && asked.others.length === 0 && !asked.authority;
  if (!same) faults.push(tooMuch('the alternative names of the certificate that is renewed', ['others']));
  return faults;
}

/** Holds the challenge password against the connection (RFC 7030 section 3.5). `same`: in constant time. Refused: ASSAY-EST-015. */
export function judgeBinding(
  { challengePassword }: Pick<CertificationRequest, 'challengePassword'>,
  binding: Binding,
  asked: ProductSettings['binding'],
  same: (a: string, b: string) => boolean,
): readonly Fault[] {
  if (challengePassword === undefined && asked === 'if-given') return [];
  if (challengePassword !== undefined && binding !== undefined && same(challengePassword, binding)) return [];
  return [
    estFaults.fault('015', {
      message: 'the request is not bound to this connection',
      field: 'challengePassword',
      expected: 'the TLS exporter of RFC 9266 on TLS 1.3, or tls-unique on TLS 1.2, in base64',
      found: challengePassword === undefined ? 'none' : 'another value',
      remedy: 'Make the request once the connection stands, with the value of this connection.',
    }),
  ];
}

function isCommonName({ attributes }: Name, id: string): boolean {
  const names = attributes.filter(({ type }) => type === OID.commonName);
  return names.length === 1 && names[0]?.value === id;
}

/** By what is read in them: two encodings of the same letters are the same name. */
function sameName(a: Name, b: Name): boolean {
  return (
    a.attributes.length === b.attributes.length &&
    a.attributes.every(({ type, value }, i) => type === b.attributes[i]?.type && value === b.attributes[i]?.value)
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  const sorted = b.toSorted();
  return a.length === b.length && a.toSorted().every((text, i) => text === sorted[i]);
}

function otherSubject(expected: string, found: string) {
  return estFaults.fault('013', {
    message: 'the request names another subject',
    field: 'subject',
    expected,
    found: found === '' ? 'an empty one' : found.slice(0, 100),
    remedy: 'Make the request with this subject.',
  });
}

function tooMuch(expected: string, strange: readonly string[]) {
  return estFaults.fault('014', {
    message: 'the request asks for more than it may have',
    field: 'extensions of the request',
    expected,
    found: [...new Set(strange)].join(', '),
    remedy: 'Leave it out of the request, or let the operator allow it.',
  });
}
