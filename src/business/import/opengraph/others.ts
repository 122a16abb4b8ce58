import { counterpartOf } from '../../../attack/library/source-hosting.ts';
import { own, text } from '../discovery/json.ts';
import { counted, type Teller } from '../discovery/told.ts';
import { says, unseenOf } from './coverage.ts';
import { type Hosting, piecesOf } from './github.ts';
import type { GraphNode } from './graph.ts';
import { powerOf } from './powers.ts';
import { countedPrincipals } from './principals.ts';

// What a graph shows of a sign-in service, of the runners of a build system, and, whatever the schema, of who rules a part of the map.

const FEW_TOP = 4;

/** Of an Okta organisation, or another tenant that says who anybody is. */
export function tellOfSignIn(subject: string, tenant: GraphNode, hosting: Hosting, teller: Teller): void {
  const { coverage, principals, at } = hosting;
  const top = hosting.into('Okta_SuperAdmin', tenant.id);
  if (top.length > 0) {
    const claim = 'identity.privileged-limited';
    const from = 'Okta_SuperAdmin';
    const starts = top.map(({ start }) => start);
    const all = principals.all(starts).filter((one) => says(one, 'enabled') !== false);
    const unlisted = principals.unlisted(starts).filter((one) => says(one, 'enabled') !== false);
    if (all.length > FEW_TOP)
      teller.say(subject, claim, false, {
        at,
        from,
        items: top.length,
        finding: { id: from, title: `${countedPrincipals(all)} can do anything in the tenant at any time`, severity: 'high' },
      });
    else if (unlisted.length > 0)
      teller.withhold(
        subject,
        claim,
        `${countedPrincipals(unlisted)} of the top administrators not listed, and whether the account is kept for it cannot be seen`,
      );
    else {
      const why = unseenOf(tenant, coverage, ['account'], ['group', 'application']);
      if (why === undefined && all.length > 0) teller.say(subject, claim, true, { at, from, items: top.length });
      else teller.withhold(subject, claim, why ?? 'nobody in the export is a top administrator');
    }
  }
  const trusted = hosting.graph.nodes.filter((node) => node.kinds.includes('Okta_IdentityProvider') && text(own(node.properties, 'status')) !== 'INACTIVE');
  if (trusted.length > 0) {
    const claim = 'identity.federation-reviewed';
    const from = 'Okta_IdentityProvider';
    const unlisted = trusted.filter((node) => !principals.isListed(node));
    if (unlisted.length > 0)
      teller.say(subject, claim, false, {
        at,
        from,
        items: trusted.length,
        finding: { id: from, title: `${counted(unlisted.length, 'sign-in service')} not listed may sign people in`, severity: 'high' },
      });
    else {
      const why = unseenOf(tenant, coverage, ['organisation']);
      if (why === undefined) teller.say(subject, claim, true, { at, from, items: trusted.length });
      else teller.withhold(subject, claim, why);
    }
  }
  const tokens = hosting.graph.nodes.filter((node) => ['Okta_ApiToken', 'Okta_ApiServiceIntegration'].some((kind) => node.kinds.includes(kind)));
  if (tokens.length > 0) {
    const claim = 'identity.service-accounts-governed';
    const from = 'Okta_ApiToken, Okta_ApiServiceIntegration';
    const endless = tokens.filter(
      (node) => node.kinds.includes('Okta_ApiToken') && (text(own(node.properties, 'expires_at')) ?? text(own(node.properties, 'expiresAt'))) === undefined,
    );
    const unlisted = tokens.filter((node) => !principals.isListed(node));
    if (endless.length > 0)
      teller.say(subject, claim, false, {
        at,
        from,
        items: tokens.length,
        finding: { id: 'Okta_ApiToken', title: `${counted(endless.length, 'token')} without an end`, severity: 'medium' },
      });
    else if (unlisted.length > 0)
      teller.withhold(
        subject,
        claim,
        `${counted(unlisted.length, 'token or integration', 'tokens or integrations')} not listed: owner and purpose cannot be seen`,
      );
    else {
      const why = unseenOf(tenant, coverage, ['token'], ['service-account', 'application', 'secret']);
      if (why === undefined) teller.say(subject, claim, true, { at, from, items: tokens.length });
      else teller.withhold(subject, claim, why);
    }
  }
}

