import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { factsOf } from '../change/facts.ts';
import { readCommit } from '../git/commit.ts';
import type { MergeOutcome } from '../git/merge.ts';
import type { ObjectId } from '../git/object.ts';
import { readRegister } from '../person/read.ts';
import { registerOf } from '../person/register.ts';
import { reviewFactsOf } from '../review/facts.ts';
import { verdictOf } from '../review/verdict.ts';
import { readExport } from './export.ts';
import { forgeSource, type Squashes, squashKey } from './forge.ts';
import { valuesOf } from './values.ts';

const oid = (digit: string) => digit.repeat(40) as ObjectId;
const [BASE, HEAD, FIRST, MERGED, OLD] = [oid('a'), oid('b'), oid('c'), oid('d'), oid('e')];
const bytes = (text: string) => new TextEncoder().encode(text);
interface Made {
  readonly id?: ObjectId;
  readonly parents?: readonly ObjectId[];
  readonly author?: string;
  readonly committer?: string;
  readonly message?: string;
}
function change({
  id = MERGED,
  parents = [BASE],
  author = 'Ada <ada@example.org>',
  committer = 'GitHub <noreply@github.com>',
  message = 'Blink (#7)\n',
}: Made = {}) {
  const head = [`tree ${oid('f')}`, ...parents.map((parent) => `parent ${parent}`), `author ${author} 1 +0000`, `committer ${committer} 1 +0000`];
  return factsOf(id, readCommit(bytes(`${head.join('\n')}\n\n${message}`)));
}

const user = (login: string, type = 'User') => ({
  login,
  id: [...login.toLowerCase()].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_003,
  type,
});
const PULL = {
  url: 'https://api.github.com/repos/acme/camera/pulls/7',
  number: 7,
  state: 'closed',
  merged: true,
  merged_at: '2026-01-03T00:00:00Z',
  updated_at: '2026-01-03T00:00:01Z',
  merge_commit_sha: MERGED,
  user: user('ada'),
  merged_by: user('bob'),
  head: { sha: HEAD },
  base: { sha: BASE },
};
const review = (login: string, made: object = {}) => ({
  id: 1,
  user: user(login),
  state: 'APPROVED',
  commit_id: HEAD,
  submitted_at: '2026-01-02T00:00:00Z',
  pull_request_url: PULL.url,
  ...made,
});
const commit = (sha: string, login: string | null = 'ada') => ({
  sha,
  commit: { message: 'x', author: { name: 'Whoever', email: `${login ?? 'eve'}@example.org` }, tree: { sha: oid('f') } },
  author: login === null ? null : user(login),
  committer: user('web-flow'),
  parents: [{ sha: sha === FIRST ? BASE : FIRST }],
});
const COMMITS = [commit(FIRST), commit(HEAD)];

const judged = (files: readonly unknown[], made: Made = {}, merge?: Made, register = registerOf([]), ties: Squashes = new Map()) => {
  const source = forgeSource(
    readExport(
      'export',
      files.map((value, at) => ({ name: `${at}.json`, text: typeof value === 'string' ? value : JSON.stringify(value) })),
    ),
    ties,
  );
  const [one, via] = [change(made), merge === undefined ? undefined : change(merge)];
  return verdictOf(one, [...reviewFactsOf(one, via), ...source.facts(one, via)], register);
};

/** That the repository has the last revision, and what that gives is what was made of it. */
const TIED: Squashes = new Map([[squashKey(MERGED, HEAD), 'same']]);

const PEOPLE = readRegister(
  `format: people/1
people:
  - { id: ada, name: Ada, addresses: [ada@example.org], accounts: ["github:ada", "github:ada-second", "gitlab:ada"], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], accounts: ["github:bob", "gitlab:bob"], confirmedBy: cleo }
  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }
  - { id: robot, kind: model, name: Robot, accounts: ["github:robot"] }
`,
  'people.yaml',
);

