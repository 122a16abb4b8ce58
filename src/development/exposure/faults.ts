import { defineFaults } from '../../core/index.ts';

export const exposureFaults = defineFaults('EXPOSURE', {
  '001': { whose: 'caller', title: 'a part that known vulnerabilities do not open' },
});
