import { defineFaults } from '../../core/index.ts';

/** What can be wrong with the policies of a fleet, with what is declared of it, and with a question about it. What policies refuse is no fault: it is an answer. */
export const authorizationFaults = defineFaults('AUTHORIZATION', {
  '001': { whose: 'caller', title: 'a policy that is not Cedar' },
  '002': { whose: 'caller', title: 'a policy that does not fit the schema' },
  '003': { whose: 'caller', title: 'a policy without an id of its own' },
  '004': { whose: 'caller', title: 'a policy about one device, household or person' },
  '005': { whose: 'caller', title: 'more policies than a decision can bear, or a template' },
  '006': { whose: 'caller', title: 'a declaration or a test that does not read as one' },
  '007': { whose: 'caller', title: 'a name that the given facts do not have' },
  '008': { whose: 'caller', title: 'not a subject, an action, a channel or a purpose' },
  '009': { whose: 'us', title: 'the policies that come with Assay do not load' },
  '010': { whose: 'caller', title: 'nothing to decide on' },
  '011': { whose: 'caller', title: 'a record of decisions that does not read as one' },
});
