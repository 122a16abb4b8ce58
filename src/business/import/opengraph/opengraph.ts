import { type Digest, Instant, type Json } from '../../../core/index.ts';
import type { ImportContext, Imported, Kept } from '../../../evidence/import/index.ts';
import { momentOf, readMoment } from '../../../evidence/import/moment.ts';
import { nearSubjects } from '../../../evidence/import/resolve.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery, Thing, ThingKind } from '../../inventory/model.ts';
import { aliasesOf, attributesOf, bookOf, keyOf } from '../discovery/book.ts';
import { own, text } from '../discovery/json.ts';
import { counted, tellerOf } from '../discovery/told.ts';
import { unmapped } from '../discovery/unmapped.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { type Placed, placer } from '../posture/subject.ts';
import { type Coverage, coverageOf, environmentName, isEnvironment } from './coverage.ts';
import { hostingOf, tellOfRepository } from './github.ts';
import { type Graph, type GraphNode, readGraph } from './graph.ts';
import { thingKindOf } from './kinds.ts';
import { tellOfOthers, tellOfRunners, tellOfSignIn } from './others.ts';
import { isHazardous, powerOf } from './powers.ts';
import { principalsOf } from './principals.ts';

const MEDIA_TYPE = 'application/json';
const LOOKED_AT = 256 * 1024;
const MOST_SAID = 30;

