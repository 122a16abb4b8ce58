import type { Requirement, Standard } from '../model.ts';

// Regulation (EU) 2024/2847, the Cyber Resilience Act. Ids:
//   I.1.1, I.1.2a … I.1.2m   Annex I Part I, point (1) and point (2)(a) to (m)                      14
//   I.2.1 … I.2.8            Annex I Part II, points (1) to (8)                                       8
//   13.2 … 13.23             Article 13, paragraphs that lay a duty on the manufacturer              20
//   14.1 … 14.8              Article 14, its paragraphs, with the stages of 14(2) and 14(4) apart    11
// Left out, because they lay no duty of their own on the manufacturer: 13(1) (it is Annex I Part I itself), 13(10) and 13(11) (options),
// 13(24) and 13(25) (addressed to the Commission and the authorities), 14(5) (a definition), 14(9) and 14(10) (the Commission).
// Article 71(2): Article 14 applies from 11 September 2026, the rest from 11 December 2027.
const REPORTING_FROM = '2026-09-11T00:00:00Z';
const REST_FROM = '2027-12-11T00:00:00Z';

type Row = readonly [id: string, title: string, note?: string];

const ROWS: readonly Row[] = [
  ['I.1.1', 'Security fits the risk, in design, development and production'],
  ['I.1.2a', 'Nothing is sold with a known flaw that can be exploited'],
  ['I.1.2b', 'The product is sold on safe settings, and can be put back to them'],
  ['I.1.2c', 'Flaws can be mended by updates, by default on their own, with a way to put them off'],
  ['I.1.2d', 'Nobody gets in without the right to, and attempts are reported'],
  ['I.1.2e', 'Data is confidential where it is kept and where it travels'],
  ['I.1.2f', 'Data, commands, programs and settings cannot be altered unseen'],
  ['I.1.2g', 'Only data that the purpose needs is processed'],
  ['I.1.2h', 'Essential functions stay available, floods and incidents included'],
  ['I.1.2i', 'The product does no harm to the availability of others'],
  ['I.1.2j', 'There is little surface to attack'],
  ['I.1.2k', 'An intruder who got in gets little out of it'],
  ['I.1.2l', 'Security-relevant activity is recorded, with a way to opt out'],
  ['I.1.2m', 'Users can remove data and settings for good, and carry them over safely'],

  ['I.2.1', 'Components and flaws are documented, with a bill of materials'],
  ['I.2.2', 'Flaws are mended without delay, security apart from features where possible'],
  ['I.2.3', 'Security is tested and reviewed, again and again'],
  ['I.2.4', 'Once a fix is out, the flaw is described in public'],
  ['I.2.5', 'A policy of coordinated disclosure is in force'],
  ['I.2.6', 'Flaws can be reported, to an address that exists, and news of them is shared'],
  ['I.2.7', 'Updates are distributed by means that cannot be tampered with'],
  ['I.2.8', 'Security updates go out at once, free of charge, with word of what to do'],

  ['13.2', 'A risk assessment guides the product from plan to upkeep'],
  ['13.3', 'The risk assessment is written, kept up, and says how Annex I is met'],
  ['13.4', 'The risk assessment is in the technical file, with reasons for what does not apply'],
  ['13.5', 'Components of others are examined before they are built in'],
  ['13.6', 'A flaw in a component is reported to whoever maintains it, and mended'],
  ['13.7', 'What becomes known of the product’s security is documented, and the assessment follows'],
  ['13.8', 'Flaws are handled for a support period that fits the product’s use'],
  ['13.9', 'Each security update can be had for ten years or the rest of the support period'],
  ['13.12', 'Technical file, conformity assessment, declaration and CE mark come before the market'],
  ['13.13', 'Technical file and declaration are kept for ten years or the support period'],
  ['13.14', 'Series production stays in conformity'],
  ['13.15', 'Each product can be identified by type, batch or serial number'],
  ['13.16', 'The maker’s name and address stand on the product or with it'],
  ['13.17', 'There is one point where users reach the maker about flaws'],
  ['13.18', 'Information and instructions of Annex II come with the product'],
  ['13.19', 'The end of support is stated at purchase, and users are told when it comes'],
  ['13.20', 'The declaration of conformity, or where to find it, comes with the product'],
  ['13.21', 'What is not in conformity is corrected, withdrawn or recalled'],
  ['13.22', 'Authorities get the documents and the help they ask for'],
  ['13.23', 'Before the maker closes down, authorities and users are told'],

  ['14.1', 'Exploited flaws are notified to the coordinating CSIRT and ENISA'],
  ['14.2a', 'Exploited flaw: early warning within 24 hours of becoming aware'],
  ['14.2b', 'Exploited flaw: notification within 72 hours of becoming aware'],
  [
    '14.2c',
    'Exploited flaw: final report within 14 days of a measure being available',
    'The 14 days run from the corrective or mitigating measure, not from awareness.',
  ],
  ['14.3', 'Severe incidents are notified to the coordinating CSIRT and ENISA'],
  ['14.4a', 'Severe incident: early warning within 24 hours of becoming aware'],
  ['14.4b', 'Severe incident: notification within 72 hours of becoming aware'],
  ['14.4c', 'Severe incident: final report within one month of the notification', 'The month runs from the submission under 14(4)(b), not from awareness.'],
  ['14.6', 'Interim reports are given when the CSIRT asks'],
  ['14.7', 'Reports go through the single platform, to the right state’s end of it'],
  ['14.8', 'Affected users are told, and what they can do'],
];

function group(id: string): string {
  if (id.startsWith('I.1')) return 'I.1';
  if (id.startsWith('I.2')) return 'I.2';
  return id.slice(0, 2);
}

function requirement([id, title, note]: Row): Requirement {
  return { id, title, group: group(id), appliesFrom: id.startsWith('14.') ? REPORTING_FROM : REST_FROM, ...(note === undefined ? {} : { note }) };
}

export const CRA: Standard = {
  id: 'cra',
  title: 'EU Cyber Resilience Act: Annex I, Articles 13 and 14',
  edition: 'Regulation (EU) 2024/2847 (OJ L, 20.11.2024)',
  source: 'Numbering of the Official Journal, which may be reused with its source named; titles are Assay’s own and not law',
  requirements: ROWS.map(requirement),
};
