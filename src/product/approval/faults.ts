import { defineFaults } from '../../core/index.ts';

/** What can be wrong with proposing an act, and with deciding one. */
export const approvalFaults = defineFaults('APPROVAL', {
  '001': { whose: 'caller', title: 'No such proposal waits for a second person' },
  '002': { whose: 'caller', title: 'The proposal was decided already, or its time is over' },
  '003': { whose: 'caller', title: 'Nobody agrees with themselves' },
  '004': { whose: 'caller', title: 'Whoever agrees has to be permitted the act themselves' },
  '005': { whose: 'caller', title: 'Whoever proposed it may not do it any more' },
  '006': { whose: 'peer', title: 'The kept request is not the one that was proposed' },
  '007': { whose: 'caller', title: 'The request is too large to wait for a second person' },
  '008': { whose: 'caller', title: 'Too many proposals of one person wait already' },
  '009': { whose: 'caller', title: 'Only whoever proposed it takes it back' },
  '010': { whose: 'caller', title: 'Too many proposals of one person within a day' },
  '011': { whose: 'caller', title: 'Nothing is kept for you of this proposal' },
});
