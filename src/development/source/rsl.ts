import { type Commit, messageOf } from '../git/commit.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';

/** The ref of gittuf's reference state log: a chain of commits, each of which enters where a ref pointed. */
export const RSL_REF = 'refs/gittuf/reference-state-log';

export type RslEntry =
  | { readonly kind: 'reference'; readonly number?: number; readonly ref: string; readonly target: ObjectId }
  | { readonly kind: 'annotation'; readonly number?: number; readonly entries: readonly ObjectId[]; readonly skip: boolean };

/** Reads the message of one entry; nothing where it is of another form, such as one of a later edition. */
export function readRslEntry(commit: Commit): RslEntry | undefined {
  const lines = messageOf(commit).slice(0, 200_000).split('\n');
  const title = lines[0]?.trim();
  const values = (field: string) => lines.flatMap((line) => (line.startsWith(`${field}: `) ? [line.slice(field.length + 2).trim()] : []));
  const [text] = values('number');
  const number = text !== undefined && /^\d{1,15}$/.test(text) ? { number: Number(text) } : {};
  if (title === 'RSL Reference Entry') {
    const [[ref], [target]] = [values('ref'), values('targetID')];
    if (ref === undefined || target === undefined || !isObjectId(target) || !/^refs\/[^\s]{1,400}$/.test(ref)) return undefined;
    return { kind: 'reference', ...number, ref, target };
  }
  if (title === 'RSL Annotation Entry') {
    const entries = values('entryID').filter(isObjectId);
    return entries.length === 0 ? undefined : { kind: 'annotation', ...number, entries, skip: values('skip')[0] === 'true' };
  }
  return undefined;
}

/** What the log shows: its newest word on each ref, and where it does not hold together. */
export interface RslReading {
  readonly entries: number;
  readonly annotations: number;
  readonly skipped: number;
  /** Where each ref pointed by its newest entry that no annotation takes back. */
  readonly refs: ReadonlyMap<string, ObjectId>;
  /** Commits of the chain that are no entry, have not one parent, or whose number does not follow. */
  readonly faults: readonly { readonly commit: ObjectId; readonly what: string }[];
  readonly unsigned: number;
}

const FAULTS = 100;

/** Follows the log from its newest entry. `commits` has every commit of the chain by name. */
export function readRsl(tip: ObjectId, commits: ReadonlyMap<ObjectId, Commit>): RslReading {
  const refs = new Map<string, ObjectId>();
  const skip = new Set<ObjectId>();
  const faults: { commit: ObjectId; what: string }[] = [];
  const say = (commit: ObjectId, what: string) => {
    if (faults.length < FAULTS) faults.push({ commit, what });
  };
  let [entries, annotations, unsigned] = [0, 0, 0];
  let later: number | undefined;
  const seen = new Set<ObjectId>();
  for (let id: ObjectId | undefined = tip; id !== undefined && !seen.has(id); ) {
    seen.add(id);
    const commit = commits.get(id);
    if (commit === undefined) {
      say(id, 'is not in this copy');
      break;
    }
    if (commit.parents.length > 1) say(id, 'has several parents, and so tells of two pasts');
    if (commit.signatures.length === 0) unsigned += 1;
    const entry = readRslEntry(commit);
    if (entry === undefined) say(id, 'is no entry that is read');
    else {
      entries += 1;
      if (entry.number !== undefined && later !== undefined && entry.number !== later - 1) say(id, `has the number ${entry.number} before ${later}`);
      later = entry.number;
      if (entry.kind === 'annotation') {
        annotations += 1;
        // An annotation speaks of entries before it; walking back, it comes first.
        if (entry.skip) for (const one of entry.entries) skip.add(one);
      } else if (!skip.has(id) && !refs.has(entry.ref)) refs.set(entry.ref, entry.target);
    }
    id = commit.parents[0];
  }
  return { entries, annotations, skipped: skip.size, refs, faults, unsigned };
}
