import { type Fault, nearest, Refused } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { reviewFaults } from './faults.ts';
import type { Kind } from './kinds.ts';

/**
 * The parts that a review is to be of, with their kinds. What is not on the map is said alone: what else the review would lack is of no use before that is mended.
 * Throws `Refused` (ASSAY-REVIEW-016) with each of them.
 */
export function subjectsNamed(
  { parts }: ServiceMap,
  ids: readonly string[],
  kind: Kind | undefined,
): readonly { readonly id: string; readonly kind: string }[] {
  const known = new Map(parts.map((part) => [part.id, part]));
  const fitting = parts.filter((part) => kind === undefined || kind.for.includes(part.kind)).map(({ id }) => id);
  const faults: Fault[] = [];
  const subjects = ids.flatMap((id) => {
    const part = known.get(id);
    if (part !== undefined) return [{ id, kind: part.kind }];
    const near = nearest(id, fitting);
    faults.push(
      reviewFaults.fault('016', {
        message: `${id} is not on the map`,
        expected: near.join(' or ') || 'the id of a part of the map',
        found: id,
        remedy: near[0] === undefined ? 'Name a part of the map.' : `Did you mean "${near[0]}"?`,
      }),
    );
    return [];
  });
  if (faults.length > 0) throw new Refused(...faults);
  return subjects;
}
