import type { Instant } from '../../core/index.ts';
import { addressBytes } from '../../map/host.ts';
import type { Target, TargetProbe } from '../../map/model.ts';
import { portsOf } from '../../map/targets.ts';
import { everyAddress } from './addresses.ts';
import { lookAtAliases, lookAtCaa, lookAtDnssec, zoneOf } from './dns/domain.ts';
import { type Found, type Known, knownFrom } from './dns/known.ts';
import { lookAtDkim } from './mail/dkim.ts';
import { lookAtDmarc } from './mail/dmarc.ts';
import { lookAtSpf } from './mail/spf.ts';
import { lookAtTransport, transportQuestions } from './mail/transport.ts';
import type { Observation, Question } from './model.ts';
import { type Looked, looked, together } from './problem.ts';
import { lookAtTls } from './tls/versions.ts';
import { lookAtExposed } from './web/exposed.ts';
import { lookAtHeaders } from './web/headers.ts';
import { lookAtSecurityTxt } from './web/security-txt.ts';

/** Which claims a probe is about. */
export const CLAIMS_OF = {
  dns: ['dns.domain-protected'],
  mail: ['mail.dmarc-enforced', 'mail.transport-protected'],
  web: ['web.headers-set', 'web.no-exposed-admin', 'web.contact-published'],
  tls: ['web.tls-current'],
} as const satisfies Record<TargetProbe, readonly string[]>;
export type ProbeClaim = (typeof CLAIMS_OF)[TargetProbe][number];

/** What one target shows of one claim. */
export function lookAt(claim: ProbeClaim, target: Target, observations: readonly Observation[], now: Instant): Looked {
  const known = knownFrom(observations);
  const { https, tls } = portsOf(target);
  const { host } = target;
  switch (claim) {
    case 'dns.domain-protected':
      return addressBytes(host) === undefined
        ? inDns(host, known, [lookAtDnssec, lookAtCaa, lookAtAliases])
        : looked({ undecided: [`${host} is an address, and has no records of its own`] });
    case 'mail.dmarc-enforced':
      return inDns(host, known, signing(target));
    case 'mail.transport-protected': {
      const zone = zoneOf(host, known);
      return 'is' in zone ? lookAtTransport(target, known, observations, now) : settled(zone);
    }
    case 'web.tls-current':
      return everyAddress(host, 'tls', observations, (seen) => together(tls.map((port) => lookAtTls(host, port, seen, now))));
    case 'web.headers-set':
      return everyAddress(host, 'http', observations, (seen) => lookAtHeaders(host, https, seen));
    case 'web.no-exposed-admin':
      return everyAddress(host, 'http', observations, (seen) => lookAtExposed(host, https, seen));
    case 'web.contact-published':
      return everyAddress(host, 'http', observations, (seen) => lookAtSecurityTxt(host, https, seen, now));
  }
}

type Look = (domain: string, known: Known) => Found<Looked>;

function signing(target: Target): readonly Look[] {
  const selectors = target.selectors ?? [];
  const none: Look = () => ({ is: looked({ remarks: ['DKIM keys were not looked at, since the map names no selectors.'] }) });
  return [
    lookAtDmarc,
    lookAtSpf,
    ...(selectors.length === 0
      ? [none]
      : selectors.map(
          (selector): Look =>
            (domain, known) =>
              lookAtDkim(domain, selector, known),
        )),
  ];
}

/** Nothing is said of a domain's records before the resolver has shown that it knows the domain. */
function inDns(host: string, known: Known, looks: readonly Look[]): Looked {
  const zone = zoneOf(host, known);
  return 'is' in zone ? together(looks.map((look) => settled(look(host, known)))) : settled(zone);
}

function settled(found: Found<Looked> | { readonly need: readonly Question[] } | { readonly unseen: string }): Looked {
  if ('is' in found) return found.is as Looked;
  if ('unseen' in found) return looked({ undecided: [found.unseen] });
  return looked({ undecided: found.need.map(({ name, type }) => `${type} of ${name === '' ? 'the root' : name} was not asked for`).slice(0, 3) });
}

/** What is still to be asked of DNS for these probes; empty when all is known that can be. */
export function questionsFor(target: Target, probes: readonly TargetProbe[], observations: readonly Observation[]): readonly Question[] {
  const { host } = target;
  if (addressBytes(host) !== undefined) return [];
  const known = knownFrom(observations);
  if (!probes.includes('dns') && !probes.includes('mail')) return [];
  const zone = zoneOf(host, known);
  if (!('is' in zone)) return 'need' in zone ? zone.need : [];
  const need = new Map<string, Question>();
  const want = (questions: readonly Question[]) => {
    for (const question of questions) need.set(`${question.type} ${question.name}`, question);
  };
  const looks: readonly Look[] = [
    ...(probes.includes('dns') ? [lookAtDnssec, lookAtCaa, lookAtAliases] : []),
    ...(probes.includes('mail') ? signing(target) : []),
  ];
  for (const look of looks) {
    const found = look(host, known);
    if ('need' in found) want(found.need);
  }
  if (probes.includes('mail')) want(transportQuestions(host, known));
  return [...need.values()];
}