/** Of the runners that repositories of the map may use: said of the build system that they are. */
export function tellOfRunners(subject: string, repositories: readonly GraphNode[], hosting: Hosting, teller: Teller): void {
  const { at, coverage } = hosting;
  const claim = 'runner.isolated';
  const from = 'GH_CanUseRunner';
  const used = repositories.flatMap((repository) => [repository, ...piecesOf(repository, 'GH_Branch', hosting)].flatMap(({ id }) => hosting.from(from, id)));
  if (used.length === 0) return;
  const runners = new Map<string, GraphNode>();
  const queue = used.map(({ end }) => end);
  const seen = new Set<string>();
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (node.kinds.includes('GH_Runner') || !node.kinds.includes('GH_RunnerGroup')) runners.set(node.id, node);
    for (const kind of ['GH_HasRunner', 'GH_InheritedFrom']) for (const { end } of hosting.from(kind, node.id)) queue.push(end);
  }
  const kept = [...runners.values()].filter((runner) => says(runner, 'ephemeral') === false);
  const shared = [...new Set(used.map(({ end }) => end))].filter(({ id }) => usersOf(id, hosting) > 1);
  const strangers = [...new Set(used.map(({ end }) => end))].filter((group) => says(group, 'allows_public_repositories') === true);
  const faults = [
    ...(kept.length === 0 ? [] : [`${counted(kept.length, 'runner')} is kept from job to job`]),
    ...(shared.length === 0 ? [] : [`${counted(shared.length, 'runner or group', 'runners or groups')} serves several repositories`]),
    ...(strangers.length === 0 ? [] : [`${counted(strangers.length, 'group')} takes jobs of public repositories`]),
  ];
  if (faults.length > 0) teller.say(subject, claim, false, { at, from, items: used.length, finding: { id: from, title: faults.join(', '), severity: 'high' } });
  else if (runners.size === 0 || [...runners.values()].some((runner) => says(runner, 'ephemeral') !== true))
    teller.withhold(subject, claim, 'the export does not say of every runner whether it lives for one job');
  else {
    const [first] = repositories;
    const why = first === undefined ? 'no repository' : unseenOf(first, coverage, ['repository', 'runner']);
    if (why === undefined) teller.say(subject, claim, true, { at, from, items: used.length });
    else teller.withhold(subject, claim, why);
  }
}

function usersOf(id: string, hosting: Hosting): number {
  return new Set(hosting.into('GH_CanUseRunner', id).map(({ start }) => text(own(start.properties, 'repository_id')) ?? start.id)).size;
}

/** Ill alone, of schemas that nobody listed here: more rule a part than a few, or others than are listed. */
export function tellOfOthers(subject: string, kind: string, node: GraphNode, hosting: Hosting, teller: Teller): void {
  const ruling = hosting.allInto(node.id).filter((edge) => powerOf(edge) === 'administers' && counterpartOf(edge.kind) !== undefined);
  if (ruling.length === 0) return;
  const starts = ruling.map(({ start }) => start);
  const from = [...new Set(ruling.map((edge) => edge.kind))].slice(0, 5).join(', ');
  const { at, principals } = hosting;
  if (kind === 'repository') {
    const unlisted = principals.unlisted(starts);
    if (unlisted.length > 0)
      teller.say(subject, 'repository.owners-limited', false, {
        at,
        from,
        items: ruling.length,
        finding: { id: ruling[0]?.kind ?? 'administers', title: `${countedPrincipals(unlisted)} not listed can administer the repository`, severity: 'high' },
      });
  } else if (kind === 'identity-provider') {
    const all = principals.all(starts);
    if (all.length > FEW_TOP)
      teller.say(subject, 'identity.privileged-limited', false, {
        at,
        from,
        items: ruling.length,
        finding: { id: ruling[0]?.kind ?? 'administers', title: `${countedPrincipals(all)} can administer the sign-in at any time`, severity: 'high' },
      });
  }
}
