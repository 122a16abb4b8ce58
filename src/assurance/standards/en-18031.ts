import type { Requirement, Standard } from '../model.ts';

// EN 18031-1, -2 and -3:2024 share most of their requirements. The text is CEN and CENELEC's, is sold, and is not reproduced: ids, and the part
// that each belongs to, are facts taken from an implementer's public template of the technical file for all three parts, checked against the
// same author's scoping table and test plan. Titles are Assay's own. docs/standards-device.md says what is settled by that and what is not.

export const EN_18031_PARTS = [1, 2, 3] as const;
export type En18031Part = (typeof EN_18031_PARTS)[number];

type Row = readonly [id: string, parts: readonly En18031Part[], title: string, note?: string];

const ALL = EN_18031_PARTS;

const PASSWORDS =
  'Official Journal, Decision (EU) 2025/138: no presumption of conformity where the user may leave the password unset or unused (6.2.5.1, 6.2.5.2).';
const CHILDREN = 'Official Journal, Decision (EU) 2025/138: no presumption of conformity where parents or guardians do not control access.';
const NUMBERED = 'Part 1 numbers it AUM-2; parts 2 and 3, which add AUM-2-2, number it AUM-2-1.';
const UPDATES = 'Official Journal, Decision (EU) 2025/138: the update criteria (6.3.2.4) alone do not suffice for financial assets; a notified body assesses.';

const ROWS: readonly Row[] = [
  ['ACM-1', ALL, 'Something decides who gets at each asset'],
  ['ACM-2', ALL, 'What decides lets in those who may, and nobody else'],
  ['ACM-3', [2], 'A toy shows children outside content from trusted sources only, unless changed', CHILDREN],
  ['ACM-4', [2], 'Third parties are kept from what is a child’s, from the start', CHILDREN],
  ['ACM-5', [2], 'A parent can limit what a child reaches on a toy', CHILDREN],
  ['ACM-6', [2], 'A parent can limit who else reaches what is the child’s', CHILDREN],

  ['AUM-1-1', ALL, 'Access over a network asks who is there'],
  ['AUM-1-2', ALL, 'Access by screen, button or page asks who is there'],
  ['AUM-1-3', [3], 'Access by machines asks which machine is there'],
  ['AUM-2', [1], 'Sign-in rests on at least one factor', NUMBERED],
  ['AUM-2-1', [2, 3], 'Sign-in rests on at least one factor', NUMBERED],
  ['AUM-2-2', [2, 3], 'Where the data or the money warrants it, sign-in rests on two factors'],
  ['AUM-3', ALL, 'What is shown at sign-in is checked in every respect that matters'],
  ['AUM-4', ALL, 'What people and machines sign in with can be changed'],
  ['AUM-5-1', ALL, 'A factory password is its device’s own and strong, or has to be changed', PASSWORDS],
  ['AUM-5-2', ALL, 'A password that is not from the factory is set before the network, or strong', PASSWORDS],
  ['AUM-6', ALL, 'Trying one secret after another gets nowhere'],

  ['SUM-1', ALL, 'Software that assets depend on can be updated'],
  ['SUM-2', ALL, 'Only whole and genuine software is installed', UPDATES],
  ['SUM-3', ALL, 'Updates need little or no help from people'],

  ['SSM-1', ALL, 'What is kept on the equipment is kept in a safe place'],
  ['SSM-2', ALL, 'What is kept cannot be altered there'],
  ['SSM-3', ALL, 'What is confidential cannot be read out of the store'],

  ['SCM-1', ALL, 'What travels over a network goes by a protected channel'],
  ['SCM-2', ALL, 'What travels cannot be altered or forged'],
  ['SCM-3', ALL, 'What is confidential cannot be read on the way'],
  ['SCM-4', ALL, 'What was sent once cannot be sent again by a stranger'],

  ['RLM-1', [1], 'The equipment bears a flood, and comes back from it'],
  ['NMM-1', [1], 'Network equipment notices the signs of a flood'],
  ['TCM-1', [1], 'Network equipment keeps harmful traffic in check'],

  ['LGM-1', [2, 3], 'What happens to assets is logged'],
  ['LGM-2', [2, 3], 'The log outlives a loss of power'],
  ['LGM-3', [2, 3], 'The log holds the newest events, and enough of them'],
  ['LGM-4', [2, 3], 'The log says when things happened'],

  ['DLM-1', [2], 'Users can wipe their data and secrets before parting with the equipment'],
  ['UNM-1', [2], 'Users hear of changes that bear on their privacy'],
  ['UNM-2', [2], 'What users hear says what changed and what that means for them'],

  ['CCK-1', ALL, 'Keys are strong enough: 112 bits or more'],
  ['CCK-2', ALL, 'Keys are made by a sound method'],
  ['CCK-3', ALL, 'Keys put in at the factory are not shared between devices'],

  ['GEC-1', ALL, 'No known hole that can be used is in software or hardware'],
  ['GEC-2', ALL, 'Out of the box only the services that are needed can be reached'],
  ['GEC-3', ALL, 'Services that are not needed can be switched on and off'],
  ['GEC-4', ALL, 'Every service that can be reached is written down for the user'],
  ['GEC-5', ALL, 'The casing has no socket without a use'],
  ['GEC-6', ALL, 'What comes in from outside is checked before it is used'],
  ['GEC-7', [2], 'Users can read of everything that watches, listens or measures'],
  ['GEC-8', [3], 'Only genuine software starts, from a root in the hardware'],

  ['CRY-1', ALL, 'Cryptography follows today’s best practice'],
];

const ABOUT: Readonly<Record<En18031Part, string>> = {
  1: 'protection of networks: internet-connected radio equipment',
  2: 'protection of personal data: radio equipment that processes it',
  3: 'protection from fraud: radio equipment that moves money or value',
};

/** RED delegated act (EU) 2022/30 as amended by (EU) 2023/2444: it applies from this day. */
const APPLIES_FROM = '2025-08-01T00:00:00Z';

/** The standard of one part, with the requirements that the part has. */
export function en18031(part: En18031Part): Standard {
  return {
    id: `en-18031-${part}`,
    title: `EN 18031-${part}, ${ABOUT[part]}`,
    edition: `EN 18031-${part}:2024`,
    source:
      'Ids and parts from an implementer’s public template of the technical file; the text is CEN and CENELEC’s and is not included; restrictions from Decision (EU) 2025/138',
    requirements: ROWS.filter(([, parts]) => parts.includes(part)).map(
      ([id, , title, note]): Requirement => ({
        id,
        title,
        group: id.slice(0, 3),
        appliesFrom: APPLIES_FROM,
        ...(note === undefined || (note === UPDATES && part !== 3) ? {} : { note }),
      }),
    ),
  };
}
