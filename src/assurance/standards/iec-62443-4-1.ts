import type { Requirement, Standard } from '../model.ts';

// IEC 62443-4-1:2018: 47 requirements in 8 practices. A requirement's group is its practice, by the standard's own abbreviation.
const ROWS: readonly (readonly [id: string, title: string])[] = [
  ['SM-1', 'Products are made and kept by a written process'],
  ['SM-2', 'Each step of the process has somebody who answers for it'],
  ['SM-3', 'It is settled to which products the process applies'],
  ['SM-4', 'Those with a security role know enough to fill it'],
  ['SM-5', 'What the process asks of a given project is chosen with a reason'],
  ['SM-6', 'Delivered files can be checked for changes'],
  ['SM-7', 'Places where products are made and built are guarded'],
  ['SM-8', 'Private keys for signing are guarded'],
  ['SM-9', 'Risks of bought and borrowed components are known and handled'],
  ['SM-10', 'Components made to order come from a process like one’s own'],
  ['SM-11', 'No product ships before its known security issues were dealt with'],
  ['SM-12', 'It is verified before release that the process was followed'],
  ['SM-13', 'The process itself is made better by what is learnt'],
  ['SR-1', 'The surroundings that the product counts on are written down'],
  ['SR-2', 'There is a threat model, and it is kept up to date'],
  ['SR-3', 'The security requirements of the product are written down'],
  ['SR-4', 'They state scope, limits and the protection aimed for'],
  ['SR-5', 'They are reviewed by all whom they concern'],
  ['SD-1', 'Each interface is designed for security, and the design says how'],
  ['SD-2', 'Defences stand in layers, each with its own task'],
  ['SD-3', 'Designs are reviewed against requirements and threats'],
  ['SD-4', 'Known good practice of design is used, and kept current'],
  ['SI-1', 'The code is reviewed against the design and the coding rules'],
  ['SI-2', 'Coding rules for security exist and are followed'],
  ['SVV-1', 'Security functions are tested, with bad input too'],
  ['SVV-2', 'It is tested that each threat is really held off'],
  ['SVV-3', 'Weaknesses are looked for by abuse, scanning and analysis'],
  ['SVV-4', 'Somebody tries to break in'],
  ['SVV-5', 'Testers are apart from those who wrote the product'],
  ['DM-1', 'Anybody can report a security issue, and it is taken in'],
  ['DM-2', 'Reports are looked into without delay'],
  ['DM-3', 'Each issue is weighed, with its cause and reach'],
  ['DM-4', 'It is decided what becomes of each issue, and done'],
  ['DM-5', 'Users are told of issues and what to do'],
  ['DM-6', 'The handling of issues is itself looked at regularly'],
  ['SUM-1', 'Updates are verified to mend, and to break nothing'],
  ['SUM-2', 'Updates come with instructions and what they change'],
  ['SUM-3', 'It is said which updates of foreign components fit'],
  ['SUM-4', 'Updates reach users in a way that shows they are genuine'],
  ['SUM-5', 'There is a policy on how soon updates come, and it is kept'],
  ['SG-1', 'The product’s layers of defence are explained to its users'],
  ['SG-2', 'What the surroundings have to provide is explained'],
  ['SG-3', 'How to harden the product is explained'],
  ['SG-4', 'How to retire the product safely is explained'],
  ['SG-5', 'How to run the product safely is explained'],
  ['SG-6', 'Accounts, rights and passwords of the product are explained'],
  ['SG-7', 'The guides are reviewed and their errors mended'],
];

function requirement([id, title]: readonly [string, string]): Requirement {
  return { id, title, group: id.slice(0, id.indexOf('-')), level: 'M' };
}

export const IEC_62443_4_1: Standard = {
  id: 'iec-62443-4-1',
  title: 'IEC 62443-4-1 Secure product development lifecycle',
  edition: 'IEC 62443-4-1:2018 (edition 1.0)',
  source: 'Requirement ids of IEC 62443-4-1:2018 as public certification material lists them; its text is proprietary and not shipped, titles are Assay’s own',
  requirements: ROWS.map(requirement),
};
