import { defineFaults } from '../../core/index.ts';

/** Everything that can be wrong with rules of Sigma, with what is asked of them, and with the events they are tried on. Numbers are never reused. */
export const sigmaFaults = defineFaults('SIGMA', {
  '001': { whose: 'caller', title: 'a file of rules that is neither YAML nor JSON' },
  '002': { whose: 'caller', title: 'larger than what is read' },
  '003': { whose: 'caller', title: 'something that a rule needs is missing' },
  '004': { whose: 'caller', title: 'a value that the specification does not allow there' },
  '005': { whose: 'caller', title: 'a condition that cannot be read' },
  '006': { whose: 'caller', title: 'a condition that names no selection' },
  '007': { whose: 'caller', title: 'a modifier that Sigma does not have' },
  '008': { whose: 'caller', title: 'a modifier that does not fit its value or the modifiers beside it' },
  '009': { whose: 'caller', title: 'a regular expression that cannot be run in linear time' },
  '010': { whose: 'caller', title: 'a placeholder that nobody gave values' },
  '011': { whose: 'caller', title: 'a correlation that cannot be counted' },
  '012': { whose: 'caller', title: 'a reference to a rule that is not there' },
  '013': { whose: 'caller', title: 'the same id or name twice' },
  '014': { whose: 'caller', title: 'correlations that go in a circle' },
  '015': { whose: 'caller', title: 'neither a rule, a correlation nor a filter' },
  '016': { whose: 'caller', title: 'a file of events that cannot be read' },
  '017': { whose: 'caller', title: 'no such rule' },
  '018': { whose: 'caller', title: 'expectations that cannot be read' },
  '019': { whose: 'caller', title: 'nothing to tune by' },
  '020': { whose: 'caller', title: 'a test of a rule that cannot be read' },
});
