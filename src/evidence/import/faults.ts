import { defineFaults } from '../../core/index.ts';

export const importFaults = defineFaults('IMPORT', {
  '001': { whose: 'caller', title: 'not of the format that it is said to be' },
  '002': { whose: 'caller', title: 'of no format that Assay imports' },
  '003': { whose: 'caller', title: 'a field of another type than the format has' },
  '004': { whose: 'caller', title: 'an edition of the format that Assay does not read' },
  '005': { whose: 'caller', title: 'a mapping file that does not have its shape' },
  '006': { whose: 'caller', title: 'a mapping to a claim or a value that does not exist' },
  '007': { whose: 'caller', title: 'rows that are not as RFC 4180 has them' },
  '008': { whose: 'caller', title: 'a statement larger than a ledger entry' },
  '009': { whose: 'caller', title: 'a NUL in the text' },
  '010': { whose: 'caller', title: 'a moment that has not come yet' },
  '011': { whose: 'caller', title: 'a report of Assay itself' },
  '012': { whose: 'caller', title: 'a report about another tenant or account' },
  '013': { whose: 'caller', title: 'a report without the moment that its format has' },
});
