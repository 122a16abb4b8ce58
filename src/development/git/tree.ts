import { Refused } from '../../core/index.ts';
import { tooLong, unreadable } from './headers.ts';
import { GIT_LIMITS } from './limits.ts';
import { ID_LENGTH, type ObjectFormat, type ObjectId } from './object.ts';
import { ascii } from './text.ts';

export interface TreeEntry {
  /** The mode as a number, such as 0o100644. */
  readonly mode: number;
  readonly kind: 'file' | 'program' | 'link' | 'folder' | 'submodule';
  /** The name as bytes: git knows no encoding of names. Never empty, and without `/`. */
  readonly name: Uint8Array;
  readonly id: ObjectId;
}

/** Reads the bytes of a tree object: `<octal mode> <name>\0<raw name of the object>`, repeated. Throws `Refused` (ASSAY-GIT-001, -002). */
export function readTree(bytes: Uint8Array, format: ObjectFormat = 'sha1'): readonly TreeEntry[] {
  if (bytes.length > GIT_LIMITS.tree) throw new Refused(tooLong('bytes', GIT_LIMITS.tree));
  const raw = ID_LENGTH[format] / 2;
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (entries.length >= GIT_LIMITS.treeEntries) throw new Refused(tooLong('entries', GIT_LIMITS.treeEntries));
    const space = bytes.indexOf(0x20, at);
    const end = space === -1 ? -1 : bytes.indexOf(0, space);
    if (end === -1 || end + 1 + raw > bytes.length) throw new Refused(unreadable('is a tree that ends within an entry'));
    const text = space - at > 7 ? '' : ascii(bytes, at, space);
    const name = bytes.subarray(space + 1, end);
    if (!/^[0-7]+$/.test(text)) throw new Refused(unreadable('is a tree with a mode that is no number'));
    if (name.length === 0 || name.includes(0x2f)) throw new Refused(unreadable('is a tree with a name that would lead elsewhere'));
    const mode = Number.parseInt(text, 8);
    const kind = kindOf(mode);
    if (kind === undefined) throw new Refused(unreadable('is a tree with an entry of no kind that git knows'));
    entries.push({ mode, kind, name, id: hex(bytes, end + 1, raw) });
    at = end + 1 + raw;
  }
  return entries;
}

function kindOf(mode: number): TreeEntry['kind'] | undefined {
  switch (mode & 0o170000) {
    case 0o100000:
      // Git looks at the owner's bit alone; early histories hold modes such as 100664.
      return (mode & 0o100) === 0 ? 'file' : 'program';
    case 0o120000:
      return 'link';
    case 0o040000:
      return 'folder';
    case 0o160000:
      return 'submodule';
    default:
      return undefined;
  }
}

function hex(bytes: Uint8Array, from: number, length: number): ObjectId {
  let text = '';
  for (let i = from; i < from + length; i += 1) text += (bytes[i] ?? 0).toString(16).padStart(2, '0');
  return text as ObjectId;
}
