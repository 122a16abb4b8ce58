import { defineFaults } from '../../core/index.ts';

export const dutyFaults = defineFaults('DUTY', {
  '001': { whose: 'caller', title: 'a decision that one person makes alone' },
  '002': { whose: 'caller', title: 'a moment that is yet to come' },
  '003': { whose: 'caller', title: 'a paper that the law does not know' },
  '004': { whose: 'caller', title: 'a decision without a reason' },
  '005': { whose: 'caller', title: 'a paper of something that nobody recorded awareness of' },
  '006': { whose: 'caller', title: 'a calendar of no known time zone' },
});
