import type { ClaimRow } from '../posture/rows.ts';

// What named checks of Prowler show, by what their code looks at, and no more. Other producers have no table: their results are kept as they are.

const IDP = ['identity-provider'];
const MAIL = ['mail'];
const REPOSITORY = ['repository'];
const DOCUMENTS = ['document-system', 'wiki'];

const GITHUB: readonly ClaimRow[] = [
  {
    claim: 'repository.branch-protected',
    baseline: 'Prowler github',
    checks: [
      'repository_default_branch_protection_enabled',
      'repository_default_branch_protection_applies_to_admins',
      'repository_default_branch_disallows_force_push',
      'repository_default_branch_deletion_disabled',
    ],
    of: REPOSITORY,
    perMember: true,
    why: 'The default branch has rules, they bind administrators, and its history can neither be rewritten nor deleted.',
  },
  {
    claim: 'repository.dependencies-watched',
    baseline: 'Prowler github',
    checks: ['repository_dependency_scanning_enabled'],
    of: REPOSITORY,
    perMember: true,
    why: 'Alerts on known holes of dependencies are on.',
  },
  {
    claim: 'repository.secrets-scanned',
    baseline: 'Prowler github',
    checks: ['repository_secret_scanning_enabled'],
    of: REPOSITORY,
    shows: 'ill',
    why: 'On, it looks at what was pushed already; whether a push is refused is another setting, which the check does not read. Off, nothing is searched.',
  },
  {
    claim: 'workflow.untrusted-contained',
    baseline: 'Prowler github',
    // What zizmor found in the workflows; Prowler puts its own word before zizmor's.
    checks: ['githubactions_dangerous_triggers', 'githubactions_template_injection'],
    of: REPOSITORY,
    shows: 'ill',
    why: 'Found, a workflow runs on what strangers hand in, or takes their words for commands. Not found, it may not have been looked for.',
  },
  {
    claim: 'workflow.token-least',
    baseline: 'Prowler github',
    checks: ['githubactions_excessive_permissions'],
    of: REPOSITORY,
    shows: 'ill',
    why: 'Found, a workflow gives its jobs a token that may do more than they need.',
  },
  {
    claim: 'dependencies.pinned',
    baseline: 'Prowler github',
    checks: ['githubactions_unpinned_uses'],
    of: REPOSITORY,
    shows: 'ill',
    why: 'Found, a workflow takes an action by a name that can be moved.',
  },
];

// Whether any second factor is asked for (`…_mfa_required`, `…_mfa_enabled`) has no row: those checks fail, too, where a policy asks for a strength or a single
// resistant factor in its place, and pass with factors that can be phished.
const OKTA: readonly ClaimRow[] = [
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler okta',
    checks: ['application_admin_console_phishing_resistant_authentication'],
    of: IDP,
    to: 'administrators',
    shows: 'ill',
    why: 'Passed, it holds for the console alone, and administrators sign in to more. Failed, the console takes a factor that can be phished.',
  },
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler okta',
    checks: ['application_dashboard_phishing_resistant_authentication'],
    of: IDP,
    to: 'users',
    shows: 'ill',
    why: 'Passed, it holds for the dashboard alone: each application has a policy of its own. Failed, the dashboard takes a factor that can be phished.',
  },
  {
    claim: 'admin.acts-logged',
    baseline: 'Prowler okta',
    checks: ['systemlog_streaming_enabled'],
    of: IDP,
    why: 'The system log is sent as it grows to a place outside the tenant, where its administrators cannot take it back.',
  },
];

const MICROSOFT: readonly ClaimRow[] = [
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler m365',
    checks: ['entra_admin_users_phishing_resistant_mfa_enabled'],
    of: IDP,
    to: 'administrators',
    why: 'An enabled policy asks all administrator roles for a phishing-resistant strength at all applications.',
  },
  {
    claim: 'identity.app-consent-governed',
    baseline: 'Prowler m365',
    checks: ['entra_policy_restricts_user_consent_for_apps', 'entra_thirdparty_integrated_apps_not_allowed'],
    of: IDP,
    why: 'Users can neither consent to applications nor register them.',
  },
  {
    claim: 'identity.privileged-limited',
    baseline: 'Prowler m365',
    checks: ['admincenter_users_between_two_and_four_global_admins', 'entra_admin_users_cloud_only'],
    of: IDP,
    why: 'Two to four top administrators, each on an account kept in the cloud for it.',
  },
  {
    claim: 'identity.privilege-checked-out',
    baseline: 'Prowler m365',
    checks: ['entra_pim_global_administrator_approval_required', 'entra_pim_privileged_role_administrator_approval_required'],
    of: IDP,
    shows: 'ill',
    why: 'Passed, taking the roles up needs approval; whether some hold them all the time is not looked at. Failed, they are taken up unasked.',
  },
  {
    claim: 'mail.forwarding-blocked',
    baseline: 'Prowler m365',
    checks: ['defender_antispam_outbound_policy_forwarding_disabled', 'exchange_transport_rules_mail_forwarding_disabled'],
    of: MAIL,
    why: 'Neither a user’s rule nor a rule of the transport sends mail on to outside domains.',
  },
  {
    claim: 'mail.dangerous-content-stopped',
    baseline: 'Prowler m365',
    checks: ['defender_safe_attachments_policy_enabled', 'defender_safelinks_policy_enabled', 'defender_malware_policy_common_attachments_filter_enabled'],
    of: MAIL,
    why: 'Attachments are opened by a machine first, links are looked at when clicked, and kinds of file that run are blocked.',
  },
  {
    claim: 'admin.acts-logged',
    baseline: 'Prowler m365',
    checks: ['purview_audit_log_search_enabled'],
    of: MAIL,
    why: 'The unified audit log is on: the provider keeps it, and no administrator of the tenant can alter an entry.',
  },
  {
    claim: 'documents.sharing-limited',
    baseline: 'Prowler m365',
    checks: ['sharepoint_external_sharing_restricted', 'sharepoint_guest_sharing_restricted'],
    of: DOCUMENTS,
    shows: 'ill',
    why: 'Passed, strangers are kept out, and links to the whole company are not looked at. Failed, guests or strangers can be let in.',
  },
  {
    claim: 'identity.sessions-bound',
    baseline: 'Prowler m365',
    checks: ['entra_managed_device_required_for_authentication'],
    of: IDP,
    shows: 'ill',
    why: 'Passed, a sign-in needs a managed device, and a session that was stolen later is not looked at. Failed, any device will do.',
  },
  {
    claim: 'admin.acts-logged',
    baseline: 'Prowler m365',
    checks: ['exchange_organization_mailbox_auditing_enabled', 'exchange_mailbox_audit_bypass_disabled'],
    of: MAIL,
    shows: 'ill',
    why: 'Passed, acts on mailboxes are kept, and other acts are not looked at. Failed, who reads a mailbox leaves no trace.',
  },
];

