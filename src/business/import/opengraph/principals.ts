import type { ImportContext } from '../../../evidence/import/index.ts';
import { own, text } from '../discovery/json.ts';
import { counted } from '../discovery/told.ts';
import type { Graph, GraphNode } from './graph.ts';
import { thingKindOf } from './kinds.ts';
import { powerOf } from './powers.ts';

/** Who stands behind the start of an edge: people and machines that hold its role, directly or through groups. */
export interface Principals {
  /** Those that no rule of the operator's lists. A group or role that is listed answers for its members. */
  unlisted(starts: readonly GraphNode[]): readonly GraphNode[];
  isListed(node: GraphNode): boolean;
  /** All of them. */
  all(starts: readonly GraphNode[]): readonly GraphNode[];
}

/**
 * Lists are rules of `joins.yaml` that name no kind: what an account is called is its owner's to choose, so that the map's own words are not asked here.
 */
export function principalsOf(graph: Graph, context: ImportContext, format: string): Principals {
  const into = Map.groupBy(
    graph.edges.filter((edge) => powerOf(edge) === 'member'),
    ({ end }) => end.id,
  );
  const lists = new Map<string, boolean>();
  const listed = (node: GraphNode): boolean => {
    const known = lists.get(node.id);
    if (known !== undefined) return known;
    const answer = context.joined?.(principalWords(node), format) !== undefined;
    lists.set(node.id, answer);
    return answer;
  };
  const reach = (starts: readonly GraphNode[], stop: (node: GraphNode) => boolean): readonly GraphNode[] => {
    const seen = new Map<string, GraphNode>();
    const queue = [...starts];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (seen.has(node.id) || stop(node)) continue;
      seen.set(node.id, node);
      for (const { start } of into.get(node.id) ?? []) queue.push(start);
    }
    return [...seen.values()].filter(isPrincipal);
  };
  return { isListed: listed, unlisted: (starts) => reach(starts, listed), all: (starts) => reach(starts, () => false) };
}

function isPrincipal(node: GraphNode): boolean {
  const kind = thingKindOf(node);
  return kind === 'account' || kind === 'application' || kind === 'service-account' || kind === 'token' || kind === 'cloud-identity';
}

/** An account's shown name is its owner's to choose, and another's group may be called the same: only what it signs in with is asked. */
function principalWords(node: GraphNode): readonly string[] {
  const { id, properties } = node;
  const keys = thingKindOf(node) === 'account' ? ['login', 'email'] : ['login', 'name', 'slug', 'app_slug', 'displayname', 'short_name', 'label'];
  return [id, ...keys.flatMap((key) => text(own(properties, key)) ?? [])];
}

/** `3 accounts and 1 application`: never who. */
export function countedPrincipals(nodes: readonly GraphNode[]): string {
  const kinds = Map.groupBy(nodes, (node) => (thingKindOf(node) ?? 'principal').replace('-', ' '));
  return [...kinds].map(([kind, { length }]) => counted(length, kind, kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`)).join(' and ');
}
