import { defineFaults } from '../../core/index.ts';

export const advisoryFaults = defineFaults('ADVISORY', {
  '001': { whose: 'caller', title: 'no advisory in what was given' },
  '002': { whose: 'peer', title: 'not of the shape of its format' },
  '003': { whose: 'peer', title: 'larger or longer than Assay reads of advisories' },
  '004': { whose: 'caller', title: 'no such file or folder of advisories' },
  '005': { whose: 'caller', title: 'a file that is no index of advisories, or a damaged one' },
  '006': { whose: 'peer', title: 'a compressed file that cannot be opened' },
  '007': { whose: 'caller', title: 'no ecosystem that advisories could be all of' },
});
