/**
 * Who may do what, in Cedar (docs.cedarpolicy.com). Nothing is permitted that no `permit` names; a `forbid` beats every `permit`. A resource's `owner` is
 * the person whose thing it is: of a person themselves, of a proposal its proposer, of broken glass whoever broke it, of a token whom it acts for.
 *
 * A TypeScript module and not a file beside it, so that the published package cannot come without its policies.
 */
export const POLICIES = `
@id("everybody-signs-in")
permit (principal, action in Action::"public", resource);

@id("everybody-keeps-their-own-account")
permit (principal, action in Action::"self", resource);

@id("and-nobody-keeps-the-account-of-another")
forbid (principal, action in Action::"self", resource)
when { resource has owner && resource.owner != principal };

@id("staff-see-the-service")
permit (principal, action in [Action::"service.read", Action::"fleet.read", Action::"ledger.read", Action::"report.export", Action::"break-glass.read"], resource)
when { principal in [Role::"operator", Role::"developer", Role::"responder", Role::"it-administrator", Role::"auditor"] };

@id("who-runs-a-part-of-the-stack-records-what-it-saw")
permit (principal, action in [Action::"evidence.record", Action::"review.work", Action::"review.abandon"], resource)
when { principal in [Role::"operator", Role::"developer", Role::"responder", Role::"it-administrator"] };

@id("who-takes-accounts-away-and-who-checks-it-sees-whose-they-are")
permit (principal, action == Action::"inventory.read-people", resource)
when { principal in [Role::"operator", Role::"responder", Role::"it-administrator", Role::"auditor"] };

@id("who-runs-sensors-sends-what-they-saw")
permit (principal, action == Action::"telemetry.send", resource)
when { principal in [Role::"operator", Role::"responder", Role::"it-administrator"] };

@id("who-handles-attacks-and-who-checks-it-sees-alerts")
permit (principal, action in [Action::"alert.read", Action::"incident.read"], resource)
when { principal in [Role::"operator", Role::"responder", Role::"it-administrator", Role::"auditor"] };

@id("who-handles-attacks-handles-incidents")
permit (principal, action in [Action::"incident.handle", Action::"incident.let-pass", Action::"incident.erase"], resource)
when { principal in [Role::"operator", Role::"responder"] };

@id("who-designs-the-service-edits-its-map")
permit (principal, action == Action::"map.edit", resource)
when { principal in [Role::"operator", Role::"developer"] };

@id("who-makes-releases-asks-for-exceptions")
permit (principal, action in [Action::"release.ask-exception", Action::"release.withdraw-exception"], resource)
when { principal in [Role::"operator", Role::"developer", Role::"responder"] };

@id("who-answers-for-the-service-grants-them")
permit (principal, action == Action::"release.grant-exception", resource)
when { principal in [Role::"operator", Role::"responder"] };

@id("the-operator-answers-for-the-service")
permit (
  principal in Role::"operator",
  action in [
    Action::"service.create", Action::"exclusion.grant", Action::"exclusion.withdraw", Action::"standard.import", Action::"standard.supersede",
    Action::"people.invite", Action::"people.invite-operator", Action::"people.change-roles", Action::"people.restore", Action::"people.erase",
    Action::"people.reset-sign-in", Action::"settings.change"
  ],
  resource
);

@id("who-contains-an-attack-shuts-people-out")
permit (
  principal,
  action in [Action::"people.suspend", Action::"people.suspend-operator", Action::"session.revoke", Action::"token.revoke"],
  resource
)
when { principal in [Role::"operator", Role::"responder"] };

@id("who-contains-an-attack-shuts-devices-out")
permit (principal, action in [Action::"device.retire", Action::"device.revoke"], resource)
when { principal in [Role::"operator", Role::"responder"] };

@id("who-hands-devices-out-shows-their-codes")
permit (principal, action == Action::"device.introduce", resource)
when { principal in [Role::"operator", Role::"it-administrator"] };

@id("who-answers-for-the-service-ends-an-ownership")
permit (principal in Role::"operator", action == Action::"device.transfer", resource);

@id("who-oversees-sees-people-and-what-they-did")
permit (principal, action in [Action::"office.read", Action::"people.read", Action::"proposal.read", Action::"token.read"], resource)
when { principal in [Role::"operator", Role::"responder", Role::"auditor"] };

@id("settings-are-seen-by-who-sets-and-who-audits")
permit (principal, action == Action::"settings.read", resource)
when { principal in [Role::"operator", Role::"auditor"] };

@id("who-keeps-servers-running-reads-their-figures")
permit (principal, action == Action::"metrics.read", resource)
when { principal in [Role::"operator", Role::"responder", Role::"it-administrator"] };

@id("two-decide-what-can-harm")
permit (principal, action in [Action::"proposal.decide", Action::"proposal.withdraw", Action::"proposal.collect"], resource)
when { principal in [Role::"operator", Role::"responder"] };

@id("who-must-act-at-night-breaks-the-glass")
permit (principal, action in [Action::"break-glass.open", Action::"break-glass.close"], resource)
when { principal in [Role::"operator", Role::"responder"] };

@id("another-pair-of-eyes-reviews-it")
permit (principal, action == Action::"break-glass.review", resource)
when { principal in [Role::"operator", Role::"responder", Role::"auditor"] };

@id("staff-issue-tokens-for-what-they-may-themselves")
permit (principal, action == Action::"token.issue", resource)
when { principal in [Role::"operator", Role::"developer", Role::"responder", Role::"it-administrator", Role::"auditor"] };

@id("staff-see-and-end-their-own-tokens")
permit (principal, action in [Action::"token.read", Action::"token.revoke"], resource)
when {
  principal in [Role::"operator", Role::"developer", Role::"responder", Role::"it-administrator", Role::"auditor"] &&
  resource.kind == "token" && resource has owner && resource.owner == principal
};

@id("a-token-does-what-it-was-issued-for")
forbid (principal, action, resource)
when { principal.via != "session" }
unless { principal.scope.contains(context.name) };

@id("a-token-is-nobody-there")
forbid (principal, action in Action::"presence", resource)
when { principal.via != "session" };

@id("nobody-agrees-with-themselves")
forbid (principal, action in [Action::"proposal.decide", Action::"break-glass.review"], resource)
when { resource has owner && resource.owner == principal };

@id("nobody-takes-back-what-another-proposed-nor-takes-what-came-of-it")
forbid (principal, action in [Action::"proposal.withdraw", Action::"proposal.collect"], resource)
when { resource has owner && resource.owner != principal };

@id("nobody-administers-themselves")
forbid (
  principal,
  action in [
    Action::"people.change-roles", Action::"people.suspend", Action::"people.suspend-operator", Action::"people.restore", Action::"people.erase",
    Action::"people.reset-sign-in"
  ],
  resource
)
when { resource has owner && resource.owner == principal };
`;
