import { Digest, type Instant } from '../../core/index.ts';
import { shown } from '../archive/path.ts';
import { type About, codesOf, type LinkFact, type LinkReason } from '../release/link.ts';
import { leftOut } from './missing.ts';
import type { ArtifactResult, FileClass, JudgedFile, MissingFile } from './model.ts';

const CODES: Readonly<Record<'contradicts' | 'unexplained' | 'not-shown-at-build' | 'not-comparable' | 'not-shown', string>> = {
  contradicts: 'file-contradicts-toolchain',
  unexplained: 'file-unexplained',
  'not-shown-at-build': 'file-runs-at-build-not-shown',
  'not-comparable': 'file-of-absent-submodule',
  'not-shown': 'file-not-shown',
};
/** Reasons that are kept: the worst stand first, and the counts tell of all. */
const REASONS = 1000;

/** What the comparison tells of a release. `about` names the release; the commit, the tree and the artifact's digest are the result's own. */
export function artifactLink(result: ArtifactResult, about: Pick<About, 'release' | 'since'>, at: Instant): LinkFact {
  const { counts, tree, artifact } = result;
  const reasons = [...archive(result), ...result.files.flatMap(reasonOf), ...leftOut(result.missing).map(missing)];
  return {
    link: 'artifact',
    about: {
      ...about,
      ...(tree.commit === undefined ? {} : { commit: tree.commit }),
      ...(tree.tree === undefined ? {} : { tree: tree.tree }),
      ...(artifact.digest === undefined ? {} : { artifact: artifact.digest }),
    },
    // A manifest's tree is somebody's word: what agrees with it is not yet shown to agree with the repository.
    state: result.state === 'proven' && tree.by === 'manifest' ? 'unknown' : result.state,
    reasons: [...(result.state === 'proven' && tree.by === 'manifest' ? [unread()] : []), ...reasons].slice(0, REASONS),
    counts: {
      ...codesOf(reasons),
      files: counts.files,
      ...counts.byClass,
      'only-in-git': counts.onlyTree,
      'unexplained-at-build': counts.unexplainedAtBuild,
      'not-shown-code': counts.notShownCode,
      'source-left-out': counts.sourceLeftOut,
      'wrong-in-archive': result.oddities.filter((odd) => odd.wrong).length,
    },
    at,
    inputs: result.inputs.filter(({ digest }) => Digest.isText(digest)),
  };
}

function archive({ oddities }: ArtifactResult): readonly LinkReason[] {
  return oddities
    .filter((odd) => odd.wrong)
    .map((odd) => ({
      code: `archive-${odd.kind}`,
      place: odd.path,
      what: `The archive has something that no release needs: ${odd.path === '' ? 'it' : odd.path} ${odd.what}.`,
      remedy: 'Make the archive again from the tag; find out who made this one.',
    }));
}

function reasonOf(file: JudgedFile): readonly LinkReason[] {
  if (!isOpen(file.class)) return [];
  return [
    {
      code: CODES[file.class],
      place: shown(file.path),
      what: `${shown(file.path)} ${file.why}.`,
      remedy: `What would show it: ${file.shows ?? 'its source'}.`,
    },
  ];
}

function missing({ path, kind, role }: MissingFile): LinkReason {
  const what = kind === 'submodule' ? 'the submodule of the tag' : role === 'build' ? 'which runs at build in the tag' : 'which is code of the tag';
  return {
    code: 'source-left-out',
    place: shown(path),
    what: `${shown(path)}, ${what}, does not ship.`,
    remedy: 'Ship it, or say why it is left out: export-ignore in the tag, or left-out in the stamps.',
  };
}

function isOpen(one: FileClass): one is keyof typeof CODES {
  return one in CODES;
}

function unread(): LinkReason {
  return {
    code: 'tree-not-read',
    place: '',
    what: 'The tree is a manifest’s word, and was not read from a repository.',
    remedy: 'Compare with the repository: --against REPO --tag TAG.',
  };
}
