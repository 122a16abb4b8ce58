import type { Requirement, Standard } from '../model.ts';

// NIST SP 800-213A: 7 technical capabilities with 38 sub-capabilities, 4 non-technical with 14, in the order of NIST's catalogue. A technical id
// is the capability's code with the sub-capability's, such as `DI (IMS)`. For two sub-capabilities no code was found in public use, and their
// name stands in its place. A non-technical id is the catalogue's letter and number.
const NO_CODE = 'NIST’s code for this sub-capability was not found; its name stands in place of it.';

const ROWS: readonly (readonly [id: string, title: string, note?: string])[] = [
  ['DI (IMS)', 'Each device has an identifier of its own, and it can be managed'],
  ['DI (AID)', 'What a device may do can hang on which device it is'],
  ['DI (DAS)', 'A device can prove which one it is'],
  ['DI (PID)', 'Which device it is can be read off its outside'],

  ['DC (PRV)', 'Who may do what on the device can be set'],
  ['DC (AUT)', 'How sign-in and permission work can be set'],
  ['DC (INT)', 'Interfaces can be set up, narrowed and shut'],
  ['DC (Display Configuration)', 'What a screen of the device shows can be set', NO_CODE],
  ['DC (CTL)', 'Settings can be controlled, locked and put back'],

  ['DP (CRY)', 'The device has sound cryptography and can use it'],
  ['DP (KEY)', 'Keys are made, kept, changed and destroyed safely'],
  ['DP (STO)', 'What the device stores is protected'],
  ['DP (STX)', 'What the device sends is protected'],

  ['LA (AUN)', 'Whoever uses the device can be asked to prove who they are'],
  ['LA (ACF)', 'Passwords, lock-outs and other rules of sign-in can be set'],
  ['LA (USE)', 'People are told, before using it, on which terms'],
  ['LA (AUZ)', 'Each act on the device can be allowed or refused'],
  ['LA (AIM)', 'Accounts and identities are managed over their life'],
  ['LA (ROL)', 'Rights can be given by role, and only as needed'],
  ['LA (LDU)', 'Use can be limited: by time, number or idleness'],
  ['LA (XCN)', 'Connections to the outside can be limited and checked'],
  ['LA (IFC)', 'Interfaces can be switched off, local ones too'],

  ['SU (UPD)', 'Software is updated by a safe mechanism, checked before it is installed'],
  ['SU (APP)', 'Whether, when and how updates are applied can be decided'],

  ['CS (AEI)', 'What was recorded can be read by those who may'],
  ['CS (EIM)', 'Events that bear on security are noticed'],
  ['CS (EVR)', 'The device answers an event: it warns, stops or limits'],
  ['CS (LCT)', 'Events are logged, and what starts a log entry can be set'],
  ['CS (RDL)', 'Log entries hold what an investigator needs'],
  ['CS (LSR)', 'Log entries have room, and are kept long enough'],
  ['CS (SRT)', 'The device has a clock that can be relied on'],
  ['CS (AUP)', 'The log is protected, and can be examined'],
  ['CS (State Awareness Support)', 'The device’s state can be known to the system that it is part of', NO_CODE],

  ['DS (EXE)', 'Code runs confined, and only code that may'],
  ['DS (COM)', 'The device talks only as it is meant to, and safely'],
  ['DS (RSC)', 'Memory, storage and processor are used safely'],
  ['DS (DIN)', 'The device shows that its software and hardware are whole'],
  ['DS (OPS)', 'The device starts, runs, fails and stops in a safe state'],

  ['A.1', 'What was assumed in development about use and users is written down'],
  ['A.2', 'Which security capabilities the device has is written down'],
  ['A.3', 'How the device was designed and is supported is written down'],
  ['A.4', 'What upkeep the device needs is written down'],
  ['B.1', 'Reports of flaws and of upkeep are received from customers and others'],
  ['B.2', 'Questions about the device’s security get an answer'],
  ['C.1', 'Customers are alerted to what bears on the device’s security'],
  ['C.2', 'Customers are told of security events around the device and its support'],
  ['D.1', 'Customers learn of the security capabilities, and how to use them'],
  ['D.2', 'Customers learn how to hand on or dispose of the device safely'],
  ['D.3', 'Customers learn what is theirs to do, and what is shared'],
  ['D.4', 'Customers are taught what the maker assumed and expects'],
  ['D.5', 'Customers are taught how to back up the device’s data, and get at it'],
  ['D.6', 'Customers learn how they can deal with threats and flaws themselves'],
];

export const NIST_800_213A: Standard = {
  id: 'nist-800-213a',
  title: 'NIST SP 800-213A, IoT device requirement catalogue',
  edition: 'SP 800-213A (2021-11)',
  source: 'Sub-capabilities of NIST’s IoT Device Cybersecurity Requirement Catalogs, a work of the US government; codes as public crosswalks to it cite them',
  requirements: ROWS.map(
    ([id, title, note]): Requirement => ({ id, title, group: id.slice(0, id[1] === '.' ? 1 : 2), ...(note === undefined ? {} : { note }) }),
  ),
};
