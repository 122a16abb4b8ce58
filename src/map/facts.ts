// The closed list of facts a map may state about a part (or a variant, or the service as a whole). A fact is a declaration: it shapes
// which questions are asked and which requirements apply, and never closes an attack step. Letters and numbers in brackets are the features
// and conditions of ETSI EN 303 645 V3.1.3 Table B.1 that the fact decides.

interface FactDeclared {
  readonly type: 'boolean' | 'number' | 'text';
  readonly about: string;
}

const yes = (about: string): FactDeclared => ({ type: 'boolean', about });

export const FACTS = {
  // authentication
  'passwords-used': yes('Passwords authenticate people or machines to it (a).'),
  'unique-password-preinstalled': yes('Each device leaves the factory with a password of its own (b).'),
  'cryptographic-authentication': yes('Cryptography authenticates users or machines (c).'),
  'user-authentication': yes('Users authenticate to it (d).'),
  'network-authentication': yes('Some authentication works over a network (e).'),
  'guessing-defence-feasible': yes('Its resources allow a defence against guessing over the network (14).'),
  // software and updates
  'software-mutable': yes('Some of its software is not deliberately immutable (f).'),
  'software-updatable': yes('Its software can be updated (g, 12).'),
  'software-not-updatable': yes('Some of its software cannot be updated (3).'),
  'updates-feasible': yes('Its resources allow an update mechanism (15).'),
  'automatic-updates': yes('Updates can be automatic (h).'),
  'update-notices': yes('Users are told of updates (i).'),
  'network-updates': yes('Updates come over a network (j).'),
  'secure-boot': yes('It boots only software it has verified (s).'),
  'rollback-allowed': yes('It accepts an older firmware than it runs.'),
  // parameters
  'security-parameters-stored': yes('It keeps sensitive security parameters in persistent storage (k).'),
  'critical-security-parameters': yes('It has critical security parameters (16).'),
  'hard-coded-identity': yes('A hard-coded unique identity is used for security (l).'),
  'parameters-protect-updates-or-traffic': yes('Critical parameters protect updates or service traffic (m).'),
  'network-security-settings': yes('Security settings can be changed over a network (n).'),
  'critical-parameters-leave': yes('Critical parameters leave the device (o).'),
  // surface
  'unused-interfaces': yes('Some reachable interfaces are unused (p).'),
  'debug-interfaces': yes('It has debug interfaces (q).'),
  'physical-debug-ports': yes('It has physical debug ports (r).'),
  'senses-surroundings': yes('It senses its surroundings: camera, microphone, position (v).'),
  // data: t, u, w, x, y, z, aa follow from assets and flows; these override where the map is silent on data
  'telemetry-collected': yes('Telemetry is collected from it (w).'),
  'personal-data-processed': yes('It processes personal data (z).'),
  'consent-based-processing': yes('Personal data is processed by consent (y).'),
  'traffic-or-location-data': yes('It processes data on traffic or location, in the sense of the law on electronic communications.'),
  // radio equipment in the Union: which parts of EN 18031 are about it, and what its decision trees ask
  'internet-connected': yes('It can talk over the Internet, by itself or through other equipment.'),
  toy: yes('It is a toy in the sense of the law.'),
  childcare: yes('It is made to look after children.'),
  wearable: yes('It is worn on the body or on clothes.'),
  'transfers-money': yes('With it people move money, monetary value or virtual currency.'),
  'special-category-data': yes('It is made above all to process personal data of a special category, such as on health.'),
  'network-equipment': yes('It carries traffic between networks for other equipment.'),
  'user-interface': yes('People operate it directly, or by a page or screen that it serves.'),
  'machine-interface': yes('Machines operate it over an interface made for them.'),
  'factory-password': yes('It leaves the factory with a password.'),
  'password-optional': yes('Its user may leave a password unset, or not use it.'),
  'parents-control-access': yes('Parents or guardians control access to it.'),
  'optional-network-services': yes('It offers network services that set-up and basic operation do not need.'),
  'critical-keys-generated': yes('It makes confidential keys itself.'),
  'critical-keys-preinstalled': yes('Confidential keys are put into it at the factory.'),
  'environment-limits-access': yes('Where it is meant to be used, only those with the right to it can get at it.'),
  'environment-protects-storage': yes('Where it is meant to be used, what it stores is protected from outside.'),
  'trusted-networks-only': yes('It is reached only over networks that admit nobody without the right to it.'),
  'local-network-only': yes('Its network interfaces are meant for other equipment of the local network alone.'),
  'network-absorbs-floods': yes('Other equipment of its network protects it from floods.'),
  'law-forbids-access-control': yes('Law forbids that access to it is controlled.'),
  'law-forbids-logging': yes('Law forbids that its events are logged.'),
  'safety-forbids-updates': yes('Functional safety forbids that its software is updated.'),
  'users-told-otherwise': yes('Users learn of changes to their privacy by other means than the equipment.'),
  // office, build and operation
  'internet-facing': yes('It can be reached from the Internet.'),
  'multi-tenant': yes('It serves many customers from one instance.'),
  'external-mail': yes('It takes mail from strangers.'),
  'password-reset-by-mail': yes('A forgotten password is reset by a mailed link.'),
  'outbound-unrestricted': yes('It may open connections to anywhere.'),
  'third-party-components': yes('It contains components of others.'),
  'runs-untrusted-input': yes('It executes what contributors hand in (build scripts, plug-ins).'),
  wireless: yes('It talks by radio.'),
  'battery-powered': yes('It runs on a battery.'),
  actuates: yes('It moves, heats, locks or otherwise acts on the physical world.'),
  resellable: yes('It may change owner in its life.'),
  'component-type': {
    type: 'text',
    about: 'Its type in IEC 62443-4-2: software-application, embedded-device, host-device or network-device; several with commas.',
  },
  'security-level-target': { type: 'number', about: 'The security level of IEC 62443 that is aimed at, 1 to 4.' },
  'trust-level-target': { type: 'number', about: 'The level of trust of ISO/IEC 27034 that is aimed at, 0 to 3.' },
  'emb3d-properties': { type: 'text', about: 'Device properties of MITRE EMB3D that it has, by number, where nothing else on the map is about them.' },
  'emb3d-properties-absent': { type: 'text', about: 'Device properties of MITRE EMB3D that it does not have, by number.' },
  // source code, of a repository
  'c-source': yes('It holds source in C.'),
  'c-for-posix': yes('Its C is written for POSIX systems.'),
  'c-for-windows': yes('Its C is written for Windows.'),
  'supported-until': { type: 'text', about: 'End of its support period, as a date (2031-12-31).' },
  'placed-on-market': { type: 'text', about: 'When it was first placed on the market, as a date.' },
  'expected-use-years': { type: 'number', about: 'How many years it is expected to be in use, counted from when it was placed on the market.' },
  firmware: { type: 'text', about: 'The firmware version it runs.' },
} as const satisfies Record<string, FactDeclared>;

export type FactKey = keyof typeof FACTS;
