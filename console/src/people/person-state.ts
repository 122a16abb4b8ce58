import type { PersonView } from './answers.ts';

export const STATE_WORDS: Readonly<Record<PersonView['state'], string>> = {
  active: 'Can sign in',
  invited: 'Invited, has not come yet',
  suspended: 'Suspended',
  erased: 'Erased',
};
