import { defineFaults } from '../../core/index.ts';

/** Everything that can be wrong with a standard that is brought in. Numbers are never reused. */
export const standardFaults = defineFaults('STANDARD', {
  '001': { whose: 'caller', title: 'a file that no reader of standards knows' },
  '002': { whose: 'caller', title: 'a standard without a requirement' },
  '003': { whose: 'caller', title: 'the same requirement twice' },
  '004': { whose: 'caller', title: 'an id that no standard may have' },
  '005': { whose: 'caller', title: 'a row that is no requirement' },
  '006': { whose: 'caller', title: 'an edition that Assay does not hold' },
  '007': { whose: 'caller', title: 'a requirement that the standard does not have' },
  '008': { whose: 'peer', title: 'a kept standard that is not what the ledger names' },
  '009': { whose: 'caller', title: 'an id of a standard that the file does not agree with' },
  '010': { whose: 'caller', title: 'an edition that Assay ships already' },
  '011': { whose: 'caller', title: 'a standard that would take the place of a shipped one and leave requirements out' },
});
