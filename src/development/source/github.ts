import type { Json } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import type { Account } from '../review/source.ts';
import { at, fields, idAt, listAt, momentAt, textAt, wholeAt } from './field.ts';
import type { ForgeRequest } from './forge.ts';

/** What one object of an export of GitHub is: of its REST answers, or of GraphQL as `gh pr list --json` and queries give it. */
export type GithubEntry =
  | { readonly kind: 'request'; readonly value: Json }
  | { readonly kind: 'review'; readonly value: Json }
  | { readonly kind: 'commit'; readonly value: Json };

/** The entries of one value; nothing where it is none of GitHub's. */
export function githubEntries(value: Json): readonly GithubEntry[] {
  const inner = at(value, 'data', 'repository');
  if (inner !== undefined) {
    const one = at(inner, 'pullRequest');
    return [...(one === undefined ? [] : [one]), ...(listAt(inner, 'pullRequests') ?? [])].map((request) => ({ kind: 'request', value: request }));
  }
  const object = fields(value);
  if (object === undefined) return [];
  if (pullOf(textAt(value, 'pull_request_url')) !== undefined && textAt(value, 'state') !== undefined && 'user' in object) return [{ kind: 'review', value }];
  if (wholeAt(value, 'number') !== undefined && ['merge_commit_sha', 'headRefOid', 'mergeCommit', 'reviews'].some((field) => field in object))
    return [{ kind: 'request', value }];
  if (idAt(value, 'sha') !== undefined && fields(at(value, 'commit')) !== undefined && Array.isArray(at(value, 'parents'))) return [{ kind: 'commit', value }];
  return [];
}

/** The requests of all entries of an export. Reviews are joined by the request that they name; lists of commits by the head that they end in. */
export function githubRequests(entries: readonly GithubEntry[], lists: readonly (readonly Json[])[]): readonly ForgeRequest[] {
  const requests = new Map<string, Json>();
  const reviews = new Map<string, Json[]>();
  for (const { kind, value } of entries) {
    if (kind === 'request') {
      const name = nameOf(value);
      const before = requests.get(name);
      // Of two exports of one request, the newer.
      if (
        before === undefined ||
        (momentAt(value, 'updated_at') ?? momentAt(value, 'updatedAt') ?? 0) >= (momentAt(before, 'updated_at') ?? momentAt(before, 'updatedAt') ?? 0)
      )
        requests.set(name, value);
    } else if (kind === 'review') {
      const name = pullOf(textAt(value, 'pull_request_url')) ?? '';
      const list = reviews.get(name);
      if (list === undefined) reviews.set(name, [value]);
      else list.push(value);
    }
  }
  const byLast = new Map<ObjectId, readonly Json[]>();
  for (const list of lists) {
    const last = idAt(list.at(-1), 'sha');
    if (last !== undefined) byLast.set(last, list);
  }
  return [...requests].map(([name, value]) => requestOf(name, value, reviews.get(name) ?? [], byLast));
}

function requestOf(name: string, value: Json, reviews: readonly Json[], byLast: ReadonlyMap<ObjectId, readonly Json[]>): ForgeRequest {
  const head = idAt(value, 'head', 'sha') ?? idAt(value, 'headRefOid');
  const made = idAt(value, 'merge_commit_sha') ?? idAt(value, 'mergeCommit', 'oid');
  const author = accountOf(at(value, 'user') ?? at(value, 'author'));
  const merged =
    at(value, 'merged') === true ||
    textAt(value, 'merged_at') !== undefined ||
    textAt(value, 'mergedAt') !== undefined ||
    idAt(value, 'mergeCommit', 'oid') !== undefined;
  const listed = listAt(value, 'commits') ?? (head === undefined ? undefined : byLast.get(head));
  const commits = listed?.flatMap(commitOf);
  const total = wholeAt(value, 'commits') ?? wholeAt(value, 'commits', 'totalCount');
  const lacking =
    commits !== undefined &&
    (commits.length < (listed?.length ?? 0) || (total === undefined ? isFullPage(commits.length) : new Set(commits.map(({ id }) => id)).size < Number(total)));
  return {
    forge: 'github',
    name,
    ...(author === undefined ? {} : { author }),
    merged,
    ...(head === undefined ? {} : { head }),
    made: made === undefined ? [] : [made],
    ...(commits === undefined ? {} : { commits }),
    ...(lacking ? { lacking } : {}),
    approvals: approvalsOf([...(listAt(value, 'reviews') ?? []), ...(listAt(value, 'latestReviews') ?? []), ...reviews], head),
  };
}

interface Said {
  readonly by: Account;
  readonly state: string;
  readonly of?: ObjectId;
  readonly at: number;
}

