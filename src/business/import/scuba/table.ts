import type { ClaimRow } from '../posture/rows.ts';

// What the checks of both tools show, by what their code looks at, and no more. Ids are without the version at their end.

const IDP = ['identity-provider'];
const MAIL = ['mail'];
const DOCUMENTS = ['document-system', 'wiki'];

const MICROSOFT: readonly ClaimRow[] = [
  {
    claim: 'identity.phishing-resistant',
    baseline: 'ScubaGear AAD',
    checks: ['MS.AAD.3.1'],
    of: IDP,
    to: 'users',
    why: 'A conditional access policy asks all users for a phishing-resistant factor at all applications. Roles that administer the tenant have a check of their own.',
  },
  {
    claim: 'identity.phishing-resistant',
    baseline: 'ScubaGear AAD',
    checks: ['MS.AAD.3.6'],
    of: IDP,
    to: 'administrators',
    why: 'A policy asks the highly privileged roles of the tenant for a phishing-resistant factor. MS.AAD.3.2 asks for any second factor, and those can be phished.',
  },
  {
    claim: 'identity.app-consent-governed',
    baseline: 'ScubaGear AAD',
    checks: ['MS.AAD.5.1', 'MS.AAD.5.2'],
    of: IDP,
    why: 'Users can neither register applications nor consent to them beyond what an administrator allows. 5.3, a way to ask, is a convenience.',
  },
  {
    claim: 'identity.privileged-limited',
    baseline: 'ScubaGear AAD',
    checks: ['MS.AAD.7.1', 'MS.AAD.7.2', 'MS.AAD.7.3'],
    of: IDP,
    why: 'Two to eight top administrators, fewer than those with finer roles, on accounts kept in the cloud for it.',
  },
  {
    claim: 'identity.privilege-checked-out',
    baseline: 'ScubaGear AAD',
    checks: ['MS.AAD.7.4', 'MS.AAD.7.5', 'MS.AAD.7.6'],
    of: IDP,
    why: 'No standing assignment of the highest roles, none outside the privilege management that ends and records them, and the top one only once approved.',
  },
  {
    claim: 'mail.forwarding-blocked',
    baseline: 'ScubaGear EXO',
    checks: ['MS.EXO.1.1'],
    of: MAIL,
    why: 'Automatic forwarding is off towards every remote domain, so that no rule of a user’s takes effect outside.',
  },
  {
    claim: 'mail.dmarc-enforced',
    baseline: 'ScubaGear EXO',
    checks: ['MS.EXO.2.2', 'MS.EXO.4.1', 'MS.EXO.4.2'],
    of: MAIL,
    why: 'Every domain has DMARC with reject, and an SPF policy that fails strangers: with one that admits anybody, forged mail passes DMARC too. DKIM adds nothing here.',
  },
  {
    claim: 'mail.dangerous-content-stopped',
    baseline: 'ScubaGear Defender',
    checks: ['MS.DEFENDER.1.1', 'MS.DEFENDER.1.2', 'MS.DEFENDER.1.3'],
    of: MAIL,
    why: 'The preset policies are on and hold for all users: malware, spam and phishing filters by 1.2, safe attachments and safe links by 1.3.',
  },
  {
    claim: 'mail.dangerous-content-stopped',
    baseline: 'ScubaGear SecuritySuite',
    checks: ['MS.SECURITYSUITE.1.1', 'MS.SECURITYSUITE.1.3', 'MS.SECURITYSUITE.6.1', 'MS.SECURITYSUITE.7.1', 'MS.SECURITYSUITE.7.2'],
    of: MAIL,
    why: 'Attachments that run are blocked, malware is quarantined, phishing is not delivered, links are compared with a block list and what they download is scanned.',
  },
  {
    claim: 'admin.acts-logged',
    baseline: 'ScubaGear Defender',
    checks: ['MS.DEFENDER.6.1'],
    of: MAIL,
    why: 'The unified audit log is on: the provider keeps it, and no administrator of the tenant can alter an entry. How long it is kept is not looked at.',
  },
  {
    claim: 'admin.acts-logged',
    baseline: 'ScubaGear SecuritySuite',
    checks: ['MS.SECURITYSUITE.5.1'],
    of: MAIL,
    why: 'The same check under its later name.',
  },
  {
    claim: 'documents.sharing-limited',
    baseline: 'ScubaGear SharePoint',
    checks: ['MS.SHAREPOINT.1.1', 'MS.SHAREPOINT.1.2', 'MS.SHAREPOINT.2.1'],
    of: DOCUMENTS,
    shows: 'ill',
    why: 'Kept, they rule out anonymous links, and links to the whole company remain a matter of choice, so they show too little. Not kept, strangers can be let in.',
  },
];

