import type { Digest } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';

/** A file or a link of an archive. Folders are none: git has none either. */
export interface ArchiveEntry {
  /** `/` between names; as `entryPath` gives it. */
  readonly path: string;
  readonly kind: 'file' | 'link';
  /** Whether anyone may run it. Git keeps the owner's bit alone. */
  readonly program: boolean;
  /** Bytes; of a link, of its target. */
  readonly size: number;
  /** Its name as a git blob, in the format that was asked for. Of a link, of its target's text, as git keeps it. */
  readonly blob: ObjectId;
  /** Hex, of the bytes themselves; empty where only a blob's name is known. */
  readonly sha256: string;
  /** Of a link. Never followed. */
  readonly target?: string;
  /** Held where whoever reads the archive asked for it, and it is not too long. */
  readonly content?: Uint8Array;
}

/** Something about the archive itself that its files do not show. */
export interface Oddity {
  readonly kind: 'duplicate' | 'case' | 'special' | 'after-end' | 'backslash' | 'mode' | 'comment';
  readonly path: string;
  readonly what: string;
}

/** What is in an archive, or in a folder. */
export interface Listing {
  /** As it was recognised: `tar+gzip`, `zip`, `folder`, `manifest`. */
  readonly format: string;
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /** The one folder that everything was in, and that was taken off. */
  readonly top?: string;
  readonly oddities: readonly Oddity[];
  /** Unpacked. */
  readonly bytes: number;
  /** Of the file as it came; a folder has none. */
  readonly digest?: Digest;
  /** What `git archive` writes into the global header of pax: the commit, by the archive's own word. */
  readonly comment?: string;
  /** Whether bytes of the files were there to look at; a manifest has none. */
  readonly contents: boolean;
}
