import { defineFaults } from '../../core/index.ts';

export const sourceFaults = defineFaults('SOURCE', {
  '001': { whose: 'caller', title: 'no export of pull or merge requests' },
  '002': { whose: 'peer', title: 'larger or longer than Assay reads of an export, of notes or of a log' },
  '003': { whose: 'caller', title: 'an export that is not there' },
  '004': { whose: 'caller', title: 'a ref of reviews that the repository does not have' },
});
