import { defineFaults } from '../../core/index.ts';

/** What can be wrong with people, with the links that let them in, and with the database that knows their names. */
export const peopleFaults = defineFaults('PEOPLE', {
  '001': { whose: 'caller', title: 'There is no such person, or not in this state' },
  '002': { whose: 'caller', title: 'The user name is taken' },
  '003': { whose: 'caller', title: 'One active operator has to stay' },
  '004': { whose: 'caller', title: 'The link is not valid, or no longer' },
  '005': { whose: 'us', title: "The people's database cannot be opened" },
  '006': { whose: 'caller', title: 'The last way to sign in has to stay' },
  '007': { whose: 'us', title: "The key file of the people's database cannot be used" },
  '008': { whose: 'caller', title: 'A name is needed' },
});
