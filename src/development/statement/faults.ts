import { defineFaults } from '../../core/index.ts';

export const statementFaults = defineFaults('STATEMENT', {
  '001': { whose: 'peer', title: 'not a DSSE envelope' },
  '002': { whose: 'peer', title: 'larger or longer than Assay reads of a statement' },
  '003': { whose: 'peer', title: 'base64 that is neither the standard nor the url-safe kind' },
  '004': { whose: 'peer', title: 'not a statement of in-toto' },
  '005': { whose: 'caller', title: 'a threshold that no number of signatures meets, or that none has to meet' },
});
