import { defineFaults } from '../../core/index.ts';

/** What can be wrong with opening the device endpoint, with a request over HTTPS, and what is raised as an alarm. */
export const endpointFaults = defineFaults('ENDPOINT', {
  '001': { whose: 'caller', title: 'The device endpoint cannot be opened' },
  '002': { whose: 'peer', title: 'No certificate that is known here' },
  '003': { whose: 'peer', title: 'The certificate may do nothing here any more' },
  '004': { whose: 'peer', title: 'The device belongs to nobody, or may only renew' },
  '005': { whose: 'peer', title: 'Not allowed, or no such channel' },
  '006': { whose: 'peer', title: 'The message is too large' },
  '007': { whose: 'peer', title: 'Too much at once' },
  '008': { whose: 'peer', title: 'No such address or method' },
  '009': { whose: 'peer', title: 'One client id with two certificates at once' },
  '010': { whose: 'peer', title: 'One certificate in two places at once' },
  '011': { whose: 'us', title: 'What sessions left behind cannot be read' },
  '012': { whose: 'caller', title: 'No pass for this' },
  '013': { whose: 'caller', title: 'Too many passes' },
  '014': { whose: 'peer', title: 'What a device says of itself cannot be read' },
});
