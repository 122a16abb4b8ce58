import type { Requirement, Standard } from '../model.ts';

// NIST IR 8259B, the core baseline: four supporting capabilities that need no device. The ids are the codes
// by which SP 800-213A abbreviates the same capabilities.
const ROWS: readonly (readonly [id: string, title: string])[] = [
  ['DO', 'What bears on the device’s security is written down, from design on'],
  ['IQ', 'Questions and reports about its security are received and answered'],
  ['ID', 'News that bears on its security reaches those who use it'],
  ['EA', 'Those who use it learn what it can do for their security, and what they have to do'],
];

export const NIST_8259B: Standard = {
  id: 'nist-8259b',
  title: 'NIST IR 8259B, supporting capabilities of the core baseline',
  edition: 'IR 8259B (2021-08)',
  source: 'The four capabilities in NIST’s order, a work of the US government; ids are the codes that SP 800-213A uses',
  requirements: ROWS.map(([id, title]): Requirement => ({ id, title, group: 'supporting' })),
};