describe('an export of GitHub', () => {
  it.each<[string, readonly unknown[], string]>([
    ['an approval of what was merged', [PULL, [review('bob')], COMMITS], 'export-approved'],
    ['without the list of commits, any of which the approver may have pushed: it cannot be known', [PULL, [review('bob')]], 'export-approver-unknown'],
    ['all in one file, a line each', [[PULL, review('bob'), ...COMMITS].map((one) => JSON.stringify(one)).join('\n')], 'export-approved'],
    [
      'pages one behind the other',
      [`${JSON.stringify([PULL])}${JSON.stringify(COMMITS)}${JSON.stringify([review('eve', { state: 'COMMENTED' })])}${JSON.stringify([review('bob')])}`],
      'export-approved',
    ],
    ['pages in one list', [[[PULL], [review('bob')]], COMMITS], 'export-approved'],
    ['an approval of an earlier revision', [PULL, [review('bob', { commit_id: OLD })]], 'export-of-earlier'],
    ['an approval of no revision that is said', [PULL, [review('bob', { commit_id: null })]], 'export-revision-unknown'],
    [
      'of an earlier and then of the last',
      [PULL, [review('bob', { commit_id: OLD, submitted_at: '2026-01-01T00:00:00Z' }), review('bob')], COMMITS],
      'export-approved',
    ],
    ['an approval that was dismissed', [PULL, [review('bob', { state: 'DISMISSED' })]], 'export-dismissed'],
    [
      'an approval, and then changes asked for',
      [PULL, [review('bob'), review('bob', { state: 'CHANGES_REQUESTED', submitted_at: '2026-01-02T09:00:00Z' })]],
      'export-not-approved',
    ],
    [
      'changes asked for, and then an approval',
      [PULL, [review('bob', { state: 'CHANGES_REQUESTED', submitted_at: '2026-01-01T09:00:00Z' }), review('bob')], COMMITS],
      'export-approved',
    ],
    [
      'an approval, and then a comment',
      [PULL, [review('bob'), review('bob', { state: 'COMMENTED', submitted_at: '2026-01-02T09:00:00Z' })], COMMITS],
      'export-approved',
    ],
    // Two exports of one review: the forge keeps its moment when it is dismissed.
    ['an approval that a second export shows as dismissed', [PULL, [review('bob')], [review('bob', { state: 'DISMISSED' })]], 'export-dismissed'],
    [
      'an approval, and changes asked for at a moment that is not said',
      [PULL, [review('bob')], [review('bob', { state: 'CHANGES_REQUESTED', submitted_at: null })]],
      'export-not-approved',
    ],
    ['a commit that the list is known to lack', [{ ...PULL, commits: 3 }, [review('bob')], COMMITS], 'export-approver-unknown'],
    ['as many commits as there are', [{ ...PULL, commits: 2 }, [review('bob')], COMMITS], 'export-approved'],
    // Whoever may push to the branch of a program's request is an author whom the request does not name.
    ['a request that a program opened, without its commits', [{ ...PULL, user: user('dependabot[bot]', 'Bot') }, [review('bob')]], 'export-approver-unknown'],
    ['an approval by whoever opened it', [PULL, [review('ADA')]], 'export-of-author'],
    ['an approval by the author of a commit in it', [PULL, [review('bob')], [commit(FIRST, 'bob'), commit(HEAD)]], 'export-of-author'],
    ['a commit of nobody the forge knows', [PULL, [review('bob')], [commit(FIRST, null), commit(HEAD)]], 'export-approver-unknown'],
    [
      'a list as long as a page, behind which there may be more',
      [PULL, [review('bob')], [...Array(29).fill(commit(FIRST)), commit(HEAD)]],
      'export-approver-unknown',
    ],
    [
      'an approval by the author under another name: the account has its number',
      [PULL, [review('ada2', { user: { ...user('ada'), login: 'ada2' } })], COMMITS],
      'export-of-author',
    ],
    [
      'a squash whose tree is another than that of what was approved',
      [PULL, [review('bob')], [commit(FIRST), { ...commit(HEAD), commit: { message: 'x', tree: { sha: oid('9') } } }]],
      'export-squash-of-other',
    ],
    [
      'a squash onto another parent, of which nothing shows what it has: it cannot be known',
      [PULL, [review('bob')], [{ ...commit(FIRST), parents: [{ sha: OLD }] }, commit(HEAD)]],
      'export-squash-not-shown',
    ],
    [
      'a squash of commits whose trees are not said: it cannot be known',
      [PULL, [review('bob')], COMMITS.map((one) => ({ ...one, commit: { message: 'x' } }))],
      'export-squash-not-shown',
    ],
    ['an approval by a program', [PULL, [review('renovate[bot]')]], 'export-of-no-person'],
    ['an approval by an app', [PULL, [review('helper', { user: user('helper', 'Bot') })]], 'export-of-no-person'],
    ['a merge by another and nothing more', [PULL], 'export-not-approved'],
    [
      'a newer export of the same request',
      [{ ...PULL, head: { sha: OLD }, updated_at: '2026-01-01T00:00:00Z' }, PULL, [review('bob')], COMMITS],
      'export-approved',
    ],
    ['a review of another request', [PULL, [review('bob', { pull_request_url: PULL.url.replace('/7', '/8') })]], 'export-not-approved'],
    ['a request that was never merged', [{ ...PULL, merged: false, merged_at: null, state: 'open' }, [review('bob')]], 'forge-squash'],
    ['a request of another commit', [{ ...PULL, merge_commit_sha: OLD }, [review('bob')]], 'forge-squash'],
  ])('%s', (_, files, reason) => {
    expect(judged(files).reason).toBe(reason);
    expect(judged(files.toReversed()).reason).toBe(reason);
  });

  it('is bound by the export alone, and says by whom', () =>
    expect(judged([PULL, [review('bob')], COMMITS])).toMatchObject({ state: 'reviewed', binding: 'export', by: ['github:bob'] }));

  it.each([
    ['a second account of the author', 'ada-second', 'export-of-author'],
    ['a model', 'robot', 'export-of-no-person'],
    ['another person', 'bob', 'export-approved'],
  ])('with the register: %s', (_, login, reason) => expect(judged([PULL, [review(login)], COMMITS], {}, undefined, PEOPLE).reason).toBe(reason));

  it('knows an author by the address that is their account’s', () => {
    const author = 'Bob <12+bob@users.noreply.github.com>';
    expect(judged([PULL, [review('bob')]], { author }).reason).toBe('export-of-author');
    expect(judged([PULL, [review('bob')]], { message: `Blink (#7)\n\nCo-authored-by: ${author}\n` }).reason).toBe('export-of-author');
  });

  const MERGE: Made = { parents: [BASE, HEAD], message: 'Merge pull request #7 from ada/blink\n' };
  it.each<[string, Made, Made | undefined, string]>([
    ['what a merge brought whose branch is what was approved', { id: FIRST, committer: 'Ada <ada@example.org>' }, MERGE, 'export-approved'],
    [
      'the same of a merge of another branch',
      { id: OLD, committer: 'Ada <ada@example.org>', message: 'x\n' },
      { ...MERGE, parents: [BASE, OLD] },
      'merged-by-other-only',
    ],
    ['a commit that came in as it was', { id: HEAD, committer: 'Ada <ada@example.org>' }, undefined, 'export-approved'],
    ['the merge that the forge made', MERGE, undefined, 'export-approved'],
    // The approved branch is the line here, and what was never shown to anybody is what came in.
    ['a merge of another branch into what was approved', { id: OLD, message: 'x\n' }, { ...MERGE, parents: [HEAD, OLD] }, 'merged-by-other-only'],
    ['a merge of two branches, one of which was approved', { id: OLD, message: 'x\n' }, { ...MERGE, parents: [BASE, HEAD, OLD] }, 'merged-by-other-only'],
    ['a merge under the forge’s name into what was approved', { ...MERGE, parents: [HEAD, OLD] }, undefined, 'merge-not-compared'],
    ['one of two branches under the forge’s name', { ...MERGE, parents: [BASE, HEAD, OLD] }, undefined, 'merge-not-compared'],
    ['a merge that somebody made', { ...MERGE, committer: 'Ada <ada@example.org>' }, undefined, 'merge-not-compared'],
  ])('%s', (_, made, merge, reason) =>
    expect(judged([PULL, [review('bob')], COMMITS], made, merge === undefined ? undefined : { ...merge, author: 'Bob <bob@example.org>' }).reason).toBe(reason),
  );
});

