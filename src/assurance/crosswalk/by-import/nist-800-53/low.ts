/**
 * The ids of NIST's LOW baseline of SP 800-53 Revision 5 (catalogue 5.1.1+u4, 149 controls), by family, as OSCAL spells them. They tell a catalogue
 * that is of SP 800-53 from one that only says so. by-import.integration.test.ts holds them to NIST's file.
 */
const BY_FAMILY: Readonly<Record<string, string>> = {
  ac: '1 2 3 7 8 14 17 18 19 20 22',
  at: '1 2 2.2 3 4',
  au: '1 2 3 4 5 6 8 9 11 12',
  ca: '1 2 3 5 6 7 7.4 9',
  cm: '1 2 4 5 6 7 8 10 11',
  cp: '1 2 3 4 9 10',
  ia: '1 2 2.1 2.2 2.8 2.12 4 5 5.1 6 7 8 8.1 8.2 8.4 11',
  ir: '1 2 4 5 6 7 8',
  ma: '1 2 4 5',
  mp: '1 2 6 7',
  pe: '1 2 3 6 8 12 13 14 15 16',
  pl: '1 2 4 4.1 10 11',
  ps: '1 2 3 4 5 6 7 8 9',
  ra: '1 2 3 3.1 5 5.2 5.11 7',
  sa: '1 2 3 4 4.10 5 8 9 22',
  sc: '1 5 7 12 13 15 20 21 22 39',
  si: '1 2 3 4 5 12',
  sr: '1 2 2.1 3 5 8 10 11 11.1 11.2 12',
};

export const NIST_800_53_LOW: readonly string[] = Object.entries(BY_FAMILY).flatMap(([family, numbers]) => numbers.split(' ').map((n) => `${family}-${n}`));
