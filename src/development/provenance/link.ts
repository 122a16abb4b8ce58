import type { Instant } from '../../core/index.ts';
import { isObjectId } from '../git/object.ts';
import { type About, codesOf, type LinkFact } from '../release/link.ts';
import type { ProvenanceResult } from './judge.ts';

/**
 * What provenance tells of a release. It says from which commit the artifact was built, and not that anybody read that commit: the gate asks for the review beside it, and the two join by the commit in
 * `about`. The commit is named only where the provenance is shown to be of it. Pure.
 */
export function provenanceLink(result: ProvenanceResult, about: Pick<About, 'release' | 'since' | 'tree'>, at: Instant): LinkFact {
  const source = result.checks.find(({ name }) => name === 'source');
  const commit = source?.state === 'proven' && result.commit !== undefined && isObjectId(result.commit) ? result.commit : undefined;
  const order = { broken: 0, unknown: 1, proven: 2 } as const;
  const reasons = result.checks
    .filter(({ state }) => state !== 'proven')
    .toSorted((a, b) => order[a.state] - order[b.state])
    .map(({ code, what, remedy, name }) => ({ code, place: result.provenance?.builder ?? name, what, remedy }));
  return {
    link: 'provenance',
    about: { ...about, ...(commit === undefined ? {} : { commit }), artifact: result.artifact },
    state: result.state,
    reasons,
    counts: {
      ...codesOf(reasons),
      level: result.proven,
      ...(result.claimed === undefined ? {} : { 'level-claimed': result.claimed }),
      dependencies: result.provenance?.dependencies.length ?? 0,
    },
    at,
    inputs: result.inputs,
  };
}
