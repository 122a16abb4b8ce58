import { defineFaults } from '../../core/index.ts';

/** What can be wrong with naming, registering and looking for devices. */
export const deviceFaults = defineFaults('DEVICE', {
  '001': { whose: 'caller', title: 'No such device' },
  '002': { whose: 'caller', title: 'Something said of a device cannot be said so' },
  '003': { whose: 'caller', title: 'The device is registered, as another than this' },
  '004': { whose: 'caller', title: 'The device is retired, and stays so' },
  '005': { whose: 'caller', title: 'The same device twice in one file' },
  '006': { whose: 'caller', title: 'The table of devices has other columns' },
  '007': { whose: 'caller', title: 'A device that another one names is not there, or not what it has to be' },
  '008': { whose: 'caller', title: 'No such credential of this device' },
  '009': { whose: 'caller', title: 'The device belongs to a household already' },
  '010': { whose: 'caller', title: 'The device belongs to nobody, or to another household' },
  '011': { whose: 'caller', title: 'A search that cannot be made' },
  '012': { whose: 'caller', title: 'Two ids that differ by capitals alone' },
});
