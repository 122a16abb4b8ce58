import type { Requirement, Standard } from '../model.ts';

// CIS Critical Security Controls v8.1: 18 controls, 153 safeguards. They are under CC BY-NC-ND 4.0, and what is built upon them may not be given
// on. So there is nothing of theirs here but facts: the number of each safeguard and the implementation group from which on it counts. A title in
// other words would still be a retelling of the list; the number is the title, and the list is read at cisecurity.org/controls.
//
// One digit for each safeguard of a control, in order: the lowest implementation group it belongs to. The groups contain one another.
const LOWEST_GROUP: readonly string[] = [
  '11223', // 1
  '1112223', // 2
  '11111122222233', // 3
  '111111122223', // 4
  '111122', // 5
  '11111223', // 6
  '1111222', // 7
  '111222222223', // 8
  '1122223', // 9
  '1112222', // 10
  '11112', // 11
  '12222223', // 12
  '22222233333', // 13
  '111111112', // 14
  '1222333', // 15
  '22222222222333', // 16
  '111222223', // 17
  '22233', // 18
];

const GROUPS = ['IG1', 'IG2', 'IG3'] as const;

// The publisher's own machine-readable file of version 8.0 puts 14.9 in IG1 as well, which would make 57 and 130 of its own 56 and 130.
const NOTES: Readonly<Record<string, string>> = {
  '14.9': 'The publisher’s machine-readable file says IG1, its printed totals (56, 130, 153) leave only IG2. Assay goes by the totals.',
};

function safeguards(lowest: string, control: number): readonly Requirement[] {
  return [...lowest].map((digit, index) => {
    const id = `${control}.${index + 1}`;
    const note = NOTES[id];
    return {
      id,
      title: `Safeguard ${id}`,
      group: String(control),
      levels: GROUPS.slice(Number(digit) - 1),
      ...(note === undefined ? {} : { note }),
    };
  });
}

export const CIS_8_1: Standard = {
  id: 'cis-8.1',
  title: 'CIS Critical Security Controls, by number',
  edition: 'Version 8.1 (2024-06)',
  source: 'Numbers and implementation groups, which are facts; the safeguards are CIS’s under CC BY-NC-ND 4.0 and stand at cisecurity.org/controls',
  requirements: LOWEST_GROUP.flatMap((lowest, index) => safeguards(lowest, index + 1)),
};
