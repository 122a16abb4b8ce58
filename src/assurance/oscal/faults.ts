import { defineFaults, type Fault, Refused } from '../../core/index.ts';

/** Everything that can be wrong with an OSCAL document, or with what it draws in. Numbers are never reused. */
export const oscalFaults = defineFaults('OSCAL', {
  '001': { whose: 'caller', title: 'not an OSCAL document' },
  '002': { whose: 'caller', title: 'a version of OSCAL that Assay does not read' },
  '003': { whose: 'caller', title: 'a field is missing' },
  '004': { whose: 'caller', title: 'a field of the wrong type' },
  '005': { whose: 'caller', title: 'the same id twice' },
  '006': { whose: 'caller', title: 'more than Assay reads of one document' },
  '007': { whose: 'caller', title: 'another OSCAL model than the one needed' },
  '008': { whose: 'caller', title: 'a profile that comes to import itself' },
  '009': { whose: 'caller', title: 'an import that cannot be found' },
  '010': { whose: 'caller', title: 'an import that leads out of the folder' },
  '011': { whose: 'caller', title: 'a profile that names a control it does not have' },
  '012': { whose: 'caller', title: 'a pattern that Assay does not match by' },
});

const SHOWN = 200;

/** Refuses with the faults found, at most 200 of them. */
export function refuseOscal(faults: readonly Fault[]): never {
  throw new Refused(...faults.slice(0, SHOWN));
}
