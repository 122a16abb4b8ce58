import { defineFaults } from '../../core/index.ts';

export const releaseFaults = defineFaults('RELEASE', {
  '001': { whose: 'caller', title: 'not a release policy' },
  '002': { whose: 'caller', title: 'a field of a policy that is missing, unknown or of another kind' },
  '003': { whose: 'caller', title: 'an exception that cannot be asked for' },
  '004': { whose: 'caller', title: 'an exception that nobody asked for, or that is over' },
  '005': { whose: 'caller', title: 'an exception granted by whoever asked for it' },
  '006': { whose: 'caller', title: 'nobody who can be told by it on the ledger' },
  '007': { whose: 'caller', title: 'no fact of such a release' },
  '009': { whose: 'caller', title: 'a part of the map of which the fact says nothing' },
  '010': { whose: 'peer', title: 'a kept fact that is not what the ledger names' },
  '012': { whose: 'caller', title: 'nothing that a statement could be about' },
  '013': { whose: 'caller', title: 'a file of a signed release that cannot be written' },
  '014': { whose: 'caller', title: 'a key that nobody acts with under this name' },
  '015': { whose: 'caller', title: 'a key that was taken down' },
  '016': { whose: 'caller', title: 'a hold on releases that is not there' },
});
