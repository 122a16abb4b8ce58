import type { Digest } from '../../core/index.ts';
import { byForge } from '../change/classes.ts';
import type { ChangeFacts } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Account, ExportFact, ReviewSource, SquashTie } from '../review/source.ts';

/** A commit of a request, with its authors: by account where the forge knows one by the address, else by the address; `unknown` where an author has neither. */
export interface ListedCommit {
  readonly id: ObjectId;
  readonly accounts: readonly Account[];
  readonly addresses: readonly string[];
  readonly unknown: boolean;
  readonly tree?: ObjectId;
  readonly parents?: readonly ObjectId[];
}

/** A pull or merge request as an export tells of it. All of it is the word of whoever made the export. */
export interface ForgeRequest {
  readonly forge: 'github' | 'gitlab';
  /** Such as `acme/camera#12`, or `#12` where the export does not name the repository. */
  readonly name: string;
  readonly author?: Account;
  readonly merged: boolean;
  /** The last revision that was pushed to it. */
  readonly head?: ObjectId;
  /** The commits on the target branch that came of it: of a merge, of a squash. */
  readonly made: readonly ObjectId[];
  /** As the export lists them; absent where it does not. */
  readonly commits?: readonly ListedCommit[];
  /** Set where the export says itself that the request has commits that it does not list. */
  readonly lacking?: boolean;
  readonly approvals: readonly { readonly by: Account; readonly of: 'merged' | 'earlier' | 'not-said'; readonly dismissed: boolean }[];
}

/** An export that was read. */
export interface ForgeExport {
  readonly name: string;
  /** Over all of its files, each by name and digest. */
  readonly digest: Digest;
  readonly requests: readonly ForgeRequest[];
  /** The newest moment that stands in it: it was made then or later. */
  readonly newest?: string;
}

/**
 * An export as a source. A request speaks of the commit that a squash or merge made of it, of what that merge brought where its branch is the revision that was approved, and of the
 * commits that it lists, where they came in as they were. A merge that somebody made elsewhere is not spoken for: its tree may hold more than the branch. `ties` has what the repository shows of
 * squashes.
 */
export function forgeSource({ name, digest, requests }: ForgeExport, ties: Squashes = new Map()): ReviewSource {
  const byMade = new Map<ObjectId, ForgeRequest[]>();
  const byCommit = new Map<ObjectId, ForgeRequest[]>();
  const put = (map: Map<ObjectId, ForgeRequest[]>, id: ObjectId, request: ForgeRequest) => {
    const found = map.get(id);
    if (found === undefined) map.set(id, [request]);
    else if (!found.includes(request)) found.push(request);
  };
  for (const request of requests) {
    // Of a request that was not merged, forges name a commit that nobody ever saw on a branch.
    if (!request.merged) continue;
    for (const id of request.made) put(byMade, id, request);
    const listed = request.commits ?? [];
    if (request.head !== undefined) put(byCommit, request.head, request);
    if (listed.some(({ id }) => id === request.head)) for (const { id } of listed) put(byCommit, id, request);
  }
  return {
    facts: (change, merge) => {
      const found = new Set<ForgeRequest>();
      const own = new Set(byCommit.get(change.id) ?? []);
      for (const request of byMade.get(change.id) ?? []) if (speaksFor(request, change)) found.add(request);
      if (merge !== undefined)
        for (const request of byMade.get(merge.id) ?? []) if (request.head !== undefined && bringsIn(merge, request.head)) own.add(request);
      for (const request of own) found.add(request);
      return [...found].map((request) => ({
        ...factOf(request, name, digest),
        ...(own.has(request) ? { own: true } : change.parents.length > 1 ? { asMerge: true } : { squash: tieOf(request, change, ties) }),
      }));
    },
  };
}

function speaksFor({ head }: ForgeRequest, change: ChangeFacts): boolean {
  if (change.parents.length < 2) return true;
  return byForge(change.committer) && (head === undefined || bringsIn(change, head));
}

/** Whether a merge is one of this branch into the line, as a forge makes it: of another branch beside it, or of another into this one, nobody who approved this one saw anything. */
function bringsIn({ parents }: ChangeFacts, head: ObjectId): boolean {
  return parents.length === 2 && parents[1] === head;
}

/** What the repository shows of the single commit that a request is said to have become: the commit's name, and that of the request's last revision, say which. */
export type Squashes = ReadonlyMap<string, SquashTie>;

export function squashKey(made: ObjectId, head: ObjectId): string {
  return `${made} ${head}`;
}

/** A request that was merged by itself names whatever commit came of it; that it is the squash of what was approved shows in its tree alone. */
function tieOf({ head, commits = [] }: ForgeRequest, change: ChangeFacts, ties: Squashes): SquashTie {
  if (head === undefined) return 'not-shown';
  const shown = ties.get(squashKey(change.id, head));
  if (shown !== undefined) return shown;
  // Where the branch began on the very parent, or took it in, what it gives on that is its own tree.
  const [parent] = change.parents;
  const began = parent !== undefined && commits.some(({ parents = [] }) => parents.includes(parent));
  const tree = commits.find(({ id }) => id === head)?.tree;
  return !began || tree === undefined ? 'not-shown' : tree === change.tree ? 'same' : 'other';
}

function factOf(request: ForgeRequest, file: string, digest: Digest): ExportFact {
  const authors = new Map<string, Account>();
  const listed = request.commits ?? [];
  for (const one of [...(request.author === undefined ? [] : [request.author]), ...listed.flatMap(({ accounts }) => accounts)])
    authors.set(one.account.toLowerCase(), one);
  return {
    source: 'forge-export',
    pull: request.name,
    file,
    digest,
    authors: [...authors.values()],
    addresses: [...new Set(listed.flatMap(({ addresses }) => addresses.map((one) => one.toLowerCase())))],
    // A branch takes commits of whoever may push to it: whoever opened the request says nothing of whose they are.
    authorsUnknown: authors.size === 0 || request.lacking === true || !listed.some(({ id }) => id === request.head) || listed.some(({ unknown }) => unknown),
    approvals: request.approvals,
  };
}
