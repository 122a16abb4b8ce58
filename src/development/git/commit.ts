import { Refused } from '../../core/index.ts';
import { type Header, headersOf, headerValue, tooLong, unreadable } from './headers.ts';
import { type GitIdentity, identityOf } from './identity.ts';
import { GIT_LIMITS } from './limits.ts';
import { ID_LENGTH, isObjectId, type ObjectFormat, type ObjectId } from './object.ts';
import type { Signature } from './signature.ts';
import { ascii, textOf } from './text.ts';

/**
 * What git accepts and yet is not as git writes it. Old tools wrote some of these and real histories keep them; others are how a commit is made to look
 * different to two readers. A commit with one is read, and says so.
 */
export type Flaw =
  | 'no-author'
  | 'no-committer'
  | 'no-date'
  | 'two-authors'
  | 'two-committers'
  | 'parent-out-of-place'
  | 'two-signatures'
  | 'signature-too-long'
  | 'unknown-header'
  | 'nul-in-message'
  | 'no-message';

export interface Commit {
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly author: GitIdentity;
  /** Further lines that name an author. Git shows now the first and now the last, as the question is put. */
  readonly otherAuthors?: readonly GitIdentity[];
  readonly committer: GitIdentity;
  readonly encoding?: string;
  /** As they stand in the object, byte for byte; read on by `signatureKind`, `keyOf`. */
  readonly signatures: readonly Signature[];
  /** The signed tags that a merge brought in, each as the bytes of a tag object. */
  readonly mergetags: readonly Uint8Array[];
  readonly message: Uint8Array;
  readonly flaws: readonly Flaw[];
}

const OTHERS = 100;
const NOBODY: GitIdentity = { name: '', email: '', zone: '' };
const KNOWN = new Set(['tree', 'parent', 'author', 'committer', 'encoding', 'gpgsig', 'gpgsig-sha256', 'mergetag']);

/**
 * Reads the bytes of a commit object (git's `gitformat-commit-graph`; signatures by `gitformat-signature`). Whoever made the commit chose the bytes.
 * What git refuses is refused: no tree first, or a tree or parent that is no name. Throws `Refused` (ASSAY-GIT-001, -002).
 */
export function readCommit(bytes: Uint8Array, format: ObjectFormat = 'sha1'): Commit {
  if (bytes.length > GIT_LIMITS.object) throw new Refused(tooLong('bytes', GIT_LIMITS.object));
  const { headers, body } = headersOf(bytes);
  const [first] = headers;
  if (first?.name !== 'tree') throw new Refused(unreadable('does not begin with its tree'));
  const tree = idOf(bytes, first, format);
  const parents: ObjectId[] = [];
  const flaws = new Set<Flaw>();
  let at = 1;
  for (; headers[at]?.name === 'parent'; at += 1) {
    if (parents.length >= GIT_LIMITS.parents) throw new Refused(tooLong('parents', GIT_LIMITS.parents));
    parents.push(idOf(bytes, headers[at] as Header, format));
  }
  let author: Header | undefined;
  let committer: Header | undefined;
  let encoding: string | undefined;
  const mergetags: Uint8Array[] = [];
  const signed: Header[] = [];
  const others: Header[] = [];
  for (; at < headers.length; at += 1) {
    const header = headers[at] as Header;
    switch (header.name) {
      case 'author':
        // Git shows the first or the last, as it is asked: a second is there so that two readers see two authors.
        if (author === undefined) author = header;
        else {
          flaws.add('two-authors');
          if (others.length < OTHERS) others.push(header);
        }
        break;
      case 'committer':
        if (committer === undefined) committer = header;
        else flaws.add('two-committers');
        break;
      case 'encoding':
        encoding ??= ascii(headerValue(bytes, header), 0, Math.min(40, headerValue(bytes, header).length));
        break;
      case 'gpgsig':
      case 'gpgsig-sha256':
        if (signed.some((one) => one.name === header.name)) flaws.add('two-signatures');
        if (header.to - header.from > GIT_LIMITS.signature) flaws.add('signature-too-long');
        else signed.push(header);
        break;
      case 'mergetag':
        mergetags.push(headerValue(bytes, header));
        break;
      case 'parent':
        flaws.add('parent-out-of-place');
        break;
      default:
        if (!KNOWN.has(header.name)) flaws.add('unknown-header');
    }
  }
  const message = bytes.subarray(body);
  if (message.length === 0) flaws.add('no-message');
  if (message.includes(0)) flaws.add('nul-in-message');
  const [by, applied] = [who(bytes, author, encoding), who(bytes, committer, encoding)];
  if (by === undefined) flaws.add('no-author');
  if (applied === undefined) flaws.add('no-committer');
  if ((by !== undefined && by.seconds === undefined) || (applied !== undefined && applied.seconds === undefined)) flaws.add('no-date');
  return {
    tree,
    parents,
    author: by ?? NOBODY,
    ...(others.length === 0 ? {} : { otherAuthors: others.flatMap((header) => who(bytes, header, encoding) ?? []) }),
    committer: applied ?? NOBODY,
    ...(encoding === undefined ? {} : { encoding }),
    signatures: signed.length === 0 ? [] : signed.map((header) => ({ of: header.name === 'gpgsig' ? 'sha1' : 'sha256', bytes: headerValue(bytes, header) })),
    mergetags,
    message,
    flaws: [...flaws],
  };
}

