import { type CertRow, isRule, level, priority, type Rating, remediationCost } from '../cert-c/rating.ts';
import type { Requirement, Standard } from '../model.ts';
import { CERT_C_RECOMMENDATIONS } from './cert-c-recommendations.ts';
import { CERT_C_RULES } from './cert-c-rules.ts';

// The SEI CERT C Coding Standard, from the repository in which it is kept. Rules are mandatory to whoever follows it, recommendations are
// recommended: code conforms to the standard by its rules alone. A requirement's group is its chapter. The verdict comes from findings.

/** The commit of cmu-sei/secure-coding-standards from which ids, ratings and CWE ids were read. */
export const CERT_C_COMMIT = '70cdaa59f041d14dbc00a6c15e75da30cf710528';

const WITHDRAWN: Readonly<Record<string, NonNullable<Requirement['withdrawn']>>> = {
  'ENV04-C': { reason: 'It is under construction at this commit, and has no rating.' },
  'EXP14-C': { reason: 'The standard has taken it up in another recommendation.', replacedBy: ['INT02-C'] },
  'MSC07-C': { reason: 'The standard has taken it up in another recommendation.', replacedBy: ['MSC12-C'] },
};
// Where the level printed in the standard is not the one that its own priority gives.
const PRINTED_OTHERWISE: ReadonlySet<string> = new Set(['API10-C', 'INT17-C', 'MSC23-C']);

const ratings = new Map<string, Rating>();
for (const [id, rating] of [...CERT_C_RULES, ...CERT_C_RECOMMENDATIONS]) if (rating !== undefined) ratings.set(id, rating);

/** The rating of a guideline by its id, such as `STR31-C`. */
export function ratingOf(id: string): Rating | undefined {
  return ratings.get(id);
}

function requirement([id, rating, cwe, title]: CertRow): Requirement {
  const withdrawn = WITHDRAWN[id];
  const note = [
    ...(rating === undefined ? [] : [rated(rating)]),
    ...(cwe.length === 0 ? [] : [`${cwe.map((number) => `CWE-${number}`).join(', ')}.`]),
    ...(PRINTED_OTHERWISE.has(id) ? ['The standard prints level L3 beside priority 6, which its own table puts at L2.'] : []),
  ].join(' ');
  return {
    id,
    title,
    group: id.slice(0, 3),
    level: isRule(id) ? 'M' : 'R',
    ...(rating === undefined ? {} : { levels: [level(rating)] }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(note === '' ? {} : { note }),
  };
}

function rated(rating: Rating): string {
  const [severity, likelihood] = rating;
  return `Severity ${severity}, ${likelihood}, remediation cost ${remediationCost(rating)}: priority ${priority(rating)}.`;
}

export const CERT_C: Standard = {
  id: 'cert-c',
  title: 'SEI CERT C Coding Standard',
  edition: 'commit 70cdaa59 (2026-07-21)',
  source:
    'Guideline ids, ratings and CWE tags of the SEI CERT C Coding Standard, from the repository cmu-sei/secure-coding-standards, © 2026 Carnegie Mellon University, used under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); titles are Assay’s own, priorities and levels computed',
  requirements: [...CERT_C_RULES, ...CERT_C_RECOMMENDATIONS].map(requirement),
};