const GOOGLE: readonly ClaimRow[] = [
  {
    claim: 'identity.phishing-resistant',
    baseline: 'ScubaGoggles commoncontrols',
    checks: ['GWS.COMMONCONTROLS.1.1'],
    of: IDP,
    to: 'users',
    why: 'Two-step verification is enforced with security keys alone, for every organisational unit and so for administrators too.',
  },
  {
    claim: 'identity.phishing-resistant',
    baseline: 'ScubaGoggles commoncontrols',
    checks: ['GWS.COMMONCONTROLS.1.1'],
    of: IDP,
    to: 'administrators',
    why: 'As for all users: the check knows no exception for administrators.',
  },
  {
    claim: 'identity.app-consent-governed',
    baseline: 'ScubaGoggles commoncontrols',
    checks: ['GWS.COMMONCONTROLS.10.1', 'GWS.COMMONCONTROLS.10.2', 'GWS.COMMONCONTROLS.10.4'],
    of: IDP,
    why: 'Services are restricted to trusted applications, users cannot consent even to low risk, and applications that nobody configured are kept out.',
  },
  {
    claim: 'identity.privileged-limited',
    baseline: 'ScubaGoggles commoncontrols',
    checks: ['GWS.COMMONCONTROLS.6.1', 'GWS.COMMONCONTROLS.6.2'],
    of: IDP,
    why: 'Two to eight super administrators, on accounts of their own in the cloud. The tool cannot look at 6.1, and what it cannot see keeps the claim back.',
  },
  {
    claim: 'mail.forwarding-blocked',
    baseline: 'ScubaGoggles gmail',
    checks: ['GWS.GMAIL.11.1'],
    of: MAIL,
    why: 'Users cannot forward their mail automatically.',
  },
  {
    claim: 'mail.dmarc-enforced',
    baseline: 'ScubaGoggles gmail',
    checks: ['GWS.GMAIL.3.1', 'GWS.GMAIL.4.1', 'GWS.GMAIL.4.2'],
    of: MAIL,
    why: 'Every domain has DMARC with reject, and an SPF policy that fails strangers.',
  },
  {
    claim: 'mail.dangerous-content-stopped',
    baseline: 'ScubaGoggles gmail',
    checks: ['GWS.GMAIL.5.1', 'GWS.GMAIL.5.2', 'GWS.GMAIL.5.3', 'GWS.GMAIL.5.5', 'GWS.GMAIL.6.1', 'GWS.GMAIL.6.2', 'GWS.GMAIL.6.3', 'GWS.GMAIL.15.1'],
    of: MAIL,
    why: 'Encrypted, scripted and odd attachments from strangers do not reach the inbox, links and images are looked behind, and suspicious mail is scanned again first.',
  },
  {
    claim: 'documents.sharing-limited',
    baseline: 'ScubaGoggles drive',
    checks: ['GWS.DRIVEDOCS.1.1', 'GWS.DRIVEDOCS.1.5', 'GWS.DRIVEDOCS.1.8'],
    of: DOCUMENTS,
    shows: 'ill',
    why: 'Kept, new items are private and strangers need an allowed domain; what is shared with the whole company is not looked at. Not kept, a link opens to anybody.',
  },
];

export const SCUBA_ROWS: readonly ClaimRow[] = [...MICROSOFT, ...GOOGLE];
