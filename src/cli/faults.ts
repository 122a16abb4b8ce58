import { defineFaults } from '../core/index.ts';

export const cliFaults = defineFaults('CLI', {
  '001': { whose: 'caller', title: 'no such command' },
  '002': { whose: 'caller', title: 'no such option' },
  '003': { whose: 'caller', title: 'an argument is missing' },
  '004': { whose: 'caller', title: 'too many arguments' },
  '005': { whose: 'caller', title: 'an option takes another value' },
  '006': { whose: 'caller', title: 'there is no service map' },
  '007': { whose: 'caller', title: 'the ledger belongs to another service' },
  '009': { whose: 'us', title: 'something broke inside Assay' },
  '010': { whose: 'peer', title: 'the output could not be written' },
  '011': { whose: 'caller', title: 'no map stood at that head' },
  '012': { whose: 'peer', title: 'a kept map is not what the ledger names' },
  '013': { whose: 'caller', title: 'a folder of something else given for the data' },
  '014': { whose: 'caller', title: 'two maps are named' },
  '015': { whose: 'caller', title: 'there is no fleet in the data folder' },
  '016': { whose: 'caller', title: 'nobody serves the fleet to devices' },
  '017': { whose: 'caller', title: 'the data folder cannot be read' },
});