describe('a merge that bears the forge’s name', () => {
  // Anybody can write the name of the forge's committer: an export tells that the branch was approved, and not what the merge adds to it.
  const source = forgeSource(readExport('export', [{ name: 'x', text: JSON.stringify([PULL, review('bob'), ...COMMITS]) }]));
  const MERGE: Made = { parents: [BASE, HEAD], message: 'Merge pull request #7 from ada/blink\n' };
  const verdict = (made: Made, outcome: MergeOutcome) => verdictOf(change(made), source.facts(change(made), undefined), registerOf([]), outcome).reason;
  it.each<[MergeOutcome, string]>([
    [{ kind: 'clean' }, 'export-approved'],
    [{ kind: 'changed', paths: ['a'] }, 'merge-adds-changes'],
    [{ kind: 'by-hand', paths: ['a'], sides: [], beside: [] }, 'merge-by-hand'],
  ])('%j is %s', (outcome, reason) => expect(verdict(MERGE, outcome)).toBe(reason));
  it('is another thing than a merge within the branch, which whoever approved it saw', () =>
    expect(verdict({ ...MERGE, id: FIRST }, { kind: 'by-hand', paths: ['a'], sides: [], beside: [] })).toBe('export-approved'));
});

describe('what gh and GraphQL give', () => {
  const LISTED = {
    number: 7,
    author: { login: 'ada', is_bot: false },
    mergedBy: { login: 'bob' },
    headRefOid: HEAD,
    mergeCommit: { oid: MERGED },
    reviews: [{ author: { login: 'bob' }, state: 'APPROVED', submittedAt: '2026-01-02T00:00:00Z', commit: { oid: HEAD } }],
    commits: [{ oid: HEAD, authors: [{ login: 'ada', name: 'Ada', email: 'ada@example.org' }] }],
  };
  const query = (pull: object) => ({ data: { repository: { pullRequests: { nodes: [pull] } } } });
  const QUERIED = {
    ...LISTED,
    url: 'https://github.com/acme/camera/pull/7',
    reviews: { nodes: LISTED.reviews },
    commits: { nodes: [{ commit: { oid: HEAD, author: { user: { login: 'ada' } } } }] },
  };
  it.each<[string, unknown, string]>([
    ['a list', [LISTED], 'export-approved'],
    ['a query', query(QUERIED), 'export-approved'],
    ['a query of one', { data: { repository: { pullRequest: QUERIED } } }, 'export-approved'],
    ['of an earlier revision', [{ ...LISTED, reviews: [{ ...LISTED.reviews[0], commit: { oid: OLD } }] }], 'export-of-earlier'],
    ['reviews without their commit', [{ ...LISTED, reviews: [{ ...LISTED.reviews[0], commit: undefined }] }], 'export-revision-unknown'],
    [
      'a further author without an account',
      [{ ...LISTED, commits: [{ oid: HEAD, authors: [{ login: 'ada' }, { login: '', name: 'Eve' }] }] }],
      'export-approver-unknown',
    ],
    ['a list without a commit: it cannot be known who wrote it', [{ ...LISTED, commits: [] }], 'export-approver-unknown'],
    [
      'a name that is the author’s beside an address that nobody has',
      [{ ...LISTED, commits: [{ oid: HEAD, authors: [{ login: '', name: 'Ada', email: 'x@example.org' }] }] }],
      'export-approver-unknown',
    ],
    ['an app', [{ ...LISTED, reviews: [{ ...LISTED.reviews[0], author: { login: 'app/reviewer' } }] }], 'export-of-no-person'],
    ['not merged', [{ ...LISTED, mergeCommit: null }], 'forge-squash'],
    // Here nothing but the name tells that it is a program.
    ['a known app', [{ ...LISTED, reviews: [{ ...LISTED.reviews[0], author: { login: 'github-actions' } }] }], 'export-of-no-person'],
    ['a name that says so', [{ ...LISTED, reviews: [{ ...LISTED.reviews[0], author: { login: 'acme-approve-bot' } }] }], 'export-of-no-person'],
    ['the last commit of several', query({ ...QUERIED, commits: { totalCount: 4, nodes: QUERIED.commits.nodes } }), 'export-approver-unknown'],
  ])('%s', (_, value, reason) => expect(judged([value], {}, undefined, undefined, TIED).reason).toBe(reason));
  it('show no tree: that the squash is what was approved, the repository has to tell', () => expect(judged([[LISTED]]).reason).toBe('export-squash-not-shown'));
});

