import { defineFaults } from '../../core/index.ts';

/** Everything that can be wrong with an attack graph file, and what can go wrong in solving one. */
export const graphFaults = defineFaults('GRAPH', {
  '001': { whose: 'caller', title: 'not the documented shape' },
  '002': { whose: 'caller', title: 'larger than the limit' },
  '003': { whose: 'caller', title: 'the same state id twice' },
  '004': { whose: 'caller', title: 'the same step id twice' },
  '005': { whose: 'caller', title: 'a state that is not declared' },
  '006': { whose: 'caller', title: 'needs more states than it names' },
  '007': { whose: 'caller', title: 'needs none of the states it names' },
  '008': { whose: 'caller', title: 'the same state twice in one list' },
  '009': { whose: 'caller', title: 'an id that the question names and the graph has not' },
  '010': { whose: 'us', title: 'a plan that does not replay' },
  '011': { whose: 'us', title: 'a partition that could not be verified' },
});
