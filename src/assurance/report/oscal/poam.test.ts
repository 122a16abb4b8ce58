import { describe, expect, it } from 'vitest';
import { emptyReport } from '../../../../test/fixtures/report.ts';
import type { Report } from '../model.ts';
import { planOfAction } from './index.ts';

const item = (report: Report) => JSON.stringify(planOfAction(report).document);
const standard = (requirements: number, notApplicable: number): Report['standards'][number] => ({
  ...({ id: 'x', title: 'X', edition: '1', source: 's', tally: {}, applicabilityUndecided: 0, unanswered: [] } as never as Report['standards'][number]),
  notApplicable,
  requirements: Array.from({ length: requirements }, (_, i) => ({ id: `r${i}` }) as never as Report['standards'][number]['requirements'][number]),
});

describe('a plan of action without a gap', () => {
  it.each<[string, readonly Report['standards'][number][], string]>([
    ['no standard was asked about', [], 'No standard was asked about, so this says of no requirement that it is proven.'],
    ['nothing asked about applies', [standard(2, 2)], 'Of the standards asked about no requirement applies, so none is proven.'],
    ['all that applies is proven', [standard(2, 2), standard(2, 1)], 'Every requirement asked about that applies is proven at this moment.'],
  ])('says which it is: %s', (_, standards, said) => {
    expect(item({ ...emptyReport, gaps: [], standards })).toContain(said);
  });
});
