import { defineFaults } from '../../core/index.ts';

/** What can be wrong with the policies themselves. What they refuse is no fault of theirs: ASSAY-SERVER-003 says it. */
export const accessFaults = defineFaults('ACCESS', {
  '001': { whose: 'us', title: 'The access policies do not load' },
});
