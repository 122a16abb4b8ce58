import { defineFaults } from '../../core/index.ts';

export const provenanceFaults = defineFaults('PROVENANCE', {
  '001': { whose: 'peer', title: 'not a Sigstore bundle' },
  '002': { whose: 'peer', title: 'larger or longer than Assay reads of provenance' },
  '003': { whose: 'caller', title: 'not a trusted root' },
  '004': { whose: 'peer', title: 'not SLSA provenance' },
  '005': { whose: 'peer', title: 'not a verification summary' },
  '006': { whose: 'caller', title: 'not a list of builders' },
  '007': { whose: 'caller', title: 'a field of the list of builders cannot be used' },
  '008': { whose: 'caller', title: 'a public key that is not there, does not open, or is of another kind' },
  '009': { whose: 'caller', title: 'not a record of branch rules' },
  '010': { whose: 'caller', title: 'a field of the record of branch rules cannot be used' },
});
