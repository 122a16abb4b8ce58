import { counterpartOf } from '../../../attack/library/source-hosting.ts';
import type { Power } from '../../inventory/model.ts';
import { own, text } from '../discovery/json.ts';
import type { GraphEdge } from './graph.ts';
import { wordsOf } from './kinds.ts';

// What the start of an edge can do to its end. Kinds of two schemas are listed, another schema's fall to the words of their names.

const split = (kinds: string): readonly string[] => kinds.trim().split(/\s+/);

const LISTED: ReadonlyMap<string, Power> = new Map<string, Power>(
  (
    [
      [
        'contains',
        'GH_Contains GH_Owns GH_HasBranch GH_HasWorkflow GH_HasEnvironment GH_HasJob GH_HasStep GH_HasRunner GH_InheritedFrom GH_HasExternalIdentity',
      ],
      ['contains', 'Okta_Contains Okta_RealmContains Okta_ResourceSetContains'],
      ['member', 'GH_HasRole GH_HasBaseRole GH_MemberOf Okta_MemberOf Okta_HasRole Okta_AgentMemberOf'],
      [
        'administers',
        'GH_AdminTo GH_CanEditProtection GH_EditRepoProtections GH_ManageWebhooks GH_ManageDeployKeys GH_ManageSecurityProducts GH_ManageRepoSecurityProducts',
      ],
      [
        'administers',
        'GH_AddMember GH_TransferRepository GH_CanCreateEnvironment GH_CanEditEnvironment GH_WriteOrganizationCustomOrgRole GH_WriteOrganizationCustomRepoRole',
      ],
      [
        'administers',
        'GH_ManageEnterpriseAdmins GH_ManageEnterpriseMembers GH_ManageEnterpriseOrganizationAdmins GH_ManageEnterpriseIdentityProvider GH_WriteEnterpriseSso',
      ],
      [
        'administers',
        'Okta_SuperAdmin Okta_OrgAdmin Okta_AppAdmin Okta_ManageApp Okta_GroupAdmin Okta_GroupMembershipAdmin Okta_HelpDeskAdmin Okta_MobileAdmin Okta_AddMember',
      ],
      ['writes', 'GH_CanWriteBranch GH_CanCreateBranch GH_WriteRepoContents GH_WriteRepoPullRequests GH_BypassBranchProtection GH_PushProtectedBranch'],
      [
        'writes',
        'GH_BypassPullRequestAllowances GH_RestrictionsCanPush GH_WriteOrganizationActionsSecrets GH_WriteOrganizationActionsSettings Okta_MembershipSync Okta_GroupPull',
      ],
      ['reads', 'GH_ReadRepoContents GH_HasVariable Okta_ReadPasswordUpdates'],
      ['holds', 'GH_HasSecret GH_CanReadSecret GH_CanReadSecretScanningAlert GH_HasPersonalAccessToken Okta_ReadClientSecret'],
      [
        'becomes',
        'GH_ValidToken GH_InstalledAs GH_CanAssumeIdentity GH_SyncedTo Okta_ApiTokenFor Okta_SecretOf Okta_KeyOf Okta_ResetPassword Okta_ResetFactors',
      ],
      ['becomes', 'Okta_PasswordSync Okta_OutboundSSO Okta_InboundSSO Okta_SWA Okta_UserSync Okta_KerberosSSO'],
      ['authenticates', 'Okta_IdentityProviderFor Okta_InboundOrgSSO Okta_OutboundOrgSSO Okta_OrgSWA Okta_AgentPoolFor'],
      ['hosts', 'Okta_HostsAgent'],
      ['runs', 'GH_CanUseRunner GH_CanCreateRepositoryWithRunnerAccess GH_CanPwnRequest'],
      ['deploys', 'GH_CanDeployToEnvironment'],
      [
        'none',
        'GH_HasMember GH_HasSamlIdentityProvider GH_MapsToUser GH_ProtectedBy GH_IsEligibleFor GH_ApprovesDeploymentTo GH_MatchesEnvironmentPolicy GH_DependsOn GH_CallsWorkflow',
      ],
      [
        'none',
        'GH_UsesSecret GH_UsesVariable GH_DeploysTo GH_AssignedTo GH_HasPersonalAccessTokenRequest Okta_ManagerOf Okta_DeviceOf Okta_CreatorOf Okta_AppAssignment',
      ],
      ['none', 'Okta_HasRoleAssignment Okta_ScopedTo Okta_IdpGroupAssignment Okta_GroupPush Okta_UserPush Okta_UserPull Okta_PolicyMapping'],
    ] as const satisfies readonly (readonly [Power, string])[]
  ).flatMap(([power, kinds]) => split(kinds).map((kind) => [kind, power] as const)),
);

