/**
 * Which requirements of EN 18031-1, -2 and -3 equipment on the map owes, by the standard's decision trees, and where the Official Journal takes
 * the presumption of conformity away. Whether a requirement is met never belongs here: that comes from evidence alone.
 */
import type { FactKey } from '../../../map/facts.ts';
import type { Part } from '../../../map/model.ts';
import type { Applicability, Standard } from '../../model.ts';
import { EN_18031_PARTS, type En18031Part } from '../../standards/en-18031.ts';
import { type Answer, allOf, anyOf, type Value } from '../answer.ts';
import type { Shown } from '../shown.ts';
import { ACCESS } from './access.ts';
import { DATA } from './data.ts';
import { NETWORK } from './network.ts';
import { type Asks, SCOPE } from './questions.ts';
import { RESTRICTIONS, type Restriction } from './restrictions.ts';
import { SOFTWARE } from './software.ts';
import { type Node, type Outcome, type Tree, walk, within } from './tree.ts';

export const TREES: readonly Tree[] = [...ACCESS, ...SOFTWARE, ...DATA, ...NETWORK];

const BY_REQUIREMENT = new Map(TREES.map((tree) => [tree.requirement, tree]));

type Because = Applicability['because'][number];

/** The part of EN 18031 that a standard's id names, or `undefined`. */
export function partOf(standard: string): En18031Part | undefined {
  return EN_18031_PARTS.find((part) => standard === `en-18031-${part}`);
}

/** The nodes that a part's tree has. */
export function nodesOf(tree: Tree, part: En18031Part): readonly Node[] {
  return tree.nodes.filter((node) => node.parts === undefined || node.parts.includes(part));
}

/** For each requirement of a part, in its order: whether some device owes it, and every answer on the way. */
export function ofEquipment(standard: Standard, part: En18031Part, shown: Shown, devices: readonly Part[]): readonly Applicability[] {
  const has = new Set(standard.requirements.map((requirement) => requirement.id));
  const asked = devices.map((device) => askedOf(device, part, has, shown));
  const scope = [
    ...SCOPE[part].map(({ about, asks }): Because => ({ fact: `Scope: ${about}`, ...anyOf(devices.map((device) => asks(shown, device))) })),
    // One may have a radio and another the Internet, and neither both.
    ...(devices.length === 1 ? [] : [{ fact: 'Scope: some one device is all of that', ...anyOf(asked.map((one) => one.scope)) }]),
  ];
  // Of equipment that the part is not about, no tree is asked.
  if (asked.every((one) => one.scope.value === 'no')) return standard.requirements.map(({ id }) => ({ requirement: id, applies: 'no', because: scope }));
  return standard.requirements.map(({ id }): Applicability => {
    const tree = BY_REQUIREMENT.get(id);
    const needs = neededOf(id, has);
    return {
      requirement: id,
      applies: together(asked.map((one) => one.owes(id))),
      because: [
        ...scope,
        ...(needs.length === 0 ? [] : [neededBy(needs, asked)]),
        ...(tree === undefined ? [] : nodesOf(tree, part).map((node) => shownNode(tree, node, asked))),
        ...RESTRICTIONS.filter((one) => one.parts.includes(part) && one.requirements.includes(id)).map((one) => restricted(one, part, shown, devices)),
      ],
    };
  });
}

/**
 * The facts that the map would have to state of one device for it to be known whether the device owes a requirement of a part, each once.
 * Exceptions that nobody claims are none of them, and neither is what an assessor finds.
 */
export function factsMissing(standard: Standard, part: En18031Part, requirement: string, shown: Shown, device: Part): readonly FactKey[] {
  const has = new Set(standard.requirements.map((one) => one.id));
  const { finds, owes } = askedOf(device, part, has, shown);
  if (owes(requirement) !== 'undecided') return [];
  const deciding = (id: string): readonly Asks[] => {
    const tree = BY_REQUIREMENT.get(id);
    if (tree === undefined) return [];
    const own = nodesOf(tree, part).flatMap((node) => (node.role === 'decides' && node.asks !== undefined ? [node.asks] : []));
    const needed = neededOf(id, has);
    return [...own, ...(needed.some((one) => finds(one) === 'owed') ? [] : needed.flatMap(deciding))];
  };
  const open = [...SCOPE[part].map(({ asks }) => asks), ...deciding(requirement)].filter((asks) => asks(shown, device).value === 'unknown');
  return [...new Set(open.flatMap((asks) => asks.facts.filter(({ ask }) => ask(shown, device).value === 'unknown').map(({ key }) => key)))];
}

