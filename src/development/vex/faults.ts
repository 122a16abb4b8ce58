import { defineFaults } from '../../core/index.ts';

export const vexFaults = defineFaults('VEX', {
  '001': { whose: 'peer', title: 'no statement of exploitability that is known' },
  '002': { whose: 'caller', title: 'nothing that could be stated' },
  '003': { whose: 'caller', title: 'a product that cannot be named' },
  '004': { whose: 'peer', title: 'a signed statement of in-toto about something else' },
  '005': { whose: 'caller', title: 'a digest that none of the statements has' },
});
