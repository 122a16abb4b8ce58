import { Instant } from '../../../core/index.ts';
import type { Duty, Field, LawTrack } from '../model.ts';

// Regulation (EU) 2024/2847, Article 14, which applies from 11 September 2026 (Article 71(2)) and to products of before as well (Article 69(3)).

const IN_FORCE = Instant.parse('2026-09-11T00:00:00Z');
const TO = 'the CSIRT designated as coordinator and ENISA, by the single reporting platform';

const memberStates = (article: string): Field => ({
  id: 'member-states',
  title: 'Member States in which the product is known to have been made available',
  article,
  need: 'where-applicable',
});

const SENSITIVITY = (article: string): Field => ({
  id: 'sensitivity',
  title: 'How sensitive the notified information is considered to be',
  article,
  need: 'where-applicable',
});
const MEASURES_TAKEN = (article: string): Field => ({ id: 'measures-taken', title: 'Corrective or mitigating measures taken', article, need: 'always' });
const MEASURES_FOR_USERS = (article: string): Field => ({
  id: 'measures-for-users',
  title: 'Corrective or mitigating measures that users can take',
  article,
  need: 'always',
});
const PRODUCT = (article: string): Field => ({ id: 'product', title: 'The product with digital elements concerned', article, need: 'always' });

/** Of both tracks. */
const USERS: Duty = {
  stage: 'users',
  title: 'Impacted users are told',
  article: '14(8)',
  start: { fact: 'aware' },
  term: 'without-undue-delay',
  fields: [
    { id: 'users-what', title: 'The vulnerability or incident, in words for users', article: '14(8)', need: 'always' },
    { id: 'measures-for-users', title: 'Risk mitigation and corrective measures that users can take', article: '14(8)', need: 'where-applicable' },
    { id: 'machine-readable', title: 'The same in a structured, machine-readable form', article: '14(8)', need: 'where-applicable' },
  ],
};

const onRequest = (what: 'vulnerability' | 'incident'): Duty => ({
  stage: 'intermediate',
  title: 'Intermediate report, on request',
  article: '14(6)',
  start: { fact: 'requested' },
  term: 'without-undue-delay',
  fields: [{ id: 'status', title: `Status of the ${what} and of what is done`, article: '14(6)', need: 'always' }],
});

export const CRA: readonly LawTrack[] = [
  {
    track: 'exploited-vulnerability',
    law: 'CRA',
    title: 'Actively exploited vulnerability',
    to: TO,
    inForce: IN_FORCE,
    duties: [
      {
        stage: 'early-warning',
        title: 'Early warning',
        article: '14(2)(a)',
        start: { fact: 'aware' },
        term: { hours: 24 },
        metBy: ['notification'],
        fields: [
          { id: 'vulnerability', title: 'That a vulnerability of the product is actively exploited', article: '14(2)(a)', need: 'always' },
          PRODUCT('14(2)(a)'),
          memberStates('14(2)(a)'),
        ],
      },
      {
        stage: 'notification',
        title: 'Vulnerability notification',
        article: '14(2)(b)',
        start: { fact: 'aware' },
        term: { hours: 72 },
        fields: [
          PRODUCT('14(2)(b)'),
          { id: 'exploit-nature', title: 'General nature of the exploit', article: '14(2)(b)', need: 'where-available' },
          { id: 'vulnerability-nature', title: 'General nature of the vulnerability', article: '14(2)(b)', need: 'where-available' },
          MEASURES_TAKEN('14(2)(b)'),
          MEASURES_FOR_USERS('14(2)(b)'),
          SENSITIVITY('14(2)(b)'),
        ],
      },
      onRequest('vulnerability'),
      {
        stage: 'final',
        title: 'Final report',
        article: '14(2)(c)',
        start: { fact: 'measure-available' },
        term: { days: 14 },
        fields: [
          { id: 'description', title: 'Description of the vulnerability, with severity and impact', article: '14(2)(c)(i)', need: 'always' },
          { id: 'actor', title: 'Any malicious actor that has exploited or exploits it', article: '14(2)(c)(ii)', need: 'where-available' },
          { id: 'update', title: 'The security update or other corrective measures', article: '14(2)(c)(iii)', need: 'always' },
        ],
      },
      USERS,
    ],
  },
  {
    track: 'severe-incident',
    law: 'CRA',
    title: 'Severe incident with an impact on the security of the product',
    to: TO,
    inForce: IN_FORCE,
    duties: [
      {
        stage: 'early-warning',
        title: 'Early warning',
        article: '14(4)(a)',
        start: { fact: 'aware' },
        term: { hours: 24 },
        metBy: ['notification'],
        fields: [
          PRODUCT('14(4)(a)'),
          { id: 'unlawful', title: 'Whether it is suspected of being caused by unlawful or malicious acts', article: '14(4)(a)', need: 'always' },
          memberStates('14(4)(a)'),
        ],
      },
      {
        stage: 'notification',
        title: 'Incident notification',
        article: '14(4)(b)',
        start: { fact: 'aware' },
        term: { hours: 72 },
        fields: [
          { id: 'incident-nature', title: 'General nature of the incident', article: '14(4)(b)', need: 'where-available' },
          { id: 'assessment', title: 'Initial assessment of the incident', article: '14(4)(b)', need: 'always' },
          MEASURES_TAKEN('14(4)(b)'),
          MEASURES_FOR_USERS('14(4)(b)'),
          SENSITIVITY('14(4)(b)'),
        ],
      },
      onRequest('incident'),
      {
        stage: 'final',
        title: 'Final report',
        article: '14(4)(c)',
        // From the submission of the notification, not from awareness.
        start: { fact: 'submitted', stage: 'notification' },
        term: { months: 1 },
        fields: [
          { id: 'description', title: 'Detailed description of the incident, with severity and impact', article: '14(4)(c)(i)', need: 'always' },
          { id: 'root-cause', title: 'Type of threat or root cause that is likely to have triggered it', article: '14(4)(c)(ii)', need: 'always' },
          { id: 'mitigation', title: 'Mitigation measures, applied and ongoing', article: '14(4)(c)(iii)', need: 'always' },
        ],
      },
      USERS,
    ],
  },
];
