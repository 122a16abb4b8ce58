import { defineFaults } from '../../core/index.ts';

/** What can be wrong with signing in and with sessions. The first says nothing of why, on purpose. */
export const signInFaults = defineFaults('SIGNIN', {
  '001': { whose: 'caller', title: 'The sign-in was refused' },
  '002': { whose: 'caller', title: 'Too many tries for this name' },
  '003': { whose: 'caller', title: 'There is no such session' },
  '004': { whose: 'caller', title: 'The step-up was refused' },
});
