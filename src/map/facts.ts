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
  'supported-until': { type: 'text', about: 'End of its support period, as a date (2031-12-31).' },
  'placed-on-market': { type: 'text', about: 'When it was first placed on the market, as a date.' },
  firmware: { type: 'text', about: 'The firmware version it runs.' },
} as const satisfies Record<string, FactDeclared>;

export type FactKey = keyof typeof FACTS;
