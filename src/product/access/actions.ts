/** Everything that can be asked of Assay, once. Routes, Cedar's schema, the scopes of tokens and the console's buttons come from here. */
export interface Action {
  /** As a button or a sentence names it. */
  readonly title: string;
  /** `read` changes nothing; `act` goes on a ledger with who and why. `public` needs nobody to be signed in. */
  readonly kind: 'public' | 'read' | 'act';
  /** The ledger that the act stands on. */
  readonly on: 'office' | 'service';
  /** The person must have proven anew, within five minutes, that it is them. A token can never do it. */
  readonly stepUp?: true;
  /** It can harm the fleet or the record: a second person agrees, or break-glass is open. */
  readonly fourEyes?: true;
  /** It answers with a way in. Where two agree on it, that is for whoever proposed it: given to who agrees, it would make them their own second person. */
  readonly givesLink?: true;
  /** The body has a `reason` that somebody can follow later. */
  readonly reason?: true;
}

export const ACTIONS = {
  'public.read': { title: 'See the sign-in page and the state of the server', kind: 'public', on: 'office' },
  'public.sign-in': { title: 'Sign in', kind: 'public', on: 'office' },
  'self.read': { title: 'See your own account', kind: 'read', on: 'office' },
  'self.sign-out': { title: 'Sign out', kind: 'act', on: 'office' },
  'self.step-up': { title: 'Prove anew that it is you', kind: 'act', on: 'office' },
  'self.manage': { title: 'Change how you sign in', kind: 'act', on: 'office', stepUp: true },
  'service.read': { title: 'See a service, its map, its attacks and its position', kind: 'read', on: 'service' },
  'service.create': { title: 'Bring a service', kind: 'act', on: 'service' },
  'map.edit': { title: 'Change the map', kind: 'act', on: 'service', reason: true },
  'evidence.record': { title: 'Record evidence', kind: 'act', on: 'service' },
  // Closing a review states what came of it: whoever may do this may record evidence, too.
  'review.work': { title: 'Start, answer and close a review', kind: 'act', on: 'service' },
  'review.abandon': { title: 'Give a review up', kind: 'act', on: 'service', reason: true },
  'inventory.read-people': { title: 'See whose accounts were discovered or are reviewed', kind: 'read', on: 'service' },
  'exclusion.grant': { title: 'Exclude a control', kind: 'act', on: 'service', stepUp: true, fourEyes: true, reason: true },
  'exclusion.withdraw': { title: 'Withdraw an exclusion', kind: 'act', on: 'service', reason: true },
  // The room keeps the two apart itself: asking and granting are two acts, and nobody grants what they asked for.
  'release.ask-exception': { title: 'Ask for an exception of a release', kind: 'act', on: 'service', reason: true },
  'release.grant-exception': { title: 'Grant an exception that another asked for', kind: 'act', on: 'service', stepUp: true },
  'release.withdraw-exception': { title: 'Withdraw an exception of a release', kind: 'act', on: 'service' },
  'standard.import': { title: 'Import a standard', kind: 'act', on: 'service', reason: true },
  'standard.supersede': {
    title: 'Put an imported standard in the place of a shipped one',
    kind: 'act',
    on: 'service',
    stepUp: true,
    fourEyes: true,
    reason: true,
  },
  'fleet.read': { title: 'See devices, their credentials, the authority and the policies', kind: 'read', on: 'service' },
  'device.introduce': { title: 'Show the code by which a household takes a device over', kind: 'act', on: 'service' },
  'device.retire': { title: 'Retire a device for ever', kind: 'act', on: 'service', stepUp: true, reason: true },
  'device.transfer': { title: 'End the ownership of a device', kind: 'act', on: 'service', stepUp: true, reason: true },
  'device.revoke': { title: "Revoke a device's certificate", kind: 'act', on: 'service', stepUp: true, reason: true },
  'telemetry.send': { title: 'Send the events of sensors', kind: 'act', on: 'service' },
  'alert.read': { title: 'See alerts and incidents, and the devices that they name', kind: 'read', on: 'service' },
  'incident.read': { title: 'See incidents, their clocks and papers, and the devices that they name', kind: 'read', on: 'service' },
  'incident.handle': { title: 'Handle an incident', kind: 'act', on: 'service' },
  // The room asks for two and keeps the reason sealed beside the ledger, so none stands on it in clear.
  'incident.let-pass': {
    title: 'Close an incident without recovery shown, or not tell whom the law names',
    kind: 'act',
    on: 'service',
    stepUp: true,
    fourEyes: true,
  },
  'incident.erase': { title: 'Erase the names and words of an incident', kind: 'act', on: 'service', stepUp: true, fourEyes: true },
  'report.export': { title: 'Download a report', kind: 'read', on: 'service' },
  'ledger.read': { title: 'See the ledger and its proofs', kind: 'read', on: 'service' },
  'office.read': { title: "See the office's ledger", kind: 'read', on: 'office' },
  'people.read': { title: 'See people and their roles', kind: 'read', on: 'office' },
  'people.invite': { title: 'Invite a person', kind: 'act', on: 'office', stepUp: true, givesLink: true, reason: true },
  'people.invite-operator': {
    title: 'Invite an operator, a responder or an auditor',
    kind: 'act',
    on: 'office',
    stepUp: true,
    fourEyes: true,
    givesLink: true,
    reason: true,
  },
  'people.change-roles': { title: "Change a person's roles", kind: 'act', on: 'office', stepUp: true, fourEyes: true, reason: true },
  'people.suspend': { title: 'Suspend a person', kind: 'act', on: 'office', stepUp: true, reason: true },
  'people.suspend-operator': { title: 'Suspend an operator, a responder or an auditor', kind: 'act', on: 'office', stepUp: true, fourEyes: true, reason: true },
  'people.restore': { title: 'Let a suspended person in again', kind: 'act', on: 'office', stepUp: true, fourEyes: true, reason: true },
  'people.erase': { title: "Erase a person's data", kind: 'act', on: 'office', stepUp: true, fourEyes: true, reason: true },
  'people.reset-sign-in': {
    title: 'Give a person a new way in',
    kind: 'act',
    on: 'office',
    stepUp: true,
    fourEyes: true,
    givesLink: true,
    reason: true,
  },
  'session.revoke': { title: "End another person's sessions", kind: 'act', on: 'office', stepUp: true, reason: true },
  'proposal.read': { title: 'See what waits for a second person', kind: 'read', on: 'office' },
  'proposal.decide': { title: 'Agree to or refuse what another person proposes', kind: 'act', on: 'office', stepUp: true },
  'proposal.withdraw': { title: 'Take back what you proposed', kind: 'act', on: 'office' },
  'proposal.collect': { title: 'Collect the link that came of what you proposed', kind: 'act', on: 'office', stepUp: true },
  'break-glass.read': { title: 'See whether the glass is broken', kind: 'read', on: 'office' },
  'break-glass.open': { title: 'Break the glass: act without a second person for an hour', kind: 'act', on: 'office', stepUp: true, reason: true },
  'break-glass.close': { title: 'Close the glass again', kind: 'act', on: 'office' },
  'break-glass.review': { title: 'Review what was done behind broken glass', kind: 'act', on: 'office', stepUp: true, reason: true },
  'token.read': { title: 'See tokens', kind: 'read', on: 'office' },
  'token.issue': { title: 'Issue a token', kind: 'act', on: 'office', stepUp: true, reason: true },
  'token.revoke': { title: 'Revoke a token', kind: 'act', on: 'office' },
  'settings.read': { title: 'See settings', kind: 'read', on: 'office' },
  'settings.change': { title: 'Change settings', kind: 'act', on: 'office', stepUp: true, fourEyes: true, reason: true },
  'metrics.read': { title: "Read the server's figures", kind: 'read', on: 'office' },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];
/** By id, with what is absent given as absent. */
export const actionOf = (id: ActionId): Action => ACTIONS[id];
