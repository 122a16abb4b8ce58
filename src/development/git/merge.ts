import { Refused } from '../../core/index.ts';
import { notBatch } from './batch.ts';
import { isObjectId, type ObjectId } from './object.ts';
import { ascii, textOf } from './text.ts';

/** What git made of one merge when asked to do it again. */
export interface Remerged {
  readonly clean: boolean;
  /** The tree; where it is not clean, with marks of conflict in its files. */
  readonly tree: ObjectId;
  /** What each side has of the paths in conflict: stage 1 the common ancestor, 2 and 3 the two sides. */
  readonly conflicts: readonly { readonly stage: number; readonly id: ObjectId; readonly path: string }[];
}

/** A path at which two trees differ, with what the second has there; all zeros where it has nothing. */
export interface TreeChange {
  readonly path: string;
  readonly before: ObjectId;
  readonly after: ObjectId;
  readonly mode: { readonly before: number; readonly after: number };
}

/**
 * Reads what `git merge-tree --stdin --no-messages` writes: for each merge its status, its tree, and the conflicts, each ended by a NUL, and an empty one behind them. A
 * merge at the end that is not whole is left out: git ended within it. Throws `Refused` (ASSAY-GIT-007).
 */
export function readRemerged(bytes: Uint8Array): readonly Remerged[] {
  const merges: Remerged[] = [];
  let at = 0;
  const token = (): string | undefined => {
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    const text = textOf(bytes.subarray(at, end));
    at = end + 1;
    return text;
  };
  for (let status = token(); status !== undefined; status = token()) {
    const tree = token();
    if (tree === undefined) break;
    if ((status !== '0' && status !== '1') || !isObjectId(tree)) throw new Refused(notBatch());
    const conflicts: Remerged['conflicts'][number][] = [];
    let line = token();
    for (; line !== undefined && line !== ''; line = token()) {
      const [, id = '', stage = '', path = ''] = /^\d{6} ([0-9a-f]+) ([123])\t([\s\S]+)$/.exec(line) ?? [];
      if (!isObjectId(id)) throw new Refused(notBatch());
      conflicts.push({ stage: Number(stage), id, path });
    }
    if (line === undefined) break;
    merges.push({ clean: status === '1', tree, conflicts });
  }
  return merges;
}

/** Reads what `git diff-tree --stdin -r -z --raw --no-renames` writes: one answer for each pair of trees, in order. Throws `Refused` (ASSAY-GIT-007). */
export function readTreeChanges(bytes: Uint8Array): readonly (readonly TreeChange[])[] {
  const pairs: TreeChange[][] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x3a) {
      const end = bytes.indexOf(0x0a, at);
      if (end === -1 || end - at > LONGEST_PAIR || !/^[0-9a-f]+ [0-9a-f]+$/.test(ascii(bytes, at, end))) throw new Refused(notBatch());
      pairs.push([]);
      at = end + 1;
      continue;
    }
    const head = bytes.indexOf(0, at);
    const end = head === -1 ? -1 : bytes.indexOf(0, head + 1);
    const [, from = '', to = '', before = '', after = ''] =
      end === -1 || head - at > LONGEST_PAIR + 20 ? [] : (/^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [ADMTUX]$/.exec(ascii(bytes, at, head)) ?? []);
    const pair = pairs.at(-1);
    if (!isObjectId(before) || !isObjectId(after) || pair === undefined) throw new Refused(notBatch());
    const mode = { before: Number.parseInt(from, 8), after: Number.parseInt(to, 8) };
    pair.push({ path: textOf(bytes.subarray(head + 1, end)), before, after, mode });
    at = end + 1;
  }
  return pairs;
}

const LONGEST_PAIR = 64 + 1 + 64;

/** How the tree of a merge relates to the clean merge of its parents. */
export type MergeOutcome =
  /** It is that tree: whatever is in it came from a parent. */
  | { readonly kind: 'clean' }
  /** The parents merge by themselves, and the tree is another: these paths hold what no parent has. */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  /**
   * The parents do not merge by themselves. `paths` were in conflict and have what neither side has; `sides` have what one side has; `beside` were in no conflict, and are
   * changed all the same.
   */
  | { readonly kind: 'by-hand'; readonly paths: readonly string[]; readonly sides: readonly string[]; readonly beside: readonly string[] }
  | { readonly kind: 'not-compared'; readonly why: string };

/** The outcome of a merge that git did again, and whose tree differs at `changes` from the tree that came of it. */
export function outcomeOf(again: Remerged, changes: readonly TreeChange[]): MergeOutcome {
  if (again.clean) return changes.length === 0 ? { kind: 'clean' } : { kind: 'changed', paths: changes.map(({ path }) => path) };
  const disputed = new Set(again.conflicts.map(({ path }) => path));
  const sides = new Set(again.conflicts.filter(({ stage }) => stage > 1).map(({ path, id }) => `${id} ${path}`));
  const gone = (path: string) => ![2, 3].every((side) => again.conflicts.some(({ stage, path: other }) => stage === side && other === path));
  const within = changes.filter(({ path }) => disputed.has(path));
  // A side that deleted the file has nothing there: where the merge has nothing either, it took that side.
  const took = within.filter(({ path, after }) => sides.has(`${after} ${path}`) || (/^0+$/.test(after) && gone(path)));
  return {
    kind: 'by-hand',
    paths: within.filter((change) => !took.includes(change)).map(({ path }) => path),
    sides: took.map(({ path }) => path),
    beside: changes.filter(({ path }) => !disputed.has(path)).map(({ path }) => path),
  };
}
