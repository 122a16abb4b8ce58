import type { Requirement, Standard } from '../model.ts';

// NIST SP 800-213A: 7 technical capabilities with 38 sub-capabilities, 4 non-technical with 14, in the order of NIST's own catalogue, which is the
// edition carried here. An id is the capability's code with the sub-capability's, such as `DI (IMS)`. Accounts of the publication name two more,
// DS (ONB) and DO (DAU); NIST's catalogue does not have them: docs/standards-device.md.
const ONE_ACCOUNT = 'NIST’s catalogue gives the name; the code is from a single public account of the publication.';

const ROWS: readonly (readonly [id: string, title: string, note?: string])[] = [
  ['DI (IMS)', 'Each device has an identifier of its own, and it can be managed'],
  ['DI (AID)', 'What a device may do can hang on which device it is'],
  ['DI (DAS)', 'A device can prove which one it is'],
  ['DI (PID)', 'Which device it is can be read off its outside'],

  ['DC (PRV)', 'Who may do what on the device can be set'],
  ['DC (AUT)', 'How sign-in and permission work can be set'],
  ['DC (INT)', 'Interfaces can be set up, narrowed and shut'],
  ['DC (DSP)', 'What a screen of the device shows can be set', ONE_ACCOUNT],
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
  ['CS (AWR)', 'The device’s state can be known to the system that it is part of', ONE_ACCOUNT],

  ['DS (EXE)', 'Code runs confined, and only code that may'],
  ['DS (COM)', 'The device talks only as it is meant to, and safely'],
  ['DS (RSC)', 'Memory, storage and processor are used safely'],
  ['DS (DIN)', 'The device shows that its software and hardware are whole'],
  ['DS (OPS)', 'The device starts, runs, fails and stops in a safe state'],

  ['DO (SMP)', 'What was assumed in development about use and users is written down'],
  ['DO (CAP)', 'Which security capabilities the device has is written down'],
  ['DO (DSC)', 'How the device was designed and is supported is written down'],
  ['DO (MNT)', 'What upkeep the device needs is written down'],
  ['IQ (BUG)', 'Reports of flaws and of upkeep are received from customers and others'],
  ['IQ (QRY)', 'Questions about the device’s security get an answer'],
  ['ID (CRI)', 'Customers are alerted to what bears on the device’s security'],
  ['ID (VNT)', 'Customers are told of security events around the device and its support'],
  ['EA (CSC)', 'Customers learn of the security capabilities, and how to use them'],
  ['EA (EOL)', 'Customers learn how to hand on or dispose of the device safely'],
  ['EA (RSP)', 'Customers learn what is theirs to do, and what is shared'],
  ['EA (EXP)', 'Customers are taught what the maker assumed and expects'],
  ['EA (BAK)', 'Customers are taught how to back up the device’s data, and get at it'],
  ['EA (VMG)', 'Customers learn how they can deal with threats and flaws themselves'],
];

export const NIST_800_213A: Standard = {
  id: 'nist-800-213a',
  title: 'NIST SP 800-213A, IoT device requirement catalogue',
  edition: 'SP 800-213A, catalogue of 2021-11-05',
  source:
    'Sub-capabilities of NIST’s IoT Device Cybersecurity Requirement Catalogs, a work of the US government; codes as public accounts and crosswalks cite them',
  requirements: ROWS.map(([id, title, note]): Requirement => ({ id, title, group: id.slice(0, 2), ...(note === undefined ? {} : { note }) })),
};
