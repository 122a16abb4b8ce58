import { defineFaults } from '../../core/index.ts';

/** What can be wrong with issuing and ending tokens. One that does not let in says nothing of why: ASSAY-SERVER-002. */
export const tokenFaults = defineFaults('TOKEN', {
  '001': { whose: 'caller', title: 'A token can be given no such scope' },
  '002': { whose: 'caller', title: 'A token ends within a year' },
  '003': { whose: 'caller', title: 'There is no such token that is still good' },
  '004': { whose: 'caller', title: 'Too many tokens of one person' },
  '005': { whose: 'caller', title: 'Too many tokens of one person within a day' },
});
