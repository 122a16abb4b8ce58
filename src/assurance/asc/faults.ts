import { defineFaults } from '../../core/index.ts';

export const trustFaults = defineFaults('TRUST', {
  '001': { whose: 'caller', title: 'a targeted level of trust that is no level' },
  '002': { whose: 'caller', title: 'an application that the map does not have' },
});
