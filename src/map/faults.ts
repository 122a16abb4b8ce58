import { defineFaults, type Fault, Refused } from '../core/index.ts';

/** Everything that can be wrong with a map, with a foreign model, or with the file it is in. Numbers are never reused. */
export const mapFaults = defineFaults('MAP', {
  '001': { whose: 'caller', title: 'larger than the limit' },
  '002': { whose: 'caller', title: 'not YAML' },
  '003': { whose: 'caller', title: 'nested too deeply' },
  '004': { whose: 'caller', title: 'a key that would reach an object prototype' },
  '005': { whose: 'caller', title: 'the same key twice in one mapping' },
  '006': { whose: 'caller', title: 'anchor, alias, tag or merge key' },
  '007': { whose: 'caller', title: 'a character that no text may hold' },
  '008': { whose: 'caller', title: 'nothing to read' },
  '010': { whose: 'caller', title: 'a field is missing' },
  '011': { whose: 'caller', title: 'a field that the map does not have' },
  '012': { whose: 'caller', title: 'a value of the wrong type' },
  '013': { whose: 'caller', title: 'a value that is not one of those allowed' },
  '014': { whose: 'caller', title: 'a value of the wrong form' },
  '015': { whose: 'caller', title: 'a value out of range' },
  '016': { whose: 'caller', title: 'not a service map, or of an edition that Assay does not read' },
  '020': { whose: 'caller', title: 'the same id twice' },
  '021': { whose: 'caller', title: 'a reference to nothing' },
  '022': { whose: 'caller', title: 'a reference to the wrong kind of thing' },
  '023': { whose: 'caller', title: 'things inside one another' },
  '024': { whose: 'caller', title: 'a population that is not the sum of its variants' },
  '025': { whose: 'caller', title: 'a gate that can never be passed' },
  '026': { whose: 'caller', title: 'an interface that the receiving part does not have' },
  '027': { whose: 'caller', title: 'a fact of the wrong type' },
  '028': { whose: 'caller', title: 'the same target twice' },
  '030': { whose: 'caller', title: 'more faults than are shown' },
  '040': { whose: 'caller', title: 'a part that nothing is joined to' },
  '041': { whose: 'caller', title: 'a credential that opens nothing' },
  '042': { whose: 'caller', title: 'an asset that is nowhere' },
  '043': { whose: 'caller', title: 'a policy that concerns nothing' },
  '044': { whose: 'caller', title: 'an incident plan that lacks a part' },
  '045': { whose: 'caller', title: 'a role of the incident plan that nobody holds' },
  '046': { whose: 'caller', title: 'an on-call rota with holes' },
  '047': { whose: 'caller', title: 'a shift that hangs on one person' },
  '048': { whose: 'caller', title: 'an escalation that ends nowhere' },
  '049': { whose: 'caller', title: 'a severity without a first move' },
  '050': { whose: 'caller', title: 'people who can be told only by way of one part' },
  '051': { whose: 'caller', title: 'a duty to report without a line to the authority' },
  '052': { whose: 'caller', title: 'evidence kept where the incident may be' },
  '060': { whose: 'caller', title: 'not a document of the stated format' },
  '070': { whose: 'caller', title: 'no such file' },
  '071': { whose: 'caller', title: 'not a regular file' },
  '072': { whose: 'caller', title: 'not UTF-8' },
  '073': { whose: 'caller', title: 'cannot be read' },
  '074': { whose: 'caller', title: 'exists already' },
  '075': { whose: 'caller', title: 'cannot be written' },
  '080': { whose: 'caller', title: 'no such device or gateway in scope' },
  '081': { whose: 'caller', title: 'a character that turns the direction of text' },
});

export type MapFaultNumber = keyof typeof mapFaults.declared;

const SHOWN = 200;

/** The faults to report: at most 200, then one that says how many more there are. */
function capped(faults: readonly Fault[], file: string): readonly Fault[] {
  if (faults.length <= SHOWN) return faults;
  const more = faults.length - SHOWN;
  return [
    ...faults.slice(0, SHOWN),
    mapFaults.fault('030', {
      message: `${more} further faults are not shown`,
      file,
      found: `${faults.length} faults`,
      remedy: 'Mend those above, then check again.',
    }),
  ];
}

/** Refuses with these faults, capped. */
export function refuse(faults: readonly Fault[], file: string): never {
  throw new Refused(...capped(faults, file));
}
