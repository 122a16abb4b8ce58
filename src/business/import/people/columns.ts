import type { ColumnWords } from './table.ts';

/** What a table of people or their accounts may say, in the order in which a name is looked up. Words are without spaces, marks and accents. */
export type PeopleColumn =
  | 'account'
  | 'person'
  | 'mail'
  | 'name'
  | 'left'
  | 'removed'
  | 'active'
  | 'inactive'
  | 'admin'
  | 'factor'
  | 'lastSignIn'
  | 'shared'
  | 'type'
  | 'role'
  | 'observed';

const split = (words: string): readonly string[] => words.trim().split(/\s+/);

export const PEOPLE_COLUMNS: ColumnWords<PeopleColumn> = {
  account: split(
    'account accountname username login loginname signinname userprincipalname upn samaccountname userid konto kontoname benutzer benutzername benutzerkonto anmeldename kennung benutzerkennung',
  ),
  person: split(
    'person personid employeeid employeenumber personnelnumber staffid staffnumber personalnummer personalnr mitarbeiternummer mitarbeiter mitarbeiterid owner besitzer inhaber',
  ),
  mail: split('mail email mailaddress emailaddress primaryemail emailadresse mailadresse'),
  name: split('name displayname fullname anzeigename vollername firstname lastname surname vorname nachname givenname'),
  left: split(
    'left lefton leftat leavedate leavingdate leaver terminated terminationdate enddate lastday lastdayofwork lastworkingday exitdate offboardingdate austritt austrittsdatum austrittam ausgeschieden ausgeschiedenam letzterarbeitstag letztertag',
  ),
  removed: split(
    'removed removedon removedat removaldate disabledon disabledat disableddate deactivatedon deactivatedat deletedon deletedat deprovisioned deprovisionedat entfernt entferntam deaktiviertam gesperrtam geloschtam geloeschtam',
  ),
  active: split('active isactive enabled accountenabled isenabled status accountstatus state userstatus aktiv aktiviert kontostatus'),
  inactive: split('disabled isdisabled suspended issuspended blocked locked deaktiviert gesperrt inaktiv'),
  admin: split('admin isadmin administrator isadministrator privileged isprivileged adminrole administratorrechte adminrechte privilegiert'),
  factor: split(
    'mfa mfamethod mfamethods mfamethode mfamethoden mfatype mfaverfahren 2fa twofactor secondfactor factor factors authenticationmethod authenticationmethods authmethod authmethods methodsregistered methodregistered defaultmfamethod signinmethod faktor zweiterfaktor anmeldeverfahren anmeldemethode authentifizierungsmethode authentifizierungsmethoden',
  ),
  lastSignIn: split(
    'lastsignin lastsignindate lastlogin lastlogon lastlogindate lastlogondate lastactive lastactivity letzteanmeldung zuletztangemeldet letzterlogin',
  ),
  shared: split('shared isshared sharedaccount genericaccount generic gemeinsam gemeinsamgenutzt geteilt sammelkonto funktionskonto gemeinschaftskonto'),
  type: split('type accounttype usertype kind typ kontotyp kontoart benutzertyp'),
  role: split('role roles rolle rollen jobrole funktion'),
  observed: split('observedat asof exportedat exported exportdate reportdate reportrefreshdate stand standvom datum'),
};

/** Whether the columns are of people: an account or a person, and something that tells how it stands with it. */
export function isPeople(columns: ReadonlySet<PeopleColumn>): boolean {
  const who = columns.has('account') || columns.has('person') || columns.has('mail');
  return who && ['left', 'removed', 'active', 'inactive', 'admin', 'factor', 'lastSignIn', 'shared'].some((column) => columns.has(column as PeopleColumn));
}

/** Of several columns of these meanings each is read, and the worst of what they say counts. */
export const DECIDING: readonly PeopleColumn[] = ['left', 'removed', 'active', 'inactive', 'admin', 'factor', 'shared'];
