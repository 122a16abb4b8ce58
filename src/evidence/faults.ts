import { defineFaults } from '../core/index.ts';

export const evidenceFaults = defineFaults('EVIDENCE', {
  '001': { whose: 'caller', title: 'a statement does not have the shape of evidence' },
  '002': { whose: 'caller', title: 'a claim that nobody has declared' },
  '003': { whose: 'caller', title: 'a value that the claim does not allow' },
  '004': { whose: 'caller', title: 'a subject that is not on the map' },
  '005': { whose: 'caller', title: 'observed in the future' },
  '006': { whose: 'caller', title: 'the file holds no statement' },
  '007': { whose: 'caller', title: 'more members were seen than there are' },
  '008': { whose: 'caller', title: 'more statements than one file may hold' },
  '009': { whose: 'caller', title: 'to be relied on for longer than the claim allows' },
});
