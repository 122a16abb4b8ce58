import { defineFaults } from '../../core/index.ts';

/** What can be wrong with a new version of a map, besides the map itself. */
export const versionFaults = defineFaults('VERSION', {
  '001': { whose: 'caller', title: 'The map is of another service' },
  '002': { whose: 'caller', title: 'The service has no such version of its map' },
  '003': { whose: 'caller', title: 'What would be recorded is not what was shown' },
});
