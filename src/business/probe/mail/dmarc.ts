import { type Found, type Known, parentsOf, textsOf } from '../dns/known.ts';
import { type Looked, looked, type Problem, problem } from '../problem.ts';
import { tagsOf } from './tags.ts';

const POLICIES = ['none', 'quarantine', 'reject'] as const;
const isPolicy = (text: string | undefined): text is (typeof POLICIES)[number] => POLICIES.some((policy) => policy === text);
/** Above this many labels nobody looks (RFC 9091 and what replaces RFC 7489 walk the tree likewise). */
const MOST_PARENTS = 5;

/**
 * What receivers are told to do with mail forged in the domain's name (RFC 7489 section 6). Where it has no record of its own, that of the nearest name above
 * counts, but for the last label: which names belong to registries is for the reader to know.
 */
export function lookAtDmarc(domain: string, known: Known): Found<Looked> {
  const names = [
    domain,
    ...parentsOf(domain)
      .slice(0, MOST_PARENTS)
      .filter((name) => name.includes('.')),
  ];
  for (const [i, name] of names.entries()) {
    const found = textsOf(known, `_dmarc.${name}`, /^v *= *DMARC1 *(?:;|$)/);
    if (!('is' in found)) return found;
    const [text, ...more] = found.is;
    // Several records are as none (section 6.6.3).
    if (more.length > 0)
      return { is: looked({ problems: [problem('high', 'dmarc-several', 'there are several DMARC records, which receivers treat as none')] }) };
    if (text !== undefined) return { is: judge(text, i > 0 ? name : undefined) };
  }
  return { is: looked({ problems: [problem('high', 'dmarc-absent', 'there is no DMARC record')] }) };
}

function judge(text: string, above: string | undefined): Looked {
  const tags = tagsOf(text);
  const own = tags?.get('p')?.toLowerCase();
  if (tags === undefined || !isPolicy(own))
    return looked({ problems: [problem('high', 'dmarc-broken', 'the DMARC record cannot be used: it has no policy that receivers know')] });
  const given = tags.get('sp')?.toLowerCase();
  const below = given === undefined ? own : isPolicy(given) ? given : 'none';
  const policy = above === undefined ? own : below;
  const problems: Problem[] = [];
  if (policy === 'none') problems.push(problem('high', 'dmarc-none', 'DMARC asks receivers to do nothing about forged mail (p=none)'));
  if (policy === 'quarantine') problems.push(problem('medium', 'dmarc-quarantine', 'DMARC has forged mail put aside, not refused (p=quarantine)'));
  if (above === undefined && below !== 'reject' && below !== own)
    problems.push(problem('medium', 'dmarc-subdomains', `DMARC protects names below the domain less than the domain itself (sp=${below})`));
  const share = tags.get('pct');
  if (share !== undefined && share !== '100')
    problems.push(problem('medium', 'dmarc-share', 'DMARC asks for its policy on a part of the mail only (pct below 100)'));
  if (tags.get('t')?.toLowerCase() === 'y') problems.push(problem('medium', 'dmarc-testing', 'DMARC says that its policy is a test (t=y)'));
  const remarks = [
    ...(above === undefined ? [] : [`The DMARC record is that of ${above}.`]),
    tags.has('rua')
      ? `Reports of DMARC go to ${(tags.get('rua') ?? '').split(',').length} address(es).`
      : 'DMARC names no address for reports, so nobody sees who forges the name.',
  ];
  return looked({ problems, remarks });
}
