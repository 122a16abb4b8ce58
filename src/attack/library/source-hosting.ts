import { LIBRARY } from './index.ts';
import { asks } from './template.ts';

// What a relation in a graph of who may do what (BloodHound's OpenGraph: a source host, an identity provider, a tool that manages machines) is in our
// library: the steps that do its work, and the controls that close those. Names of relation kinds are the field's own words; the schema that brings one
// is written by others, so what is not listed falls to the words of its name, and what those do not say has no counterpart and is said to have none.

export interface Counterpart {
  /** Templates of the library, the closest first. */
  readonly steps: readonly string[];
  /** Controls that those steps wait for, each once. None where the relation is how the thing works. */
  readonly controls: readonly string[];
  /** How it was found: the kind is listed, its name says it, or its description does. */
  readonly by: 'kind' | 'name' | 'description';
}

/** Relation kinds of the source-hosting schema (GitHub extension 1.3.1) that can be gone along, and what does their work here. */
export const SOURCE_HOSTING: Readonly<Record<string, readonly string[]>> = {
  GH_ManageEnterpriseAdmins: ['administrator-signed-in', 'one-of-many-owners', 'standing-top-administrator'],
  GH_ManageEnterpriseMembers: ['source-of-accounts-changed', 'sign-in-forged'],
  GH_ManageEnterpriseOrganizationAdmins: ['administrator-signed-in', 'one-of-many-owners'],
  GH_InheritedFrom: ['runner-waits-for-others', 'command-what-it-rules'],
  GH_HasRunner: ['runner-kept', 'runner-reaches-network'],
  GH_Owns: ['owner-overrides', 'one-of-many-owners'],
  GH_HasRole: ['account-becomes-person', 'excess-rights'],
  GH_MemberOf: ['account-becomes-person', 'excess-rights'],
  GH_AddMember: ['excess-rights', 'one-of-many-owners'],
  GH_HasBaseRole: ['account-becomes-person', 'excess-rights'],
  GH_AdminTo: ['administrator-signed-in', 'owner-overrides', 'one-of-many-owners'],
  GH_WriteOrganizationCustomOrgRole: ['excess-rights', 'one-of-many-owners'],
  GH_CanEditProtection: ['owner-overrides', 'rules-bypassed'],
  GH_CanReadSecret: ['workflow-secret-printed', 'build-secret-printed'],
  GH_CanReadSecretScanningAlert: ['secret-caught-fresh', 'unlisted-secret-in-source'],
  GH_HasSecret: ['workflow-secret-printed', 'build-secret-printed', 'build-secret-taken'],
  GH_HasVariable: ['workflow-secret-printed', 'members-read'],
  GH_ValidToken: ['secret-caught-fresh', 'personal-token-copied', 'stray-machine-token'],
  GH_InstalledAs: ['application-turned', 'consent-phish'],
  GH_CanUseRunner: ['runner-kept', 'runner-waits-for-others'],
  GH_CanCreateRepositoryWithRunnerAccess: ['runner-kept', 'runner-waits-for-others'],
  GH_CanWriteBranch: ['push-alone', 'rules-bypassed', 'push-together'],
  GH_CanCreateBranch: ['workflow-secret-printed', 'runner-kept', 'deployed-from-own-branch'],
  GH_CanCreateEnvironment: ['cloud-identity-assumed', 'deployed-from-own-branch'],
  GH_CanEditEnvironment: ['deployed-from-own-branch', 'workflow-secret-printed', 'owner-overrides'],
  GH_CanAssumeIdentity: ['cloud-identity-assumed'],
  GH_SyncedTo: ['source-of-accounts-changed', 'ride-sign-on-critical', 'sign-in-forged'],
  GH_CanPwnRequest: ['stranger-runs-workflow', 'stranger-builds', 'job-token-writes'],
  GH_CanDeployToEnvironment: ['deployed-from-own-branch', 'deployed', 'deployed-by-hand'],
};

