import { Instant } from '../../../core/index.ts';
import type { Field, LawTrack } from '../model.ts';

// Regulation (EU) 2016/679, Articles 33 and 34, which applies from 25 May 2018 (Article 99(2)).

const COMMON = (article: string): readonly Field[] => [
  { id: 'contact', title: 'Name and contact details of the data protection officer or another contact', article: `${article}(b)`, need: 'always' },
  { id: 'consequences', title: 'Likely consequences of the breach', article: `${article}(c)`, need: 'always' },
  { id: 'measures-taken', title: 'Measures taken or proposed, with those that mitigate its effects', article: `${article}(d)`, need: 'always' },
];

export const GDPR: readonly LawTrack[] = [
  {
    track: 'personal-data-breach',
    law: 'GDPR',
    title: 'Personal data breach',
    to: 'the supervisory authority',
    inForce: Instant.parse('2018-05-25T00:00:00Z'),
    duties: [
      {
        stage: 'notification',
        title: 'Notification to the supervisory authority',
        article: '33(1)',
        start: { fact: 'aware' },
        term: { hours: 72 },
        fields: [
          { id: 'breach-nature', title: 'Nature of the breach', article: '33(3)(a)', need: 'always' },
          { id: 'persons', title: 'Categories and approximate number of data subjects', article: '33(3)(a)', need: 'where-available' },
          { id: 'records', title: 'Categories and approximate number of records', article: '33(3)(a)', need: 'where-available' },
          ...COMMON('33(3)'),
          { id: 'reasons-for-delay', title: 'Reasons for the delay', article: '33(1)', need: 'if-late' },
        ],
      },
      {
        stage: 'persons',
        title: 'Communication to the persons concerned',
        article: '34(1)',
        start: { fact: 'aware' },
        term: 'without-undue-delay',
        asks: { question: 'high-risk', answer: true },
        fields: [{ id: 'breach-nature', title: 'Nature of the breach, in clear and plain language', article: '34(2)', need: 'always' }, ...COMMON('33(3)')],
      },
    ],
  },
];
