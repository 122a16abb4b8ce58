import { defineFaults } from '../../core/index.ts';

export const businessImportFaults = defineFaults('BIMPORT', {
  '001': { whose: 'caller', title: 'in an encoding that Assay does not read' },
  '002': { whose: 'caller', title: 'the importer gave a discovery that is not one' },
  '003': { whose: 'caller', title: 'a discovery of a moment that has not come yet' },
});
