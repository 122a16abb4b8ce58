import { csv } from '../../core/index.ts';
import type { Report } from './model.ts';

/** The position as CSV (RFC 4180): one line a requirement, with what answers it and what is left. */
export function renderCsv(report: Report): string {
  const rankOf = new Map(report.gaps.map((gap, i) => [`${gap.standard} ${gap.requirement}`, { rank: i + 1, gap }]));
  return csv([
    [
      'standard',
      'edition',
      'requirement',
      'title',
      'level',
      'applies',
      'because',
      'verdict',
      'all checked is proven',
      'left over',
      'controls',
      'rank',
      'goals through it',
      'risk removed',
      'effort',
      'closes',
      'head',
      'at',
    ],
    ...report.standards.flatMap((standard) =>
      standard.requirements.map((row) => {
        const found = rankOf.get(`${standard.id} ${row.id}`);
        return [
          standard.id,
          standard.edition,
          row.id,
          row.title,
          row.level ?? '',
          row.applies,
          row.because.map((one) => `${one.fact}: ${one.value}`).join('; '),
          row.verdict,
          row.partly ? 'yes' : 'no',
          row.remainder ?? '',
          [
            ...(row.directly?.at ?? []).map((one) => `${one.claim} at ${one.subject} ${one.verdict}`),
            ...row.answers.map((answer) => `${answer.control} ${answer.verdict}`),
          ].join('; '),
          found?.rank ?? '',
          found?.gap.attacks.goals ?? '',
          found?.gap.riskRemoved ?? '',
          found?.gap.effort ?? '',
          found?.gap.closes.join('; ') ?? '',
          `${report.head.size} ${report.head.root}`,
          report.at,
        ];
      }),
    ),
  ]);
}
