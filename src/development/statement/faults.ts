import { defineFaults } from '../../core/index.ts';

export const statementFaults = defineFaults('STATEMENT', {
  '001': { whose: 'peer', title: 'not a DSSE envelope' },
  '002': { whose: 'peer', title: 'larger or longer than Assay reads of a statement' },
  '003': { whose: 'peer', title: 'base64 that is neither the standard nor the url-safe kind' },
  '004': { whose: 'peer', title: 'not a statement of in-toto' },
  '005': { whose: 'caller', title: 'a threshold that no number of signatures meets, or that none has to meet' },
  '006': { whose: 'caller', title: 'a key file that is not there, does not open, or is of another kind' },
  '007': { whose: 'caller', title: 'a reviewer or a key that the register does not have' },
  '008': { whose: 'caller', title: 'a reviewer who is an author of the change' },
  '009': { whose: 'caller', title: 'another file stands where a statement would be written' },
  '010': { whose: 'peer', title: 'not a signed review' },
  '011': { whose: 'caller', title: 'a change that is no range of commits, or holds none' },
  '012': { whose: 'caller', title: 'no folder of statements' },
});
