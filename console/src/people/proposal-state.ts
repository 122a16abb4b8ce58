import type { ProposalList } from './answers.ts';

export const PROPOSAL_STATES: Readonly<Record<ProposalList['proposals'][number]['state'], string>> = {
  waiting: 'Waits',
  agreed: 'Agreed and done',
  failed: 'Agreed, and could not be done',
  refused: 'Refused',
  withdrawn: 'Taken back',
  lapsed: 'Nobody decided in time',
};
