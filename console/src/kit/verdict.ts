import type { Verdict } from '../../../src/assurance/model.ts';

/** Best known first, as the bands are drawn from left to right. */
export const VERDICT_ORDER: readonly Verdict[] = ['proven', 'failing', 'stale', 'unproven', 'excluded'];

export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly word: string; readonly means: string }>> = {
  proven: { word: 'Proven', means: 'Fresh evidence shows that it holds, everywhere it is owed.' },
  failing: { word: 'Failing', means: 'Fresh evidence shows that it does not hold.' },
  stale: { word: 'Stale', means: 'It was proven, and the evidence has grown too old to count.' },
  unproven: { word: 'Unproven', means: 'There is no evidence either way.' },
  excluded: { word: 'Excluded', means: 'Somebody decided, with a reason and an approver, that it is not asked for.' },
};

export type VerdictCounts = Readonly<Partial<Record<Verdict, number>>>;

/** "6 proven, 8 failing, 21 unproven": what a band says in words. */
export function countsInWords(counts: VerdictCounts): string {
  const said = VERDICT_ORDER.filter((verdict) => (counts[verdict] ?? 0) > 0).map((verdict) => `${counts[verdict] ?? 0} ${verdict}`);
  return said.length === 0 ? 'none' : said.join(', ');
}
