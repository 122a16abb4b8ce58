import type { ThingKind } from '../../inventory/model.ts';
import { own, text, truth } from '../discovery/json.ts';
import type { Graph, GraphNode } from './graph.ts';
import { thingKindOf } from './kinds.ts';

// What an export shows to have been looked at. A collector writes what it found, and not what it asked: so a kind of thing counts as looked at in an organisation
// only where the file has the organisation itself, has things of that kind in it, and has no edge that leads out of the file from one of them.

/** Kinds of node that are an organisation or tenant by themselves. */
const ENVIRONMENTS: ReadonlySet<string> = new Set(['GH_Organization', 'Okta_Organization', 'GH_Enterprise']);

export interface Coverage {
  /** The scope that a node belongs to: `github:fern/repository`. */
  scopeOf(node: GraphNode, kind: ThingKind): string;
  /** Whether every thing of that kind in the organisation of a node is in the file. */
  looked(node: GraphNode, kind: ThingKind): boolean;
  /** Whether something of that kind there has a relation with what is not in the file. */
  isShort(node: GraphNode, kind: ThingKind): boolean;
  readonly covered: readonly string[];
  readonly uncovered: readonly string[];
  /** Names of the organisations that the file has itself. */
  readonly environments: readonly GraphNode[];
}

export function coverageOf(graph: Graph): Coverage {
  const system = systemOf(graph);
  const environments = graph.nodes.filter((node) => isEnvironment(node) && own(node.properties, 'collected') !== false);
  const nameOf = new Map(environments.map((node) => [node.id.toLowerCase(), environmentName(node)] as const));
  const environmentOf = (node: GraphNode): string => {
    const id = text(own(node.properties, 'environmentid')) ?? text(own(node.properties, 'tenantid')) ?? text(own(node.properties, 'tenant'));
    if (isEnvironment(node)) return environmentName(node);
    const known = id === undefined ? undefined : nameOf.get(id.toLowerCase());
    if (known !== undefined) return known;
    if (id === undefined && environments.length === 1 && environments[0] !== undefined) return environmentName(environments[0]);
    return text(own(node.properties, 'environment_name')) ?? id ?? 'unnamed';
  };
  const root = (name: string) => `${system}:${name}`.slice(0, 300);
  const scopeOf = (node: GraphNode, kind: ThingKind) => (node.foreign === true ? `${root('elsewhere')}/${kind}` : `${root(environmentOf(node))}/${kind}`);
  const seen = new Map<string, number>();
  for (const node of graph.nodes) {
    const kind = thingKindOf(node);
    if (kind === undefined) continue;
    const scope = scopeOf(node, kind);
    seen.set(scope, (seen.get(scope) ?? 0) + (own(node.properties, 'collected') === false ? 0 : 1));
  }
  const short = new Set<string>();
  // The known end of a relation with something that is not here: one of the two lists has an end missing.
  for (const { known } of graph.loose) {
    for (const node of known) {
      const kind = thingKindOf(node);
      if (kind !== undefined) short.add(scopeOf(node, kind));
    }
  }
  for (const node of environments) {
    const name = root(environmentName(node));
    const repositories = sum(node, ['public_repos', 'owned_private_repos']);
    if (repositories !== undefined && repositories > (seen.get(`${name}/repository`) ?? 0)) for (const kind of OF_REPOSITORIES) short.add(`${name}/${kind}`);
  }
  const own_ = new Set(environments.map((node) => root(environmentName(node))));
  const scopes = [...seen].filter(([, count]) => count > 0).map(([scope]) => scope);
  const covered = scopes.filter((scope) => own_.has(scope.slice(0, scope.lastIndexOf('/'))) && !short.has(scope));
  const set = new Set(covered);
  return {
    scopeOf,
    looked: (node, kind) => set.has(`${root(environmentOf(node))}/${kind}`),
    isShort: (node, kind) => short.has(`${root(environmentOf(node))}/${kind}`),
    covered: covered.slice(0, 10_000),
    uncovered: [...seen.keys()].filter((scope) => !set.has(scope) && !scope.startsWith(root('elsewhere'))).slice(0, 10_000),
    environments,
  };
}

/** What is looked for repository by repository: where some are missing, so is what is in them. */
const OF_REPOSITORIES: readonly ThingKind[] = ['repository', 'branch', 'workflow', 'environment', 'secret'];

export function isEnvironment(node: GraphNode): boolean {
  if (node.kinds.some((kind) => ENVIRONMENTS.has(kind))) return true;
  const id = text(own(node.properties, 'environmentid'));
  return id !== undefined && id.toLowerCase() === node.id.toLowerCase();
}

export function environmentName({ id, properties }: GraphNode): string {
  return text(own(properties, 'login')) ?? text(own(properties, 'environment_name')) ?? text(own(properties, 'name')) ?? id;
}

function systemOf({ sourceKind, nodes }: Graph): string {
  const word = sourceKind || /^([A-Za-z0-9]{1,20})_/.exec(nodes[0]?.kinds[0] ?? '')?.[1] || 'opengraph';
  const small = word
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .slice(0, 40);
  return small === 'gh' ? 'github' : small || 'opengraph';
}

function sum({ properties }: GraphNode, keys: readonly string[]): number | undefined {
  const found = keys.map((key) => own(properties, key)).filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  return found.length === keys.length ? found.reduce((total, value) => total + value, 0) : undefined;
}

/** A property that says yes or no, in whichever spelling; undefined where the collector did not ask. */
export function says({ properties }: GraphNode, key: string): boolean | undefined {
  return truth(own(properties, key));
}

/** Why kinds of thing were not all looked at, in words; `also`: kinds of which there may be none. */
export function unseenOf(node: GraphNode, coverage: Coverage, kinds: readonly ThingKind[], also: readonly ThingKind[] = []): string | undefined {
  if (own(node.properties, 'collected') === false) return 'the collector names it and did not look into it';
  const missing = [...kinds.filter((kind) => !coverage.looked(node, kind)), ...also.filter((kind) => coverage.isShort(node, kind))];
  return missing.length === 0 ? undefined : `the export does not show that it has every ${[...new Set(missing)].join(' and ')} of the organisation`;
}
