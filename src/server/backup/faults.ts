import { defineFaults } from '../../core/index.ts';

/** What can be wrong with making a back-up, or with one that is to be restored. `peer`: whoever can write the back-up controls its bytes. */
export const backupFaults = defineFaults('BACKUP', {
  '001': { whose: 'caller', title: 'there is something already where the copy should go' },
  '002': { whose: 'caller', title: 'there is nothing to back up in this folder' },
  '003': { whose: 'peer', title: 'this is no whole back-up' },
  '004': { whose: 'peer', title: 'a file of the back-up is not the one that was copied' },
  '005': { whose: 'peer', title: 'a ledger of the back-up does not verify, or is not the one that was copied' },
  '006': { whose: 'caller', title: 'the copy could not be written' },
  '007': { whose: 'peer', title: 'a database cannot be copied' },
});
