import { EN_18031_PARTS, type En18031Part, en18031 } from '../standards/en-18031.ts';
import { type Crosswalk, crosswalk, type Judged, type Row } from './declare.ts';

// What answers each requirement of EN 18031-1, -2 and -3. The three parts share most requirements, and so the judgement on them: it is made
// once here, and each part takes what it has. AUM-2 stands for AUM-2-1 of parts 2 and 3, which is the same requirement.
const ROWS: readonly Row[] = [
  ['local-interface-authentication', 'ACM-1', 'subset-of', 'Puts a check before every local interface, for each device and each user.'],
  ['stream-access-enforced', 'ACM-1', 'subset-of', 'Puts a check before streams and images, which are assets that people reach.'],
  ['image-searched', 'ACM-1', 'intersects-with', 'Looks in the image for ways to an asset that nobody declared.'],
  ['stream-access-enforced', 'ACM-2', 'subset-of', 'Tries copied links, to see that only the rightful viewer gets in.'],
  ['processes-confined', 'ACM-2', 'subset-of', 'Keeps each program on the device from assets that it has no business with.'],
  ['session-revocation', 'ACM-2', 'intersects-with', 'Ends a right in servers at once, which the device then has to honour.'],
  ['penetration-tested', 'ACM-2', 'intersects-with', 'Has people try to get at what they have no right to.'],
  ['secure-defaults', 'ACM-3', 'intersects-with', 'Ships settings on their safe value; one that filters content would be among them.'],
  ['secure-defaults', 'ACM-4', 'intersects-with', 'Ships sharing switched off for everybody, and so for a child too.'],
  ['stream-access-enforced', 'ACM-4', 'intersects-with', 'Keeps third parties from streams, a child’s among them.'],
  ['access-visible', 'ACM-5', 'intersects-with', 'Gives the owner one page to change who may see the home, not what a child may use.'],
  ['access-visible', 'ACM-6', 'intersects-with', 'Gives the owner one page on which access by others can be ended, for the whole home.'],

  ['local-interface-authentication', 'AUM-1-1', 'subset-of', 'Asks who is there on every interface that the home network reaches.'],
  ['flow-protected', 'AUM-1-1', 'subset-of', 'Makes both ends of every declared flow prove who they are.'],
  ['access-point-verified', 'AUM-1-1', 'intersects-with', 'Makes the network itself prove that it is the home’s.'],
  ['local-interface-authentication', 'AUM-1-2', 'subset-of', 'Asks the user of a local page or app before it lets anything be used.'],
  ['introduction-possession', 'AUM-1-2', 'intersects-with', 'Takes presence at the device as a claim, and drills that it is needed.'],
  ['flow-protected', 'AUM-1-3', 'subset-of', 'Has machines show certificates to each other on every declared flow.'],
  ['local-interface-authentication', 'AUM-1-3', 'subset-of', 'Authenticates other devices on local interfaces, one by one.'],
  ['local-interface-authentication', 'AUM-2', 'subset-of', 'Finds out by trying whether an interface asks for anything at all.'],
  ['unique-device-credentials', 'AUM-2', 'subset-of', 'Sees to it that what is asked for is a secret and not common knowledge.'],
  ['user-sign-in-resistant', 'AUM-2-2', 'intersects-with', 'Asks a second factor in the app when the phone or browser is new.'],
  ['flow-protected', 'AUM-3', 'subset-of', 'Offers a false certificate, to see whether it is checked in every respect.'],
  ['certificate-revocation', 'AUM-3', 'subset-of', 'Offers a revoked certificate, to see whether its state is looked up.'],
  ['credential-rotation', 'AUM-4', 'subset-of', 'Changes what machines sign in with, before it is stale.'],
  ['account-recovery-resistant', 'AUM-4', 'intersects-with', 'Lets a person change a lost secret in a way that a stranger cannot use.'],
  ['unique-device-credentials', 'AUM-5-1', 'superset-of', 'Samples each batch for credentials that are shared or guessable, keys as well as passwords.'],
  ['image-searched', 'AUM-5-1', 'intersects-with', 'Finds a factory password that was left in the image.'],
  ['unique-device-credentials', 'AUM-5-2', 'subset-of', 'Where there is no factory password, nothing works until the owner has set one.'],
  ['introduction-completed', 'AUM-5-2', 'intersects-with', 'Measures whether people get past the step in which a password is set.'],
  ['guessing-limited', 'AUM-6', 'superset-of', 'Drills with a word list, on devices as on servers and in the app.'],

  ['updates-delivered', 'SUM-1', 'subset-of', 'Shows by the versions seen that a way to update exists and is used.'],
  ['sbom-complete', 'SUM-1', 'intersects-with', 'Lists the pieces of software, each of which needs such a way.'],
  ['signed-updates', 'SUM-2', 'equivalent-to', 'Tries unsigned, altered and foreign images, which is what this rules out.'],
  ['rollback-refused', 'SUM-2', 'intersects-with', 'Refuses an image that is whole and genuine, but old.'],
  ['secure-boot', 'SUM-2', 'intersects-with', 'Checks again at start what was checked at installation.'],
  ['update-choice', 'SUM-3', 'superset-of', 'Has devices look for updates and install them by themselves, or on the owner’s word.'],
  ['updates-delivered', 'SUM-3', 'intersects-with', 'Shows in numbers whether so little help is enough.'],

  ['keys-protected-on-device', 'SSM-1', 'subset-of', 'Reads a bought device, to see whether its secrets lie in a safe place.'],
  ['network-key-protected', 'SSM-1', 'intersects-with', 'Follows one stored secret, the key of the home network, through reset.'],
  ['secure-boot', 'SSM-2', 'subset-of', 'Notices a stored program that was altered.'],
  ['keys-protected-on-device', 'SSM-2', 'intersects-with', 'Looks at reading above all; a secure element also resists writing.'],
  ['keys-protected-on-device', 'SSM-3', 'subset-of', 'Tries to read keys and tokens from a device that was opened.'],
  ['network-key-protected', 'SSM-3', 'subset-of', 'Tries to get the home network’s key out of a device in use or reset.'],
  ['end-to-end-encryption', 'SSM-3', 'intersects-with', 'Leaves copies of private data outside the home unreadable.'],

  ['flow-protected', 'SCM-1', 'subset-of', 'Probes every flow of the map for encryption and for both ends’ proof.'],
  ['egress-limited', 'SCM-1', 'intersects-with', 'Leaves no other flow beside those that were probed.'],
  ['flow-protected', 'SCM-2', 'subset-of', 'Offers a false certificate and a downgrade, so as to alter what travels.'],
  ['cryptography-current', 'SCM-2', 'subset-of', 'Compares what guards the integrity of traffic with current recommendations.'],
  ['flow-protected', 'SCM-3', 'subset-of', 'Listens on each flow, to see whether anything can be read.'],
  ['cryptography-current', 'SCM-3', 'subset-of', 'Compares the ciphers of traffic with current recommendations.'],
  ['end-to-end-encryption', 'SCM-3', 'intersects-with', 'Keeps private data closed even to servers on the way.'],
  ['flow-protected', 'SCM-4', 'subset-of', 'Uses a protocol that numbers its records, wherever it is used.'],

  ['device-resilient', 'RLM-1', 'subset-of', 'Cuts network and power, and watches the device return to a safe state.'],
  ['flood-resistance', 'RLM-1', 'intersects-with', 'Floods servers at twice the peak, not the device.'],
  ['continuity-exercised', 'RLM-1', 'intersects-with', 'Lists what stops in a home when the cloud is out of reach.'],
  ['fleet-intrusion-detection', 'NMM-1', 'intersects-with', 'Raises an alarm on synchronised floods, from outside the equipment.'],
  ['telemetry-examined', 'NMM-1', 'intersects-with', 'Looks for signs of attack in what gateways report.'],
  ['egress-limited', 'TCM-1', 'subset-of', 'Stops traffic to all but declared peers, at device and gateway, by drill.'],
  ['quarantine-drilled', 'TCM-1', 'intersects-with', 'Cuts off one bad device, which is traffic control at its hardest.'],

  ['device-log', 'LGM-1', 'subset-of', 'Reports failed sign-ins, settings read, updates and restarts.'],
  ['logs-collected', 'LGM-1', 'intersects-with', 'Takes in what devices report, and notices a silent one.'],
  ['logs-collected', 'LGM-2', 'subset-of', 'Takes log data off the equipment, where a power cut there does not reach it.'],
  ['device-log', 'LGM-2', 'intersects-with', 'Sends events away as they happen, which spares some of them a power cut.'],
  ['logs-collected', 'LGM-3', 'intersects-with', 'Takes in more events than the equipment has room for, but elsewhere.'],
  ['device-log', 'LGM-4', 'intersects-with', 'Reports events as they happen, so that arrival gives a time where the device has none.'],

  ['retirement-erases', 'DLM-1', 'superset-of', 'Erases keys, media and settings by one act, and reads the flash afterwards.'],
  ['deletion-easy', 'DLM-1', 'intersects-with', 'Measures whether people finish the deletion they began.'],
  ['owner-told', 'UNM-1', 'subset-of', 'Tells the owner at once of new viewers, claims and sign-ins.'],
  ['update-notices', 'UNM-1', 'subset-of', 'Tells the owner of updates, one of which may change what is collected.'],
  ['privacy-information', 'UNM-1', 'intersects-with', 'Publishes what is collected, for those who go and look.'],
  ['privacy-information', 'UNM-2', 'intersects-with', 'Says in plain words what is collected, why and for how long, at each release.'],
  ['update-notices', 'UNM-2', 'intersects-with', 'Says in one line what an update does for the owner.'],

  ['cryptography-current', 'CCK-1', 'superset-of', 'Lists every key length by place of use, and compares it with a recommendation.'],
  ['factory-provisioning', 'CCK-2', 'subset-of', 'Has keys made inside the device or its secure element.'],
  ['cryptography-current', 'CCK-2', 'intersects-with', 'Lists the libraries that make keys, and drops old ones.'],
  ['unique-device-credentials', 'CCK-3', 'subset-of', 'Compares the keys of sampled devices with one another, and passwords too.'],
  ['factory-provisioning', 'CCK-3', 'intersects-with', 'Leaves the factory no copy, and counts identities each day.'],

  ['known-vulnerabilities-closed', 'GEC-1', 'subset-of', 'Matches each component of the software against advisories daily.'],
  ['vulnerability-monitoring', 'GEC-1', 'intersects-with', 'Tests with an old known case that the matching works.'],
  ['attack-surface-minimal', 'GEC-2', 'superset-of', 'Scans ports for each release and compares with what is needed.'],
  ['no-remote-shell', 'GEC-2', 'intersects-with', 'Names the one service that is never needed, and looks for it in the fleet.'],
  ['secure-defaults', 'GEC-3', 'intersects-with', 'Lists each setting with its safe value; optional services have such settings.'],
  ['security-instructions', 'GEC-4', 'intersects-with', 'Explains safe use, in which each service can be named.'],
  ['conformity-documented', 'GEC-4', 'intersects-with', 'Has the design in the technical file, which is not what the user reads.'],
  ['debug-closed', 'GEC-5', 'subset-of', 'Tries the debug sockets of a device from a shop.'],
  ['input-handling-tested', 'GEC-6', 'superset-of', 'Fuzzes every parser of foreign bytes, whichever interface they come by.'],
  ['web-injection-tested', 'GEC-6', 'intersects-with', 'Tries the pages that the equipment’s servers show.'],
  ['privacy-information', 'GEC-7', 'superset-of', 'Names every sensor in what is published, and compares with the map.'],
  ['secure-boot', 'GEC-8', 'subset-of', 'Refuses a changed image, by the root it has.'],

  ['cryptography-current', 'CRY-1', 'superset-of', 'Checks algorithms, lengths and libraries in every place of use, servers included.'],
  ['flow-protected', 'CRY-1', 'intersects-with', 'Refuses a downgrade, which would bring old cryptography back.'],
];

