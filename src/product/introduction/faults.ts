import { defineFaults } from '../../core/index.ts';

/** What can be wrong with introducing a device to its household. Whoever has not proven the secret hears the third alone, whatever the reason. */
export const introductionFaults = defineFaults('INTRODUCTION', {
  '001': { whose: 'caller', title: 'Not a code of an introduction' },
  '002': { whose: 'caller', title: 'Too many tries to introduce a device' },
  '003': { whose: 'caller', title: 'The code is not good' },
  '004': { whose: 'caller', title: 'The time of the code is over' },
  '005': { whose: 'caller', title: 'The code was taken back, or replaced by a newer one' },
  '006': { whose: 'caller', title: 'The code has been used' },
  '007': { whose: 'caller', title: 'Two households used one code' },
  '008': { whose: 'caller', title: 'The device has an owner, who was told' },
  '009': { whose: 'peer', title: 'A device confirmed an introduction that is not its own, or not open' },
  '010': { whose: 'caller', title: 'The device was never introduced, or its introduction is over' },
  '011': { whose: 'peer', title: 'A credential by which a device may not confirm that it is there' },
  '012': { whose: 'us', title: 'What the last owner of the device had is still being cleared away' },
  '013': { whose: 'caller', title: 'The device takes no typed code now' },
  '014': { whose: 'caller', title: 'The exchange of a typed code is over, or another’s' },
  '015': { whose: 'peer', title: 'What was sent is no share, and no confirmation, of such an exchange' },
});
