import type { ThingKind } from '../../inventory/model.ts';
import type { GraphNode } from './graph.ts';

// What a node of a graph is in the inventory. The kinds of two schemas are listed; another schema's fall to the words of their names. `undefined`: a piece or a
// description of something that is there by itself (a step of a job, a variable, a rule), which is looked at and is no thing.

const LISTED: ReadonlyMap<string, ThingKind | undefined> = new Map<string, ThingKind | undefined>([
  ['GH_Enterprise', 'organisation'],
  ['GH_Organization', 'organisation'],
  ['GH_User', 'account'],
  ['GH_EnterpriseManagedUser', 'account'],
  ['GH_ExternalIdentity', 'account'],
  ['GH_Team', 'group'],
  ['GH_EnterpriseTeam', 'group'],
  ['GH_Repository', 'repository'],
  ['GH_Branch', 'branch'],
  ['GH_BranchProtectionRule', undefined],
  ['GH_Workflow', 'workflow'],
  ['GH_WorkflowJob', undefined],
  ['GH_WorkflowStep', undefined],
  ['GH_Environment', 'environment'],
  ['GH_EnvironmentBranchPolicy', undefined],
  ['GH_SecretScanningAlert', 'secret'],
  ['GH_SamlIdentityProvider', 'identity-provider'],
  ['GH_App', 'application'],
  ['GH_AppInstallation', 'application'],
  ['GH_PersonalAccessToken', 'token'],
  ['GH_PersonalAccessTokenRequest', undefined],
  ['GH_Secret', 'secret'],
  ['GH_Variable', undefined],
  ['GH_Role', 'role'],
  ['GH_OrgRole', 'role'],
  ['GH_TeamRole', 'role'],
  ['GH_RepoRole', 'role'],
  ['GH_EnterpriseRole', 'role'],
  ['GH_Runner', 'runner'],
  ['GH_RunnerGroup', 'runner'],
  ['Okta_Organization', 'identity-provider'],
  ['Okta_Realm', 'group'],
  ['Okta_User', 'account'],
  ['Okta_Group', 'group'],
  ['Okta_Device', 'device'],
  ['Okta_Application', 'application'],
  ['Okta_ApiServiceIntegration', 'service-account'],
  ['Okta_ResourceSet', 'group'],
  ['Okta_Role', 'role'],
  ['Okta_CustomRole', 'role'],
  ['Okta_RoleAssignment', undefined],
  ['Okta_ApiToken', 'token'],
  ['Okta_ClientSecret', 'secret'],
  ['Okta_JWK', 'secret'],
  ['Okta_AgentPool', 'group'],
  ['Okta_Agent', 'host'],
  ['Okta_AuthorizationServer', 'application'],
  // Another organisation whose word is taken, and not the tenant's own sign-in.
  ['Okta_IdentityProvider', 'organisation'],
  ['Okta_Policy', undefined],
]);

/** In order: what is particular stands before what is common. */
const WORDS: readonly (readonly [RegExp, ThingKind | undefined])[] = [
  [/\b(?:step|job|variable|policy|policies|rule|assignment|finding|alert|label|tag|setting|configuration|profile)\b/, undefined],
  [/\b(?:service (?:account|principal|integration)|managed identity|robot|bot|machine account|workload)\b/, 'service-account'],
  [/\b(?:federated|cloud|assumed?|iam) ?(?:identity|role|credential)\b|\baws ?role\b/, 'cloud-identity'],
  [/\b(?:token|pat|api ?key|access key)\b/, 'token'],
  [/\b(?:secret|password|passwd|credential|vault|key|jwk|item|login|certificate)\b/, 'secret'],
  [/\b(?:repo|repository)\b/, 'repository'],
  [/\bbranch\b/, 'branch'],
  [/\b(?:workflow|pipeline)\b/, 'workflow'],
  [/\b(?:runner|runner group|build agent)\b/, 'runner'],
  [/\benvironment\b/, 'environment'],
  [/\b(?:role|permission set|privilege)\b/, 'role'],
  [/\b(?:group|team|ou|container|realm)\b/, 'group'],
  [/\b(?:tenant|organi[sz]ation|org|domain|enterprise|forest|subscription|directory|instance)\b/, 'organisation'],
  [/\b(?:computer|server|host|vm|machine|node|appliance)\b/, 'host'],
  [/\b(?:device|laptop|phone)\b/, 'device'],
  [/\b(?:app|application|client|integration|extension|package|script)\b/, 'application'],
  [/\b(?:share|bucket|drive|site|library)\b/, 'shared-drive'],
  [/\b(?:user|account|person|identity|member|login|employee|contact)\b/, 'account'],
  [/\b(?:database|cluster|system|service)\b/, 'application'],
];

/** `undefined` where it is no thing. An unknown kind is taken for an application: what nobody has a word for still may hold a power. */
export function thingKindOf({ kinds }: GraphNode): ThingKind | undefined {
  for (const kind of kinds) if (LISTED.has(kind)) return LISTED.get(kind);
  for (const kind of kinds) {
    const words = wordsOf(kind);
    for (const [pattern, found] of WORDS) if (pattern.test(words)) return found;
  }
  return 'application';
}

/** `OP_ServiceAccount` as `op service account`. */
export function wordsOf(kind: string): string {
  return (kind.slice(0, 200).match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []).join(' ').toLowerCase();
}