/** Words of a name, and the steps they speak of. `all` must be there, and one of `any`; nothing of `not`. The first that fits decides. */
interface Said {
  readonly all?: readonly string[];
  readonly any: readonly string[];
  readonly not?: readonly string[];
  readonly steps: readonly string[];
  /** Too common a word to mean anything in a sentence: looked for in names alone. */
  readonly nameOnly?: true;
}

const SECRETS = ['credential-used', 'secret-in-store', 'workflow-secret-printed', 'build-secret-printed'];
const TRUST = ['foreign-tenant-trusted', 'sign-in-forged', 'identity-provider-opens'];
const SAME_PERSON = ['source-of-accounts-changed', 'ride-sign-on', 'ride-sign-on-critical'];
const RIGHTS = ['excess-rights', 'account-becomes-person'];
const RULE = ['administrator-signed-in', 'command-what-it-rules', 'standing-top-administrator'];
const SESSIONS = ['session-stolen', 'work-beside', 'administer-beside'];
const COMMANDS = ['command-what-it-rules', 'office-updates-turned', 'deployed-by-hand'];
const NEW_FACTOR = ['factor-registered-by-help-desk', 'reset-by-mailbox', 'credential-replaced'];
const TICKETS = ['own-key-used', 'credential-used'];
const PUSH = ['push-alone', 'push-together', 'job-token-writes'];

const words = (text: string): readonly string[] => text.split(' ');

/** Looking gives nothing, unless what is looked at opens something. */
const LOOKING = words('read reads view views list get see enumerate');
const OPENS =
  /^(?:secrets?|passwords?|credentials?|creds?|keys?|tokens?|tgs|tgt|tickets?|laps|gmsa|variables?|vaults?|certificates?|hash(?:es)?|contents|files|mail|messages|documents|backups?)$/;

/** Parts of longer words that are written as one: `sysadmin`, `dbowner`, `hasrole`. */
const STEMS = words('admin owner secret token password runner credential member role session workflow pipeline');

