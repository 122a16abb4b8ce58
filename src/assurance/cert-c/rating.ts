// How the SEI CERT C Coding Standard rates a guideline ("How this Coding Standard is Organized", Risk Assessment). Three values of 1 to 3 are
// multiplied. The third, remediation cost, is high where mending is cheap; since 2025 it follows from what a tool can do of itself.

export const SEVERITIES = ['low', 'medium', 'high'] as const;
export const LIKELIHOODS = ['unlikely', 'probable', 'likely'] as const;
/** What a tool can do without a person: find violations with precision, mend them without harm, both, or neither. */
export const BY_TOOL = ['neither', 'detectable', 'repairable', 'both'] as const;

export type Rating = readonly [severity: (typeof SEVERITIES)[number], likelihood: (typeof LIKELIHOODS)[number], byTool: (typeof BY_TOOL)[number]];

/** One guideline: its id, its rating (a few have none), its CWE ids, a short title. */
export type CertRow = readonly [id: string, rating: Rating | undefined, cwe: readonly number[], title: string];

export type CertLevel = 'L1' | 'L2' | 'L3';

/** 1 (dear) to 3 (cheap): one more for each of finding and mending that a tool can do. */
export function remediationCost([, , byTool]: Rating): 1 | 2 | 3 {
  return byTool === 'both' ? 3 : byTool === 'neither' ? 1 : 2;
}

/** Severity times likelihood times remediation cost: one of 1, 2, 3, 4, 6, 8, 9, 12, 18, 27. The higher, the sooner. */
export function priority(rating: Rating): number {
  const [severity, likelihood] = rating;
  return (SEVERITIES.indexOf(severity) + 1) * (LIKELIHOODS.indexOf(likelihood) + 1) * remediationCost(rating);
}

/** The highest that a priority can be. */
export const MOST_PRIORITY = 27;

/** L1 from 12 on, L2 from 6 on, else L3. */
export function level(rating: Rating): CertLevel {
  const value = priority(rating);
  return value >= 12 ? 'L1' : value >= 6 ? 'L2' : 'L3';
}

/** Numbers 00 to 29 are recommendations, 30 to 99 rules: the standard reserves the ranges. */
export function isRule(id: string): boolean {
  return Number(id.slice(3, 5)) >= 30;
}
