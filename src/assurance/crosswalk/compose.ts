import type { ControlId } from '../../evidence/model.ts';
import type { Relation, Standard } from '../model.ts';
import { edgesTo } from './index.ts';

// Two standards through the hub. A control answers a requirement of each; what that says of the two requirements is worked out from the two
// relations, read as relations between what is asked. It is never stronger than the weaker of them, and where two parts of one control need not
// touch each other, nothing is claimed.

/** Between two requirements: a relation of OSCAL, read from the first to the second, or `undetermined` where the hub does not tell. */
export type Composed = Relation | 'undetermined';

/** Read the other way round. */
function inverse(relation: Relation): Relation {
  return relation === 'subset-of' ? 'superset-of' : relation === 'superset-of' ? 'subset-of' : relation;
}

/**
 * The first requirement's relation to the second, where one control stands to each as given.
 *
 * With *c* the control and *a*, *b* the requirements: the same as *c* passes on the other's relation. Part of a part is a part. Two that both
 * hold all of *c* share at least *c*. Two parts of *c* may be different parts: undetermined.
 */
export function composed(toFirst: Relation, toSecond: Relation): Composed {
  const first = inverse(toFirst); // from a to c
  const second = toSecond; // from c to b
  if (first === 'equal-to') return second;
  if (second === 'equal-to') return first;
  if (first === 'equivalent-to') return second;
  if (second === 'equivalent-to') return first;
  if (first === second && first !== 'intersects-with') return first;
  // a holds c, and c lies in b: they share c. Likewise where one of them only meets c and the other holds all of it.
  if (first === 'superset-of' && second !== 'superset-of') return 'intersects-with';
  if (first === 'intersects-with' && second === 'subset-of') return 'intersects-with';
  return 'undetermined';
}

const STRENGTH: Readonly<Record<Composed, number>> = {
  'equal-to': 4,
  'equivalent-to': 3,
  'subset-of': 2,
  'superset-of': 2,
  'intersects-with': 1,
  undetermined: 0,
};

/** What several controls say together: the strongest that one of them shows; but where one makes it a part and another the whole, no more than that they meet. */
export function together(relations: readonly Composed[]): Composed {
  const sorted = [...relations].sort((a, b) => STRENGTH[b] - STRENGTH[a]);
  const best = sorted[0] ?? 'undetermined';
  const opposed = relations.includes('subset-of') && relations.includes('superset-of');
  return opposed && STRENGTH[best] === 2 ? 'intersects-with' : best;
}

export interface Via {
  readonly control: ControlId;
  /** From the control to the requirement of either standard, and why. */
  readonly from: { readonly relation: Relation; readonly reason: string };
  readonly to: { readonly relation: Relation; readonly reason: string };
  readonly composed: Composed;
}

export interface Pair {
  readonly from: string;
  readonly to: string;
  /** Of `from` to `to`. */
  readonly relation: Composed;
  readonly via: readonly Via[];
}

/** Two standards through the controls that answer in both. Withdrawn requirements are left out: nobody owes them. */
export interface Crossing {
  readonly from: { readonly id: string; readonly edition: string; readonly title: string; readonly requirements: number };
  readonly to: { readonly id: string; readonly edition: string; readonly title: string; readonly requirements: number };
  readonly pairs: readonly Pair[];
  /** Requirements that share no control with any of the other standard, on either side. */
  readonly unmapped: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** Each requirement of `a` with those of `b` that it shares controls with. Pure: follows the order of both standards. */
export function crossing(a: Standard, b: Standard): Crossing {
  const inForce = (standard: Standard) => standard.requirements.filter((requirement) => requirement.withdrawn === undefined);
  const [first, second] = [inForce(a), inForce(b)];
  const byControl = new Map<ControlId, { readonly requirement: string; readonly relation: Relation; readonly reason: string }[]>();
  for (const { id } of second) {
    for (const { control, relation, reason } of edgesTo(b.id, id)) {
      const known = byControl.get(control);
      if (known === undefined) byControl.set(control, [{ requirement: id, relation, reason }]);
      else known.push({ requirement: id, relation, reason });
    }
  }
  const order = new Map(second.map(({ id }, i) => [id, i]));
  const pairs = first.flatMap(({ id }): readonly Pair[] => {
    const met = new Map<string, Via[]>();
    for (const { control, relation, reason } of edgesTo(a.id, id)) {
      for (const other of byControl.get(control) ?? []) {
        const via: Via = {
          control,
          from: { relation, reason },
          to: { relation: other.relation, reason: other.reason },
          composed: composed(relation, other.relation),
        };
        const known = met.get(other.requirement);
        if (known === undefined) met.set(other.requirement, [via]);
        else known.push(via);
      }
    }
    return [...met]
      .sort(([x], [y]) => (order.get(x) ?? 0) - (order.get(y) ?? 0))
      .map(([to, via]) => ({ from: id, to, relation: together(via.map((one) => one.composed)), via }));
  });
  const [has, had] = [new Set(pairs.map((pair) => pair.from)), new Set(pairs.map((pair) => pair.to))];
  const side = ({ id, edition, title }: Standard, count: number) => ({ id, edition, title, requirements: count });
  return {
    from: side(a, first.length),
    to: side(b, second.length),
    pairs,
    unmapped: { from: first.map(({ id }) => id).filter((id) => !has.has(id)), to: second.map(({ id }) => id).filter((id) => !had.has(id)) },
  };
}

/** The id by which the hub itself is named where a standard's could stand. */
export const HUB = 'assay';

/** One standard beside the controls themselves: the edges of its crosswalk as they were judged, nothing composed. */
export function hubCrossing(controls: readonly { readonly id: ControlId }[], b: Standard, edition: string): Crossing {
  const inForce = b.requirements.filter((requirement) => requirement.withdrawn === undefined);
  const edges = inForce.flatMap(({ id }) => edgesTo(b.id, id));
  const order = new Map(controls.map(({ id }, i) => [id, i]));
  const pairs = edges
    .toSorted((x, y) => (order.get(x.control) ?? 0) - (order.get(y.control) ?? 0))
    .map(
      ({ control, requirement, relation, reason }): Pair => ({
        from: control,
        to: requirement,
        relation,
        via: [{ control, from: { relation: 'equal-to', reason: 'It is the control itself.' }, to: { relation, reason }, composed: relation }],
      }),
    );
  const [has, had] = [new Set(pairs.map((pair) => pair.from)), new Set(pairs.map((pair) => pair.to))];
  return {
    from: { id: HUB, edition, title: 'Assay’s controls', requirements: controls.length },
    to: { id: b.id, edition: b.edition, title: b.title, requirements: inForce.length },
    pairs,
    unmapped: { from: controls.map(({ id }) => id as string).filter((id) => !has.has(id)), to: inForce.map(({ id }) => id).filter((id) => !had.has(id)) },
  };
}
