import { describe, expect, it } from 'vitest';
import type { ComponentExposure, Exposure, Finding } from './model.ts';
import type { OnMap, PartOnMap, Profile } from './on-map.ts';
import { rankedOf } from './rank.ts';

const finding = (vulnerability: string, score: number, more: Partial<Finding> = {}): Finding => ({
  vulnerability,
  aliases: [],
  summary: '',
  state: 'affected',
  said: [],
  disagree: false,
  closings: [],
  cvss: {
    edition: '3.1',
    vector: '',
    score,
    severity: 'high',
    from: 'network',
    privileges: 'none',
    interaction: false,
    loses: { confidentiality: true, integrity: false, availability: false },
  },
  ...more,
});
const KEV = { exploited: { cve: 'CVE', name: '', added: '2024-01-01', ransomware: false } };
const PHYSICAL = { cvss: { ...finding('x', 9.8).cvss, from: 'physical' } as NonNullable<Finding['cvss']> };

const exposureOf = (...findings: readonly Finding[]): Exposure => {
  const component: ComponentExposure = { ref: 'c', name: 'c', state: 'affected', by: [], covered: true, weak: false, unmatched: [], findings };
  const counts = { 'not-matchable': 0, affected: 1, perhaps: 0, 'not-affected': 0 };
  const coverage = {
    ecosystems: new Map(),
    whole: [],
    products: 0,
    advisories: 0,
    withdrawn: 0,
    exploited: 0,
    likely: 0,
    unread: 0,
    told: [],
    refusedJoins: 0,
  };
  return { components: [component], counts, coverage };
};
/** A map on which what needs the device in hand adds nothing. */
const part = {
  adds: (profile: Profile): OnMap => ({
    profile,
    steps: [],
    from: [],
    reachable: 'undecided',
    added: [],
    opens: profile.needs === 'physical' ? 0 : 4,
    saves: 0,
  }),
} as unknown as PartOnMap; // Of the class nothing but this question is asked.

const order = (exposure: Exposure, on?: PartOnMap) => rankedOf(exposure, on).map(({ finding: { vulnerability } }) => vulnerability);

describe('the first to mend', () => {
  const all = exposureOf(
    finding('high-and-useless', 9.8, PHYSICAL),
    finding('low-at-the-door', 5),
    finding('exploited-at-the-door', 4, KEV),
    finding('exploited-and-useless', 9.9, { ...PHYSICAL, ...KEV }),
    finding('closed', 10, { state: 'not-affected' }),
    finding('likely-at-the-door', 4, { likely: { cve: 'CVE', score: 0.5, percentile: 0.9 }, state: 'perhaps' }),
  );

  it('is what is exploited and opens attacks, then what opens attacks; a score alone is last', () =>
    expect(order(all, part)).toEqual(['exploited-at-the-door', 'likely-at-the-door', 'low-at-the-door', 'exploited-and-useless', 'high-and-useless']));

  it('without a map is what is exploited, then what is likely, then the score', () =>
    expect(order(all)).toEqual(['exploited-and-useless', 'exploited-at-the-door', 'likely-at-the-door', 'high-and-useless', 'low-at-the-door']));
});