const TOGETHER: readonly string[] = ['SCM-2', 'SCM-3'];

const REMAINDERS: Readonly<Record<string, string>> = {
  'ACM-1': 'No check walks every asset of the equipment to see that something decides who gets at it.',
  'ACM-2': 'Access is tried for streams and programs, not for each asset and each kind of person or machine.',
  'ACM-3': 'Whether a toy opens only trusted outside content from the start is not tried.',
  'ACM-4': 'Whether a third party is kept from a child’s data is not tried apart from streams.',
  'ACM-5': 'No control covers what a parent can forbid a child on the equipment.',
  'ACM-6': 'That a parent can shut others out of what is the child’s is not tried on a toy.',
  'AUM-1-1': 'Access over a network that is neither local nor a declared flow is not tried.',
  'AUM-1-2': 'Buttons and screens on the casing are not tried.',
  'AUM-1-3': 'Interfaces to cards, readers and other machines of payment are not tried apart.',
  'AUM-2': 'Which factor each mechanism asks for is not recorded mechanism by mechanism.',
  'AUM-2-2': 'No control requires a second factor for money or special categories of data on the equipment.',
  'AUM-3': 'Properties of anything but certificates are not examined.',
  'AUM-4': 'That a user can change a password or key of the equipment is not tried.',
  'AUM-5-2': 'Passwords that an administrator or the equipment itself makes are not examined.',
  'SUM-1': 'Pieces of software without a way to update are not told apart from those that have one.',
  'SSM-1': 'Stored settings and personal data are not looked for on the equipment, only secrets.',
  'SSM-2': 'Nobody tries to alter stored settings, logs or personal data.',
  'SSM-3': 'Personal and financial data stored on the equipment is not part of the attempt.',
  'SCM-1': 'What leaves by an interface without a flow on the map is not probed.',
  'SCM-4': 'No recorded traffic is sent again, to see whether it is taken a second time.',
  'RLM-1': 'No flood is sent at the equipment’s own network interfaces.',
  'NMM-1': 'Detection by the network equipment itself is not drilled.',
  'TCM-1': 'Malicious traffic that merely passes through network equipment is not tried.',
  'LGM-1': 'The events of each asset are not compared one by one with what is logged.',
  'LGM-2': 'A log kept on the equipment is not read again after a power cut.',
  'LGM-3': 'How many events the equipment itself holds is not measured.',
  'LGM-4': 'The time within an entry is not compared with a clock.',
  'UNM-1': 'Changes of what is collected are not compared with the notices that users got.',
  'UNM-2': 'What a notice says of its effect on privacy is not read.',
  'CCK-2': 'The source of randomness is not tested.',
  'CCK-3': 'Keys that sign nobody in, such as one that decrypts updates, are not compared.',
  'GEC-1': 'Flaws of chips and boards are not matched against a list of parts.',
  'GEC-3': 'That each optional service can be switched off and on is not tried.',
  'GEC-4': 'What the user’s documents list is not compared with a scan.',
  'GEC-5': 'Sockets and radios other than those for debugging are not inspected.',
  'GEC-8': 'Whether the root itself can be exchanged is not tried.',
};

