import type { ObjectFormat, ObjectId } from '../git/object.ts';

export interface TreeFile {
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link';
  readonly id: ObjectId;
}

/** The tree of a tag, those of its submodules in their places. */
export interface SourceTree {
  readonly format: ObjectFormat;
  readonly files: ReadonlyMap<string, TreeFile>;
  readonly submodules: readonly { readonly path: string; readonly commit: ObjectId; readonly followed: boolean }[];
  readonly commit?: ObjectId;
  readonly tree?: ObjectId;
  /** The commit's own time, in seconds since 1970: what SOURCE_DATE_EPOCH is given. */
  readonly seconds?: number;
  /** A manifest's tree is somebody's word. */
  readonly by: 'git' | 'manifest';
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** With its slash; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
