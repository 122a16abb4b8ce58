import { Instant } from '../../../core/index.ts';
import { addressBytes } from '../../../map/host.ts';
import type { Certificate, Handshake } from '../model.ts';
import { type Problem, problem } from '../problem.ts';

/** RFC 9525 section 6: only alternative names count; `*` stands for one whole label, the leftmost, of a name with at least two more. */
export function namesHost({ names, addresses }: Pick<Certificate, 'names' | 'addresses'>, host: string): boolean {
  const bytes = addressBytes(host);
  if (bytes !== undefined) return addresses.some((address) => addressBytes(address)?.join('.') === bytes.join('.'));
  const wanted = host.toLowerCase();
  const rest = wanted.slice(wanted.indexOf('.') + 1);
  return names.some((name) => name === wanted || (name.startsWith('*.') && rest.includes('.') && name.slice(2) === rest));
}

const WEAK = /md[245]|sha-?1(?!\d)|sha1with/i;
const UNTRUSTED: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it signed itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its root is not known',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is not known',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is missing from what the server sends, or not known',
};

/** What is wrong with the certificate that a host showed at a moment. OCSP and revocation lists are not asked. */
export function certificateProblems(seen: Extract<Handshake, { outcome: 'completed' }>, host: string, now: Instant): readonly Problem[] {
  const [own] = seen.chain;
  if (own === undefined) return [problem('high', 'certificate-absent', 'it shows no certificate')];
  const problems: Problem[] = [];
  const expired = Instant.parse(own.to) <= now;
  if (expired) problems.push(problem('high', 'certificate-expired', `its certificate ran out ${days(now - Instant.parse(own.to))} ago`));
  if (Instant.parse(own.from) > now) problems.push(problem('high', 'certificate-early', 'its certificate does not hold yet'));
  if (!namesHost(own, host)) problems.push(problem('high', 'certificate-other-name', 'its certificate is of another name'));
  // The library names one reason; one of time is said above, by our clock.
  if (seen.trust !== 'trusted' && !(expired && seen.trust === 'CERT_HAS_EXPIRED') && seen.trust !== 'CERT_NOT_YET_VALID')
    problems.push(
      problem(
        'high',
        'certificate-untrusted',
        `its certificate is not to be trusted: ${UNTRUSTED[seen.trust] ?? `the chain does not hold (${seen.trust.replace(/[^A-Z0-9_]/g, '').slice(0, 60)})`}`,
      ),
    );
  else if (seen.trust === 'CERT_NOT_YET_VALID' && !problems.some(({ id }) => id === 'certificate-early'))
    problems.push(problem('high', 'certificate-untrusted', 'its certificate is not to be trusted: one of the chain does not hold yet'));
  for (const each of reliedOn(seen, now)) {
    const whose = each === own ? 'its certificate' : 'a certificate of its chain';
    if (weakKey(each)) problems.push(problem('high', 'certificate-weak-key', `the key of ${whose} is too short`));
    // Nobody relies on what a root says of itself.
    if (!each.selfIssued && WEAK.test(each.signature)) problems.push(problem('high', 'certificate-weak-signature', `${whose} is signed with a broken digest`));
  }
  return problems;
}

/**
 * The certificates that the trust rests on, as far as they are known. Servers send others beside: an old root that signed the new one once, and has run out since. Where the chain
 * is trusted and one of it is out of time, the library came to a root by another way before it.
 */
export function reliedOn({ trust, chain }: Extract<Handshake, { outcome: 'completed' }>, now: Instant): readonly Certificate[] {
  if (trust !== 'trusted') return chain;
  const out = chain.findIndex((each, i) => i > 0 && (Instant.parse(each.to) <= now || Instant.parse(each.from) > now));
  return out === -1 ? chain : chain.slice(0, out);
}

function weakKey({ key }: Certificate): boolean {
  if (key.type === 'rsa' || key.type === 'rsa-pss') return (key.bits ?? 0) < 2048;
  if (key.type === 'dsa') return true;
  if (key.type === 'ec') return !/^(?:prime256v1|P-256|secp384r1|P-384|secp521r1|P-521|brainpoolP(?:256|384|512)r1)$/.test(key.curve ?? '');
  return key.type !== 'ed25519' && key.type !== 'ed448' && !key.type.startsWith('ml-dsa') && !key.type.startsWith('slh-dsa');
}

/** Why a handshake does not show that this is the host, in words; `shown` where it does. */
export function identityOf(seen: Extract<Handshake, { outcome: 'completed' }>, host: string, now: Instant): string {
  return certificateProblems(seen, host, now)[0]?.title ?? 'shown';
}

export function days(millis: number): string {
  const n = Math.floor(millis / 86_400_000);
  return n === 1 ? '1 day' : `${n} days`;
}
