import { defineFaults } from '../../core/index.ts';

export const componentFaults = defineFaults('COMPONENT', {
  '001': { whose: 'caller', title: 'not a package URL' },
  '002': { whose: 'caller', title: 'not a CPE name' },
  '003': { whose: 'caller', title: 'not a bill of materials that Assay reads' },
  '004': { whose: 'caller', title: 'a version of the format that Assay does not read' },
  '005': { whose: 'caller', title: 'against the schema of its format' },
  '006': { whose: 'caller', title: 'larger than Assay reads' },
  '007': { whose: 'caller', title: 'a line of tag-value that has no place where it stands' },
});
