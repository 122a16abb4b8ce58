import { defineFaults } from '../../core/index.ts';

/** What can be wrong with signing in by an identity provider. None of them names a person, or what the provider said of one. */
export const federationFaults = defineFaults('FEDERATION', {
  '001': { whose: 'caller', title: 'No identity provider is set up' },
  '002': { whose: 'peer', title: 'The identity provider does not answer as one' },
  '003': { whose: 'caller', title: 'The answer belongs to no sign-in that this browser began' },
  '004': { whose: 'peer', title: 'The answer of the identity provider does not hold' },
  '005': { whose: 'caller', title: 'This identity lets nobody in here' },
  '006': { whose: 'caller', title: 'The client secret cannot be read' },
  '007': { whose: 'caller', title: 'The identity provider did not let you in' },
  '008': { whose: 'caller', title: 'The identity belongs to another person already' },
});
