import { Instant } from '../../../core/index.ts';
import type { Handshake, Observation, TlsVersion } from '../model.ts';
import { type Looked, looked, type Problem, problem, together } from '../problem.ts';
import { certificateProblems, days, reliedOn } from './certificate.ts';

const OLD: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1'];
const CURRENT: readonly TlsVersion[] = ['TLSv1.2', 'TLSv1.3'];
const SOON_MS = 21 * 86_400_000;

/** What TLS at one port offers, and to whom its certificate belongs. RFC 8996 has TLS 1.0 and 1.1 gone. */
export function lookAtTls(host: string, port: number, observations: readonly Observation[], now: Instant): Looked {
  const seen = new Map<string, Handshake>();
  for (const each of observations) if (each.kind === 'tls' && each.host === host && each.port === port) seen.set(each.asked, each.seen);
  const where = `${host}:${port}`;
  const any = seen.get('any');
  if (any === undefined) return looked({ undecided: [`TLS at ${where} was not looked at`] });
  const said = (handshake: Handshake | undefined): string => (handshake === undefined ? 'it was not asked' : wordsOf(handshake));
  const problems: Problem[] = [];
  const undecided: string[] = [];
  for (const version of OLD) {
    const answer = seen.get(version);
    if (answer?.outcome === 'completed')
      problems.push(problem('medium', `tls-old-${name(version).slice(4)}`, `it still offers ${name(version)}, which RFC 8996 retired`));
    // A connection closed without a word may be a machine between, or a rate limit; that the next one goes through tells them apart.
    else if (answer?.outcome !== 'refused' && !(answer?.outcome === 'closed' && seen.get('again')?.outcome === 'completed'))
      undecided.push(`whether ${where} offers ${name(version)}: ${said(answer)}`);
  }
  const offered = CURRENT.filter((version) => seen.get(version)?.outcome === 'completed');
  if (offered.length === 0) {
    const refused = CURRENT.every((version) => seen.get(version)?.outcome === 'refused');
    if (refused) problems.push(problem('high', 'tls-no-current', 'it offers neither TLS 1.2 nor TLS 1.3'));
    else undecided.push(`whether ${where} offers TLS 1.2 or 1.3: ${said(seen.get('TLSv1.3') ?? seen.get('TLSv1.2'))}`);
  }
  const versions = looked({ problems, undecided, remarks: offered.includes('TLSv1.3') || offered.length === 0 ? [] : [`${where} does not offer TLS 1.3.`] });
  if (any.outcome !== 'completed') return together([versions, looked({ undecided: [`the certificate of ${where}: ${said(any)}`] })]);
  // Each version may show a certificate of its own.
  const shown = [any, ...offered.flatMap((version) => seen.get(version) ?? [])].filter((each) => each.outcome === 'completed');
  const whole = together([versions, ...shown.map((each) => lookAtCertificate(each, host, where, now))]);
  return { ...whole, problems: once(whole.problems), remarks: [...new Set(whole.remarks)] };
}

/** The certificate as part of a look; what it comes to ends when it runs out. */
export function lookAtCertificate(seen: Extract<Handshake, { outcome: 'completed' }>, host: string, where: string, now: Instant): Looked {
  const problems = certificateProblems(seen, host, now);
  const [own] = seen.chain;
  const ends = reliedOn(seen, now)
    .map(({ to }) => to)
    .toSorted((a, b) => Instant.parse(a) - Instant.parse(b))[0];
  if (own === undefined || ends === undefined || problems.length > 0) return looked({ problems });
  const left = Instant.parse(own.to) - now;
  return { ...looked({ remarks: left < SOON_MS ? [`The certificate of ${where} runs out in ${days(left)}.`] : [] }), until: ends };
}

const once = (problems: readonly Problem[]): readonly Problem[] => [...new Map(problems.map((each) => [each.title, each])).values()];

export const name = (version: string): string => (version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS '));

export function wordsOf(handshake: Handshake): string {
  switch (handshake.outcome) {
    case 'completed':
      return `${name(handshake.version)}, ${handshake.trust === 'trusted' ? 'trusted' : `not trusted (${handshake.trust})`}`;
    case 'refused':
      return `refused (${handshake.alert})`;
    case 'closed':
      return 'closed without a word';
    case 'cannot-ask':
      return `this machine cannot ask for it (${handshake.why})`;
    case 'unseen':
      return handshake.why;
  }
}
