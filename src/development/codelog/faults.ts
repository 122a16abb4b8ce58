import { defineFaults } from '../../core/index.ts';

/** Everything that the code log refuses. `peer`: the bytes are another log's, a witness's, or whoever's that speak to ours. */
export const codelogFaults = defineFaults('CODELOG', {
  '001': { whose: 'caller', title: 'not a leaf that the code log takes' },
  '002': { whose: 'caller', title: 'there is no code log in this folder' },
  '003': { whose: 'peer', title: 'not a cosignature' },
  '004': { whose: 'peer', title: 'not a request to a witness' },
  '005': { whose: 'caller', title: 'a file of settings of the code log cannot be read' },
  '006': { whose: 'peer', title: 'the log did not give what it was asked for' },
  '007': { whose: 'peer', title: 'too few witnesses cosigned' },
  '008': { whose: 'peer', title: 'not a proof of a log' },
  '009': { whose: 'caller', title: 'no such entry in the log' },
  '010': { whose: 'caller', title: 'state that was kept cannot be gone on with' },
  '011': { whose: 'caller', title: 'the address cannot be listened on' },
  '012': { whose: 'caller', title: 'a request to the log that it does not take' },
  '013': { whose: 'caller', title: 'an address that no token is sent to' },
});
