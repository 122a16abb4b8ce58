import type { Statement, Subject } from '../statement/statement.ts';

/** What algorithms a subject may name an artifact by; what is weaker names nothing. */
export const ARTIFACT_HASHES = ['sha256', 'sha384', 'sha512'] as const;

/** The digests of an artifact, or of a revision of source under `gitCommit`, in hex. */
export interface ArtifactDigests {
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * The subject of a statement that is this artifact (in-toto validation model: a digest under an acceptable algorithm is equal), or nothing. Where a subject has several, all that are known have to be the
 * artifact's: of two that differ, one is a lie.
 */
export function subjectFor({ subjects }: Statement, { digests }: ArtifactDigests): Subject | undefined {
  return subjects.find(({ digest }) => {
    const known = [...digests.keys()].filter((name) => digest.has(name));
    return known.length > 0 && known.every((name) => digest.get(name) === digests.get(name));
  });
}