const [PARENT, NEXT_TREE] = [7, 5];

/**
 * The parents of a commit, as `readCommit` reads them and without reading the rest: what stands at the very beginning as git writes it is told by its place. Whatever
 * does not look so is read as a whole. Throws `Refused` (ASSAY-GIT-001, -002).
 */
export function parentsOf(bytes: Uint8Array, format: ObjectFormat = 'sha1'): readonly ObjectId[] {
  const length = ID_LENGTH[format];
  const parents: ObjectId[] = [];
  const tree = NEXT_TREE + length + 1;
  if (!begins(bytes, 0, 'tree ') || bytes[tree - 1] !== 0x0a || !isObjectId(ascii(bytes, NEXT_TREE, tree - 1))) return readCommit(bytes, format).parents;
  let at = tree;
  for (; begins(bytes, at, 'parent ') && parents.length < GIT_LIMITS.parents; at += PARENT + length + 1) {
    const id = ascii(bytes, at + PARENT, Math.min(bytes.length, at + PARENT + length));
    if (bytes[at + PARENT + length] !== 0x0a || !isObjectId(id)) return readCommit(bytes, format).parents;
    parents.push(id);
  }
  // An author comes next; a line that continues the last, or anything else, is for the whole reader to judge.
  return begins(bytes, at, 'author ') && bytes.length <= GIT_LIMITS.object ? parents : readCommit(bytes, format).parents;
}

function begins(bytes: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) if (bytes[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** The message as text, by the commit's own encoding. Git cuts a message at a NUL; what stands behind one is not shown by it, and is kept here. */
export function messageOf(commit: Commit): string {
  return textOf(commit.message, commit.encoding);
}

/**
 * What the commit's signature is over: the object without the lines of its signatures, of either format, byte for byte. Nothing is normalised:
 * one byte that differs is another commit.
 */
export function signedPayload(bytes: Uint8Array): Uint8Array {
  const { headers } = headersOf(bytes);
  // Every header whose name begins so is left out, as git itself does, so that a signature of a format to come does not sign another.
  const cut = headers.filter((header) => header.name.startsWith('gpgsig'));
  const out = new Uint8Array(bytes.length - cut.reduce((sum, header) => sum + header.to - header.from, 0));
  let [size, at] = [0, 0];
  for (const header of cut) {
    out.set(bytes.subarray(at, header.from), size);
    size += header.from - at;
    at = header.to;
  }
  out.set(bytes.subarray(at), size);
  return out;
}

function who(bytes: Uint8Array, header: Header | undefined, encoding: string | undefined): GitIdentity | undefined {
  return header === undefined ? undefined : identityOf(headerValue(bytes, header), encoding);
}

/** The object named by the whole value of a header. Throws `Refused` (ASSAY-GIT-001). */
export function idOf(bytes: Uint8Array, header: Header, format: ObjectFormat): ObjectId {
  const text = header.to - 1 - header.value === ID_LENGTH[format] ? ascii(bytes, header.value, header.to - 1) : '';
  if (header.lines !== 1 || bytes[header.to - 1] !== 0x0a || !isObjectId(text)) throw new Refused(unreadable(`names no object behind "${header.name}"`));
  return text;
}
