import type { En18031Part } from '../../standards/en-18031.ts';
import type { Value } from '../answer.ts';
import type { Asks } from './questions.ts';

// EN 18031 gives each requirement a decision tree, whose nodes end in pass, fail or not applicable. Here a tree answers less: whether the
// requirement is owed. Passing comes from evidence alone, so every node that the standard has for the assessor leads on, and what is left at the
// end is owed. What a map may state are the conditions under which a requirement has no object.

/** What a node does to the question whether the requirement is owed. */
export type Role =
  /** Says whether there is anything that the requirement is about. Unanswered, the question stays open. */
  | 'decides'
  /** An exception that the standard allows. Nobody has an exception who does not claim it: unanswered, it is as if refused. */
  | 'excuses'
  /** For the assessor, by evidence. What the map declares is shown beside it, and changes nothing. */
  | 'assessed';

export interface Node {
  /** `scope` for the sentence above the tree, else the standard's own number. */
  readonly id: 'scope' | `DN-${number}`;
  readonly role: Role;
  /** In our own words, so that yes and no mean what they mean in the standard. */
  readonly about: string;
  /** What the map is asked; absent where it can say nothing. */
  readonly asks?: Asks;
  /** The answer that ends the tree without duty. Of an assessed node, none. */
  readonly ends?: 'yes' | 'no';
  /** The parts whose tree has this node; absent for all. */
  readonly parts?: readonly En18031Part[];
  /** Exceptions of which all are needed share a name: none of them ends the tree alone. */
  readonly jointly?: string;
}

export interface Tree {
  readonly requirement: string;
  /** Requirements of which at least one has to be owed for this one to have an object. */
  readonly needs?: readonly string[];
  readonly nodes: readonly Node[];
}

export type Outcome = 'owed' | 'not-applicable' | 'undecided';

export const decides = (id: Node['id'], about: string, asks: Asks, ends: 'yes' | 'no' = 'no', parts?: readonly En18031Part[]): Node => ({
  id,
  role: 'decides',
  about,
  asks,
  ends,
  ...(parts === undefined ? {} : { parts }),
});

export const excuses = (id: Node['id'], about: string, asks: Asks, more: Pick<Node, 'jointly'> = {}): Node => ({
  id,
  role: 'excuses',
  about,
  asks,
  ends: 'yes',
  ...more,
});

export const assessed = (id: Node['id'], about: string, more: Pick<Node, 'parts' | 'asks'> = {}): Node => ({ id, role: 'assessed', about, ...more });

/** Whether a requirement with its requirements needed is owed: by the outcomes of those, then by the tree. Pure. */
export function walk(nodes: readonly Node[], answerOf: (node: Node) => Value, needed: readonly Outcome[] = []): Outcome {
  const ended = nodes.some((node) => endsWithoutDuty(node, nodes, answerOf));
  if (ended) return 'not-applicable';
  if (needed.length > 0 && needed.every((outcome) => outcome === 'not-applicable')) return 'not-applicable';
  const open = nodes.some((node) => node.role === 'decides' && answerOf(node) === 'unknown');
  return open || (needed.length > 0 && !needed.includes('owed')) ? 'undecided' : 'owed';
}

function endsWithoutDuty(node: Node, nodes: readonly Node[], answerOf: (node: Node) => Value): boolean {
  if (node.ends === undefined || answerOf(node) !== node.ends) return false;
  return node.jointly === undefined || nodes.every((other) => other.jointly !== node.jointly || answerOf(other) === other.ends);
}

/** Both have to hold: the equipment is in scope of the part, and the tree finds it owed. */
export function within(scope: Value, outcome: Outcome): Outcome {
  if (scope === 'no' || outcome === 'not-applicable') return 'not-applicable';
  return scope === 'yes' ? outcome : 'undecided';
}