const GOOGLE: readonly ClaimRow[] = [
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler googleworkspace',
    checks: ['security_2sv_hardware_keys_admins'],
    of: IDP,
    to: 'users',
    shows: 'ill',
    why: 'The check reads the rule of the whole domain, and cannot see units that have another. Failed, the domain takes factors that can be phished.',
  },
  {
    claim: 'identity.app-consent-governed',
    baseline: 'Prowler googleworkspace',
    checks: ['security_app_access_restricted'],
    of: IDP,
    shows: 'ill',
    why: 'It passes where one service is restricted, which is not all. Failed, none is.',
  },
  {
    claim: 'identity.privileged-limited',
    baseline: 'Prowler googleworkspace',
    checks: ['directory_super_admin_count', 'directory_super_admin_only_admin_roles'],
    of: IDP,
    why: 'Few super administrators, and their accounts are used for that alone.',
  },
  {
    claim: 'mail.forwarding-blocked',
    baseline: 'Prowler googleworkspace',
    checks: ['gmail_auto_forwarding_disabled'],
    of: MAIL,
    why: 'Users cannot forward their mail automatically.',
  },
  {
    claim: 'mail.dangerous-content-stopped',
    baseline: 'Prowler googleworkspace',
    checks: [
      'gmail_encrypted_attachment_protection_enabled',
      'gmail_script_attachment_protection_enabled',
      'gmail_anomalous_attachment_protection_enabled',
      'gmail_shortener_scanning_enabled',
      'gmail_external_image_scanning_enabled',
      'gmail_untrusted_link_warnings_enabled',
      'gmail_enhanced_pre_delivery_scanning_enabled',
    ],
    of: MAIL,
    why: 'Encrypted, scripted and odd attachments are kept back, links and images are looked behind, and suspicious mail is scanned again first.',
  },
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler googleworkspace',
    checks: ['security_2sv_enforced'],
    of: IDP,
    to: 'users',
    shows: 'ill',
    why: 'The rule of the whole domain. Passed, any second factor will do. Failed, none is asked for.',
  },
  {
    claim: 'identity.phishing-resistant',
    baseline: 'Prowler googleworkspace',
    checks: ['security_less_secure_apps_disabled'],
    of: IDP,
    to: 'users',
    shows: 'ill',
    why: 'Passed, it says nothing of the factor. Failed, programs let in whoever has a password.',
  },
  {
    claim: 'identity.app-consent-governed',
    baseline: 'Prowler googleworkspace',
    checks: ['marketplace_apps_access_restricted'],
    of: IDP,
    shows: 'ill',
    why: 'Passed, the marketplace alone is restricted. Failed, anybody may install what asks for company data.',
  },
  {
    claim: 'identity.reset-resistant',
    baseline: 'Prowler googleworkspace',
    checks: ['security_super_admin_recovery_disabled'],
    of: IDP,
    shows: 'ill',
    why: 'Passed, other accounts are not looked at. Failed, a top administrator is given back to whoever holds a telephone or another mailbox.',
  },
];

const AWS: readonly ClaimRow[] = [
  {
    claim: 'admin.acts-logged',
    baseline: 'Prowler aws',
    checks: ['cloudtrail_multi_region_enabled', 'cloudtrail_log_file_validation_enabled'],
    of: ['server', 'datastore', 'build-system', 'business-system', 'admin-console', 'monitoring', 'identity-provider'],
    shows: 'ill',
    why: 'Passed, acts are logged and a change of a file would show, and whoever rules the account may still delete it. Failed, acts are not kept or can be changed unseen.',
  },
];

export const OCSF_ROWS: readonly ClaimRow[] = [...GITHUB, ...OKTA, ...MICROSOFT, ...GOOGLE, ...AWS];
