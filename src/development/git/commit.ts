import { Refused } from '../../core/index.ts';
import { type Header, headersOf, headerValue, tooLong, unreadable } from './headers.ts';
import { type GitIdentity, identityOf } from './identity.ts';
import { GIT_LIMITS } from './limits.ts';
import { ID_LENGTH, isObjectId, type ObjectFormat, type ObjectId } from './object.ts';
import { plainCommit } from './plain-commit.ts';
import type { Signature } from './signature.ts';
import { ascii, saysAt, textOf } from './text.ts';

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
  /** The message as text, where all of the commit is plain ASCII. `messageOf` gives that of any. */
  readonly text?: string;
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
  return plainCommit(bytes, format) ?? readByHeaders(bytes, format);
}

/** The same of any commit, header by header. */
export function readByHeaders(bytes: Uint8Array, format: ObjectFormat): Commit {
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

/**
 * How many parents stand at the very beginning of a commit, as git writes it, for `parentPlace` to find; −1 where it does not look so, and is for `readCommit` to judge. An author comes behind
 * them: a line that continues the last, or anything else, is not as git writes it.
 */
export function plainParents(bytes: Uint8Array, format: ObjectFormat): number {
  const length = ID_LENGTH[format];
  if (bytes.length > GIT_LIMITS.object || !saysAt(bytes, 0, 'tree ') || !hexAt(bytes, 5, length)) return -1;
  let [count, at] = [0, length + 6];
  for (; saysAt(bytes, at, 'parent '); at += length + 8) {
    if (count >= GIT_LIMITS.parents || !hexAt(bytes, at + 7, length)) return -1;
    count += 1;
  }
  return saysAt(bytes, at, 'author ') ? count : -1;
}

/** Where the name of a parent stands in a commit that begins as git writes it. */
export function parentPlace(format: ObjectFormat, which: number): number {
  return ID_LENGTH[format] + 6 + which * (ID_LENGTH[format] + 8) + 7;
}

/** Whether a name stands there, and its line ends behind it. */
function hexAt(bytes: Uint8Array, from: number, length: number): boolean {
  const end = from + length;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return bytes[end] === 0x0a;
}

/** The message as text, by the commit's own encoding. Git cuts a message at a NUL; what stands behind one is not shown by it, and is kept here. */
export function messageOf(commit: Commit): string {
  return commit.text ?? textOf(commit.message, commit.encoding);
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
