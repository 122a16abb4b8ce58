import { defineFaults } from '../../core/index.ts';

export const emb3dFaults = defineFaults('EMB', {
  '001': { whose: 'caller', title: 'not a bundle of STIX 2.1' },
  '002': { whose: 'caller', title: 'more objects than Assay reads' },
  '003': { whose: 'caller', title: 'a field that is missing or of the wrong type' },
  '004': { whose: 'caller', title: 'an id that two objects bear' },
  '005': { whose: 'caller', title: 'a relation to an object that is not in the bundle' },
  '006': { whose: 'caller', title: 'a relation between objects that it cannot join' },
  '007': { whose: 'caller', title: 'sub-properties that go round in a circle' },
  '008': { whose: 'caller', title: 'a bundle without device properties, threats or mitigations' },
  '009': { whose: 'caller', title: 'a clause of IEC 62443-4-2 that cannot be read' },
});
