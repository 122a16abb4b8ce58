import type { MergeOutcome } from '../git/merge.ts';
import type { ObjectId } from '../git/object.ts';
import type { Signal } from './model.ts';

/** A merge that was resolved by hand, and changes files besides over which its parents did not quarrel: whoever looks at how a conflict was solved does not look there. */
export function besideConflicts(commit: ObjectId, outcome: MergeOutcome, who: string): readonly Signal[] {
  const [path, ...more] = outcome.kind === 'by-hand' ? outcome.beside : [];
  if (path === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length === 1 ? '1 other file' : `${more.length} other files`}`;
  return [
    {
      kind: 'merge-beside-conflicts',
      weak: false,
      place: { commit, path },
      who,
      what: `the merge solves conflicts by hand, and changes ${path}${others} besides, where its parents had none`,
    },
  ];
}
