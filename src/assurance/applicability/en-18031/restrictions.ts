import type { En18031Part } from '../../standards/en-18031.ts';
import { type Asks, childrenUnguarded, money, passwordOptional } from './questions.ts';

// EN 18031 gives a presumption of conformity with the Radio Equipment Directive, except as the Official Journal restricts it: Commission
// Implementing Decision (EU) 2025/138 of 28 January 2025. A restriction changes nothing about what the standard asks. It says that meeting the
// standard is not enough, and that a notified body has to assess.

export interface Restriction {
  readonly id: 'password-unset' | 'children-unguarded' | 'update-criteria';
  readonly parts: readonly En18031Part[];
  /** Clauses of the standard that the Decision names. */
  readonly clauses: readonly string[];
  readonly requirements: readonly string[];
  readonly about: string;
  readonly asks: Asks;
}

export const RESTRICTIONS: readonly Restriction[] = [
  {
    id: 'password-unset',
    parts: [1, 2, 3],
    clauses: ['6.2.5.1', '6.2.5.2'],
    requirements: ['AUM-5-1', 'AUM-5-2'],
    about: 'The user may leave the password unset or unused',
    asks: passwordOptional,
  },
  {
    id: 'children-unguarded',
    parts: [2],
    clauses: ['6.1.3', '6.1.4', '6.1.5', '6.1.6'],
    requirements: ['ACM-3', 'ACM-4', 'ACM-5', 'ACM-6'],
    about: 'It is a toy or made for childcare, and parents or guardians do not control access',
    asks: childrenUnguarded,
  },
  {
    id: 'update-criteria',
    parts: [3],
    clauses: ['6.3.2.4'],
    requirements: ['SUM-2'],
    about: 'It moves money, for which the criteria for updates do not suffice by themselves',
    asks: money,
  },
];
