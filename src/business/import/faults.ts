import { defineFaults } from '../../core/index.ts';

export const businessImportFaults = defineFaults('BIMPORT', {
  '001': { whose: 'caller', title: 'in an encoding that Assay does not read' },
  '002': { whose: 'caller', title: 'the importer gave a discovery that is not one' },
  '003': { whose: 'caller', title: 'a discovery of a moment that has not come yet' },
  '010': { whose: 'caller', title: 'a report whose summary contradicts its results' },
  '011': { whose: 'caller', title: 'more rows than Assay reads' },
  '012': { whose: 'caller', title: 'more different checks than Assay states' },
  '013': { whose: 'caller', title: 'a report that holds no result' },
});
