import { defineFaults } from '../../core/index.ts';

export const findingFaults = defineFaults('FINDING', {
  '001': { whose: 'caller', title: 'no such baseline' },
  '002': { whose: 'peer', title: 'a kept baseline that is not what the ledger names' },
  '003': { whose: 'caller', title: 'a baseline that takes in new findings without a second person' },
  '004': { whose: 'caller', title: 'a name that a baseline cannot have' },
});
