import type { Commit } from './commit.ts';
import { type Header, headerValue } from './headers.ts';
import { plainIdentity } from './identity.ts';
import { GIT_LIMITS } from './limits.ts';
import { ID_LENGTH, type ObjectFormat, type ObjectId } from './object.ts';
import { asciiOnly } from './text.ts';

/**
 * Reads a commit of the one form in which nearly all are: ASCII, its tree, parents, author, committer and at most one signature in git's own order, a message behind. Made a text once and cut, it
 * costs a third of what it costs to read each header by itself. Nothing is judged here: whatever does not look so to the letter gives nothing, and is read header by header.
 */
export function plainCommit(bytes: Uint8Array, format: ObjectFormat): Commit | undefined {
  const text = asciiOnly(bytes);
  if (text === undefined) return undefined;
  const length = ID_LENGTH[format];
  const tree = nameAt(text, 'tree ', 0, length);
  if (tree === undefined) return undefined;
  const parents: ObjectId[] = [];
  let at = length + 6;
  for (let parent = nameAt(text, 'parent ', at, length); parent !== undefined; parent = nameAt(text, 'parent ', at, length)) {
    parents.push(parent);
    at += length + 8;
  }
  if (parents.length > GIT_LIMITS.parents || !text.startsWith('author ', at)) return undefined;
  const behindAuthor = text.indexOf('\n', at) + 1;
  if (behindAuthor === 0 || !text.startsWith('committer ', behindAuthor)) return undefined;
  const behindCommitter = text.indexOf('\n', behindAuthor) + 1;
  if (behindCommitter === 0) return undefined;
  const author = plainIdentity(text.slice(at + 7, behindAuthor - 1));
  const committer = plainIdentity(text.slice(behindAuthor + 10, behindCommitter - 1));
  if (author?.seconds === undefined || committer?.seconds === undefined) return undefined;
  const signature = signatureAt(text, behindCommitter);
  const body = (signature?.to ?? behindCommitter) + 1;
  if (text.charCodeAt(body - 1) !== LF || body >= text.length || text.includes('\0', body)) return undefined;
  return {
    tree,
    parents,
    author,
    committer,
    signatures: signature === undefined ? NONE : [{ of: 'sha1', bytes: headerValue(bytes, signature) }],
    mergetags: NONE,
    message: bytes.subarray(body),
    text: text.slice(body),
    flaws: NONE,
  };
}

const LF = 0x0a;
const NONE: readonly never[] = [];
const HEX = /^[0-9a-f]+$/;

function nameAt(text: string, word: string, at: number, length: number): ObjectId | undefined {
  const from = at + word.length;
  if (!text.startsWith(word, at) || text.charCodeAt(from + length) !== LF) return undefined;
  const name = text.slice(from, from + length);
  return HEX.test(name) ? (name as ObjectId) : undefined;
}

/** The header of a signature of SHA-1's form that is not too long. */
function signatureAt(text: string, from: number): Header | undefined {
  if (!text.startsWith('gpgsig ', from)) return undefined;
  let [to, lines] = [text.indexOf('\n', from) + 1, 1];
  while (to > 0 && text.charCodeAt(to) === 0x20) {
    to = text.indexOf('\n', to) + 1;
    lines += 1;
  }
  return to === 0 || to - from > GIT_LIMITS.signature ? undefined : { name: 'gpgsig', from, to, value: from + 7, lines };
}