/** Exports for BloodHound's OpenGraph, of collectors of source hosts (GitHub), identity providers (Okta) and others. The items are the nodes and the edges. */
export const opengraph: BusinessImporter = {
  format: 'opengraph',
  about: 'OpenGraph JSON as collectors write it for BloodHound: GitHub, Okta and other extensions',
  recognises: (source) => {
    const start = source.slice(0, LOOKED_AT);
    if (!/^\ufeff?\s*[[{]/.test(start)) return false;
    if (/"graph"\s*:\s*\{/.test(start) && /"(?:nodes|edges)"\s*:\s*\[/.test(start)) return true;
    return /"(?:nodes|edges)"\s*:\s*\[/.test(start) && (/"kinds"\s*:\s*\[/.test(start) || (/"start"\s*:\s*\{/.test(start) && /"end"\s*:\s*\{/.test(start)));
  },
  read: (source, context, mapping) => unmapped(read(source, context), mapping),
};

function read(source: string, context: ImportContext): BusinessImported {
  refuseNul(source, context.file);
  const graph = readGraph(context.file, source);
  const coverage = coverageOf(graph);
  const assumed = new Set<string>();
  const at = momentFor(graph, context, assumed);
  const teller = tellerOf(context, sourceOf(graph, coverage), MEDIA_TYPE);
  const unknown = tellAll(graph, coverage, at, context, { assumed, teller });
  const { discovery, carried, unclaimed } = discovered(graph, coverage, at, context);
  note(graph, coverage, assumed);
  return {
    format: opengraph.format,
    carried: carried - unknown.reduce((sum, { items }) => sum + items, 0),
    items: graph.items,
    ...teller.end(),
    unclaimed,
    unknownSubjects: unknown,
    lost: lostOf(graph),
    assumed: [...assumed],
    ...(discovery === undefined ? {} : { discovered: discovery }),
  };
}

/** When the oldest of the nodes was seen that the collector says it looked at. */
function momentFor({ nodes }: Graph, context: ImportContext, assumed: Set<string>): Instant {
  const texts = new Map<string, number>();
  for (const { properties } of nodes) {
    if (own(properties, 'collected') === false) continue;
    const seen = text(own(properties, 'last_seen')) ?? text(own(properties, 'lastseen'));
    if (seen !== undefined) texts.set(seen, readMoment(seen)?.at ?? Number.NEGATIVE_INFINITY);
  }
  const sorted = [...texts].sort(([, a], [, b]) => a - b);
  // The newest is read too: one of tomorrow is refused, whatever the others say.
  const newest = sorted.at(-1);
  if (newest !== undefined) momentOf(newest[0], 'last_seen', context, assumed);
  return momentOf(sorted[0]?.[0], 'last_seen', context, assumed);
}

type Unknown = Imported['unknownSubjects'];

function tellAll(
  graph: Graph,
  coverage: Coverage,
  at: Instant,
  context: ImportContext,
  { assumed, teller }: { readonly assumed: Set<string>; readonly teller: ReturnType<typeof tellerOf> },
): Unknown {
  const { subject: _, ...unnamed } = context;
  const place = placer(single(graph) ? context : unnamed, opengraph.format);
  const hosting = hostingOf(graph, coverage, principalsOf(graph, context, opengraph.format), at);
  const kinds = context.kinds ?? new Map<string, string>();
  const unknown = new Map<string, number>();
  const mapped: GraphNode[] = [];
  const settle = (node: GraphNode, placed: Placed): string | undefined => {
    if ('unknown' in placed) unknown.set(placed.unknown, (unknown.get(placed.unknown) ?? 0) + 1);
    if (!('known' in placed) || placed.loosely === true) return undefined;
    if (placed.assumed !== undefined && assumed.size < MOST_SAID) assumed.add(placed.assumed);
    if (thingKindOf(node) === 'repository') mapped.push(node);
    return placed.known;
  };
  for (const node of graph.nodes) {
    const kind = thingKindOf(node);
    if (kind === 'repository') {
      const subject = settle(node, place({ words: repositoryWords(node), named: text(own(node.properties, 'full_name')) ?? worded(nameOf(node), 200) }));
      if (subject === undefined) continue;
      if (node.kinds.includes('GH_Repository')) tellOfRepository(subject, node, hosting, teller);
      else tellOfOthers(subject, kinds.get(subject) ?? '', node, hosting, teller);
    } else if (kind === 'identity-provider' && node.kinds.includes('Okta_Organization')) {
      const placed = place({ words: environmentWords(node), kind: 'identity-provider', named: worded(environmentName(node), 200) });
      const subject = settle(node, placed);
      if (subject !== undefined) tellOfSignIn(subject, node, hosting, teller);
    } else if (kind === 'organisation' && isEnvironment(node) && !node.kinds.some((each) => each.startsWith('GH_'))) {
      const placed = context.joined?.(environmentWords(node), opengraph.format);
      if (placed !== undefined && 'part' in placed) tellOfOthers(placed.part, kinds.get(placed.part) ?? '', node, hosting, teller);
    }
  }
  const builders = [...kinds].filter(([, kind]) => kind === 'build-system').map(([part]) => part);
  const groups = graph.nodes.filter((node) => node.kinds.includes('GH_RunnerGroup') || node.kinds.includes('GH_Runner'));
  const named = groups.flatMap((node) => {
    const placed = context.joined?.([nameOf(node), node.id], opengraph.format);
    return placed !== undefined && 'part' in placed ? [placed.part] : [];
  });
  const [builder, ...more] = named.length > 0 ? [...new Set(named)] : builders;
  if (mapped.length > 0 && builder !== undefined && more.length === 0) tellOfRunners(builder, mapped, hosting, teller);
  return [...unknown].map(([name, items], i) => ({ name, items, nearest: i < 100 ? nearSubjects(name.slice(name.lastIndexOf('/') + 1), context) : [] }));
}

/** What the command says it is about can be meant of one thing alone. */
function single({ nodes }: Graph): boolean {
  return nodes.filter((node) => thingKindOf(node) === 'repository').length + nodes.filter((node) => node.kinds.includes('Okta_Organization')).length === 1;
}

function nameOf({ id, properties }: GraphNode): string {
  return text(own(properties, 'name')) ?? text(own(properties, 'displayname')) ?? id;
}

function repositoryWords(node: GraphNode): readonly string[] {
  const { properties } = node;
  const name = text(own(properties, 'name'));
  const owner = text(own(properties, 'owner_name')) ?? text(own(properties, 'environment_name'));
  const full = text(own(properties, 'full_name')) ?? (owner === undefined || name === undefined ? undefined : `${owner}/${name}`);
  const url = text(own(properties, 'html_url'));
  return [
    ...(url === undefined ? [] : [url, `${url}.git`]),
    // What is on another host of the same make is another repository.
    ...(full === undefined
      ? []
      : [...(url === undefined || url.startsWith('https://github.com/') ? [`https://github.com/${full}`, `pkg:github/${full}`] : []), full]),
    ...(name === undefined ? [] : [name]),
  ];
}

function environmentWords(node: GraphNode): readonly string[] {
  return ['name', 'login', 'subdomain', 'domainName', 'domain_name', 'website', 'displayname'].flatMap((key) => text(own(node.properties, key)) ?? []);
}

function discovered(
  graph: Graph,
  coverage: Coverage,
  at: Instant,
  context: ImportContext,
): { readonly discovery: Discovery | undefined; readonly carried: number; readonly unclaimed: readonly Kept[] } {
  const book = bookOf(context.file);
  const unclaimed: Kept[] = [];
  const leave = (place: string, why: string, kind: string) => {
    // Whole nodes are of people: what sort it was tells enough, and the file is under its digest.
    unclaimed.push({ at: place, why, item: { kind: worded(kind, 200) } });
  };
  const keys = new Map<GraphNode, string>();
  let carried = 0;
  for (const node of [...graph.nodes, ...graph.foreign]) {
    const kind = node.foreign === true ? (thingKindOf(node) ?? 'application') : thingKindOf(node);
    const sort = node.kinds[0] ?? '';
    if (kind === undefined) {
      if (LOOKED_INTO.has(sort)) carried += 1;
      else leave(node.at, 'it is a piece or a description of another, and nothing of the inventory', sort);
      continue;
    }
    const key = keyOf(sort || kind, node.id);
    if (book.has(key)) {
      leave(node.at, 'another node cannot be told from it', sort);
      continue;
    }
    keys.set(node, key);
    book.thing(thingOf(node, kind, key, coverage));
    if (node.foreign !== true) carried += 1;
  }
  for (let i = 0; i < graph.repeated; i += 1) leave('nodes', 'the node is in the file more than once: what it says was added to the first', '');
  for (const edge of graph.edges) {
    const from = keys.get(edge.start);
    const to = keys.get(edge.end);
    if (from !== undefined && to !== undefined) {
      if (edge.kind === 'GH_HasSamlIdentityProvider') book.relation({ from: to, to: from, power: 'authenticates', sourceKind: edge.kind });
      else if (from !== to) book.relation({ from, to, power: powerOf(edge), sourceKind: worded(edge.kind, 200) });
      carried += 1;
    } else if (LOOKED_INTO.has(edge.start.kinds[0] ?? '') || LOOKED_INTO.has(edge.end.kinds[0] ?? '')) carried += 1;
    else leave(edge.at, 'an end of it is nothing of the inventory', edge.kind);
  }
  for (const { at: place, kind } of graph.loose) leave(place, 'an end of it is not in the file, or is there more than once', kind);
  const things = book.things();
  const roots = coverage.environments.map(environmentName).slice(0, 3);
  return {
    carried,
    unclaimed,
    discovery:
      things.length === 0
        ? undefined
        : {
            assay: 'discovery/1',
            format: opengraph.format,
            source: worded(`opengraph ${rootsOf(coverage, roots, things)}`, 300),
            observedAt: Instant.format(at),
            scopes: [...coverage.covered],
            ...(coverage.uncovered.length === 0 ? {} : { uncovered: [...coverage.uncovered] }),
            things,
            relations: book.relations(),
            raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
          },
  };
}

/** Kinds that are no things, and from whose properties or edges something is said all the same. */
const LOOKED_INTO: ReadonlySet<string> = new Set(['GH_BranchProtectionRule']);

/** What the scopes have before the slash: whose report it is. */
function rootsOf({ covered, uncovered }: Coverage, roots: readonly string[], things: readonly Thing[]): string {
  const scopes = [...covered, ...uncovered].map((scope) => scope.slice(0, scope.lastIndexOf('/')));
  const named = [...new Set(scopes)].slice(0, 3);
  return named.length > 0 ? named.join(' ') : roots.join(' ') || (things[0]?.scope ?? 'unnamed');
}

const ATTRIBUTES: readonly (readonly [string, readonly string[]])[] = [
  ['lastUsed', ['token_last_used_at', 'last_login', 'lastLogin', 'lastlogon', 'last_used']],
  ['expires', ['token_expires_at', 'expires_at', 'expiresAt']],
  ['enabled', ['enabled']],
  ['status', ['status', 'state']],
  ['visibility', ['visibility']],
  ['ephemeral', ['ephemeral']],
  ['repositories', ['repository_selection']],
  ['permissions', ['permissions', 'repository_permissions']],
  ['factors', ['authenticationFactors', 'authentication_factors']],
  ['created', ['created_at', 'created']],
  ['protected', ['protected']],
  ['defaultBranch', ['default_branch']],
  ['archived', ['archived']],
];

function thingOf(node: GraphNode, kind: ThingKind, key: string, coverage: Coverage): Thing {
  const { properties, kinds } = node;
  const values = Object.fromEntries(
    ATTRIBUTES.flatMap(([name, fields]): [string, string | number | boolean][] => {
      const value = fields.map((field) => own(properties, field)).find((each) => each !== undefined && each !== null && each !== '');
      if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return [[name, value]];
      return value === undefined || value === null ? [] : [[name, worded(JSON.stringify(value), 300)]];
    }),
  );
  const words =
    kind === 'repository'
      ? repositoryWords(node)
      : isEnvironment(node)
        ? environmentWords(node)
        : ['login', 'email', 'slug', 'app_slug', 'hostname', 'ip_address', 'displayname', 'short_name'].flatMap((name) => text(own(properties, name)) ?? []);
  const sort = kinds[0];
  return {
    key,
    kind,
    name: worded(kind === 'repository' ? (text(own(properties, 'full_name')) ?? nameOf(node)) : nameOf(node), 500),
    ...(sort === undefined ? {} : { sourceKind: worded(sort, 200) }),
    ...aliasesOf(PLAIN_NAMES.has(kind) ? words : []),
    scope: coverage.scopeOf(node, kind),
    ...attributesOf(values),
  };
}

/** Kinds that the map may have by one of their words. A branch or a role is called as a hundred others are. */
const PLAIN_NAMES: ReadonlySet<ThingKind> = new Set([
  'repository',
  'organisation',
  'identity-provider',
  'tenant',
  'system',
  'host',
  'account',
  'group',
  'application',
]);

function sourceOf(graph: Graph, coverage: Coverage): string {
  const names = coverage.environments.map(environmentName).slice(0, 3).join(', ');
  return worded(
    `OpenGraph export${graph.sourceKind === '' ? '' : ` of ${graph.sourceKind}`}${graph.collector === '' ? '' : ` by ${graph.collector}`}${names === '' ? '' : `, ${names}`}`,
    300,
  );
}

/** What the reader has to know beyond what was said. */
function note(graph: Graph, { covered, environments }: Coverage, assumed: Set<string>): void {
  if (environments.length === 0)
    assumed.add('the export has no organisation or tenant itself: it may be a part, so that nothing counts as gone and nothing good is said');
  else if (covered.length === 0) assumed.add('the export does not show of any kind of thing that all of it is there');
  const silent = new Map<string, number>();
  for (const edge of graph.edges) if (powerOf(edge) === 'none' && isHazardous(edge)) silent.set(edge.kind, (silent.get(edge.kind) ?? 0) + 1);
  for (const [kind, count] of [...silent].slice(0, MOST_SAID))
    assumed.add(`${worded(kind, 100)} is said to lead on, and no power is known for it: ${counted(count, 'relation')} kept without one`);
}

const LOOKED_AT_PROPERTIES = (
  'name login email full_name html_url slug app_slug displayname short_name hostname ip_address subdomain website owner_name environmentid environment_name ' +
  'repository_id collected last_seen public_repos owned_private_repos default_branch has_branch_rulesets required_pull_request_reviews enforce_admins ' +
  'allows_force_pushes allows_deletions is_pwn_requestable triggers required_reviewers reviewer_count prevent_self_review protected_branches ' +
  'custom_branch_policies can_admins_bypass allows_public_repositories token_expired suspended_at'
).split(' ');

/** Properties are counted over all nodes; none is shown, since they are people's. */
function lostOf({ nodes }: Graph): Imported['lost'] {
  const carried = new Set([...LOOKED_AT_PROPERTIES, ...ATTRIBUTES.flatMap(([, fields]) => fields)]);
  const counts = new Map<string, number>();
  for (const { properties } of nodes)
    for (const key of Object.keys(properties)) {
      if (carried.has(key)) continue;
      const field = counts.has(key) || counts.size < 500 ? key : '…';
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  return [...counts].map(([field, count]) => ({ field: `nodes[].properties.${worded(field, 200)}`, count, sample: '…' as Json }));
}
