import { defineFaults } from '../../core/index.ts';

export const watchFaults = defineFaults('WATCH', {
  '001': { whose: 'us', title: 'a state that cannot be used' },
  '002': { whose: 'caller', title: 'a state that cannot be written or read' },
});
