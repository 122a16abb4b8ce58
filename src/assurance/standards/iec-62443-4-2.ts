import type { Requirement, Standard } from '../model.ts';

// IEC 62443-4-2:2019. Four constraints common to all components (CCSC), then component requirements in seven groups (FR 1 to FR 7), some of
// them owed by every component (CR) and some by one type of it: software application (SAR), embedded device (EDR), host device (HDR),
// network device (NDR). An enhancement, `RE(n)`, adds to its requirement from a higher level on, so it stands as a requirement of its own.
// The level is the lowest capability level (SL-C) at which it is asked for. Levels as public extracts of Annex B give them.

/** The lowest level at which it is asked for. */
export type SecurityLevel = 1 | 2 | 3 | 4;

type Row = readonly [id: string, from: SecurityLevel, title: string];

const COMMON: readonly Row[] = [
  ['CCSC 1', 1, 'Security functions never stand in the way of essential functions'],
  ['CCSC 2', 1, 'What the component cannot do itself and others must is written down'],
  ['CCSC 3', 1, 'The component enforces least privilege'],
  ['CCSC 4', 1, 'The component comes from a secure development process'],
];

const COMPONENT: readonly Row[] = [
  ['CR 1.1', 1, 'People are identified and authenticated at every interface'],
  ['CR 1.1 RE(1)', 2, 'Each person is told apart from every other'],
  ['CR 1.1 RE(2)', 3, 'People sign in with more than one factor at every interface'],
  ['CR 1.2', 2, 'Software and devices identify and authenticate themselves'],
  ['CR 1.2 RE(1)', 3, 'Each component is told apart from every other'],
  ['CR 1.3', 1, 'Accounts can be managed, here or centrally'],
  ['CR 1.4', 1, 'Identifiers can be managed, here or centrally'],
  ['CR 1.5', 1, 'Authenticators can be set, changed from default, refreshed and are protected'],
  ['CR 1.5 RE(1)', 3, 'Authenticators are protected by hardware'],
  ['CR 1.7', 1, 'Passwords have a strength that can be set'],
  ['CR 1.7 RE(1)', 3, 'People’s passwords have a lifetime and are not used again'],
  ['CR 1.7 RE(2)', 4, 'Passwords of machines too have a lifetime'],
  ['CR 1.8', 2, 'The component fits into a public key infrastructure'],
  ['CR 1.9', 2, 'Certificates are checked: signature, chain, revocation, holder'],
  ['CR 1.9 RE(1)', 3, 'Private keys that matter are protected by hardware'],
  ['CR 1.10', 1, 'Signing in gives nothing away to a guesser'],
  ['CR 1.11', 1, 'Failed attempts to sign in are limited'],
  ['CR 1.12', 1, 'A notice of use can be shown before sign-in'],
  ['CR 1.14', 2, 'Symmetric keys that authenticate are exchanged and kept safely'],
  ['CR 1.14 RE(1)', 3, 'Symmetric keys that matter are protected by hardware'],

  ['CR 2.1', 1, 'People can do what they are authorised to, and no more'],
  ['CR 2.1 RE(1)', 2, 'Software and devices too can do no more than they are authorised to'],
  ['CR 2.1 RE(2)', 2, 'Rights are given to roles, and roles can be defined'],
  ['CR 2.1 RE(3)', 3, 'A supervisor can override for a limited time'],
  ['CR 2.1 RE(4)', 4, 'Grave acts need two people'],
  ['CR 2.2', 1, 'Use of radio can be authorised, watched and restricted'],
  ['CR 2.5', 1, 'Sessions can be locked, and lock by themselves'],
  ['CR 2.6', 2, 'Remote sessions can be ended, and end by themselves'],
  ['CR 2.7', 3, 'The number of sessions at once is limited'],
  ['CR 2.8', 1, 'Security events are recorded, with when, who and what'],
  ['CR 2.9', 1, 'There is room for the record, and running out does no harm'],
  ['CR 2.9 RE(1)', 3, 'A warning comes before the room for the record runs out'],
  ['CR 2.10', 1, 'Failure to record does not stop what is essential, and is answered'],
  ['CR 2.11', 1, 'Records carry the time'],
  ['CR 2.11 RE(1)', 2, 'The time is kept in step with the whole system'],
  ['CR 2.11 RE(2)', 4, 'Tampering with the time is noticed and recorded'],
  ['CR 2.12', 1, 'It can be shown which person did what'],
  ['CR 2.12 RE(1)', 4, 'It can be shown of software and devices too what they did'],

  ['CR 3.1', 1, 'Data in transit is protected against change'],
  ['CR 3.1 RE(1)', 2, 'Data received is checked for where it came from'],
  ['CR 3.3', 1, 'It can be verified that security functions work'],
  ['CR 3.3 RE(1)', 4, 'It can be verified during normal operation'],
  ['CR 3.4', 1, 'Software, settings and data are checked for changes'],
  ['CR 3.4 RE(1)', 2, 'They are checked for who made them'],
  ['CR 3.4 RE(2)', 3, 'Somebody is told at once of an unauthorised change'],
  ['CR 3.5', 1, 'Input is checked for form, length and content'],
  ['CR 3.6', 1, 'Outputs go to a known state when normal operation is lost'],
  ['CR 3.7', 1, 'Errors tell an attacker nothing'],
  ['CR 3.8', 2, 'Sessions cannot be taken over or made up'],
  ['CR 3.9', 2, 'The record is protected from reading, change and deletion'],
  ['CR 3.9 RE(1)', 4, 'The record is kept on media that can be written once'],

  ['CR 4.1', 1, 'Confidential data is protected at rest and in transit'],
  ['CR 4.2', 2, 'Data is erased before the component leaves service'],
  ['CR 4.2 RE(1)', 3, 'Shared memory gives nothing on to the next user'],
  ['CR 4.2 RE(2)', 3, 'Erasure can be verified'],
  ['CR 4.3', 1, 'Cryptography is of a recognised kind'],

  ['CR 5.1', 1, 'The component can live in a network that is divided'],

  ['CR 6.1', 1, 'Those who are authorised can read the record'],
  ['CR 6.1 RE(1)', 3, 'Programs can read the record'],
  ['CR 6.2', 2, 'The component can be watched continuously'],

  ['CR 7.1', 1, 'Essential functions go on under overload'],
  ['CR 7.1 RE(1)', 2, 'Floods of messages are held down'],
  ['CR 7.2', 1, 'Security functions do not use resources up'],
  ['CR 7.3', 1, 'The state of the component can be backed up'],
  ['CR 7.3 RE(1)', 2, 'A backup is checked before it is restored'],
  ['CR 7.4', 1, 'The component can be brought back to a known safe state'],
  ['CR 7.6', 1, 'Network and security settings can be made as recommended, and read'],
  ['CR 7.6 RE(1)', 3, 'The settings can be read by a machine'],
  ['CR 7.7', 1, 'What is not needed can be switched off'],
  ['CR 7.8', 2, 'The component takes part in an inventory'],
];

