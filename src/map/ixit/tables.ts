// The 29 tables of ETSI TS 103 701 V1.1.1, by number, name and column. V2.1.1 renames three. The names of tables and columns identify them; what
// to fill in is said in words of our own. Where no element of a map could hold the answer, `write` says what a person has to write.

export interface Form {
  readonly number: number;
  readonly name: string;
  readonly later?: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly write: string;
}

const form = (number: number, name: string, title: string, columns: readonly string[], write: string, later?: string): Form => ({
  number,
  name,
  title,
  columns,
  write,
  ...(later === undefined ? {} : { later }),
});

export const FORMS: readonly Form[] = [
  form(
    1,
    'AuthMech',
    'How users and machines prove who they are',
    ['Description', 'Authentication factor', 'Password generation', 'Security guarantees', 'Cryptographic details', 'Brute force prevention'],
    'Draw the interfaces of the device, each with its authentication.',
  ),
  form(
    2,
    'UserInfo',
    'What users are told, and where',
    [
      'Model designation',
      'Support period',
      'Publication of support period',
      'Publication of vulnerability disclosure policy',
      'Documentation of replacement',
      'Documentation of secure setup',
      'Documentation of setup check',
      'Documentation of personal data',
      'Documentation of telemetry data',
      'Documentation of sensors',
      'Documentation of deletion',
    ],
    'Say where each of these is published.',
  ),
  form(
    3,
    'VulnTypes',
    'Kinds of vulnerability and what is done about each',
    ['Description', 'Action', 'Time frame'],
    'Write one row for each kind of vulnerability: who acts, and within what time.',
  ),
  form(4, 'Conf', 'What the maker confirms', ['Confirmation'], 'Have a person with authority confirm each, and keep the confirmation as evidence.'),
  form(5, 'VulnMon', 'How vulnerabilities are looked for', ['Description'], 'Write how news of flaws in the device and its components is watched.'),
  form(
    6,
    'SoftComp',
    'Software components',
    ['Description', 'Update mechanism', 'Cryptographic usage'],
    'Put the device’s software on the map as assets of kind code.',
  ),
  form(
    7,
    'UpdMech',
    'How updates get in',
    ['Description', 'Security guarantees', 'Cryptographic details', 'Initiation and interaction', 'Configuration', 'Update checking', 'User notification'],
    'Draw an updates link to the device.',
  ),
  form(
    8,
    'UpdProc',
    'How updates come about, and how fast',
    ['Description', 'Time frame'],
    'Write who does what from report to roll-out, and within what time.',
  ),
  form(
    9,
    'ReplSup',
    'Replacement of what cannot be updated',
    ['Isolation', 'Hardware replacement'],
    'Write how a device that cannot be updated is isolated and replaced.',
  ),
  form(
    10,
    'SecParam',
    'Keys, credentials and other security parameters',
    ['Description', 'Type', 'Security guarantees', 'Protection scheme', 'Provisioning', 'Communication mechanisms', 'Generation'],
    'Put the device’s keys and credentials on the map as assets of kind credential.',
  ),
  form(
    11,
    'ComMech',
    'How the device talks',
    ['Description', 'Security guarantees', 'Cryptographic details', 'Resilience measures'],
    'Draw the flows to and from the device.',
    'SecComMech',
  ),
  form(
    12,
    'NetSecImpl',
    'Implementations of network and security functions',
    ['Description', 'Review or evaluation', 'Report'],
    'Name the implementations of protocols and cryptography, and who reviewed each.',
  ),
  form(
    13,
    'SoftServ',
    'Software services',
    ['Description', 'Initial status', 'Justification', 'Allows configuration', 'Authentication mechanism'],
    'Draw the interfaces of the device.',
  ),
  form(
    14,
    'SecMgmt',
    'How security parameters are managed through their life',
    ['Parameter', 'Generation', 'Provisioning', 'Storage', 'Updates', 'Decommissioning', 'Handling of compromise'],
    'Put the device’s keys and credentials on the map, then write how each is managed.',
  ),
  form(
    15,
    'Intf',
    'Physical and air interfaces',
    ['Description', 'Type', 'Status', 'Debug interface', 'Protection', 'Disclosed information'],
    'Draw the ports and radios of the device as interfaces (uart, jtag, usb, ethernet, wifi, ble).',
    'PhyIntf',
  ),
  form(16, 'CodeMin', 'How code is kept to what is needed', ['Description'], 'Write how code that is not needed is kept out of the release.'),
  form(17, 'PrivlCtrl', 'How privileges are kept down', ['Description'], 'Write how processes of the device are kept to the privileges that they need.'),
  form(18, 'AccCtrl', 'How hardware controls access to memory', ['Description'], 'Write which hardware mechanism guards memory, or that there is none.'),
  form(19, 'SecDev', 'How development is kept safe', ['Description'], 'Draw the repositories, build systems and gates behind the device.'),
  form(
    20,
    'SecBoot',
    'Secure boot',
    ['Description', 'Security guarantees', 'Detection mechanisms', 'User notification', 'Notification functionality'],
    'State the fact secure-boot, then describe the chain of trust.',
  ),
  form(
    21,
    'PersData',
    'Personal data',
    ['Description', 'Processing activities', 'Communication mechanisms', 'Sensitive', 'Obtaining consent', 'Withdrawing consent'],
    'Mark the personal assets of the map, and draw where they live and travel.',
  ),
  form(
    22,
    'ExtSens',
    'Sensors that see or hear the surroundings',
    ['Description', 'Documentation'],
    'State the fact senses-surroundings, then list each sensor.',
  ),
  form(
    23,
    'ResMech',
    'How the device stands loss of network and power',
    ['Description', 'Type', 'Security guarantees'],
    'Write what the device does when network or power fails, and after.',
  ),
  form(
    24,
    'TelData',
    'Telemetry',
    ['Description', 'Purpose', 'Security examination', 'Personal data'],
    'Mark telemetry on assets, and draw the flows that carry it.',
  ),
  form(
    25,
    'DelFunc',
    'How users delete their data',
    ['Description', 'Target type', 'Initiation and interaction', 'Confirmation'],
    'Write each function that deletes user data: on the device, and in services.',
  ),
  form(
    26,
    'UserDec',
    'Decisions a user takes about security',
    ['Description', 'Options', 'Default'],
    'Write each security decision asked of the user at set-up, its options and its default.',
  ),
  form(27, 'UserIntf', 'User interfaces', ['Description', 'Access'], 'Draw the interfaces by which users act on the device.'),
  form(
    28,
    'ExtAPI',
    'Interfaces to the outside',
    ['Description', 'Protocol and port', 'Reachable from', 'Initial status', 'Disclosed information'],
    'Draw the interfaces of the device and the networks on which they can be reached.',
    'LogIntf',
  ),
  form(29, 'InpVal', 'How input is validated', ['Input', 'Validation method'], 'Draw the interfaces of the device, then write how input on each is validated.'),
];
