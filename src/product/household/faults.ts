import { defineFaults } from '../../core/index.ts';

/** What a household refuses of its people, and of support. */
export const householdFaults = defineFaults('HOUSEHOLD', {
  '001': { whose: 'caller', title: 'no such household' },
  '002': { whose: 'caller', title: 'the household is there already' },
  '003': { whose: 'caller', title: 'somebody who is not in the household' },
  '004': { whose: 'caller', title: 'only an owner decides this' },
  '005': { whose: 'caller', title: 'the last owner cannot go' },
  '006': { whose: 'caller', title: 'a guest cannot share on' },
  '007': { whose: 'caller', title: 'an end that is missing, past or too far away' },
  '008': { whose: 'caller', title: 'no such share or visit' },
  '009': { whose: 'caller', title: 'support comes only when an owner agreed' },
  '010': { whose: 'caller', title: 'a consent that cannot be given, or was not' },
  '011': { whose: 'caller', title: 'more than a household holds' },
  '012': { whose: 'caller', title: 'a request that does not read as one' },
  '013': { whose: 'caller', title: 'an id that stands for something else already' },
  '014': { whose: 'peer', title: 'what is personal cannot be opened' },
  '015': { whose: 'caller', title: 'an invitation that is not good' },
  '016': { whose: 'caller', title: 'a device that is not of this household' },
  '017': { whose: 'caller', title: 'a household that still has devices' },
});