/** In order: what is particular stands before what is common. */
const WORDS: readonly Said[] = [
  { any: words('pwn untrusted fork forks'), steps: ['stranger-runs-workflow', 'stranger-builds', 'job-token-writes'] },
  { any: words('bypass bypasses protection protections ruleset rulesets protected'), steps: ['rules-bypassed', 'owner-overrides'] },
  { any: words('runner runners'), steps: ['runner-kept', 'runner-waits-for-others', 'runner-reaches-network'] },
  { any: words('coerce relay ntlm poison'), steps: ['session-taken-on-the-network', 'ask-without-asking-who'] },
  { any: words('forward forwards forwarding mailbox mailboxes'), steps: ['forwarded-mail-read', 'open-mailboxes', 'reset-by-mailbox'] },
  { any: words('backup backups restore restores snapshot snapshots'), steps: ['changed-copy-restored', 'old-state-restored', 'backup-stolen'] },
  {
    all: ['password'],
    any: words('sync synced updates synchronization synchronisation push'),
    steps: ['saved-password-used', 'credential-used', 'source-of-accounts-changed'],
  },
  { any: words('reset resets factor factors mfa authenticator authenticators recover'), steps: NEW_FACTOR },
  { all: ['password'], any: words('change changes set force write'), steps: NEW_FACTOR },
  { any: words('laps gmsa dcsync ntds'), steps: ['shared-administrator-password', 'credential-used'] },
  { all: ['dc'], any: ['sync'], steps: ['shared-administrator-password', 'credential-used'], nameOnly: true },
  { any: words('tgs tgt ticket tickets spn'), steps: TICKETS },
  {
    any: words('token tokens pat apikey deploykey'),
    not: words('policies policy request requests'),
    steps: ['personal-token-copied', 'stray-machine-token', 'application-turned'],
  },
  { all: ['deploy'], any: words('key keys'), steps: ['application-turned', 'push-from-machine'] },
  {
    any: words('assume assumes assumed oidc workload passrole impersonate impersonates impersonation managedidentity'),
    steps: ['cloud-identity-assumed', 'own-key-used', 'sign-in-forged'],
  },
  { all: ['managed'], any: words('identity identities'), steps: ['cloud-identity-assumed', 'own-key-used'] },
  { any: words('enroll enrol adcs adcsesc esc pki cert'), steps: ['identity-issued', 'issuing-key-copied'], nameOnly: true },
  { any: words('federated federation federates federate saml trusts trusted trust inbound crosstenant partner'), steps: TRUST },
  { all: ['identity'], any: ['provider', 'providers'], steps: TRUST },
  { any: words('sso kerberos swa'), steps: [...SAME_PERSON, 'identity-provider-opens'] },
  {
    any: words(
      'secret secrets credential credentials cred creds password passwords key keys keyvault variable variables vault vaults certificate certificates hash hashes',
    ),
    not: words('scanning delete dismiss'),
    steps: SECRETS,
  },
  {
    any: words('sync syncs synced synchronization synchronisation scim provisioned provisioning pull mapped maps matched matches correlation same'),
    not: words('request requests policy'),
    steps: SAME_PERSON,
  },
  { all: ['sid'], any: ['history'], steps: SAME_PERSON, nameOnly: true },
  { all: ['push'], any: words('group groups user users membership profile'), steps: SAME_PERSON, nameOnly: true },
  { any: words('linked'), steps: ['own-key-used', 'identity-provider-opens'], nameOnly: true },
  {
    all: ['secret', 'scanning'],
    any: words('alert alerts'),
    not: words('closure dismissal resolve delete'),
    steps: ['secret-caught-fresh', 'unlisted-secret-in-source'],
  },
  {
    any: words('installed application applications app apps integration integrations oauth consent client'),
    not: words('admin administrator owner'),
    steps: ['application-turned', 'consent-phish', 'stray-machine-token'],
    nameOnly: true,
  },
  { all: ['remote'], any: words('support assist control'), steps: ['remote-support-taken-over', 'remote-support-lured'] },
  {
    any: words('publish publishes upload uploads artifact artifacts registry image images'),
    steps: ['artifact-replaced', 'release-store-ruled'],
    nameOnly: true,
  },
  { any: words('sign signs signing'), not: ['in', 'on'], steps: ['signed-alone', 'signing-key-taken'], nameOnly: true },
  {
    any: words('deploy deploys deployment deployments environment environments'),
    not: ['matches'],
    steps: ['deployed-from-own-branch', 'deployed-by-hand', 'deployed'],
  },
  { any: words('branch branches commit commits push merge'), not: words('delete settings type types'), steps: PUSH, nameOnly: true },
  { any: words('write edit update'), all: ['contents'], steps: PUSH, nameOnly: true },
  { any: words('repo repository repositories'), all: ['write'], not: words('pull role'), steps: PUSH, nameOnly: true },
  {
    any: words('workflow workflows pipeline pipelines actions job jobs'),
    not: words('calls depends metrics usage'),
    steps: ['stranger-runs-workflow', 'build-job-rewritten', 'job-token-writes'],
    nameOnly: true,
  },
  { any: words('session sessions logon login rdp psremote winrm ssh console'), not: ['policy'], steps: SESSIONS },
  { any: ['remote'], not: words('support assist'), steps: SESSIONS, nameOnly: true },
  { all: ['user'], any: words('current primary assigned loggedon'), steps: SESSIONS },
  { any: words('escape escapes mount mounts'), steps: ['guest-escapes', 'host-rules-guest'], nameOnly: true },
  {
    any: words(
      'execute executes execution exec command commands script scripts extension extensions gpo gp task tasks package software mdm agent agents host hosts hosted runs',
    ),
    not: words('scanning mapping password audit monitor'),
    steps: COMMANDS,
    nameOnly: true,
  },
  { all: ['code'], any: words('execute execution executed run runs'), steps: COMMANDS },
  { any: words('code function'), all: ['update'], not: ['scanning'], steps: COMMANDS, nameOnly: true },
  { any: ['policies'], not: words('read token tokens password audit interaction'), steps: COMMANDS, nameOnly: true },
  {
    any: words(
      'admin admins administrator administrators administration owns owner owners owned ownership control controls superuser sudo root generic dacl contributor maintainer manager author privileged',
    ),
    not: words('domain billing'),
    steps: RULE,
    nameOnly: true,
  },
  {
    any: words(
      'role roles member members membership memberof permission permissions accounts account group groups team teams grant grants delegate delegation inherits inherited allowed access privilege privileges rights ace aces acl identity self',
    ),
    not: words('policies interaction'),
    steps: RIGHTS,
    nameOnly: true,
  },
  { any: words('contains'), steps: [...RIGHTS, 'command-what-it-rules'], nameOnly: true },
  {
    all: ['manage'],
    any: words('users organization organizations organisation tenant server device devices'),
    not: words('webhook webhooks'),
    steps: RULE,
    nameOnly: true,
  },
  { any: words('anonymous public everyone share shares shared'), steps: ['anonymous-link', 'members-read'], nameOnly: true },
  { any: words('contents files messages documents'), steps: ['members-read', 'code-reads'], nameOnly: true },
  { any: words('administrative escalation escalate takeover'), steps: RULE },
];

