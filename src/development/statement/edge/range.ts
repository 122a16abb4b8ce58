import { Refused } from '../../../core/index.ts';
import { type ChangeFacts, factsOf } from '../../change/facts.ts';
import { readCommits, readHistory } from '../../git/edge/history.ts';
import type { Repository } from '../../git/edge/open.ts';
import { resolveName } from '../../git/edge/resolve.ts';
import type { ObjectId } from '../../git/object.ts';
import { type ParentsOf, rangeOf } from '../../git/range.ts';
import { statementFaults } from '../faults.ts';

/** What somebody reviews: what `to` has and `from` has not. */
export interface ChangeRange {
  readonly from?: ObjectId;
  readonly to: ObjectId;
  readonly tree: ObjectId;
  readonly commits: readonly ChangeFacts[];
}

const COMMITS = 9_000;

/**
 * The commits of `FROM..TO`, or of one name alone the one commit. Where `FROM` has commits that `TO` has not, the range begins where the two parted last, as a reviewer sees it.
 * Throws `Refused` (ASSAY-STATEMENT-011, ASSAY-GIT-001 to -003, -006 to -008).
 */
export async function changeRange(repository: Repository, text: string): Promise<ChangeRange> {
  const [first = '', second, third] = text.split('..');
  if (first === '' || second === '' || third !== undefined || second?.startsWith('.') === true)
    throw new Refused(noRange(text, 'FROM..TO, such as main..topic, or one commit', 'something else'));
  const { commit: to } = await resolveName(repository, second ?? first);
  const start = second === undefined ? undefined : (await resolveName(repository, first)).commit;
  const parents = await readHistory(repository, [to, ...(start === undefined ? [] : [start])]);
  const range = start === undefined ? undefined : rangeOf(parents, to, start);
  const ids = range?.commits ?? [to];
  if (ids.length === 0) throw new Refused(noRange(text, 'at least one commit', 'none: the first has all that the second has'));
  if (ids.length > COMMITS) throw new Refused(noRange(text, `at most ${COMMITS} commits, which nobody reviews at once`, `${ids.length}`));
  const commits: ChangeFacts[] = [];
  for await (const { id, commit } of readCommits(repository, ids)) commits.push(factsOf(id, commit));
  const tip = commits.find(({ id }) => id === to);
  if (tip === undefined || commits.length !== ids.length) throw new Refused(noRange(text, 'commits that this copy has', 'some that it lacks'));
  // Where all of FROM is in TO, that is what a squash or merge will stand on, also when it came in by a merge in between.
  const [from, another] = range === undefined ? tip.parents : range.linear && start !== undefined ? [start] : basesOf(commits, parents);
  if (range !== undefined && another !== undefined)
    throw new Refused(
      noRange(text, 'a change that stands on one commit', `one on ${from?.slice(0, 12)} and ${another.slice(0, 12)}: merge the one into the other first`),
    );
  return { ...(from === undefined ? {} : { from }), to, tree: tip.tree, commits };
}

/**
 * The commits outside that the range stands on, without those that another of them has behind it: its merge bases with where it was to go. An older one would count what came in
 * from there by a merge to the change, and the reviewer was not shown that.
 */
function basesOf(commits: readonly ChangeFacts[], parents: ParentsOf): readonly ObjectId[] {
  const inside = new Set(commits.map(({ id }) => id));
  const outside = new Set(commits.flatMap((one) => one.parents.filter((id) => !inside.has(id))));
  const behind = new Set<ObjectId>();
  const waiting = [...outside].flatMap((id) => parents.get(id) ?? []);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (behind.has(id)) continue;
    behind.add(id);
    waiting.push(...(parents.get(id) ?? []));
  }
  return [...outside].filter((id) => !behind.has(id));
}

function noRange(text: string, expected: string, found: string) {
  return statementFaults.fault('011', {
    message: `"${text}" is no change that could be reviewed`,
    expected,
    found,
    remedy: 'Name the change as FROM..TO: --change main..topic',
  });
}