/** Written out, and not taken from the standards, so that a part that moves on has to be judged again. */
const EDITIONS: Readonly<Record<En18031Part, string>> = { 1: 'EN 18031-1:2024', 2: 'EN 18031-2:2024', 3: 'EN 18031-3:2024' };

function partOf(part: En18031Part): Crosswalk {
  const { id, requirements } = en18031(part);
  const ids = new Set(requirements.map((requirement) => requirement.id));
  const here = (requirement: string) => (requirement === 'AUM-2' && !ids.has('AUM-2') ? 'AUM-2-1' : requirement);
  const rows = ROWS.map(([control, requirement, relation, reason]): Row => [control, here(requirement), relation, reason]);
  const judged: Judged = {
    together: TOGETHER.filter((requirement) => ids.has(requirement)),
    remainders: Object.fromEntries(
      Object.entries(REMAINDERS).flatMap(([requirement, text]) => (ids.has(here(requirement)) ? [[here(requirement), text]] : [])),
    ),
  };
  return crosswalk(
    id,
    EDITIONS[part],
    rows.filter(([, requirement]) => ids.has(requirement)),
    judged,
  );
}

/** One crosswalk a part, in the order of the parts. */
export const EN_18031_CROSSWALKS: readonly Crosswalk[] = EN_18031_PARTS.map(partOf);
