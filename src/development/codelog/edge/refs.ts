import { gitText } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { isObjectId, type ObjectId } from '../../git/object.ts';
import { compareRefs, isTag, type RefFinding, type RefHistory, type RefNow } from '../refs.ts';

const LISTING_BYTES = 64 * 1024 * 1024;
const FORMAT = '%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)';

/** Every tag and branch that leads to a commit. Names with an `@`, which could be somebody's address, and refs of trees and files are left out, and named. Throws `Refused` (ASSAY-GIT-002, -008). */
export async function readRefs(repository: Repository): Promise<{ readonly refs: readonly RefNow[]; readonly left: readonly string[] }> {
  const listing = (await gitText(repository.gitDir, ['for-each-ref', `--format=${FORMAT}`, 'refs/heads', 'refs/tags'], LISTING_BYTES)) ?? '';
  const refs: RefNow[] = [];
  const left: string[] = [];
  for (const line of listing.split('\n')) {
    if (line === '') continue;
    const [ref = '', object = '', type, peeled = '', peeledType] = line.split(' ');
    const commit = type === 'commit' ? object : peeledType === 'commit' ? peeled : '';
    if (!isObjectId(object) || !isObjectId(commit) || ref.includes('@') || ref.length > 250) left.push(ref);
    else refs.push({ ref, object, commit });
  }
  return { refs, left };
}

/** Holds the refs of a repository against the log. Whether a branch only went on is asked of git, by the commits themselves. */
export async function findMoves(repository: Repository, history: RefHistory, present: readonly RefNow[]): Promise<readonly RefFinding[]> {
  const behind = new Set<string>();
  for (const { ref, commit } of present) {
    const last = history.get(ref)?.at(-1);
    if (isTag(ref) || last === undefined || last.commit === commit) continue;
    if (await isAncestor(repository, last.commit, commit)) behind.add(`${last.commit} ${commit}`);
  }
  return compareRefs(history, present, (old, now) => behind.has(`${old} ${now}`));
}

/** False also where the older commit is not in this copy: then nothing shows that the branch went on from it. */
async function isAncestor(repository: Repository, old: ObjectId, now: ObjectId): Promise<boolean> {
  return (await gitText(repository.gitDir, ['merge-base', '--is-ancestor', old, now])) !== undefined;
}
