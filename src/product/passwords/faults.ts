import { defineFaults } from '../../core/index.ts';

/** What can be wrong with a password that somebody chooses, with a code, or with the lists that passwords are held against. */
export const passwordFaults = defineFaults('PASSWORD', {
  '001': { whose: 'caller', title: 'The password is too short or too long' },
  '002': { whose: 'caller', title: 'The password is known to attackers' },
  '003': { whose: 'caller', title: 'The password is made of a name that belongs to it' },
  '004': { whose: 'caller', title: 'The list of breached passwords cannot be read' },
  '005': { whose: 'caller', title: 'The code is not the one of now' },
});
