import { claims, duration, share } from './declare.ts';

export const EXPERIENCE = claims('experience', [
  ['defaults.secure', 'ships with every setting on its safe value', 'P90D'],
  ['experience.introduction-completed', 'introductions completed the safe way: share', 'P30D', share],
  ['experience.sign-in-completed', 'sign-ins that succeed at the first try: share', 'P30D', share],
  ['experience.protections-kept', 'protections left switched on: share', 'P30D', share],
  ['experience.warnings-heeded', 'warnings acted on: share', 'P30D', share],
  ['owner.notified', 'told the owner of a new viewer, claim or sign-in', 'P35D'],
  ['access.shown-to-owner', 'shows the owner everybody who may see the home', 'P90D'],
  ['consent.recorded-and-withdrawable', 'records consent and takes it back as easily', 'P30D'],
  ['privacy.information-published', 'publishes what it senses, collects and keeps', 'P90D'],
  ['experience.deletion-completed', 'deletions completed of those begun: share', 'P30D', share],
  ['recovery.takeover-resistant', 'did not give an account to somebody else by recovery', 'P90D'],
  ['update.users-told', 'tells owners of updates and what they fix', 'P90D'],
  ['support.period-published', 'publishes until when it is kept secure', 'P180D'],
  ['instructions.published', 'explains set-up, safe use and disposal', 'P180D'],
  ['product.identification-published', 'can be identified by model, version and maker', 'P180D'],
  ['conformity.file-complete', 'has a complete technical file', 'P180D'],
  ['conformity.corrective-action-ready', 'rehearsed a corrective action from finding to field', 'P365D'],
  ['update.owner-choice', 'updates by itself, as agreed at set-up, and can be told to wait', 'P90D'],
  ['experience.introduction-time', 'was introduced in this time', 'P90D', duration],
]);
