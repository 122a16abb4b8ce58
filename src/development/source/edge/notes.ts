import type { Repository } from '../../git/edge/open.ts';
import { isObjectId, type ObjectId } from '../../git/object.ts';
import { GERRIT_REF, type GerritNote, readNote } from '../gerrit.ts';
import { filesOf, refCommit } from './ref.ts';

/** The notes of Gerrit that a repository has. */
export interface GerritNotes {
  readonly commit: ObjectId;
  readonly notes: ReadonlyMap<ObjectId, GerritNote>;
  /** Notes that are not Gerrit's, or could not be read. */
  readonly other: number;
}

/** Reads the notes of `refs/notes/review`, however its tree fans out; nothing where there is no such ref. Throws as `filesOf` does. */
export async function readNotes(repository: Repository, ref: string = GERRIT_REF): Promise<GerritNotes | undefined> {
  const commit = await refCommit(repository, ref);
  if (commit === undefined) return undefined;
  const { files, left } = await filesOf(repository, commit, (path) => /^[0-9a-f/]+$/.test(path));
  const notes = new Map<ObjectId, GerritNote>();
  let other = left;
  for (const { path, bytes } of files) {
    const id = path.replaceAll('/', '');
    const note = isObjectId(id) ? readNote(bytes) : undefined;
    if (note === undefined || !isObjectId(id)) other += 1;
    else notes.set(id, note);
  }
  return { commit, notes, other };
}
