import { defineFaults } from '../core/index.ts';

/** What can be wrong with a request, or with the server itself. */
export const serverFaults = defineFaults('SERVER', {
  '001': { whose: 'caller', title: 'The request is not in the shape of the route' },
  '002': { whose: 'caller', title: 'Nobody is signed in' },
  '003': { whose: 'caller', title: 'This is not permitted, or there is no such thing' },
  '004': { whose: 'caller', title: 'A fresh sign-in is needed' },
  '005': { whose: 'peer', title: 'The request did not come from the console' },
  '006': { whose: 'caller', title: 'Too many requests' },
  '007': { whose: 'caller', title: 'The body is too large, or came too slowly' },
  '008': { whose: 'caller', title: 'The thing has changed since it was read' },
  '009': { whose: 'caller', title: 'There is no such address' },
  '010': { whose: 'us', title: 'The judge of this service is not running' },
  '011': { whose: 'us', title: 'Something broke inside Assay' },
  '012': { whose: 'us', title: 'The server is stopping' },
  '013': { whose: 'us', title: 'The record of this service does not verify' },
  '014': { whose: 'caller', title: 'The server cannot start with these options' },
  '015': { whose: 'caller', title: 'A reason is needed' },
  '016': { whose: 'caller', title: 'A body of this kind is not taken here' },
  '017': { whose: 'caller', title: 'There is a service of this id already' },
  '018': { whose: 'caller', title: 'The service has no map yet' },
  '019': { whose: 'peer', title: 'The request names another host' },
  '020': { whose: 'peer', title: 'The bytes are not HTTP as this server takes it' },
  '021': { whose: 'caller', title: 'Who asked has gone' },
  '022': { whose: 'us', title: 'The folder of a service has no ledger' },
  '023': { whose: 'caller', title: 'The service has no fleet yet' },
  '024': { whose: 'us', title: 'The fleet of the service cannot be reached' },
});
