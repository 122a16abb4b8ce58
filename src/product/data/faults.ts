import { defineFaults } from '../../core/index.ts';

/** What can be wrong with data that is kept of devices: with what is to be kept, with what was, and with asking for it. */
export const dataFaults = defineFaults('DATA', {
  '001': { whose: 'caller', title: 'A table of what is kept that does not read as one' },
  '002': { whose: 'peer', title: 'The database of data is another one, or damaged' },
  '003': { whose: 'caller', title: 'The key file does not fit the database of data' },
  '004': { whose: 'peer', title: 'A record that was changed or moved does not open' },
  '005': { whose: 'caller', title: 'Not allowed to whoever asks' },
  '006': { whose: 'peer', title: 'A value that is too large to be kept' },
  '007': { whose: 'caller', title: 'No such class of data' },
  '008': { whose: 'caller', title: 'The folder of an export is there already, or cannot be made' },
  '009': { whose: 'caller', title: 'No such request' },
  '010': { whose: 'caller', title: 'The key file is sealed by another passphrase, or is not sealed' },
  '011': { whose: 'peer', title: 'The clock has run ahead of the time that has passed: nothing is erased by it' },
});
