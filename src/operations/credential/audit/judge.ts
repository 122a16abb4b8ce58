import { Instant } from '../../../core/index.ts';
import type { AuthorityFact, CertificateFact, PoliciesFact } from './facts.ts';
import type { Finding, Thresholds } from './finding.ts';
import { type AuditState, isActive } from './state.ts';

const day = (at: number): string => Instant.format(Instant.of(at)).slice(0, 10);

/** Every finding of one subject, by what is known now. Pure in `state`: judging each touched subject on each change comes to the same as judging all of them at the end. */
export function judge(state: AuditState, subject: string, limits: Thresholds): readonly Finding[] {
  const [kind = '', id = ''] = [subject.slice(0, Math.max(0, subject.indexOf(':'))), subject.slice(subject.indexOf(':') + 1)];
  if (subject === 'fleet') return fleetFindings(state, limits);
  if (subject === 'policies') return policyFindings(state.policies, state.policiesChanged);
  if (kind === 'authority') return ofOne(state.authorities.get(id), (authority) => authorityFindings(authority, limits));
  if (kind === 'certificate') return ofOne(state.certificates.get(id), (certificate) => certificateFindings(certificate, limits));
  if (kind === 'key') return keyFindings(id, state.ofKey.get(id) ?? new Map());
  return [];
}

const ofOne = <T>(value: T | undefined, judged: (value: T) => readonly Finding[]): readonly Finding[] => (value === undefined ? [] : judged(value));

function authorityFindings(authority: AuthorityFact, limits: Thresholds): readonly Finding[] {
  const { id, notAfter, key, made, replaced, revoked, signedAfter, unlisted, active, latest } = authority;
  const subject = `authority:${id}`;
  const found: Finding[] = [];
  if (revoked !== undefined && active > 0)
    found.push({
      check: 'intermediate-ca-revoked',
      subject,
      state: 'found',
      says: `${id} is revoked, and certificates of devices under it are not: ${active}`,
      until: latest,
      by: [revoked],
    });
  if (revoked !== undefined && (replaced === undefined || signedAfter !== undefined))
    found.push({
      check: 'revoked-ca-active',
      subject,
      state: 'found',
      says: signedAfter === undefined ? `${id} is revoked, and nothing took its place` : `${id} signed a certificate after it was revoked`,
      by: signedAfter === undefined ? [revoked] : [revoked, signedAfter],
    });
  if (key.verdict !== 'good')
    found.push({
      check: 'ca-key-quality',
      subject,
      state: key.verdict === 'weak' ? 'found' : 'unknown',
      says: `${id} has ${key.key}: ${key.why ?? ''}`,
      by: [made],
    });
  // A replaced one matters for as long as something under it is in use.
  if (revoked === undefined && (replaced === undefined || active > 0))
    found.push(
      notAfter === undefined
        ? { check: 'ca-expiring', subject, state: 'unknown', says: `when ${id} ends is not on the ledger`, by: [made] }
        : { check: 'ca-expiring', subject, state: 'found', says: `${id} ends ${day(notAfter)}`, from: notAfter - limits.authorityEnds, by: [made] },
    );
  const [oldest] = unlisted;
  if (oldest !== undefined)
    found.push({
      check: 'revoked-certificate-active',
      subject,
      state: 'found',
      says: `revocations under ${id} that stand on no list: ${unlisted.length}`,
      from: oldest.at + limits.unlisted,
      by: [oldest.seq],
    });
  return found;
}

function certificateFindings(certificate: CertificateFact, limits: Thresholds): readonly Finding[] {
  const { serial, device, notBefore, notAfter, strength, issued, revoked, usedAfter } = certificate;
  const subject = `certificate:${serial}`;
  const found: Finding[] = [];
  if (revoked !== undefined && usedAfter !== undefined)
    found.push({
      check: 'revoked-certificate-active',
      subject,
      state: 'found',
      says: `${device} was let in by a certificate that had been revoked`,
      by: [revoked, usedAfter],
    });
  if (!isActive(certificate)) return found;
  if (strength === undefined) found.push({ check: 'device-key-quality', subject, state: 'unknown', says: `the key of ${device} was not kept`, by: [issued] });
  else if (strength.verdict !== 'good')
    found.push({
      check: 'device-key-quality',
      subject,
      state: strength.verdict === 'weak' ? 'found' : 'unknown',
      says: `${device} has ${strength.key}: ${strength.why ?? ''}`,
      by: [issued],
    });
  if (certificate.key === undefined)
    found.push({ check: 'device-certificate-shared', subject, state: 'unknown', says: `which key ${device} has was not kept`, by: [issued] });
  found.push(
    {
      check: 'device-certificate-expiring',
      subject,
      state: 'found',
      says: `that of ${device} ends ${day(notAfter)}`,
      from: notAfter - limits.deviceEnds,
      by: [issued],
    },
    {
      check: 'device-certificate-old',
      subject,
      state: 'found',
      says: `that of ${device} is of ${day(notBefore)}`,
      from: notBefore + limits.deviceAge,
      by: [issued],
    },
  );
  return found;
}

function keyFindings(key: string, holders: ReadonlyMap<string, number>): readonly Finding[] {
  if (holders.size < 2) return [];
  const names = [...holders.keys()].sort();
  return [
    {
      check: 'device-certificate-shared',
      subject: `key:${key}`,
      state: 'found',
      says: `one key, ${holders.size} devices: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}`,
      by: [...holders.values()].sort((a, b) => a - b).slice(0, 20),
    },
  ];
}

function fleetFindings({ conflict, endpoint, authorities }: AuditState, limits: Thresholds): readonly Finding[] {
  if (conflict !== undefined)
    return [
      {
        check: 'client-id-conflict',
        subject: 'fleet',
        state: 'found',
        says: `sessions under the client id of another: ${conflict.count} within one minute`,
        from: conflict.at,
        until: conflict.at + limits.conflict,
        by: [conflict.seq],
      },
    ];
  if (endpoint !== undefined || authorities.size === 0) return [];
  return [{ check: 'client-id-conflict', subject: 'fleet', state: 'unknown', says: 'no endpoint of this fleet has said anything', by: [] }];
}

function policyFindings(policies: PoliciesFact | undefined, changed: number | undefined): readonly Finding[] {
  const by = changed === undefined ? [] : [changed];
  if (policies === undefined)
    return (['policy-too-broad', 'policy-misconfigured'] as const).map((check) => ({
      check,
      subject: 'policies',
      state: 'unknown',
      says: 'the policies could not be read',
      by,
    }));
  return policies.rules.flatMap((rule): readonly Finding[] => {
    const found: Finding[] = [];
    const broad = [rule.anyPrincipal ? 'everybody' : '', rule.anyAction ? 'every act' : '', rule.anyResource ? 'everything' : ''].filter((each) => each !== '');
    // Conditions narrow what a head leaves open; without any, two open parts give away a whole class.
    if (rule.permits && rule.conditions === 0 && broad.length >= 2)
      found.push({
        check: 'policy-too-broad',
        subject: `policy:${rule.id}`,
        state: 'found',
        says: `${rule.id} permits ${broad.join(', ')} without a condition`,
        by,
      });
    if (rule.literalWildcards.length > 0)
      found.push({
        check: 'policy-misconfigured',
        subject: `policy:${rule.id}`,
        state: 'found',
        says: `${rule.id} compares with ${rule.literalWildcards.slice(0, 3).join(', ')}, letter for letter`,
        by,
      });
    return found;
  });
}
