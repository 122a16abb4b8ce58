import type { Question } from '../model.ts';
import { type Looked, looked, problem } from '../problem.ts';
import { type Found, type Known, parentsOf, recordsOf } from './known.ts';

/**
 * The zone that the name is in, by who answers for it. An own name that the resolver says does not exist is a resolver that is wrong or a domain that is
 * lost; neither shows what the records are, so nothing is concluded from it.
 */
export function zoneOf(domain: string, known: Known): Found<string> {
  const answer = known.get(domain, 'SOA');
  if (answer === undefined) return { need: [{ name: domain, type: 'SOA' }] };
  if (answer.status === 'unseen') return { unseen: `SOA of ${domain}: ${answer.why}` };
  if (answer.status === 'answer') return { is: answer.owner };
  if (answer.because === 'no-name') return { unseen: `the resolver says that there is no ${domain}` };
  return answer.zone === undefined ? { unseen: `the resolver does not say which zone ${domain} is in` } : { is: answer.zone };
}

/** Who may issue certificates (RFC 8659): the first set of records, going up from the name itself. */
export function lookAtCaa(domain: string, known: Known): Found<Looked> {
  for (const name of [domain, ...parentsOf(domain)]) {
    const found = recordsOf(known, name, 'CAA');
    if (!('is' in found)) return found;
    if (found.is.length === 0) continue;
    const issue = found.is.filter(({ tag }) => tag === 'issue');
    const remarks = name === domain ? [] : [`The CAA records are those of ${name}.`];
    // Section 4.2: a set without `issue` restricts nobody.
    if (issue.length === 0)
      return { is: looked({ problems: [problem('medium', 'caa-open', 'the CAA records do not say who may issue certificates')], remarks }) };
    return {
      is: looked({
        remarks: [
          ...remarks,
          found.is.some(({ tag }) => tag === 'iodef') ? 'CAA says where refused requests are reported.' : 'CAA names no address for refused requests.',
        ],
      }),
    };
  }
  return { is: looked({ problems: [problem('medium', 'caa-absent', 'any certificate authority may issue certificates for it (no CAA record)')] }) };
}

/**
 * Whether the zone is signed (RFC 4033 to 4035). Assay checks no signature: it believes the resolver's word (the AD bit) where the resolver shows at the root that
 * it checks, and that the parent has a DS record and the zone a key. That a zone is unsigned is believed of the resolver too.
 */
export function lookAtDnssec(domain: string, known: Known): Found<Looked> {
  const zone = zoneOf(domain, known);
  if (!('is' in zone)) return zone;
  const questions: readonly Question[] = [
    { name: '', type: 'SOA' },
    { name: zone.is, type: 'DS' },
    { name: zone.is, type: 'DNSKEY' },
  ];
  const need = questions.filter(({ name, type }) => known.get(name, type) === undefined);
  if (need.length > 0) return { need };
  const ds = recordsOf(known, zone.is, 'DS');
  const keys = recordsOf(known, zone.is, 'DNSKEY');
  const answer = known.get(domain, 'SOA');
  if ('unseen' in ds) return ds;
  if ('unseen' in keys) return keys;
  if (!('is' in ds) || !('is' in keys)) return { unseen: 'DNSSEC was not looked at' };
  const unsigned = problem('medium', 'dnssec-absent', 'its names are not signed (no DS record above the zone)');
  if (ds.is.length === 0) {
    // A name of the operator's own that is said not to exist shows a resolver that errs, not an unsigned zone.
    const said = known.get(zone.is, 'DS');
    return said?.status === 'none' && said.because === 'no-name'
      ? { unseen: 'the resolver says that the zone does not exist' }
      : { is: looked({ problems: [unsigned] }) };
  }
  if (keys.is.length === 0)
    return { is: looked({ problems: [problem('high', 'dnssec-broken', 'the zone above says that names are signed, and the zone has no key')] }) };
  const root = known.get('', 'SOA');
  if (root?.status !== 'answer') return { unseen: 'DNSSEC: the resolver does not answer for the root, so that it cannot be told whether it checks signatures' };
  if (!root.authentic)
    return { unseen: 'DNSSEC: the resolver does not say that it checks signatures (no AD bit, not even for the root); ask one that does with --resolver' };
  if (answer === undefined || answer.status === 'unseen' || !answer.authentic)
    return { unseen: 'DNSSEC: the resolver checks signatures, and does not say that these hold' };
  return { is: looked({ remarks: ['That the signatures hold is the word of the resolver.'] }) };
}

/** A name whose alias leads to a name that does not exist: whoever registers that one answers for this one. */
export function lookAtAliases(domain: string, known: Known): Found<Looked> {
  const need: Question[] = (['A', 'AAAA'] as const).flatMap((type) => (known.get(domain, type) === undefined ? [{ name: domain, type }] : []));
  if (need.length > 0) return { need };
  const answers = [known.get(domain, 'A'), known.get(domain, 'AAAA')];
  const dangling = answers.some((answer) => answer?.status === 'none' && answer.because === 'no-name' && answer.aliases.length > 0);
  if (dangling)
    return {
      is: looked({
        problems: [problem('high', 'alias-dangling', 'it is an alias of a name that does not exist, which somebody else may be able to register')],
      }),
    };
  const unseen = answers.find((answer) => answer?.status === 'unseen');
  return unseen?.status === 'unseen' ? { unseen: `addresses of ${domain}: ${unseen.why}` } : { is: looked({}) };
}
