import { defineFaults } from '../../core/index.ts';

export const lifecycleFaults = defineFaults('LIFECYCLE', {
  '001': { whose: 'caller', title: 'not a lifecycle' },
  '002': { whose: 'caller', title: 'a field of a lifecycle that is missing, unknown or of another kind' },
  '003': { whose: 'caller', title: 'phases or releases of a lifecycle that contradict one another' },
  '004': { whose: 'caller', title: 'a criterion or product of what is not there' },
  '005': { whose: 'caller', title: 'no such release in the lifecycle' },
});
