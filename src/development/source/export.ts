import { Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { sourceFaults } from './faults.ts';
import { fields, momentAt } from './field.ts';
import type { ForgeExport } from './forge.ts';
import { type GithubEntry, githubEntries, githubRequests } from './github.ts';
import { type GitlabEntry, gitlabEntries, gitlabRequests } from './gitlab.ts';
import { valuesOf } from './values.ts';

export interface ExportFile {
  readonly name: string;
  readonly text: string;
}

const MOMENTS = ['updated_at', 'updatedAt', 'merged_at', 'mergedAt', 'submitted_at', 'submittedAt', 'created_at', 'createdAt'] as const;

/**
 * Reads an export of a forge: REST answers of GitHub (a pull request, its reviews, its commits), what `gh pr list --json` and GraphQL give, and REST answers of GitLab (a merge request, its approvals,
 * versions and notes), in any number of files and any order. What is none of these is left out; an export with no request at all is refused. Nothing in it is signed: it is the word of whoever made
 * it. Throws `Refused` (ASSAY-SOURCE-001, -002, ASSAY-JSON-001 to -006).
 */
export function readExport(name: string, files: readonly ExportFile[]): ForgeExport {
  const github: GithubEntry[] = [];
  const gitlab: GitlabEntry[] = [];
  // A list of commits names no request: it is known by the commit that it ends or begins with.
  const lists: { readonly github: Json[][]; readonly gitlab: Json[][] } = { github: [], gitlab: [] };
  let newest = 0;
  for (const { name: file, text } of files) {
    let open: { readonly of: 'github' | 'gitlab'; readonly list: Json[] } | undefined;
    for (const value of valuesOf(text, file)) {
      const ours = githubEntries(value);
      const theirs = ours.length === 0 ? gitlabEntries(value) : [];
      github.push(...ours.filter(({ kind }) => kind !== 'commit'));
      gitlab.push(...theirs.filter(({ kind }) => kind !== 'commit'));
      const of = ours[0]?.kind === 'commit' ? 'github' : theirs[0]?.kind === 'commit' ? 'gitlab' : undefined;
      if (of === undefined) open = undefined;
      else if (open?.of === of) open.list.push(value);
      else {
        open = { of, list: [value] };
        lists[of].push(open.list);
      }
      if (fields(value) !== undefined) newest = Math.max(newest, ...MOMENTS.map((field) => momentAt(value, field) ?? 0));
    }
  }
  const requests = [...githubRequests(github, lists.github), ...gitlabRequests(gitlab, lists.gitlab)];
  if (requests.length === 0) {
    throw new Refused(
      sourceFaults.fault('001', {
        message: `${name} holds no pull or merge request`,
        file: name,
        expected: 'answers of a forge: a pull request with number, head and merge_commit_sha, or a merge request with iid and sha',
        found: files.length === 1 ? 'one file without one' : `${files.length} files without one`,
        remedy: 'Export them as docs/development-review.md shows.',
      }),
    );
  }
  const digests = files.map((file) => `${Digest.of(file.text)} ${file.name}`).toSorted();
  return { name, digest: Digest.of(digests.join('\n')), requests, ...(newest === 0 ? {} : { newest: Instant.format(Instant.of(newest)) }) };
}