const BY_ID = new Map(LIBRARY.map((template) => [template.id, template]));

/**
 * What a relation kind is in the library. `description`: what the schema says of it, asked only where the name says nothing. Undefined where
 * neither does: the relation has no counterpart, and an importer says so.
 */
export function counterpartOf(kind: string, description = ''): Counterpart | undefined {
  const listed = Object.hasOwn(SOURCE_HOSTING, kind) ? SOURCE_HOSTING[kind] : undefined;
  if (listed !== undefined) return found(listed, 'kind');
  const whole = kind.slice(0, LONGEST);
  const name = wordsOf(whole.replace(/^[A-Za-z0-9]{1,12}_(?=.)/, ''));
  // What stands before the first line is the schema's own mark, unless it is the half of the name that says it: MEMBER_OF.
  const named = said(name, false) ?? said(wordsOf(whole), false);
  if (named !== undefined) return found(named, 'name');
  const told = looksOnly(name) ? undefined : said(wordsOf(description.slice(0, LONGEST)), true);
  return told === undefined ? undefined : found(told, 'description');
}

/** Names and descriptions come from a schema that somebody else wrote: what is longer says no more. */
const LONGEST = 1000;

/** `CanReadSecret`, `SSO_Login` and `get_tgs` as their words, in small letters. */
function wordsOf(text: string): ReadonlySet<string> {
  const found = (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).map((word) => word.toLowerCase());
  return new Set([...found, ...STEMS.filter((stem) => found.some((word) => word.includes(stem)))]);
}

function looksOnly(those: ReadonlySet<string>): boolean {
  return LOOKING.some((verb) => those.has(verb)) && ![...those].some((word) => OPENS.test(word));
}

function said(those: ReadonlySet<string>, sentence: boolean): readonly string[] | undefined {
  if (looksOnly(those) && !sentence) return undefined;
  return WORDS.find(
    (one) =>
      !(sentence && one.nameOnly === true) &&
      (one.all ?? []).every((word) => those.has(word)) &&
      one.any.some((word) => those.has(word)) &&
      !(one.not ?? []).some((word) => those.has(word)),
  )?.steps;
}

function found(steps: readonly string[], by: Counterpart['by']): Counterpart {
  const closers = steps.flatMap((id) => {
    const template = BY_ID.get(id);
    return template === undefined ? [] : asks(template).map((closer) => closer.slice(0, closer.indexOf('@')));
  });
  return { steps, controls: [...new Set(closers)], by };
}
