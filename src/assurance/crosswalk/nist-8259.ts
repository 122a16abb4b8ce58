import { crosswalk, type Row } from './declare.ts';

// What answers the core baseline of NIST: the six device capabilities of IR 8259A, the four supporting ones of IR 8259B. They are wide, so
// most controls are a part of one.
const DEVICE: readonly Row[] = [
  ['factory-provisioning', 'DI', 'subset-of', 'Puts an identity into each device that software can ask for.'],
  ['identification-published', 'DI', 'subset-of', 'Marks model and maker where a hand can find them.'],
  ['fleet-inventory', 'DI', 'intersects-with', 'Uses the identity to know each device and its version.'],
  ['secure-defaults', 'DC', 'subset-of', 'Gives each setting a safe value, and a way back to it.'],
  ['local-interface-authentication', 'DC', 'subset-of', 'Lets nobody at settings over the local network without asking who it is.'],
  ['access-visible', 'DC', 'intersects-with', 'Makes one setting, who may see the home, plain to its owner.'],
  ['keys-protected-on-device', 'DP', 'subset-of', 'Guards the secrets that lie in the device.'],
  ['flow-protected', 'DP', 'subset-of', 'Guards data on every flow, from reading and from altering.'],
  ['cryptography-current', 'DP', 'subset-of', 'Keeps the cryptography that does it up to date.'],
  ['retirement-erases', 'DP', 'subset-of', 'Makes data unreadable for good when the device changes hands.'],
  ['attack-surface-minimal', 'LA', 'subset-of', 'Shuts interfaces that are not needed.'],
  ['local-interface-authentication', 'LA', 'subset-of', 'Opens local interfaces to known users and devices only.'],
  ['debug-closed', 'LA', 'subset-of', 'Shuts the sockets meant for the maker.'],
  ['no-remote-shell', 'LA', 'subset-of', 'Removes the interface with the most power.'],
  ['guessing-limited', 'LA', 'subset-of', 'Locks or delays after failed attempts.'],
  ['signed-updates', 'SU', 'subset-of', 'Takes only what the maker signed, checked on the device.'],
  ['update-choice', 'SU', 'subset-of', 'Lets the owner choose how updates come, or put them off.'],
  ['updates-delivered', 'SU', 'subset-of', 'Shows by the versions seen that updates arrive.'],
  ['rollback-refused', 'SU', 'intersects-with', 'Refuses old versions with holes; that anybody may go back is not tried.'],
  ['device-log', 'CS', 'subset-of', 'Reports security events of the device.'],
  ['fleet-intrusion-detection', 'CS', 'subset-of', 'Tells expected behaviour from a state that may be compromised.'],
  ['logs-collected', 'CS', 'intersects-with', 'Takes the reports to those who may read them.'],
];

export const NIST_8259A_CROSSWALK = crosswalk('nist-8259a', 'IR 8259A (2020-05)', DEVICE, {
  together: [],
  remainders: {
    DI: 'That the identifiers cannot be altered, and that each device has a physical one of its own, is not checked.',
    DC: 'That every setting can be changed, and only by those who may, is not tried setting by setting.',
    DP: 'Stored personal data and settings are not looked for on the device, only secrets.',
    LA: 'Whether each logical and physical interface can be disabled one by one is not tried.',
    SU: 'That those with the right can go back, and nobody else can update, is not tried.',
    CS: 'That the device keeps others from altering its state information is not tried on the device.',
  },
});

const SUPPORTING: readonly Row[] = [
  ['conformity-documented', 'DO', 'subset-of', 'Assembles risk assessment, design and tests in one file.'],
  ['risk-analysis-current', 'DO', 'subset-of', 'Writes down what is assumed of use, users and attackers.'],
  ['sbom-complete', 'DO', 'subset-of', 'Writes down what each release is made of.'],
  ['lifecycle-documented', 'DO', 'subset-of', 'Leaves a written trail from design to retirement.'],
  ['support-period-published', 'DO', 'subset-of', 'Writes down until when the device is kept up.'],
  ['disclosure-contact', 'IQ', 'subset-of', 'Receives reports at a published address, and answers them in time.'],
  ['incident-triaged', 'IQ', 'intersects-with', 'Ranks what comes in and passes it to the right person.'],
  ['advisories-published', 'ID', 'subset-of', 'Publishes each fixed flaw, for people and for machines.'],
  ['update-notices', 'ID', 'subset-of', 'Tells owners of updates and what they are for.'],
  ['incident-communicated', 'ID', 'subset-of', 'Tells users of an incident, and what to do.'],
  ['support-period-published', 'ID', 'intersects-with', 'Warns a year before support ends.'],
  ['security-instructions', 'EA', 'subset-of', 'Explains set-up, safe use, updates and disposal in plain words.'],
  ['privacy-information', 'EA', 'subset-of', 'Explains what is sensed and collected, and for how long.'],
  ['warnings-heeded', 'EA', 'intersects-with', 'Measures whether people act on what they were told.'],
];

export const NIST_8259B_CROSSWALK = crosswalk('nist-8259b', 'IR 8259B (2021-08)', SUPPORTING, {
  together: [],
  remainders: {
    DO: 'Capabilities with their use, assumptions and upkeep are not compared point by point.',
    IQ: 'Questions of customers that are not reports of flaws are not followed to their answer.',
    ID: 'Alerts to maintenance that is needed, apart from updates, are not looked for.',
    EA: 'That customers learn what is theirs to do, and what the maker does, is not checked.',
  },
});
