import type { ObjectId } from '../git/object.ts';
import type { ChangeFacts, Named } from './facts.ts';

/**
 * What a commit's own words come to, each commit in one class. A class is a question on facts and no verdict: `reviewed-by-other` says
 * that a line names somebody else, and anybody can write a line. Verdicts are in `review/`.
 */
export type ChangeClass =
  | 'merge'
  | 'reviewed-by-other'
  | 'pull-merged-by-other'
  | 'pull-merged-by-author'
  | 'branch-merged'
  | 'forge-squash'
  | 'squash-shaped'
  | 'made-on-forge'
  | 'applied-by-other'
  | 'nothing';

/** The part of the facts that decides the class. */
export type Classed = Pick<ChangeFacts, 'id' | 'parents' | 'author' | 'committer' | 'lines' | 'pull' | 'squash'>;

// As the measured histories were counted: the key ends in a lower-case `-by`, wherever the line stands.
const REVIEW = /^(?:reviewed|acked|approved)-by$/;

/** Addresses under which forges commit what somebody did on their pages. */
const FORGES: ReadonlySet<string> = new Set(['noreply@github.com']);

export function byForge(who: Named): boolean {
  return FORGES.has(who.email?.toLowerCase() ?? '');
}

/** Whether two names are one person's by their words alone: the same address in any capitals, or the same name to the letter. */
export function alikeInWords(a: Named, b: Named): boolean {
  const [left, right] = [a.email?.toLowerCase() ?? '', b.email?.toLowerCase() ?? ''];
  if (left !== '' && left === right) return true;
  return a.name !== '' && a.name === b.name;
}

/** The class of a commit, where `merge` is the merge that brought it onto the released line, if one did. */
export function classOf(change: Classed, merge: Classed | undefined): ChangeClass {
  if (change.parents.length > 1) return 'merge';
  if (change.lines.some(({ key, who }) => REVIEW.test(`${key.slice(0, -3).toLowerCase()}${key.slice(-3)}`) && !alikeInWords(who, change.author)))
    return 'reviewed-by-other';
  if (merge !== undefined) {
    if (merge.pull === undefined) return 'branch-merged';
    return alikeInWords(merge.author, change.author) ? 'pull-merged-by-author' : 'pull-merged-by-other';
  }
  if (change.squash !== undefined) return byForge(change.committer) ? 'forge-squash' : 'squash-shaped';
  if (byForge(change.committer)) return 'made-on-forge';
  return alikeInWords(change.author, change.committer) ? 'nothing' : 'applied-by-other';
}

/**
 * Which merge brought each commit onto the line of first parents from `tip`: the oldest on that line from which it can be reached. Commits on the line itself, and those
 * below it that no merge brought, are not in the answer.
 */
export function broughtBy(tip: ObjectId, parentsOf: (id: ObjectId) => readonly ObjectId[] | undefined): ReadonlyMap<ObjectId, ObjectId> {
  const line: ObjectId[] = [];
  const main = new Set<ObjectId>();
  for (let id: ObjectId | undefined = tip; id !== undefined && !main.has(id); ) {
    const parents = parentsOf(id);
    if (parents === undefined) break;
    line.push(id);
    main.add(id);
    id = parents[0];
  }
  const brought = new Map<ObjectId, ObjectId>();
  for (const merge of line.reverse()) {
    const waiting = (parentsOf(merge) ?? []).slice(1);
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (main.has(id) || brought.has(id)) continue;
      const parents = parentsOf(id);
      if (parents === undefined) continue;
      brought.set(id, merge);
      waiting.push(...parents);
    }
  }
  return brought;
}
