import { Digest, type Instant } from '../../core/index.ts';
import type { Entry } from '../../ledger/model.ts';
import type { About, LinkFact, LinkReason } from '../release/link.ts';
import { leafOf, type StatementLeaf } from './leaf.ts';
import { type RefHistory, refsOf } from './refs.ts';

/** What a verified log says of one repository. */
export interface LogView {
  readonly repository: string;
  readonly refs: RefHistory;
  readonly statements: readonly { readonly index: number; readonly leaf: StatementLeaf }[];
  /** The newest checkpoint that as many witnesses cosigned as the policy needs. Absent where there is none, or no policy. */
  readonly cosigned?: { readonly size: number; readonly by: readonly string[]; readonly checkpoint: string };
}

/** Folds verified entries into a view. */
export function viewOf(repository: string): { readonly take: (entry: Entry) => void; readonly view: (cosigned?: LogView['cosigned']) => LogView } {
  const refs = refsOf(repository);
  const statements: { index: number; leaf: StatementLeaf }[] = [];
  return {
    take(entry) {
      refs.take(entry);
      const leaf = leafOf(entry.type, entry.body);
      if (leaf !== undefined && leaf.kind !== 'ref') statements.push({ index: entry.seq, leaf });
    },
    view: (cosigned) => ({ repository, refs: refs.history, statements, ...(cosigned === undefined ? {} : { cosigned }) }),
  };
}

/**
 * What the log shows of a release: its tag was entered where it stands and never stood elsewhere, a release entry and a review entry speak of its commit or tree, and all of it is
 * below a cosigned checkpoint. `about` must name the commit.
 */
export function logLink(view: LogView, about: About, at: Instant): LinkFact {
  const ref = about.release.startsWith('refs/') ? about.release : `refs/tags/${about.release}`;
  const places = view.refs.get(ref) ?? [];
  const speaking = view.statements.filter(({ leaf }) => speaksOf(leaf, about));
  const ofKind = (kind: StatementLeaf['kind']) => speaking.filter(({ leaf }) => leaf.kind === kind);
  const [releases, reviews] = [ofKind('release'), ofKind('review')];
  const broken: LinkReason[] = [];
  const open: LinkReason[] = [];
  const say = (into: LinkReason[], code: string, place: string, what: string, remedy: string) => into.push({ code, place, what, remedy });
  if (new Set(places.map(({ object }) => object)).size > 1) {
    const where = places.map(({ object, index }) => `${object.slice(0, 12)} by entry ${index}`).join(', then ');
    say(broken, 'tag-moved', ref, `The tag moved: ${where}.`, 'Find out who moved it, and release under a new tag.');
  }
  const last = places.at(-1);
  if (last === undefined)
    say(
      open,
      'ref-not-logged',
      ref,
      'The log has no entry of where it points.',
      'Log it: assay development log refs REPO, under the name that --repository has.',
    );
  else if (about.commit === undefined) say(open, 'commit-not-named', ref, 'No commit was named to hold against the log.', 'Name the commit of the release.');
  else if (last.commit !== about.commit)
    say(broken, 'ref-elsewhere', ref, `The log has it at ${last.commit.slice(0, 12)}, by entry ${last.index}.`, 'Find out which of the two was released.');
  if (releases.length === 0)
    say(
      open,
      'release-not-logged',
      ref,
      'No release entry speaks of its commit or tree.',
      'Submit what ships, or a signed statement about its commit: assay development log submit FILE --kind release.',
    );
  if (reviews.length === 0)
    say(
      open,
      'review-not-logged',
      ref,
      'No review entry speaks of its commit or tree.',
      'Submit the review statements: assay development log submit reviews/*.dsse.json --kind review.',
    );
  const needed = [last?.index, releases[0]?.index, reviews[0]?.index].filter((index) => index !== undefined);
  const { cosigned } = view;
  if (cosigned === undefined)
    say(
      open,
      'not-cosigned',
      ref,
      'No witness is known to have seen the log.',
      'Name witnesses, and have the log cosigned: assay development log cosign --witnesses FILE.',
    );
  else if (needed.some((index) => index >= cosigned.size))
    say(
      open,
      'not-cosigned',
      ref,
      `The witnesses saw ${cosigned.size} entries, and these are newer.`,
      'Have the log cosigned again: assay development log cosign --witnesses FILE.',
    );
  return {
    link: 'log',
    about,
    state: broken.length > 0 ? 'broken' : open.length > 0 ? 'unknown' : 'proven',
    reasons: [...broken, ...open],
    counts: { places: places.length, releases: releases.length, reviews: reviews.length, witnesses: cosigned?.by.length ?? 0 },
    at,
    inputs: cosigned === undefined ? [] : [{ name: 'checkpoint', digest: Digest.of(cosigned.checkpoint) }],
  };
}

/** What ships speaks of itself; a statement by the hex of a digest alone: a commit is called gitCommit by some and sha1 by others. */
function speaksOf({ digest, subjects = [] }: StatementLeaf, { commit, tree, artifact }: About): boolean {
  if (digest === artifact) return true;
  const named = new Set([commit, tree, artifact?.slice('sha256:'.length)]);
  return subjects.some((subject) => named.has(subject.slice(subject.indexOf(':') + 1) as never));
}
