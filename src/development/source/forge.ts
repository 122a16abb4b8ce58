import type { Digest } from '../../core/index.ts';
import { byForge } from '../change/classes.ts';
import type { ChangeFacts } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Account, ExportFact, ReviewSource } from '../review/source.ts';

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
  /** As the export lists them; absent where it does not. `account` is absent where the forge knows nobody by the author's address. */
  readonly commits?: readonly { readonly id: ObjectId; readonly accounts: readonly Account[]; readonly unknown: boolean }[];
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
 * commits that it lists, where they came in as they were. A merge that somebody made elsewhere is not spoken for: its tree may hold more than the branch.
 */
export function forgeSource({ name, digest, requests }: ForgeExport): ReviewSource {
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
      const listed = byCommit.get(change.id) ?? [];
      for (const request of byMade.get(change.id) ?? []) if (speaksFor(request, change)) found.add(request);
      for (const request of listed) found.add(request);
      if (merge !== undefined)
        for (const request of byMade.get(merge.id) ?? []) if (request.head !== undefined && bringsIn(merge, request.head)) found.add(request);
      return [...found].map((request) => ({
        ...factOf(request, name, digest),
        ...(change.parents.length > 1 && !listed.includes(request) ? { asMerge: true } : {}),
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
    // A program's request takes commits of whoever may push to its branch.
    authorsUnknown:
      authors.size === 0 ||
      request.lacking === true ||
      listed.some(({ unknown }) => unknown) ||
      (request.commits === undefined && request.author?.bot === true),
    approvals: request.approvals,
  };
}