/** The later word; of two at one moment, as when a dismissed review keeps its own, and where no moment is said, the one that does not approve. */
function outdoes(one: Said, other: Said): boolean {
  if (one.state === 'APPROVED' || other.state === 'APPROVED') {
    const no = one.state === 'APPROVED' ? other : one;
    if (no.state !== 'APPROVED' && (no.at === 0 || one.at === other.at)) return no === one;
  }
  return one.at >= other.at;
}

/** Of each account its last word, where a comment is no word. */
function approvalsOf(reviews: readonly Json[], head: ObjectId | undefined): ForgeRequest['approvals'] {
  const last = new Map<string, Said>();
  for (const review of reviews) {
    const by = accountOf(at(review, 'user') ?? at(review, 'author'));
    const state = textAt(review, 'state')?.toUpperCase();
    if (by === undefined || state === undefined || !['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(state)) continue;
    const of = idAt(review, 'commit_id') ?? idAt(review, 'commit', 'oid');
    const said: Said = { by, state, at: momentAt(review, 'submitted_at') ?? momentAt(review, 'submittedAt') ?? 0, ...(of === undefined ? {} : { of }) };
    const before = last.get(by.account.toLowerCase());
    if (before === undefined || outdoes(said, before)) last.set(by.account.toLowerCase(), said);
  }
  return [...last.values()]
    .filter(({ state }) => state !== 'CHANGES_REQUESTED')
    .map(({ by, state, of }) => ({
      by,
      dismissed: state === 'DISMISSED',
      of: of === undefined || head === undefined ? 'not-said' : of === head ? 'merged' : 'earlier',
    }));
}

function commitOf(value: Json): NonNullable<ForgeRequest['commits']> {
  // A commit stands bare in the REST answer and in `gh`, and in `commit` where a query asked for it.
  const inner = idAt(value, 'sha') === undefined && idAt(value, 'oid') === undefined ? at(value, 'commit') : value;
  const id = idAt(inner, 'sha') ?? idAt(inner, 'oid');
  if (id === undefined) return [];
  const several = listAt(inner, 'authors');
  // What `git` has of the author stands beside the account in the REST answer, and with it in the others.
  const authors = several ?? [at(inner, 'author') ?? null];
  const accounts: Account[] = [];
  const addresses: string[] = [];
  for (const one of authors) {
    const account = accountOf(at(one, 'user') ?? one);
    const email = textAt(one, 'email') ?? (several === undefined ? textAt(inner, 'commit', 'author', 'email') : undefined);
    if (account !== undefined) accounts.push(account);
    else if (email !== undefined) addresses.push(email);
  }
  const tree = idAt(inner, 'commit', 'tree', 'sha');
  const parents = (listAt(inner, 'parents') ?? []).flatMap((one) => idAt(one, 'sha') ?? []);
  return [
    {
      id,
      accounts,
      addresses,
      unknown: accounts.length + addresses.length < Math.max(1, authors.length),
      ...(tree === undefined ? {} : { tree }),
      ...(parents.length === 0 ? {} : { parents }),
    },
  ];
}

/** Pages of 30 unless asked for more, up to 100; and never more than 250. */
function isFullPage(count: number): boolean {
  return count > 0 && (count % 30 === 0 || count % 50 === 0);
}

// What `gh` gives of whoever reviewed is the name alone, without the mark of an app: these approve in many places.
const APPS: ReadonlySet<string> = new Set([
  ...['github-actions', 'dependabot', 'renovate', 'renovate-approve', 'copilot-pull-request-reviewer', 'mergify', 'kodiakhq', 'pre-commit-ci', 'coderabbitai'],
]);

function accountOf(value: Json | undefined): Account | undefined {
  const login = textAt(value, 'login');
  if (login === undefined) return undefined;
  const told = textAt(value, 'type') ?? textAt(value, '__typename') ?? at(value, 'is_bot');
  const bot =
    told === 'Bot' || told === true || /\[bot\]$|^app\//i.test(login) || (told === undefined && (APPS.has(login.toLowerCase()) || /[-_]bot$/i.test(login)));
  // Of an account, the number of REST; other interfaces give another word for it.
  const id = wholeAt(value, 'id') ?? wholeAt(value, 'databaseId');
  return { account: `github:${login.replace(/^app\//, '')}`, ...(id === undefined ? {} : { id }), bot };
}

function nameOf(value: Json): string {
  return pullOf(textAt(value, 'url')) ?? pullOf(textAt(value, 'html_url')) ?? `#${wholeAt(value, 'number') ?? ''}`;
}

/** `https://api.github.com/repos/O/R/pulls/7`, `https://github.com/O/R/pull/7` of whichever host. */
function pullOf(url: string | undefined): string | undefined {
  const [, owner, repository, number] =
    /^https:\/\/[^/]+\/(?:api\/v3\/)?(?:repos\/)?([\w.-]+)\/([\w.-]+)\/pulls?\/(\d{1,12})(?:[/#?].*)?$/.exec(url ?? '') ?? [];
  return number === undefined ? undefined : `${owner}/${repository}#${number}`;
}
