import { defineFaults } from '../../core/index.ts';

export const reviewFaults = defineFaults('REVIEW', {
  '001': { whose: 'caller', title: 'no such kind of review' },
  '002': { whose: 'caller', title: 'no such review' },
  '003': { whose: 'caller', title: 'a review that is over takes nothing more' },
  '004': { whose: 'caller', title: 'a review of what this kind is not for' },
  '005': { whose: 'caller', title: 'no such task of the review' },
  '006': { whose: 'caller', title: 'an answer without what its task asks for' },
  '007': { whose: 'caller', title: 'a review that cannot be closed yet' },
  '008': { whose: 'caller', title: 'a moment that cannot be' },
  '009': { whose: 'caller', title: 'words that could name a person' },
  '010': { whose: 'caller', title: 'a table that does not have its shape' },
  '011': { whose: 'caller', title: 'such a review is open already' },
  '012': { whose: 'caller', title: 'items that are not those of the review' },
  '013': { whose: 'caller', title: 'two sides of a restore that cannot be compared' },
  '014': { whose: 'caller', title: 'no items on which to decide' },
  '015': { whose: 'caller', title: 'a review in which nothing was to be taken away' },
  '016': { whose: 'caller', title: 'a review of what the map does not have' },
});
