import { defineFaults } from '../../core/index.ts';

/** What Assay's own probes refuse, before a packet is sent where one could be. What they cannot see is no fault: it is listed. Numbers are never reused. */
export const probeFaults = defineFaults('PROBE', {
  '001': { whose: 'caller', title: 'a host that is no target of the map' },
  '002': { whose: 'caller', title: 'a probe that the map does not allow there' },
  '003': { whose: 'caller', title: 'the map lists no targets' },
  '004': { whose: 'peer', title: 'a name with an address that is not allowed' },
  '005': { whose: 'caller', title: 'no address of a resolver' },
  '006': { whose: 'caller', title: 'not a file of certificates' },
});
