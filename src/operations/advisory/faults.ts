import { defineFaults } from '../../core/index.ts';

export const advisoryFaults = defineFaults('PAPER', {
  '001': { whose: 'caller', title: 'facts of no shape that an advisory can be written from' },
  '002': { whose: 'caller', title: 'facts that contradict each other' },
  '003': { whose: 'caller', title: 'facts of which no valid advisory can be made' },
  '004': { whose: 'caller', title: 'a file that is no advisory Assay knows' },
  '005': { whose: 'caller', title: 'facts without what this paper needs' },
});
