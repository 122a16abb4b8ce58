import { gitBytes, gitText } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import type { ObjectId } from '../../git/object.ts';
import { SIGNAL_LIMITS } from '../limits.ts';
import type { Signal } from '../model.ts';
import { movedRefs, type Refs, readRefs } from '../ref.ts';

const LISTING = 64 * 1024 * 1024;

/** The refs of the repository now, as `readRefs` reads them. Throws `Refused` (ASSAY-GIT-002, -008). */
export async function refsNow(repository: Repository): Promise<Refs> {
  return readRefs((await gitText(repository.gitDir, ['for-each-ref', '--format=%(objectname) %(refname)'], LISTING)) ?? '');
}

/** What moved since an earlier listing. Git is asked of each branch whether it only went on, up to a bound. Throws as above. */
export async function movedSince(repository: Repository, earlier: Refs): Promise<readonly Signal[]> {
  const now = await refsNow(repository);
  const answers = new Map<string, boolean | undefined>();
  for (const [ref, was] of earlier) {
    const is = now.get(ref);
    if (is === undefined || is === was || !ref.startsWith('refs/heads/') || answers.size >= SIGNAL_LIMITS.branches) continue;
    answers.set(`${is} ${was}`, await hasBehind(repository, is, was));
  }
  return movedRefs(earlier, now, (from, to) => answers.get(`${from} ${to}`));
}

/** Nothing where git could not tell, since this copy lacks one of them. */
async function hasBehind(repository: Repository, is: ObjectId, was: ObjectId): Promise<boolean | undefined> {
  const { code } = await gitBytes(repository.gitDir, ['merge-base', '--is-ancestor', was, is], '', LISTING);
  return code === 0 ? true : code === 1 ? false : undefined;
}
