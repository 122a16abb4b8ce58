import type { ConditionNumber, FeatureLetter, Requirement, Standard } from '../model.ts';

type Row = readonly [id: string, level: 'M' | 'R', title: string, when?: { readonly c?: ConditionNumber; readonly f?: FeatureLetter; readonly note?: string }];

// ETSI EN 303 645 V3.1.3. The text is ETSI's and is not reproduced: ids, levels, condition numbers and feature letters are facts of its
// Table B.1; every title is Assay's own and says what Assay checks for, not what the clause says. Read the standard for its words.
const ROWS: readonly Row[] = [
  ['5.0-1', 'M', 'For each recommendation that is not followed, the reason stands in writing'],

  ['5.1-1', 'M', 'A password in use belongs to one device alone, or its user chose it', { f: 'a' }],
  ['5.1-2', 'M', 'Factory passwords cannot be worked out from another device or from the label', { f: 'b' }],
  [
    '5.1-2A',
    'R',
    'Machines do without passwords among themselves',
    { note: 'One transcription of Table B.1 ties it to feature c, in a lettering of its own where c means sign-in between machines; the other to none.' },
  ],
  ['5.1-3', 'M', 'Sign-in rests on cryptography that holds for its purpose', { f: 'c' }],
  ['5.1-4', 'M', 'Owners can change their sign-in secret without help', { f: 'd' }],
  [
    '5.1-5',
    'M',
    'Guessing over the network leads nowhere',
    { c: 14, f: 'e', note: 'One transcription of Table B.1 numbers the condition 1 and the feature f; the meaning of both is the same.' },
  ],

  ['5.2-1', 'M', 'Anybody can read how to report a flaw and what will follow'],
  ['5.2-2', 'R', 'A reported flaw is dealt with while it still matters'],
  ['5.2-3', 'R', 'The maker itself keeps looking for flaws until support ends'],

  ['5.3-1', 'R', 'All software that is not fixed on purpose can be replaced safely', { f: 'f' }],
  ['5.3-2', 'M', 'There is a safe way to install an update', { c: 15 }],
  ['5.3-3', 'M', 'Updating takes an ordinary person no effort worth mentioning', { f: 'g' }],
  ['5.3-4A', 'R', 'Updates can install themselves', { f: 'g' }],
  ['5.3-4B', 'R', 'Self-updating is agreed with the owner while setting up', { f: 'h' }],
  ['5.3-5', 'R', 'The device looks for security updates after it starts, and from time to time', { f: 'g' }],
  ['5.3-6A', 'R', 'Owners may turn self-updating off, or put an update off', { f: 'h' }],
  ['5.3-6B', 'R', 'Owners may set how and whether they hear of updates', { f: 'i' }],
  ['5.3-7', 'M', 'Cryptography that holds guards the way of an update', { f: 'g' }],
  ['5.3-8', 'M', 'A security fix does not wait', { c: 12 }],
  ['5.3-9', 'R', 'The device checks who made an update, and that it is whole, before installing', { f: 'g' }],
  ['5.3-10', 'M', 'Over a network only updates from a trusted maker are taken', { f: 'j' }],
  ['5.3-11', 'R', 'Owners learn that a security update is due and what it protects them from', { c: 12 }],
  ['5.3-12', 'R', 'Owners learn when an update will stop the device from working for a while', { c: 12 }],
  ['5.3-13', 'M', 'Until when security updates will come is public'],
  ['5.3-14', 'R', 'For software that cannot be updated, the reason and the way out are public', { c: 3 }],
  ['5.3-15A', 'R', 'A device that cannot be updated can be cut off from the network', { c: 3 }],
  ['5.3-15B', 'R', 'Hardware that cannot be updated can be exchanged', { c: 3 }],
  ['5.3-16', 'M', 'Whoever holds the device can tell its model'],

  ['5.4-1', 'M', 'Secrets and keys kept on the device are safe there', { f: 'k' }],
  ['5.4-2', 'M', 'The built-in identity of a device cannot be altered', { f: 'l' }],
  ['5.4-3', 'M', 'No critical secret is part of the source'],
  ['5.4-4', 'M', 'Keys for updates and for service traffic are worth nothing on a second device', { f: 'm' }],

  ['5.5-1', 'M', 'What the device sends and receives is guarded by cryptography that holds'],
  ['5.5-2', 'R', 'Somebody has examined the code that talks to networks and does security'],
  ['5.5-3', 'R', 'Cryptography in the device can be exchanged by an update'],
  ['5.5-4', 'R', 'A device in use serves nobody over the network before knowing who asks'],
  ['5.5-5', 'M', 'Security settings change over the network only for those who may', { f: 'n' }],
  ['5.5-6', 'R', 'Critical secrets are encrypted wherever they travel', { f: 'o' }],
  ['5.5-7', 'M', 'Critical secrets cannot be overheard on what is reachable from far away', { f: 'o' }],
  ['5.5-8', 'M', 'Critical secrets are looked after from making to destroying', { c: 16 }],

  ['5.6-1', 'M', 'An interface without a use is shut', { f: 'p' }],
  ['5.6-2', 'M', 'A stranger on the network learns next to nothing about the device'],
  ['5.6-3', 'R', 'The casing offers no socket or radio that an attacker needs and the owner does not'],
  ['5.6-4A', 'M', 'Ways in for debugging are shut by software in what is sold', { f: 'q' }],
  ['5.6-4B', 'R', 'Debug sockets are out of reach', { f: 'r' }],
  ['5.6-5', 'R', 'No service runs that the product can do without'],
  ['5.6-6', 'R', 'No code is shipped that the product can do without'],
  ['5.6-7', 'R', 'Each program has only the rights that it needs'],
  ['5.6-8', 'R', 'The chip itself keeps programs out of each other’s memory'],
  ['5.6-9', 'R', 'The software is developed by a secure process'],

  ['5.7-1', 'R', 'The device proves its own software before running it'],
  ['5.7-2', 'R', 'A device whose software was altered says so, and keeps off the network', { f: 's' }],

  ['5.8-1', 'R', 'Nobody on the way can read personal data sent to a service', { f: 't' }],
  ['5.8-2', 'M', 'Nobody on the way can read sensitive personal data, by cryptography that holds', { f: 'u' }],
  ['5.8-3', 'M', 'Owners know of everything that watches, listens or measures', { f: 'v' }],

  ['5.9-1', 'R', 'Loss of network or power has been thought of, in device and service'],
  ['5.9-2', 'R', 'Without network the device still does what it can alone, and returns clean'],
  ['5.9-3', 'R', 'Devices come back to the network in good order'],

  ['5.10-1', 'R', 'What devices report is read with an eye to attacks', { f: 'w' }],

  ['5.11-1', 'M', 'Owners can wipe their data from the device, easily'],
  ['5.11-2', 'R', 'Owners can have their personal data removed from services, easily', { f: 'x' }],
  ['5.11-3', 'R', 'How to delete is explained'],
  ['5.11-4', 'R', 'Owners are shown that deletion is done'],

  ['5.12-1', 'R', 'Setting up and keeping up asks little, and starts from safe settings'],
  ['5.12-2', 'R', 'How to set up safely is explained'],
  ['5.12-3', 'R', 'Owners can find out whether their set-up is safe'],

  ['5.13-1A', 'M', 'What people type is checked before it is used'],
  ['5.13-1B', 'M', 'What networks and other programs hand in is checked before it is used'],

  ['6-1', 'M', 'People can read which of their data is used, by whom, what for and how long'],
  ['6-2', 'M', 'Consent is freely given, to something understood', { f: 'y' }],
  ['6-3A', 'M', 'Consent can be taken back whenever one likes', { f: 'y' }],
  ['6-3B', 'M', 'What was consented to is kept on record', { f: 'y' }],
  ['6-4', 'R', 'Telemetry carries no more personal data than it has to', { f: 'w' }],
  ['6-5', 'M', 'People can read what telemetry is taken and why', { f: 'w' }],
  ['6-6', 'M', 'Personal data is needed for its purpose, and goes when it no longer is', { f: 'z' }],
  ['6-7', 'R', 'Where only a total is wanted, single records do not travel', { f: 'aa' }],
  ['6-8', 'R', 'Where a person need not be known, data is made anonymous', { f: 'z' }],
];

function requirement([id, level, title, when = {}]: Row): Requirement {
  return {
    id,
    title,
    group: id.slice(0, id.indexOf('-')),
    level,
    ...(when.c === undefined ? {} : { condition: when.c }),
    ...(when.f === undefined ? {} : { feature: when.f }),
    ...(when.note === undefined ? {} : { note: when.note }),
  };
}

export const EN_303_645: Standard = {
  id: 'en-303-645',
  title: 'ETSI EN 303 645, security of consumer IoT',
  edition: 'V3.1.3 (2024-09)',
  source: 'Ids, levels, conditions and features of Table B.1 as manufacturers’ public conformance statements transcribe it; text is ETSI’s and is not included',
  requirements: ROWS.map(requirement),
};
