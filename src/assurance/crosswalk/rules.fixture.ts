import { claimOf } from '../../evidence/claims/index.ts';
import { CONTROLS } from '../controls/index.ts';
import type { Requirement } from '../model.ts';
import { type Edge, RELATIONS, type Relation } from '../model.ts';
import type { Crosswalk } from './declare.ts';

// The rules that every crosswalk keeps, of a shipped standard or of one that comes by import. Each says what breaks it; nothing is the good answer.

const WHOLE: ReadonlySet<Relation> = new Set(['equal-to', 'equivalent-to', 'superset-of']);
const CONTROL_CLAIMS = new Map<string, readonly string[]>(CONTROLS.map((control) => [control.id, control.checks.map((check) => check.claim)]));
const CONTROL_IDS = new Set<string>(CONTROLS.map((control) => control.id));

const name = (edge: Edge) => `${edge.control} -> ${edge.standard} ${edge.requirement}`;

function repeated(values: readonly string[], most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > most).map(([value]) => value);
}

/** Edges from a control that is not declared. */
export function undeclared(edges: readonly Edge[]): readonly string[] {
  return edges.filter((edge) => !CONTROL_IDS.has(edge.control)).map((edge) => `${name(edge)}: no such control`);
}

/** Pairs that are joined more than once. */
export function twice(edges: readonly Edge[]): readonly string[] {
  return repeated(edges.map(name), 1).map((pair) => `${pair}: twice`);
}

/** Edges without a relation of OSCAL, a sentence as the reason, or an edition. */
export function unreasoned(edges: readonly Edge[]): readonly string[] {
  return edges.flatMap((edge) => [
    ...(RELATIONS.includes(edge.relation) ? [] : [`${name(edge)}: no such relation`]),
    ...(/^[A-Z].{26,}\.$/.test(edge.reason) ? [] : [`${name(edge)}: no sentence as its reason`]),
    ...(edge.edition === '' ? [`${name(edge)}: no edition`] : []),
  ]);
}

/** Reasons that stand more than three times: a reason is about its own pair. */
export function worn(edges: readonly Edge[]): readonly string[] {
  return repeated(
    edges.map((edge) => edge.reason),
    3,
  );
}

// What was found in reasons though no statement would ever say it: the words in a reason, and what a claim of its control has to say for them.
const SPOKEN: readonly (readonly [said: RegExp, claimed: RegExp])[] = [
  [/flood/i, /flood/],
  [/retention|(for|of) (a|ten|one) years?\b|how long (events|records|logs|they) stay/i, /retention|past its time|ten years/],
  [/random/i, /random/],
];

/**
 * Edges that cover by a word that none of their control's claims speaks of. A remedy is what somebody is told to do; what covers is what evidence
 * states. Reasons that only touch may speak of more, since they prove nothing.
 */
export function overclaimed(edges: readonly Edge[]): readonly string[] {
  return edges.flatMap((edge) => {
    if (edge.relation === 'intersects-with') return [];
    const claims = (CONTROL_CLAIMS.get(edge.control) ?? []).map((id) => `${id} ${claimOf(id)?.whenTrue ?? ''}`).join('\n');
    return SPOKEN.flatMap(([said, claimed]) => (said.test(edge.reason) && !claimed.test(claims) ? [`${name(edge)}: ${edge.reason}`] : []));
  });
}

/** Every requirement that the crosswalk names, in its order. */
export function namedBy(crosswalk: Crosswalk): readonly string[] {
  return [...new Set([...crosswalk.edges.map((edge) => edge.requirement), ...crosswalk.together, ...crosswalk.remainders.keys()])];
}

/** Requirements in force of which it is not said in exactly one way whether they are covered whole. */
export function unsaid(crosswalk: Crosswalk, requirements: readonly Pick<Requirement, 'id' | 'withdrawn'>[]): readonly string[] {
  const whole = new Set(crosswalk.edges.filter((edge) => WHOLE.has(edge.relation)).map((edge) => edge.requirement));
  return requirements.flatMap(({ id, withdrawn }) => {
    if (withdrawn !== undefined) return [];
    const ways = [
      ...(whole.has(id) ? ['by one control'] : []),
      ...(crosswalk.together.has(id) ? ['together'] : []),
      ...(crosswalk.remainders.has(id) ? ['with a remainder'] : []),
      ...(crosswalk.directly === undefined ? [] : ['by findings']),
    ];
    return ways.length === 1 ? [] : [`${id}: ${ways.join(' and ') || 'not said'}`];
  });
}

/** Requirements that parts are called the whole of, where there are fewer than two parts. */
export function fewerThanTwo(crosswalk: Crosswalk): readonly string[] {
  const parts = (id: string) => crosswalk.edges.filter((edge) => edge.requirement === id && edge.relation === 'subset-of').length;
  return [...crosswalk.together].filter((id) => parts(id) < 2).map((id) => `${id}: parts that are fewer than two`);
}

/** Remainders that are no sentence. */
export function shapeless(crosswalk: Crosswalk): readonly string[] {
  return [...crosswalk.remainders].filter(([, text]) => !/^[A-Z].{20,}\.$/.test(text)).map(([id]) => `${id}: no sentence as its remainder`);
}

/** Edges that come after one of a later requirement of the standard; those to requirements that it does not have are left out. */
export function outOfOrder(crosswalk: Crosswalk, ids: readonly string[]): readonly string[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  const placed = crosswalk.edges.filter((edge) => place.has(edge.requirement));
  return placed.filter((edge, i) => (place.get(placed[i - 1]?.requirement ?? '') ?? 0) > (place.get(edge.requirement) ?? 0)).map(name);
}
