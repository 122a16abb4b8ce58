import { type Commit, type Flaw, messageOf } from '../git/commit.ts';
import { namedBy } from '../git/identity.ts';
import type { ObjectId } from '../git/object.ts';
import { claimedKey, type SignatureKind, signatureKind } from '../git/signature.ts';
import { ownText } from '../git/text.ts';
import { trailerBlock } from '../git/trailers.ts';
import { type Named, Names } from './named.ts';

export type { Named };

/** A line of the message that names somebody in a role. */
export interface NamedLine {
  /** As written, such as `Reviewed-by`. */
  readonly key: string;
  readonly who: Named;
  /** Whether git counts the line as a trailer; whether it stands at least in the last paragraph; or earlier, where a message quotes others. */
  readonly place: 'trailer' | 'last-paragraph' | 'message';
}

export interface ChangeFacts {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly author: Named;
  /** Whom further lines of the commit name as its author. */
  readonly otherAuthors?: readonly Named[];
  readonly committer: Named;
  /** Seconds since 1970 by the committer's own clock. */
  readonly seconds?: number;
  readonly subject: string;
  /** Every line of the form `…-by: somebody`. */
  readonly lines: readonly NamedLine[];
  readonly signature?: { readonly kind: SignatureKind; readonly key?: string };
  /** The number of the pull or merge request that this merge says it brought in. */
  readonly pull?: string;
  /** The number at the end of the subject, as forges write it when they squash. */
  readonly squash?: string;
  /** The author's name says that it is a program. */
  readonly bot: boolean;
  readonly flaws: readonly Flaw[];
}

// GitHub, Bitbucket and Gitea write it into the subject; GitLab writes a line at the end of the message.
const PULL = /^Merge(?: pull request (?:#|'[^\n]{0,500}' \(#)|d in [^\n]{1,300} \(pull request #)(\d{1,12})\b/;
const MERGE_REQUEST = /^See merge request (?:[\w./-]{1,300})?!(\d{1,12})$/m;
const SQUASH = /\(#(\d{1,12})\)$/;
const BOT = /\[bot\]/i;
const BY = /^[A-Za-z][A-Za-z-]*-by$/i;

/**
 * What one commit says of itself. All of it is the word of whoever made the commit; the signature is named, and not verified, here. Nothing of it holds on to the commit's bytes. Whoever reads many
 * gives `names`, to be remembered from one to the next.
 */
export function factsOf(id: ObjectId, commit: Commit, names = new Names()): ChangeFacts {
  const message = messageOf(commit);
  const subject = subjectOf(message);
  const [signature] = commit.signatures;
  const key = signature === undefined ? undefined : claimedKey(signature.bytes);
  const merge = commit.parents.length > 1;
  const pull = merge ? (PULL.exec(subject)?.[1] ?? MERGE_REQUEST.exec(message)?.[1]) : undefined;
  const squash = merge || !subject.endsWith(')') ? undefined : SQUASH.exec(subject)?.[1];
  const { author, committer, otherAuthors } = commit;
  return {
    id,
    tree: ownText(commit.tree) as ObjectId,
    parents: commit.parents.map((parent) => ownText(parent) as ObjectId),
    author: names.of(author),
    ...(otherAuthors === undefined ? {} : { otherAuthors: otherAuthors.map((other) => names.of(other)) }),
    committer: names.of(committer),
    ...(committer.seconds === undefined ? {} : { seconds: committer.seconds }),
    subject: ownText(subject),
    lines: linesOf(message, names),
    ...(signature === undefined ? {} : { signature: { kind: signatureKind(signature.bytes), ...(key === undefined ? {} : { key }) } }),
    ...(pull === undefined ? {} : { pull }),
    ...(squash === undefined ? {} : { squash }),
    bot: BOT.test(author.name) || BOT.test(author.email),
    flaws: commit.flaws,
  };
}

/** The first paragraph as one line, as git shows it. */
function subjectOf(message: string): string {
  // Most begin with one line and an empty one.
  const first = message.indexOf('\n');
  const next = message.charCodeAt(first + 1);
  if (first > 0 && first <= SUBJECT && message.charCodeAt(0) > SPACE && message.charCodeAt(0) < DELETE && (next === LF || first + 1 === message.length))
    return message.slice(0, first).trim();
  const text = message.replace(/^\s+/, '').slice(0, SUBJECT);
  const end = text.search(/\n[ \t\r]*(?:\n|$)/);
  return (end === -1 ? text : text.slice(0, end))
    .split(/\s*\n\s*/)
    .join(' ')
    .trim();
}

const SUBJECT = 2000;
const [LF, SPACE, DELETE] = [0x0a, 0x20, 0x7f];

function linesOf(message: string, names: Names): readonly NamedLine[] {
  if (!BY_COLON.test(message)) return NONE;
  const { lines, start } = trailerBlock(message);
  let paragraph = lines.length;
  while (paragraph > 0 && (lines[paragraph - 1] ?? '').trim() === '') paragraph -= 1;
  while (paragraph > 0 && (lines[paragraph - 1] ?? '').trim() !== '') paragraph -= 1;
  const found: NamedLine[] = [];
  lines.forEach((line, at) => {
    const colon = line.indexOf(':');
    if (colon < 4 || colon > 64 || found.length >= MOST_LINES) return;
    const key = line.slice(0, colon);
    const value = line.slice(colon + 1, colon + 1000).trim();
    if (value === '' || !BY.test(key)) return;
    const place = at >= start ? 'trailer' : at >= paragraph && paragraph > 0 ? 'last-paragraph' : 'message';
    // The first paragraph is the subject, and no trailer however it reads.
    found.push({ key: names.role(key), who: names.of(namedBy(value)), place });
  });
  return found;
}

/** Where it is not, no line names anybody; most messages have a colon, and few this. */
const BY_COLON = /-by:/i;
const NONE: readonly never[] = [];
const MOST_LINES = 1000;
