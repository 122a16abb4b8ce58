/**
 * Who may do what with a fleet's devices, in Cedar: what Assay ships. Nothing is permitted that no `permit` names, and a `forbid` beats every `permit`, so the operator's own
 * policies can give more and take away, and cannot open what the `forbid`s here keep shut. `@because` is what a person is told: of a `permit` what it gives, of a `forbid` why not.
 *
 * A TypeScript module and not a file beside it, so that the published package cannot come without its policies.
 */
export const FLEET_POLICIES = `
@id("a-device-says-and-hears-what-is-its-own")
@because("a device says and hears what is its own")
permit (principal is Device, action in [Action::"publish", Action::"subscribe", Action::"receive"], resource)
when { resource.device == principal };

@id("a-gateway-speaks-for-its-children")
@because("a gateway speaks for the devices behind it")
permit (principal is Device, action in [Action::"publish", Action::"subscribe", Action::"receive"], resource)
when { context.behalf && resource.device has gateway && resource.device.gateway == principal };

@id("owners-decide-about-their-devices")
@because("owners decide about their own devices")
permit (
  principal is Member,
  action in [Action::"see", Action::"command", Action::"export", Action::"erase", Action::"administer"],
  resource
)
when { principal.role == "owner" && resource has household && principal in resource.household };

@id("who-lives-there-sees-and-uses")
@because("who lives in a household sees and uses its devices")
permit (principal is Member, action in [Action::"see", Action::"command"], resource)
when { principal.role == "household" && resource has household && principal in resource.household };

@id("guests-see-and-use-what-is-shared")
@because("what an owner shares can be seen and used until the share ends")
permit (principal is Member, action in [Action::"see", Action::"command"], resource)
when { context.share };

@id("installers-set-devices-up")
@because("an installer sets devices up, and sees how they work")
permit (principal is Member, action in [Action::"see", Action::"command", Action::"administer"], resource)
when { principal.role == "installer" && ["operational", "telemetry"].contains(context.class) };

@id("support-helps-while-it-visits")
@because("support helps for as long as an owner lets it in")
permit (principal is Member, action in [Action::"see", Action::"command", Action::"administer"], resource)
when { context.visit && context.purpose == "support" };

@id("services-do-what-they-are-declared-for")
@because("a service works with data for the purposes that it is declared for")
permit (principal is Service, action in [Action::"see", Action::"export"], resource)
when {
  principal.purposes.contains(context.purpose) &&
  (context.class == "operational" || (context.class == "telemetry" && context.purpose == "operation") || context.consent)
};

@id("who-runs-the-service-runs-its-devices")
@because("a service that runs the devices commands and sets them up")
permit (principal is Service, action in [Action::"command", Action::"erase", Action::"administer"], resource)
when { principal.purposes.contains("operation") && context.purpose == "operation" };

@id("households-keep-apart")
@because("this belongs to another household, which shares it with nobody here")
forbid (principal is Member, action, resource)
unless {
  (resource has household && principal in resource.household) ||
  (context.share && (action in Action::"see" || action == Action::"command")) ||
  context.visit
};

@id("devices-keep-apart")
@because("a device speaks for itself, or for what is behind it in the same household")
forbid (principal is Device, action, resource)
unless {
  resource.device == principal ||
  (context.behalf && resource.device has gateway && resource.device.gateway == principal && resource has household && principal in resource.household)
};

@id("only-what-is-in-service-speaks")
@because("the device that asks is not in service")
forbid (principal is Device, action, resource)
when { principal.life != "in-service" };

@id("retired-means-gone")
@because("the device is retired")
forbid (principal, action, resource)
when { resource.device.life == "retired" }
unless { action in [Action::"read", Action::"export", Action::"erase"] };

@id("what-is-nobodys-is-silent")
@because("the device belongs to nobody yet")
forbid (principal, action, resource)
unless { resource has household || action in [Action::"administer", Action::"erase"] };

@id("a-further-purpose-needs-consent")
@because("the household has not agreed that its data is used for this")
forbid (principal, action in [Action::"see", Action::"export"], resource)
when { context.class != "operational" && context.purpose != "operation" && context.purpose != "support" }
unless { context.consent };

@id("support-sees-nothing-personal-unasked")
@because("support sees what is personal only where the household agreed to that as well")
forbid (principal is Member, action, resource)
when { context.visit && !context.share && (context.class == "personal" || context.class == "sensitive") }
unless { context.consent || (resource has household && principal in resource.household) };
`;
