import { defineFaults } from '../../core/index.ts';

export const signatureFaults = defineFaults('SIGNATURE', {
  '001': { whose: 'peer', title: 'bytes that should be a signature of SSH, or a key of it, and are not' },
  '002': { whose: 'caller', title: 'a line of allowed signers that cannot be read' },
  '003': { whose: 'caller', title: 'no folder of keys, or a file in it that cannot be used' },
  '004': { whose: 'caller', title: 'more keys than Assay reads' },
});
