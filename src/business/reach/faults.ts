import { defineFaults } from '../../core/index.ts';

export const reachFaults = defineFaults('REACH', {
  '001': { whose: 'caller', title: 'the map has no such part' },
  '002': { whose: 'caller', title: 'no attack step gives anything of that part' },
  '003': { whose: 'caller', title: 'the matrix has no such cell' },
  '004': { whose: 'us', title: 'a cut that was found does not cut' },
});
