import { defineFaults } from '../../core/index.ts';

/** What can be wrong with breaking the glass, and with reviewing it. */
export const breakGlassFaults = defineFaults('GLASS', {
  '001': { whose: 'caller', title: 'The glass is broken for this person already' },
  '002': { whose: 'caller', title: 'No glass of this id is broken' },
  '003': { whose: 'caller', title: 'What is still open cannot be reviewed yet' },
  '004': { whose: 'caller', title: 'It was reviewed already' },
  '005': { whose: 'caller', title: 'Whoever broke the glass does not review it' },
  '006': { whose: 'caller', title: 'Whoever was let in by what was done behind the glass does not review it' },
  '007': { whose: 'caller', title: 'Too much behind broken glass' },
});