/** In order. Of the names of kinds, as other schemas have them. */
const WORDS: readonly (readonly [RegExp, Power])[] = [
  [/\bcontains?\b/, 'contains'],
  [/\b(?:member of|memberof|has role|hasrole|has base role|inherits?|inherited|assigned role|belongs)\b|^(?:[a-z]+ )?(?:is )?member$/, 'member'],
  [/\b(?:reset|resets|force change|change password|set password|add key|takeover|same person|password sync|synced)\b/, 'becomes'],
  [/\b(?:assume|assumes|impersonates?|token for|key of|secret of|valid token|authenticates? as|runs? as|session|sessions)\b/, 'becomes'],
  [/\b(?:sso|saml|trusts?|trusted|federat\w*|inbound|identity provider|oidc)\b/, 'authenticates'],
  [/\b(?:read|reads|get|dump|dcsync|view)\b.*\b(?:secrets?|passwords?|credentials?|keys?|tokens?|laps|hash\w*)\b/, 'holds'],
  [/\b(?:has|holds?|owns?)\b.*\b(?:secrets?|passwords?|credentials?|keys?|tokens?)\b/, 'holds'],
  [/\b(?:admin\w*|sysadmin|owns?|owner|manages?|control|full|generic all|dacl|superuser|sudo|root)\b/, 'administers'],
  [/\b(?:write|writes|push|edit|update|updates|create|modify|add|upload|publish)\b/, 'writes'],
  [/\b(?:deploys?)\b/, 'deploys'],
  [/\b(?:runs?|executes?|exec|execute\w*|command|commands|script|scripts|runner|workflow)\b/, 'runs'],
  [/\b(?:builds?)\b/, 'builds'],
  [/\b(?:back ?up|backups?|restores?)\b/, 'backs-up'],
  [/\b(?:hosts?|hosted)\b/, 'hosts'],
  [/\b(?:forwards?|forwarding)\b/, 'forwards'],
  [/\b(?:remote support|supports?|assist)\b/, 'supports'],
  [/\b(?:reads?|get|list|views?|access)\b/, 'reads'],
];

const CAN_WRITE = /"?(?:contents|administration|actions|workflows|secrets|environments|organization_administration|members)"?\s*:\s*"?(?:write|admin)/i;

/** What it gives. A token's or an application's access to something is as much as its permissions say. */
export function powerOf(edge: GraphEdge): Power {
  if (edge.kind === 'GH_CanAccess') return CAN_WRITE.test(permissionsOf(edge)) ? 'writes' : 'reads';
  const listed = LISTED.get(edge.kind);
  if (listed !== undefined) return listed;
  const words = wordsOf(edge.kind);
  const found = WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'none';
  // Collectors write edges for every right that there is, down to that of adding a label, and say which of them lead on.
  return own(edge.properties, 'traversable') === false && found !== 'contains' && found !== 'member' ? 'none' : found;
}

function permissionsOf({ start: { properties } }: GraphEdge): string {
  return ['permissions', 'repository_permissions', 'organization_permissions']
    .flatMap((key) => {
      const value = own(properties, key);
      return text(value) ?? (value === undefined ? [] : JSON.stringify(value));
    })
    .join(' ')
    .slice(0, 20_000);
}

/** Whether somebody who holds the start gains by the edge: the collector says so, or our library has a step that goes along it. */
export function isHazardous({ kind, properties }: GraphEdge): boolean {
  const says = own(properties, 'traversable');
  return typeof says === 'boolean' ? says : counterpartOf(kind) !== undefined;
}
