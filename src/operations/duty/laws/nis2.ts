import { Instant } from '../../../core/index.ts';
import type { LawTrack } from '../model.ts';

// Directive (EU) 2022/2555, Article 23(4), whose measures apply from 18 October 2024 (Article 41(1)). A Member State's law may ask for more.

export const NIS2: readonly LawTrack[] = [
  {
    track: 'significant-incident',
    law: 'NIS2',
    title: 'Significant incident',
    to: 'the CSIRT or, where applicable, the competent authority of the Member State',
    inForce: Instant.parse('2024-10-18T00:00:00Z'),
    duties: [
      {
        stage: 'early-warning',
        title: 'Early warning',
        article: '23(4)(a)',
        start: { fact: 'aware' },
        term: { hours: 24 },
        metBy: ['notification'],
        fields: [
          { id: 'unlawful', title: 'Whether it is suspected of being caused by unlawful or malicious acts', article: '23(4)(a)', need: 'where-applicable' },
          { id: 'cross-border', title: 'Whether it could have a cross-border impact', article: '23(4)(a)', need: 'where-applicable' },
        ],
      },
      {
        stage: 'notification',
        title: 'Incident notification',
        article: '23(4)(b)',
        start: { fact: 'aware' },
        term: { hours: 72 },
        fields: [
          { id: 'assessment', title: 'Initial assessment of the significant incident, with severity and impact', article: '23(4)(b)', need: 'always' },
          { id: 'indicators', title: 'Indicators of compromise', article: '23(4)(b)', need: 'where-available' },
        ],
      },
      {
        stage: 'intermediate',
        title: 'Intermediate report, on request',
        article: '23(4)(c)',
        start: { fact: 'requested' },
        term: 'without-undue-delay',
        fields: [{ id: 'status', title: 'Status and what has changed', article: '23(4)(c)', need: 'always' }],
      },
      {
        stage: 'progress',
        title: 'Final report, or a progress report while it goes on',
        article: '23(4)(d) and (e)',
        start: { fact: 'submitted', stage: 'notification' },
        term: { months: 1 },
        metBy: ['final'],
        fields: [{ id: 'status', title: 'How far the handling is', article: '23(4)(e)', need: 'always' }],
      },
      {
        stage: 'final',
        title: 'Final report after one of progress',
        article: '23(4)(e)',
        start: { fact: 'handled' },
        term: { months: 1 },
        after: 'progress',
        fields: [
          { id: 'description', title: 'Detailed description of the incident, with severity and impact', article: '23(4)(d)(i)', need: 'always' },
          { id: 'root-cause', title: 'Type of threat or root cause that is likely to have triggered it', article: '23(4)(d)(ii)', need: 'always' },
          { id: 'mitigation', title: 'Mitigation measures, applied and ongoing', article: '23(4)(d)(iii)', need: 'always' },
          { id: 'cross-border', title: 'Cross-border impact', article: '23(4)(d)(iv)', need: 'where-applicable' },
        ],
      },
    ],
  },
];
