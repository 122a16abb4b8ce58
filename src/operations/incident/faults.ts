import { defineFaults } from '../../core/index.ts';

export const incidentFaults = defineFaults('INCIDENT', {
  '001': { whose: 'caller', title: 'no such incident' },
  '002': { whose: 'caller', title: 'an incident that is over takes nothing more' },
  '003': { whose: 'caller', title: 'somebody on the ledger who is neither a role of the map nor an opaque id' },
  '004': { whose: 'caller', title: 'an incident that cannot be closed yet' },
  '005': { whose: 'caller', title: 'a decision that one person makes alone' },
  '006': { whose: 'caller', title: 'no such rule or device in the incident' },
  '007': { whose: 'caller', title: 'a moment that cannot be' },
  '008': { whose: 'caller', title: 'words that are missing or too many' },
  '009': { whose: 'caller', title: 'a measurement that shows nothing' },
  '010': { whose: 'caller', title: 'an action of a review that cannot be kept' },
  '011': { whose: 'caller', title: 'no such field or stage of a paper' },
  '012': { whose: 'caller', title: 'a part that the map does not have' },
});
