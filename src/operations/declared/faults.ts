import { defineFaults } from '../../core/index.ts';

/** Everything that can be wrong with a MUD file (RFC 8520), its access lists (RFC 8519) and its signature, and with what is asked of them. Numbers are never reused. */
export const mudFaults = defineFaults('MUD', {
  '001': { whose: 'caller', title: 'not a MUD file' },
  '002': { whose: 'caller', title: 'something that a MUD file needs is missing' },
  '003': { whose: 'caller', title: 'a value that the specification does not allow there' },
  '004': { whose: 'caller', title: 'an access list that is named and is not there' },
  '005': { whose: 'caller', title: 'an entry of an access list that cannot be used' },
  '006': { whose: 'caller', title: 'the same name twice' },
  '007': { whose: 'caller', title: 'more of it than is read' },
  '008': { whose: 'caller', title: 'an access list that no policy names' },
  '009': { whose: 'peer', title: 'a signature that does not hold' },
  '010': { whose: 'caller', title: 'a file that cannot be read' },
  '011': { whose: 'caller', title: 'neither a hardware address nor an address' },
});