/** Where the presumption of conformity is lost: yes where a device in scope meets the restriction, no where all are out of it, else unknown. */
export function presumptionLost(restriction: Restriction, part: En18031Part, shown: Shown, devices: readonly Part[]): Answer {
  return anyOf(devices.map((device) => allOf([...SCOPE[part].map(({ asks }) => asks(shown, device)), restriction.asks(shown, device)])));
}

/** One device, each question asked once. */
interface Asked {
  readonly device: Part;
  /** Whether the part is about it. */
  readonly scope: Answer;
  readonly answer: (node: Node) => Answer;
  /** By the tree alone, and by the trees of what is needed. */
  readonly finds: (requirement: string) => Outcome;
  /** In scope of the part, too. */
  readonly owes: (requirement: string) => Outcome;
}

function askedOf(device: Part, part: En18031Part, has: ReadonlySet<string>, shown: Shown): Asked {
  const answers = new Map<Node, Answer>();
  const answer = (node: Node): Answer => {
    const known = answers.get(node);
    if (known !== undefined) return known;
    const made = node.asks?.(shown, device) ?? { value: 'unknown' as const, decidedBy: [device.id] };
    answers.set(node, made);
    return made;
  };
  const scope = allOf(SCOPE[part].map(({ asks }) => asks(shown, device)));
  const outcomes = new Map<string, Outcome>();
  // Trees need only what stands before them in the standard, so this ends.
  const finds = (requirement: string): Outcome => {
    const known = outcomes.get(requirement);
    if (known !== undefined) return known;
    const tree = BY_REQUIREMENT.get(requirement);
    const made = tree === undefined ? 'owed' : walk(nodesOf(tree, part), (node) => answer(node).value, neededOf(requirement, has).map(finds));
    outcomes.set(requirement, made);
    return made;
  };
  return { device, scope, answer, finds, owes: (requirement) => within(scope.value, finds(requirement)) };
}

/** What a requirement needs, of those that the part has. */
function neededOf(requirement: string, has: ReadonlySet<string>): readonly string[] {
  return (BY_REQUIREMENT.get(requirement)?.needs ?? []).filter((id) => has.has(id));
}

function together(outcomes: readonly Outcome[]): Applicability['applies'] {
  if (outcomes.includes('owed')) return 'yes';
  return outcomes.every((outcome) => outcome === 'not-applicable') ? 'no' : 'undecided';
}

function neededBy(needs: readonly string[], asked: readonly Asked[]): Because {
  const value: Readonly<Record<Outcome, Value>> = { owed: 'yes', 'not-applicable': 'no', undecided: 'unknown' };
  const answers = asked.flatMap(({ device, owes }) => needs.map((id): Answer => ({ value: value[owes(id)], decidedBy: [device.id] })));
  return { fact: `Needs ${needs.join(' or ')} to be owed`, ...anyOf(answers) };
}

const ROLES: Readonly<Record<Node['role'], string>> = { decides: '', excuses: ' (an exception)', assessed: ' (for the assessor)' };

function shownNode(tree: Tree, node: Node, asked: readonly Asked[]): Because {
  const label = node.id === 'scope' ? `DT.${tree.requirement}` : `DT.${tree.requirement}.${node.id}`;
  return { fact: `${label}${ROLES[node.role]}: ${node.about}`, ...anyOf(asked.map((one) => one.answer(node))) };
}

function restricted(restriction: Restriction, part: En18031Part, shown: Shown, devices: readonly Part[]): Because {
  const lost = presumptionLost(restriction, part, shown, devices);
  return { fact: `No presumption of conformity, by Decision (EU) 2025/138 (${restriction.clauses.join(', ')}): ${restriction.about}`, ...lost, caution: true };
}