describe('an export of GitLab', () => {
  const REQUEST = {
    id: 900,
    iid: 12,
    project_id: 3,
    state: 'merged',
    merged_at: '2026-01-03T00:00:00.000+01:00',
    author: { username: 'ada' },
    sha: HEAD,
    merge_commit_sha: null,
    squash_commit_sha: MERGED,
    references: { full: 'acme/camera!12' },
  };
  const approvals = (username: string, approved_at?: string) => ({
    id: 900,
    iid: 12,
    project_id: 3,
    approved_by: [{ user: { username }, ...(approved_at === undefined ? {} : { approved_at }) }],
  });
  const version = (sha: string, created_at: string) => ({
    id: 1,
    head_commit_sha: sha,
    base_commit_sha: BASE,
    created_at,
    merge_request_id: 900,
    state: 'collected',
  });
  const LAST = version(HEAD, '2026-01-02T00:00:00.000Z');
  const BEFORE = version(OLD, '2026-01-01T00:00:00.000Z');
  const listed = (id: string, author_email = 'ada@example.org') => ({ id, short_id: id.slice(0, 8), author_name: 'Ada', author_email });
  const note = (created_at: string) => ({
    id: 5,
    system: true,
    body: 'approved this merge request',
    author: { username: 'bob' },
    created_at,
    noteable_iid: 12,
    noteable_type: 'MergeRequest',
    project_id: 3,
  });
  const BY_ADA: Made = { committer: 'Ada <ada@example.org>', message: 'x\n' };
  const IN_TIME = approvals('bob', '2026-01-02T01:00:00.000+00:00');
  const LISTED = [listed(HEAD), listed(FIRST)];
  it.each<[string, readonly unknown[], string]>([
    [
      'one version that is listed, where there may be more: of which the approval is cannot be known',
      [REQUEST, approvals('bob'), [LAST], LISTED],
      'export-revision-unknown',
    ],
    ['one version, approved after it', [REQUEST, IN_TIME, [LAST], LISTED], 'export-approved'],
    ['without the list of commits, any of which the approver may have pushed: it cannot be known', [REQUEST, IN_TIME, [LAST]], 'export-approver-unknown'],
    ['two versions, approved after the last', [REQUEST, IN_TIME, [BEFORE, LAST], LISTED], 'export-approved'],
    ['two versions, approved before the last', [REQUEST, approvals('bob', '2026-01-02T00:30:00.000+01:00'), [BEFORE, LAST]], 'export-of-earlier'],
    [
      'two versions, the moment in a note',
      [REQUEST, approvals('bob'), [BEFORE, LAST], [note('2026-01-02T05:00:00Z'), note('2026-01-01T05:00:00Z')], LISTED],
      'export-approved',
    ],
    ['two versions, no moment', [REQUEST, approvals('bob'), [BEFORE, LAST]], 'export-revision-unknown'],
    ['no versions', [REQUEST, approvals('bob', '2026-01-02T01:00:00Z')], 'export-revision-unknown'],
    ['approved by its author', [REQUEST, approvals('ada'), [LAST]], 'export-of-author'],
    ['approved by a token', [REQUEST, approvals('project_3_bot_ab12'), [LAST]], 'export-of-no-person'],
    [
      'approved by an account that is said to be a program',
      [REQUEST, { ...approvals('bob'), approved_by: [{ user: { username: 'bob', bot: true } }] }, [LAST]],
      'export-of-no-person',
    ],
    ['its commits, one of an address that nobody has', [REQUEST, IN_TIME, [LAST], [listed(HEAD), listed(FIRST, 'eve@example.org')]], 'export-approver-unknown'],
    ['its commits, one of the approver’s address', [REQUEST, IN_TIME, [LAST], [listed(HEAD), listed(FIRST, 'bob@example.org')]], 'export-of-author'],
    ['its commits, one without an address', [REQUEST, IN_TIME, [LAST], [listed(HEAD), { ...listed(FIRST), author_email: '' }]], 'export-approver-unknown'],
    ['as many commits as a longer page has', [REQUEST, IN_TIME, [LAST], [listed(HEAD), ...Array(49).fill(listed(FIRST))]], 'export-approver-unknown'],
    ['as many commits as a page has', [REQUEST, IN_TIME, [LAST], [listed(HEAD), ...Array(19).fill(listed(FIRST))]], 'export-approver-unknown'],
    ['not approved', [REQUEST, { ...approvals('bob'), approved_by: [] }, [LAST]], 'export-not-approved'],
    ['not merged', [{ ...REQUEST, state: 'opened', merged_at: null }, approvals('bob'), [LAST]], 'nothing'],
    ['approvals of another request', [REQUEST, { ...approvals('bob'), iid: 13 }, [LAST]], 'export-not-approved'],
  ])('%s', (_, files, reason) => expect(judged(files, BY_ADA, undefined, PEOPLE, TIED).reason).toBe(reason));

  it('with commits of one address, which nothing ties to whoever opened the request, is approved by nobody who is known', () =>
    expect(judged([REQUEST, IN_TIME, [LAST], LISTED], BY_ADA, undefined, undefined, TIED).reason).toBe('export-approver-unknown'));
  it('does not cover its squash by being merged: what that has is to be shown', () =>
    expect(judged([REQUEST, IN_TIME, [LAST], LISTED], BY_ADA, undefined, PEOPLE).reason).toBe('export-squash-not-shown'));
  it('knows an author by the private address of their account', () => {
    const made = { ...BY_ADA, author: 'Whoever <7-bob@users.noreply.gitlab.com>' };
    expect(judged([REQUEST, IN_TIME, [LAST], LISTED], made, undefined, PEOPLE, TIED).reason).toBe('export-of-author');
  });
  it('takes no name without an address for another than the approver', () => {
    const of = (author: string) => judged([REQUEST, IN_TIME, [LAST]], { ...BY_ADA, author, id: HEAD }, undefined, PEOPLE).reason;
    expect([of('Ada <ada@example.org>'), of('Ada <>'), of('Bob <>')]).toEqual(['export-approved', 'export-approver-unknown', 'export-of-author']);
  });
});

