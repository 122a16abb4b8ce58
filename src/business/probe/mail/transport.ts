import type { Instant } from '../../../core/index.ts';
import type { Target } from '../../../map/model.ts';
import { portsOf } from '../../../map/targets.ts';
import { everyAddress } from '../addresses.ts';
import { type Found, type Known, recordsOf, textsOf } from '../dns/known.ts';
import { canAsk } from '../dns/wire.ts';
import type { Observation, Question } from '../model.ts';
import { type Looked, looked, type Problem, problem, together } from '../problem.ts';
import { lookAtCertificate } from '../tls/versions.ts';
import { namedByPolicy, stsHost, stsPolicy, stsRecord } from './mta-sts.ts';

const MOST_EXCHANGERS = 20;

/** Hosts that take the domain's mail (RFC 5321 section 5.1): its MX records, or itself where it has none. Empty where it says that it takes none (RFC 7505). */
export function exchangersOf(domain: string, known: Known): Found<readonly string[]> {
  const found = recordsOf(known, domain, 'MX');
  if (!('is' in found)) return found;
  if (found.is.length === 0) return { is: [domain] };
  if (found.is.some(({ exchange }) => exchange === '')) return { is: [] };
  if (found.is.length > MOST_EXCHANGERS) return { unseen: `more than ${MOST_EXCHANGERS} mail exchangers` };
  return { is: found.is.toSorted((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1)).map(({ exchange }) => exchange) };
}

/** Records of mail in transit that are asked for before any host is visited. */
export function transportQuestions(domain: string, known: Known): readonly Question[] {
  const need: Question[] = [
    { name: domain, type: 'MX' },
    { name: `_mta-sts.${domain}`, type: 'TXT' },
    { name: `_smtp._tls.${domain}`, type: 'TXT' },
  ];
  const exchangers = exchangersOf(domain, known);
  if ('is' in exchangers) for (const host of exchangers.is) if (canAsk(host)) need.push({ name: `_25._tcp.${host}`, type: 'TLSA' });
  return need.filter(({ name, type }) => known.get(name, type) === undefined);
}

/** Whether mail to the domain is encrypted on its way, to whom it should go, and whether senders are told that they must. No mail is sent to find out. */
export function lookAtTransport(target: Target, known: Known, observations: readonly Observation[], now: Instant): Looked {
  const exchangers = exchangersOf(target.host, known);
  if (!('is' in exchangers)) return looked({ undecided: ['unseen' in exchangers ? exchangers.unseen : 'the mail exchangers were not asked for'] });
  if (exchangers.is.length === 0) return looked({ undecided: ['the domain says that it takes no mail (RFC 7505), so there is nothing to encrypt'] });
  const hosts = exchangers.is.map((host) => everyAddress(host, 'smtp', observations, (seen) => atExchanger(target, host, seen, now)));
  return together([
    ...hosts,
    everyAddress(stsHost(target.host), 'http', observations, (seen) => told(target.host, exchangers.is, known, seen)),
    reports(target.host, known),
  ]);
}

function atExchanger(target: Target, host: string, observations: readonly Observation[], now: Instant): Looked {
  const port = portsOf(target).smtp;
  const visit = observations.findLast((each) => each.kind === 'smtp' && each.host === host && each.port === port);
  if (visit?.kind !== 'smtp') {
    const omitted = observations.find((each) => each.kind === 'omitted' && each.host === host);
    return looked({ undecided: [omitted?.kind === 'omitted' ? omitted.why : `the mail exchanger ${host} was not visited`] });
  }
  switch (visit.seen.outcome) {
    case 'encrypted':
      return lookAtCertificate(visit.seen.handshake, host, `${host}:${port}`, now);
    case 'plain':
      return looked({ problems: [problem('high', 'starttls-absent', 'a mail exchanger does not offer encryption (no STARTTLS)')] });
    case 'declined':
      return looked({ problems: [problem('high', 'starttls-declined', 'a mail exchanger offers encryption and then declines it')] });
    case 'unseen':
      return looked({ undecided: [`the mail exchanger ${host}: ${visit.seen.why}`] });
  }
}

/** A policy that senders must keep to: of MTA-STS, or of DANE, which is not read here and so keeps back what would be said without it. */
function told(domain: string, exchangers: readonly string[], known: Known, observations: readonly Observation[]): Looked {
  const record = stsRecord(domain, known);
  if (!('is' in record)) return looked({ undecided: ['unseen' in record ? record.unseen : 'the record of MTA-STS was not asked for'] });
  const dane = exchangers.some((host) => known.get(`_25._tcp.${host}`, 'TLSA')?.status === 'answer');
  const without = (bad: Problem): Looked =>
    dane
      ? looked({ undecided: ['its mail exchangers have TLSA records (DANE), which Assay does not check yet'], remarks: [`${bad.title}.`] })
      : looked({ problems: [bad] });
  if (record.is === 'absent') return without(problem('medium', 'mta-sts-absent', 'it does not tell senders that they must encrypt (no MTA-STS)'));
  if (record.is === 'broken') return without(problem('medium', 'mta-sts-broken', 'its record of MTA-STS cannot be used'));
  const fetched = stsPolicy(domain, observations);
  if ('unseen' in fetched) return looked({ undecided: [fetched.unseen] });
  if ('problem' in fetched) return without(fetched.problem);
  const { policy } = fetched;
  if (policy.mode !== 'enforce') return without(problem('medium', 'mta-sts-not-enforced', `its policy of MTA-STS does not bind senders (mode ${policy.mode})`));
  if (policy.maxAge < 86_400) return without(problem('low', 'mta-sts-short', 'its policy of MTA-STS holds for less than a day'));
  const left = exchangers.filter((host) => !namedByPolicy(policy, host));
  return left.length === 0
    ? looked({})
    : looked({
        problems: [problem('medium', 'mta-sts-other-hosts', `its policy of MTA-STS does not name ${left.length} of its ${exchangers.length} mail exchangers`)],
      });
}

/** Reports of failed encryption (RFC 8460): worth having, and no protection by themselves. */
function reports(domain: string, known: Known): Looked {
  const found = textsOf(known, `_smtp._tls.${domain}`, /^v=TLSRPTv1 *(?:;|$)/);
  if ('is' in found)
    return looked({
      remarks: [found.is.length === 1 ? 'Reports of failed encryption are asked for (TLS-RPT).' : 'Nobody is told when encryption fails (no TLS-RPT).'],
    });
  return looked({ remarks: 'unseen' in found ? [`TLS-RPT: ${found.unseen}`] : [] });
}