// Numbers of the general list that hold no requirement of their own: why, and what stands in their place.
const POINTERS: readonly (readonly [id: string, title: string, replacedBy: readonly string[]])[] = [
  ['CR 1.6', 'Access by radio: asked of network devices', ['NDR 1.6']],
  ['CR 1.13', 'Access from untrusted networks: asked of network devices', ['NDR 1.13']],
  ['CR 2.3', 'Portable devices: nothing is asked of a component', []],
  ['CR 2.4', 'Mobile code: asked by type of component', ['SAR 2.4', 'EDR 2.4', 'HDR 2.4', 'NDR 2.4']],
  ['CR 2.13', 'Diagnostic and test ports: asked by type of component', ['EDR 2.13', 'HDR 2.13', 'NDR 2.13']],
  ['CR 3.2', 'Malicious code: asked by type of component', ['SAR 3.2', 'EDR 3.2', 'HDR 3.2', 'NDR 3.2']],
  ['CR 3.10', 'Support for updates: asked by type of component', ['EDR 3.10', 'HDR 3.10', 'NDR 3.10']],
  ['CR 3.11', 'Physical tampering: asked by type of component', ['EDR 3.11', 'HDR 3.11', 'NDR 3.11']],
  ['CR 3.12', 'The supplier’s roots of trust: asked by type of component', ['EDR 3.12', 'HDR 3.12', 'NDR 3.12']],
  ['CR 3.13', 'The owner’s roots of trust: asked by type of component', ['EDR 3.13', 'HDR 3.13', 'NDR 3.13']],
  ['CR 3.14', 'Integrity of the boot: asked by type of component', ['EDR 3.14', 'HDR 3.14', 'NDR 3.14']],
  ['CR 5.2', 'Protection of zone boundaries: asked of network devices', ['NDR 5.2']],
  ['CR 5.3', 'Messages between people: asked of network devices', ['NDR 5.3']],
  ['CR 5.4', 'Partitioning of applications: nothing is asked of a component', []],
  ['CR 7.5', 'Emergency power: nothing is asked of a component', []],
];

const SOFTWARE: readonly Row[] = [
  ['SAR 2.4', 1, 'Software: mobile code runs only as a policy allows'],
  ['SAR 2.4 RE(1)', 2, 'Software: mobile code is checked for who made it'],
  ['SAR 3.2', 1, 'Software: what protects it from malicious code is documented'],
];

