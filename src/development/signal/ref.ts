import { isObjectId, type ObjectId } from '../git/object.ts';
import type { Signal } from './model.ts';

/** Which object each ref names, such as `refs/tags/v1.2.3`. */
export type Refs = ReadonlyMap<string, ObjectId>;

const MOST = 1_000_000;

/** Reads what `git show-ref` or `git for-each-ref` writes: a name of an object, perhaps its kind, and a ref in each line. Other lines, such as peeled tags, are not refs. */
export function readRefs(text: string): Refs {
  const refs = new Map<string, ObjectId>();
  for (const line of text.split('\n', MOST)) {
    const [, id = '', ref = ''] = /^([0-9a-f]{40}|[0-9a-f]{64})[ \t](?:(?:commit|tag|tree|blob)[ \t])?(refs\/\S{1,1000})$/.exec(line.trim()) ?? [];
    if (isObjectId(id) && !ref.endsWith('^{}')) refs.set(ref, id);
  }
  return refs;
}

/**
 * Tags that point elsewhere than they did, or are gone, and branches that lost what they had. A tag is never to move; a branch may go on, and `reaches` says whether the later
 * commit has the earlier behind it, or nothing where that could not be looked at.
 */
export function movedRefs(earlier: Refs, later: Refs, reaches: (from: ObjectId, to: ObjectId) => boolean | undefined): readonly Signal[] {
  return [...earlier].flatMap(([ref, was]): Signal[] => {
    const is = later.get(ref);
    if (is === was) return [];
    const tag = ref.startsWith('refs/tags/');
    if (!tag && !ref.startsWith('refs/heads/')) return [];
    const kind = tag ? 'tag-moved' : 'branch-moved';
    const name = ref.slice(tag ? 10 : 11);
    if (is === undefined)
      return [{ kind, weak: !tag, place: { ref }, what: `${tag ? 'the tag' : 'the branch'} ${name} pointed to ${was.slice(0, 12)} and is gone` }];
    const place = { ref, commit: is };
    if (tag) return [{ kind, weak: false, place, what: `the tag ${name} pointed to ${was.slice(0, 12)} and now points to ${is.slice(0, 12)}` }];
    const answer = reaches(is, was);
    if (answer === true) return [];
    const but = answer === false ? 'which does not have it' : 'and whether that has it could not be looked at';
    return [{ kind, weak: answer === undefined, place, what: `the branch ${name} had ${was.slice(0, 12)} and now has ${is.slice(0, 12)}, ${but}` }];
  });
}

/** Where refs pointed by the entries of a log, oldest first. Of a tag that moved since, a place where it was; of a branch, the last: a branch may go on. */
export function refsLogged(history: ReadonlyMap<string, readonly { readonly object: ObjectId }[]>, now: Refs): Refs {
  const refs = new Map<string, ObjectId>();
  for (const [ref, seen] of history) {
    const other = ref.startsWith('refs/tags/') ? seen.find(({ object }) => object !== now.get(ref)) : undefined;
    const was = other ?? seen.at(-1);
    if (was !== undefined) refs.set(ref, was.object);
  }
  return refs;
}
