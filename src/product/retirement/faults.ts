import { defineFaults } from '../../core/index.ts';

/** What can be wrong with retiring a device, with passing it on, and with the receipts of both. */
export const retirementFaults = defineFaults('RETIREMENT', {
  '001': { whose: 'caller', title: 'The device was neither retired nor passed on' },
  '002': { whose: 'peer', title: 'Not a receipt of a wipe' },
  '003': { whose: 'peer', title: 'The receipt is of another device, or of another order' },
  '004': { whose: 'peer', title: 'The receipt is not signed by a key of this device' },
  '005': { whose: 'peer', title: 'The receipt was handed in before' },
  '006': { whose: 'us', title: 'The key that signs receipts is gone, or another' },
});