/** What is asked alike of embedded, host and network devices. */
const DEVICES: readonly Row[] = [
  ['2.4', 1, 'mobile code runs only as a policy allows'],
  ['2.4 RE(1)', 2, 'mobile code is checked for who made it'],
  ['2.13', 2, 'diagnostic and test ports are protected'],
  ['2.13 RE(1)', 3, 'use of diagnostic and test ports is watched and recorded'],
  ['3.2', 1, 'unauthorised software is neither installed nor run'],
  ['3.10', 1, 'it can be updated'],
  ['3.10 RE(1)', 2, 'updates are checked for origin and integrity first'],
  ['3.11', 2, 'physical tampering is resisted and shows'],
  ['3.11 RE(1)', 3, 'somebody is told of physical tampering'],
  ['3.12', 2, 'the supplier’s roots of trust are put in and protected'],
  ['3.13', 2, 'the owner’s roots of trust can be put in and are protected'],
  ['3.14', 1, 'what boots is checked for changes first'],
  ['3.14 RE(1)', 2, 'what boots is checked for who made it first'],
];

const HOST: readonly Row[] = [['HDR 3.2 RE(1)', 2, 'Host device: it can report the version of its protection from malicious code']];

const NETWORK_FIRST: readonly Row[] = [
  ['NDR 1.6', 1, 'Network device: users of its radio are identified and authenticated'],
  ['NDR 1.6 RE(1)', 2, 'Network device: each user of its radio is told apart'],
  ['NDR 1.13', 1, 'Network device: access from untrusted networks is watched and controlled'],
  ['NDR 1.13 RE(1)', 3, 'Network device: access from untrusted networks is approved each time'],
];
const NETWORK_LAST: readonly Row[] = [
  ['NDR 5.2', 1, 'Network device: traffic at the boundary of a zone is watched and controlled'],
  ['NDR 5.2 RE(1)', 2, 'Network device: at the boundary nothing passes but what is allowed'],
  ['NDR 5.2 RE(2)', 3, 'Network device: the boundary can be shut altogether'],
  ['NDR 5.2 RE(3)', 3, 'Network device: the boundary shuts when its protection fails'],
  ['NDR 5.3', 1, 'Network device: general messages between people can be kept out'],
];

const UNSETTLED: Readonly<Record<string, string>> = {
  'CR 6.1': 'The public extract that gives the levels lacks this page; level 1 is taken from the system requirement it derives from.',
  'HDR 3.2 RE(1)': 'This enhancement and its level are from memory of certification lists; no public extract was found.',
  'SAR 2.4 RE(1)': 'Its level is taken from the parallel requirement on embedded devices.',
};

function row([id, from, title]: Row): Requirement {
  const levels = [1, 2, 3, 4].filter((level) => level >= from).map((level) => `SL-C ${level}`);
  const note = UNSETTLED[id];
  return { id, title, group: groupOf(id), level: 'M', levels, ...(note === undefined ? {} : { note }) };
}

/** `FR 3` of `EDR 3.10 RE(1)`; the common constraints are a group of their own. */
function groupOf(id: string): string {
  const number = /^(?:CR|SAR|EDR|HDR|NDR) (\d)\./.exec(id)?.[1];
  return number === undefined ? 'CCSC' : `FR ${number}`;
}

function pointer([id, title, replacedBy]: (typeof POINTERS)[number]): Requirement {
  const reason = replacedBy.length === 0 ? 'The number asks nothing of a component.' : 'The number only points to what is asked by type of component.';
  return { id, title, group: groupOf(id), withdrawn: { reason, ...(replacedBy.length === 0 ? {} : { replacedBy }) } };
}

const ofType = (type: string, name: string): readonly Requirement[] => DEVICES.map(([id, from, title]) => row([`${type} ${id}`, from, `${name}: ${title}`]));

/** By number, an enhancement after what it enhances. */
function order(a: Requirement, b: Requirement): number {
  const key = ({ id }: Requirement) => (id.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [key(a), key(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const IEC_62443_4_2: Standard = {
  id: 'iec-62443-4-2',
  title: 'IEC 62443-4-2 Security of components',
  edition: 'IEC 62443-4-2:2019 (edition 1.0)',
  source:
    'Requirement ids and levels of IEC 62443-4-2:2019 as public certification material lists them; its text is proprietary and not shipped, titles are Assay’s own',
  requirements: [
    ...COMMON.map(row),
    ...[...COMPONENT.map(row), ...POINTERS.map(pointer)].sort(order),
    ...SOFTWARE.map(row),
    ...ofType('EDR', 'Embedded device'),
    ...[...ofType('HDR', 'Host device'), ...HOST.map(row)].sort(order),
    ...NETWORK_FIRST.map(row),
    ...ofType('NDR', 'Network device'),
    ...NETWORK_LAST.map(row),
  ],
};

/** The lowest level at which a requirement is asked for, 1 to 4. */
export function lowestLevel(requirement: Requirement): number {
  return Math.min(...(requirement.levels ?? []).map((level) => Number(level.slice('SL-C '.length))), 4);
}
