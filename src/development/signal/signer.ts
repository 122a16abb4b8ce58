import type { Signal } from './model.ts';

/** Who made a release's tag, and by which key its signature says that it was made. */
export interface ReleaseSigner {
  readonly tag: string;
  readonly tagger?: string;
  readonly key?: string;
}

/** What about the release's signer is new, given the releases before it: another tagger, another key, no signature any more. Nothing where there was none before. */
export function newSigner(release: ReleaseSigner, earlier: readonly ReleaseSigner[]): readonly Signal[] {
  if (earlier.length === 0) return [];
  const of = earlier.length === 1 ? 'the release before it' : `the ${earlier.length} releases before it`;
  const signal = (what: string): Signal => ({
    kind: 'signer-new',
    weak: false,
    place: { ref: `refs/tags/${release.tag}` },
    ...(release.tagger === undefined ? {} : { who: release.tagger }),
    what,
  });
  const keys = new Set(earlier.flatMap(({ key }) => (key === undefined ? [] : [key])));
  if (release.key === undefined)
    return keys.size === 0 ? byTagger() : [signal(`the tag ${release.tag} has no signature that names a key, and of ${of} some had`)];
  if (!keys.has(release.key)) return [signal(`the tag ${release.tag} says that it is signed by ${release.key}, which signed none of ${of}`)];
  return byTagger();

  function byTagger(): readonly Signal[] {
    if (release.tagger === undefined || earlier.some(({ tagger }) => tagger === release.tagger)) return [];
    return [signal(`${release.tagger} made the tag ${release.tag}, and made none of ${of}`)];
  }
}
