import { defineFaults } from '../../core/index.ts';

export const drillFaults = defineFaults('DRILL', {
  '001': { whose: 'caller', title: 'not a declaration of a drill' },
  '002': { whose: 'caller', title: 'a drill that is declared after it began' },
  '003': { whose: 'caller', title: 'a drill that nobody declared so' },
  '004': { whose: 'caller', title: 'a drill that is not over' },
  '005': { whose: 'caller', title: 'a drill that was declared or judged before' },
  '006': { whose: 'caller', title: 'an incident whose containment was not measured' },
});