describe('commits that came in as they were', () => {
  const REQUEST = { id: 9, iid: 1, project_id: 3, state: 'merged', author: { username: 'ada' }, sha: HEAD, merge_commit_sha: null };
  const version = { head_commit_sha: HEAD, merge_request_id: 9, created_at: '2026-01-01T00:00:00Z' };
  const approvals = { iid: 1, project_id: 3, approved_by: [{ user: { username: 'bob' }, approved_at: '2026-01-02T00:00:00Z' }] };
  const listed = [HEAD, FIRST].map((id) => ({ id, short_id: 'x', author_email: 'ada@example.org' }));
  it('are those that GitLab lists', () => {
    const made = { id: FIRST, committer: 'Ada <ada@example.org>', message: 'x\n' };
    expect(judged([REQUEST, approvals, [version], listed], made, undefined, PEOPLE).reason).toBe('export-approved');
    expect(judged([REQUEST, approvals, [version], listed.toReversed()], made, undefined, PEOPLE).reason).toBe('nothing');
  });
});

const codesOf = (run: () => unknown): readonly string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
};

describe('what is no export', () => {
  it.each([
    ['nothing', '', 'ASSAY-SOURCE-001'],
    ['another document', '{"a":1}', 'ASSAY-SOURCE-001'],
    ['reviews alone', JSON.stringify([review('bob')]), 'ASSAY-SOURCE-001'],
    ['no JSON', '{"a":', 'ASSAY-JSON-001'],
    ['more closed than opened', '{}}', 'ASSAY-JSON-001'],
    ['the same field twice', '{"number":7,"number":8}', 'ASSAY-JSON-006'],
    ['too deep', '['.repeat(100), 'ASSAY-JSON-002'],
  ])('%s is refused', (_, text, code) => expect(codesOf(() => readExport('x', [{ name: 'x', text }]))).toEqual([code]));
  it('one with too many entries is refused', () => expect(codesOf(() => valuesOf(`[${'0,'.repeat(1_000_001)}0]`, 'x'))).toEqual(['ASSAY-SOURCE-002']));
});

describe('whatever comes', () => {
  const whole = [PULL, review('bob'), ...COMMITS].map((one) => JSON.stringify(one)).join('\n');
  const fine = (text: string) => codesOf(() => readExport('x', [{ name: 'x', text }])).every((code) => /^ASSAY-(?:SOURCE|JSON)-\d{3}$/.test(code));
  it('is read or refused', () => {
    fc.assert(fc.property(fc.string(), fine));
    fc.assert(fc.property(fc.json(), fine));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(9), fc.string({ maxLength: 5 }), (at, cut, put) => fine(whole.slice(0, at) + put + whole.slice(at + cut))),
    );
  });
  it('never makes an approval of what has none, whichever field is of another kind', () => {
    const fields = Object.keys(PULL) as (keyof typeof PULL)[];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const text = JSON.stringify([{ ...PULL, [field]: value }, review('ada'), review('eve', { state: 'COMMENTED' })]);
        const found = codesOf(() => expect(judged([text]).state).not.toBe('reviewed'));
        return found.every((code) => /^ASSAY-(?:SOURCE|JSON)-\d{3}$/.test(code));
      }),
    );
  });
});
