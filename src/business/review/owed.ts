import { CONTROLS } from '../../assurance/controls/index.ts';
import type { Exclusions } from '../../assurance/exclusion.ts';
import { indexMap, owedAt } from '../../assurance/subjects.ts';
import { Instant } from '../../core/index.ts';
import { layersOf } from '../../map/layer.ts';
import type { ServiceMap } from '../../map/model.ts';
import { type Kind, REVIEW_KINDS } from './kinds.ts';
import type { Review } from './model.ts';

/** A kind of review that controls of the service ask for, and that nobody ever started for these parts. It has no due date: it was never on time. */
export interface NeverDone {
  readonly kind: string;
  readonly title: string;
  /** Ids of the map, in its order. */
  readonly subjects: readonly string[];
}

/**
 * What the service owes and never began, in the order of the kinds. Owed where a control that applies there checks a claim that closing the review states, unless it
 * is excluded there at the moment. A review that is open, closed or abandoned was begun: it is among those that are due.
 */
export function neverDone(map: ServiceMap, reviews: readonly Review[], exclusions: Exclusions, at: Instant): readonly NeverDone[] {
  const index = indexMap(map);
  const layers = layersOf(map);
  // Customers answer to nobody here: what is asked of people is asked of those who run the service.
  const ofCustomers = (role: string): boolean => ['product', 'experience'].includes(layers.get(role) ?? '');
  const begun = new Set(reviews.flatMap(({ kind, subjects }) => subjects.map((subject) => `${kind}\u0000${subject}`)));
  const owners = new Map<string, string>(map.links.map(({ id, from }) => [id, from]));
  const owing = new Map<string, ReadonlySet<string>>();
  const owingOf = (claim: string): ReadonlySet<string> => {
    const known = owing.get(claim);
    if (known !== undefined) return known;
    const asked = CONTROLS.filter(({ checks }) => checks.some((check) => check.claim === claim));
    const found = asked.flatMap((control) =>
      owedAt(control, index)
        .map(({ subject }) => subject)
        .filter((subject) => {
          const { grantedAt, until } = exclusions.get(`${control.id}@${subject}`) ?? {};
          return grantedAt === undefined || until === undefined || Instant.parse(grantedAt) > at || Instant.parse(until) <= at;
        }),
    );
    const all = new Set(found);
    owing.set(claim, all);
    return all;
  };
  // Who stands behind a link owes what its link owes.
  const owes = ({ states }: Kind): ReadonlySet<string> =>
    new Set(states.flatMap(({ claim, of }) => [...owingOf(claim)].map((subject) => (of === 'links' ? (owners.get(subject) ?? subject) : subject))));
  return REVIEW_KINDS.flatMap((kind): NeverDone[] => {
    const all = owes(kind);
    const subjects = map.parts
      .filter(
        (part) =>
          (kind.owes ?? kind.for).includes(part.kind) &&
          !(part.kind === 'role' && ofCustomers(part.id)) &&
          all.has(part.id) &&
          !begun.has(`${kind.id}\u0000${part.id}`),
      )
      .map(({ id }) => id);
    return subjects.length === 0 ? [] : [{ kind: kind.id, title: kind.title, subjects }];
  });
}
