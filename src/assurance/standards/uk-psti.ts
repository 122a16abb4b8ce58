import type { Requirement, Standard } from '../model.ts';

// The UK's product security regime. Ids of Schedule 1 are its paragraphs, as SI 2023/1007 was made:
//   1(2)(a), 1(2)(b)      a password is unique per product, or the user defined it
//   1(3)(a) … 1(3)(d)     what a password that is unique per product is not made from
//   2(2) … 2(4)           how to report security issues
//   3(2) … 3(5)           the defined support period
//   SoC.1, SoC.2          the statement of compliance: section 9 of the Act of 2022, with regulation 8 and Schedule 4; these two ids are Assay's own
// Sub-paragraphs that only say what a word means or to what the paragraph applies lay no duty, and are left out.
const APPLIES_FROM = '2024-04-29T00:00:00Z';

const ALTERNATIVE = 'Either (a) or (b) suffices.';
// Regulation 2(1) says which editions Schedule 2 means. Assay judges EN 303 645 by a later one, and nothing shown for that is deemed to be enough.
const ETSI = 'ETSI EN 303 645 V2.1.1 (2020-06)';
const NO_PASSWORDS = 'By 1(4), cryptographic keys, API keys and PINs for pairing without IP are no passwords.';
const PASSWORDS = `Schedule 2: deemed met by ${ETSI} 5.1-1 and, where relevant, 5.1-2. ${NO_PASSWORDS}`;
const REPORTING = `Schedule 2: deemed met by ${ETSI} 5.2-1, or by 6.2.2, 6.2.5 and 6.5 of ISO/IEC 29147:2018.`;
const SUPPORT = `Schedule 2: deemed met by ${ETSI} 5.3-13.`;

const ROWS: readonly (readonly [id: string, title: string, note: string])[] = [
  ['1(2)(a)', 'A factory password is one product’s alone', `${ALTERNATIVE} ${PASSWORDS}`],
  ['1(2)(b)', 'A password that is not one product’s alone was chosen by its user', `${ALTERNATIVE} ${PASSWORDS}`],
  ['1(3)(a)', 'Factory passwords do not count up from product to product', PASSWORDS],
  ['1(3)(b)', 'Factory passwords are not made from what anybody can look up', PASSWORDS],
  ['1(3)(c)', 'Factory passwords are not made from a serial number, unless by sound cryptography', PASSWORDS],
  ['1(3)(d)', 'Factory passwords cannot be guessed in any other way', PASSWORDS],

  ['2(2)', 'There is a published contact to whom a security issue can be reported', REPORTING],
  ['2(3)', 'It is published when a report is acknowledged, and when news of it comes', REPORTING],
  ['2(4)', 'How to report is easy to find, in English, free, and asks nothing in return', REPORTING],

  ['3(2)', 'The date until which security updates come is published', SUPPORT],
  ['3(3)', 'Where the support period is made longer, the new one is published as soon as can be', SUPPORT],
  ['3(4)', 'The support period is easy to find, in English, free, unconditional, and in plain words', SUPPORT],
  ['3(5)', 'The support period stands beside the product where the maker offers it for sale', SUPPORT],

  ['SoC.1', 'A statement of compliance comes with the product, and says what Schedule 4 asks', 'Act of 2022, section 9; SI 2023/1007, Schedule 4.'],
  ['SoC.2', 'The statement is kept for ten years or the support period, whichever is longer', 'SI 2023/1007, the regulation on retention.'],
];

export const UK_PSTI: Standard = {
  id: 'uk-psti',
  title: 'UK Product Security and Telecommunications Infrastructure regime',
  edition: 'SI 2023/1007, Schedule 1, as made (in force 2024-04-29)',
  source:
    'Paragraph numbers of legislation.gov.uk, Open Government Licence; those of paragraph 2 not compared letter by letter; titles are Assay’s own and not law',
  requirements: ROWS.map(
    ([id, title, note]): Requirement => ({ id, title, group: id.startsWith('SoC') ? 'SoC' : id.slice(0, 1), appliesFrom: APPLIES_FROM, note }),
  ),
};
