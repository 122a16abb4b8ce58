import type { Json } from '../../core/index.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import type { Account } from '../review/source.ts';
import { at, fields, idAt, listAt, momentAt, textAt, wholeAt } from './field.ts';
import type { ForgeRequest } from './forge.ts';

/** What one object of an export of GitLab's REST answers is. */
export type GitlabEntry =
  | { readonly kind: 'request'; readonly value: Json }
  | { readonly kind: 'approvals'; readonly value: Json }
  | { readonly kind: 'version'; readonly value: Json }
  | { readonly kind: 'note'; readonly value: Json }
  | { readonly kind: 'commit'; readonly value: Json };

export function gitlabEntries(value: Json): readonly GitlabEntry[] {
  const object = fields(value);
  if (object === undefined) return [];
  const entries: GitlabEntry[] = [];
  const request = wholeAt(value, 'iid') !== undefined && ['merge_commit_sha', 'squash_commit_sha', 'diff_refs', 'sha'].some((field) => field in object);
  if (request) entries.push({ kind: 'request', value });
  if (Array.isArray(object['approved_by']) && wholeAt(value, 'iid') !== undefined) entries.push({ kind: 'approvals', value });
  if (idAt(value, 'head_commit_sha') !== undefined && wholeAt(value, 'merge_request_id') !== undefined) entries.push({ kind: 'version', value });
  if (at(value, 'system') === true && wholeAt(value, 'noteable_iid') !== undefined && textAt(value, 'body') !== undefined)
    entries.push({ kind: 'note', value });
  if (idAt(value, 'id') !== undefined && textAt(value, 'short_id') !== undefined && 'author_email' in object) entries.push({ kind: 'commit', value });
  return entries;
}

/** The requests of all entries. Lists of commits, which name no request, belong to the one whose last revision they begin with. */
export function gitlabRequests(entries: readonly GitlabEntry[], lists: readonly (readonly Json[])[]): readonly ForgeRequest[] {
  const of = (kind: GitlabEntry['kind']) => entries.flatMap((entry) => (entry.kind === kind ? [entry.value] : []));
  const requests = new Map<string, Json>();
  for (const value of of('request')) {
    const before = requests.get(keyOf(value));
    if (before === undefined || (momentAt(value, 'updated_at') ?? 0) >= (momentAt(before, 'updated_at') ?? 0)) requests.set(keyOf(value), value);
  }
  const approvals = grouped(of('approvals'), keyOf);
  const versions = grouped(of('version'), (value) => wholeAt(value, 'merge_request_id') ?? '');
  const notes = grouped(of('note'), (value) => `${wholeAt(value, 'project_id') ?? ''}!${wholeAt(value, 'noteable_iid') ?? ''}`);
  const byFirst = new Map(lists.flatMap((list) => [[idAt(list[0], 'id'), list] as const]));
  return [...requests].map(([key, value]) =>
    requestOf(value, approvals.get(key) ?? [], versions.get(wholeAt(value, 'id') ?? '') ?? [], notes.get(key) ?? [], byFirst.get(headOf(value))),
  );
}

function headOf(value: Json): ObjectId | undefined {
  return idAt(value, 'sha') ?? idAt(value, 'diff_refs', 'head_sha');
}

/** GitLab shows addresses of the authors of commits, and no accounts: whose they are, only the register can say. */
function commitsOf(list: readonly Json[]): NonNullable<ForgeRequest['commits']> {
  return list.flatMap((one) => {
    const id = idAt(one, 'id');
    const address = textAt(one, 'author_email');
    const parents = (listAt(one, 'parent_ids') ?? []).filter((parent) => typeof parent === 'string' && isObjectId(parent)) as ObjectId[];
    return id === undefined
      ? []
      : [{ id, accounts: [], addresses: address === undefined ? [] : [address], unknown: address === undefined, ...(parents.length === 0 ? {} : { parents }) }];
  });
}

/** A page holds 20 unless another number is asked for, up to 100: behind a full one there may be another. */
function isFullPage(count: number): boolean {
  return [20, 30, 50].some((page) => count % page === 0);
}

function requestOf(
  value: Json,
  approvals: readonly Json[],
  versions: readonly Json[],
  notes: readonly Json[],
  commits: readonly Json[] | undefined,
): ForgeRequest {
  const head = headOf(value);
  const author = accountOf(at(value, 'author'));
  const made = [idAt(value, 'merge_commit_sha'), idAt(value, 'squash_commit_sha')].filter((id) => id !== undefined);
  const since = lastPush(head, versions);
  const listed = commits === undefined ? undefined : commitsOf(commits);
  return {
    forge: 'gitlab',
    name: textAt(value, 'references', 'full') ?? `!${wholeAt(value, 'iid') ?? ''}`,
    ...(author === undefined ? {} : { author }),
    merged: textAt(value, 'state') === 'merged' || textAt(value, 'merged_at') !== undefined,
    ...(head === undefined ? {} : { head }),
    made,
    ...(listed === undefined ? {} : { commits: listed, ...(isFullPage(listed.length) || listed.length < (commits?.length ?? 0) ? { lacking: true } : {}) }),
    approvals: approvals.flatMap((one) => listAt(one, 'approved_by') ?? []).flatMap((one) => approvalOf(one, since, notes)),
  };
}

/**
 * When the last revision was pushed, by the versions that the export lists. That it lists one alone does not say that there was no other, and so no approval is of it but by its moment.
 * Nothing where the export does not say.
 */
function lastPush(head: ObjectId | undefined, versions: readonly Json[]): number | undefined {
  const moments = versions.filter((one) => head !== undefined && idAt(one, 'head_commit_sha') === head).map((one) => momentAt(one, 'created_at'));
  return moments.length === 0 || moments.some((moment) => moment === undefined) ? undefined : Math.max(...moments.map((moment) => moment ?? 0));
}

function approvalOf(value: Json, since: number | undefined, notes: readonly Json[]): ForgeRequest['approvals'] {
  const by = accountOf(at(value, 'user') ?? value);
  if (by === undefined) return [];
  const when = momentAt(value, 'approved_at') ?? approvedAt(by, notes);
  return [{ by, of: when === undefined || since === undefined ? 'not-said' : when >= since ? 'merged' : 'earlier', dismissed: false }];
}

/** When an account approved, by the last note of it. */
function approvedAt({ account }: Account, notes: readonly Json[]): number | undefined {
  const moments = notes
    .filter((note) => textAt(note, 'body') === 'approved this merge request' && accountOf(at(note, 'author'))?.account === account)
    .map((note) => momentAt(note, 'created_at'))
    .filter((moment) => moment !== undefined);
  return moments.length === 0 ? undefined : Math.max(...moments);
}

function accountOf(value: Json | undefined): Account | undefined {
  const name = textAt(value, 'username');
  if (name === undefined) return undefined;
  const id = wholeAt(value, 'id');
  return {
    account: `gitlab:${name}`,
    ...(id === undefined ? {} : { id }),
    bot: at(value, 'bot') === true || /^(?:project|group)_\d+_bot/.test(name) || /\bbot$/i.test(name),
  };
}

function keyOf(value: Json): string {
  return `${wholeAt(value, 'project_id') ?? ''}!${wholeAt(value, 'iid') ?? ''}`;
}

function grouped(values: readonly Json[], keyOfValue: (value: Json) => string): ReadonlyMap<string, readonly Json[]> {
  const groups = new Map<string, Json[]>();
  for (const value of values) {
    const group = groups.get(keyOfValue(value));
    if (group === undefined) groups.set(keyOfValue(value), [value]);
    else group.push(value);
  }
  return groups;
}
