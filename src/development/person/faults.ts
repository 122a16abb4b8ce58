import { defineFaults } from '../../core/index.ts';

export const personFaults = defineFaults('PERSON', {
  '001': { whose: 'caller', title: 'not a register of people' },
  '002': { whose: 'caller', title: 'a field that is missing, unknown or of another kind' },
  '003': { whose: 'caller', title: 'two entries of the same id' },
  '004': { whose: 'caller', title: 'two people with the same address, account or key' },
  '005': { whose: 'caller', title: 'confirmed by whom the register does not have, by no person, or by the same entry' },
  '006': { whose: 'caller', title: 'a key that ends before it begins' },
  '007': { whose: 'caller', title: 'a register larger than Assay reads' },
  '008': { whose: 'caller', title: 'a key whose id does not go with its kind or issuer' },
});
