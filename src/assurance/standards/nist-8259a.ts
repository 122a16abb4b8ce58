import type { Requirement, Standard } from '../model.ts';

// NIST IR 8259A, the core baseline: six device capabilities. NIST gives them names and no numbers, so the ids are the names' initials as
// SP 800-213A abbreviates the same capabilities.
const ROWS: readonly (readonly [id: string, title: string])[] = [
  ['DI', 'Each device can be told from every other, by software and by hand'],
  ['DC', 'Settings can be changed, by those who may and by nobody else'],
  ['DP', 'Data that the device keeps and sends is safe from reading and altering'],
  ['LA', 'Interfaces are open to those who may use them, and shut to the rest'],
  ['SU', 'Software can be updated, by those who may, in a safe way'],
  ['CS', 'The device can say how it stands with its security'],
];

export const NIST_8259A: Standard = {
  id: 'nist-8259a',
  title: 'NIST IR 8259A, device capabilities of the core baseline',
  edition: 'IR 8259A (2020-05)',
  source: 'The six capabilities in NIST’s order, a work of the US government; ids are the initials that SP 800-213A uses',
  requirements: ROWS.map(([id, title]): Requirement => ({ id, title, group: 'device' })),
};
