import { figure } from '../../../core/index.ts';
import type { ChangeFacts, Named } from '../../change/facts.ts';
import type { Commit } from '../../git/commit.ts';
import { readCommits } from '../../git/edge/history.ts';
import { treeChanges } from '../../git/edge/merge.ts';
import type { Repository } from '../../git/edge/open.ts';
import { type Resolved, tagsBefore } from '../../git/edge/resolve.ts';
import type { History } from '../../git/history.ts';
import type { MergeOutcome } from '../../git/merge.ts';
import type { ObjectId } from '../../git/object.ts';
import { claimedKey } from '../../git/signature.ts';
import type { Tag } from '../../git/tag.ts';
import type { Register } from '../../person/register.ts';
import { runAtBuild } from '../build-file.ts';
import { SIGNAL_LIMITS } from '../limits.ts';
import { besideConflicts } from '../merge.ts';
import { SIGNAL_KINDS, type Signal, type SignalsFound } from '../model.ts';
import { habitsOf, newInControl, outsidePattern, type Worked } from '../person.ts';
import type { Refs } from '../ref.ts';
import { newSigner, type ReleaseSigner } from '../signer.ts';
import { changedBy, emptyTree } from './changed.ts';
import { lookInto } from './content.ts';
import { movedSince } from './refs.ts';

export interface Looked {
  readonly release: Resolved;
  readonly since: Resolved | undefined;
  readonly parents: History;
  /** Of the range, children before their parents. */
  readonly changes: ReadonlyMap<ObjectId, ChangeFacts>;
  readonly merges: ReadonlyMap<ObjectId, MergeOutcome>;
  /** Where refs pointed earlier, where somebody kept it. */
  readonly refsBefore: Refs | undefined;
}

/** Everything that is looked for beside the verdict, within `SIGNAL_LIMITS`; what they leave out is told. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008). */
export async function lookForSignals(repository: Repository, looked: Looked, register: Register): Promise<SignalsFound> {
  const { release, since, parents, changes, merges, refsBefore } = looked;
  const person = personOf(register);
  const left: string[] = [];
  const whole = await wholeChange(repository, looked);
  if (whole === undefined) left.push('The trees of both releases could not be compared in this copy: no file was looked into.');
  const content = await lookInto(repository, whole ?? []);
  const [runs, origin] = [new Map<ObjectId, readonly string[]>(), new Map<string, ChangeFacts>()];
  const wanted = new Set([...content.broken, ...content.opaque].map(({ change }) => `${change.after} ${change.path}`));
  const compared = await changedBy(repository, changes, parents, merges, ({ commit, paths }) => {
    const built = paths.flatMap(({ path }) => (runAtBuild(path) ? [path] : [])).slice(0, 3);
    if (built.length > 0) runs.set(commit.id, built);
    for (const { path, after } of paths) {
      const key = `${after} ${path}`;
      if (wanted.has(key) && !origin.has(key)) origin.set(key, commit);
    }
  });
  const place = ({ after, path }: { readonly after: ObjectId; readonly path: string }) => {
    const commit = origin.get(`${after} ${path}`);
    return { at: { ...(commit === undefined ? {} : { commit: commit.id }), path }, who: commit === undefined ? {} : { who: person(commit.author) } };
  };
  const { worked, before, cut } = await people(repository, looked, register, runs);
  const tags = release.ref?.startsWith('refs/tags/') === true ? await tagsBefore(repository, release, parents, SIGNAL_LIMITS.tags) : [];
  const signals: Signal[] = [
    ...content.broken.map(({ change, check }): Signal => {
      const { at, who } = place(change);
      const what = `${check.by} asks by a program that no compiler takes, so the answer is always no: ${check.what}`;
      return { kind: 'check-never-succeeds', weak: false, place: { ...at, line: check.line }, ...who, what };
    }),
    ...content.opaque.map(({ change, kind }): Signal => {
      const { at, who } = place(change);
      const what = `${change.path} shows a reader nothing: it is ${kind === 'binary' ? 'binary' : 'as dense as what is compressed or encrypted'}`;
      return { kind: 'binary-opaque', weak: true, place: at, ...who, what };
    }),
    ...[...merges].flatMap(([id, outcome]) => besideConflicts(id, outcome, person(changes.get(id)?.committer ?? { name: '' }))),
    ...newInControl(worked, before, cut ? SIGNAL_LIMITS.earlier : undefined),
    ...outsidePattern(worked, before),
    ...(release.ref?.startsWith('refs/tags/') === true
      ? newSigner(
          signerOf(release.name, release.tags[0]?.tag, person),
          tags.map(({ tag }) => signerOf(tag.name, tag, person)),
        )
      : []),
    ...(refsBefore === undefined ? [] : await movedSince(repository, refsBefore)),
  ];
  const tell = (count: number, what: string) => {
    if (count > 0) left.push(`${figure(count)} ${what}`);
  };
  tell(compared.left, 'of the commits could not be compared with their parents, or are over the bound.');
  tell(content.long, `of the changed files have more than ${SIGNAL_LIMITS.fileBytes / 1024 / 1024} MiB and were not looked into.`);
  tell(content.over, 'of the changed files were not looked into: they are over the bound of a whole release.');
  tell(content.missing, 'of the changed files are not in this copy.');
  if (cut) left.push(`Who worked before is known from the ${figure(SIGNAL_LIMITS.earlier)} newest commits before the release alone.`);
  return {
    signals: signals.toSorted((a, b) => Number(a.weak) - Number(b.weak) || SIGNAL_KINDS.indexOf(a.kind) - SIGNAL_KINDS.indexOf(b.kind)),
    looked: {
      files: content.files,
      checks: content.checks,
      earlierCommits: Math.min(parents.size - changes.size, SIGNAL_LIMITS.earlier),
      earlierTags: tags.length,
      ...(refsBefore === undefined ? {} : { refs: refsBefore.size }),
    },
    left,
  };

  async function wholeChange(at: Repository, { changes: of }: Looked) {
    const tree = of.get(release.commit)?.tree;
    let before: ObjectId | undefined = since === undefined ? emptyTree(at) : undefined;
    if (since !== undefined) for await (const { commit } of readCommits(at, [since.commit])) before = commit.tree;
    // Where the release adds no commit it changes nothing.
    if (tree === undefined) return [];
    return before === undefined ? undefined : (await treeChanges(at, [[before, tree]]))[0];
  }
}

/** One word for each person: an id of the register, else the address, else the name. */
function personOf(register: Register): (named: Named) => string {
  return (named) => register.whose(named)?.id ?? (named.email || named.name || 'nobody');
}

/** Reads who worked when, in the range and before it. */
async function people(repository: Repository, { parents, changes }: Looked, register: Register, runs: ReadonlyMap<ObjectId, readonly string[]>) {
  const person = personOf(register);
  const earlier: ObjectId[] = [];
  let cut = false;
  for (const id of parents.keys()) {
    if (changes.has(id)) continue;
    cut = earlier.length >= SIGNAL_LIMITS.earlier;
    if (cut) break;
    earlier.push(id);
  }
  const one = (id: ObjectId, { author, committer }: Commit): Worked => ({
    commit: id,
    author: person(author),
    // A forge applies what others did on its pages: it is nobody who came.
    committer: register.whose(committer)?.kind === 'forge' ? person(author) : person(committer),
    ...(author.seconds === undefined ? {} : { seconds: author.seconds }),
    zone: author.zone,
    runs: runs.get(id) ?? [],
  });
  const habits = habitsOf();
  for await (const { id, commit } of readCommits(repository, earlier)) habits.take(one(id, commit));
  const worked: Worked[] = [];
  for await (const { id, commit } of readCommits(repository, changes.keys())) worked.push(one(id, commit));
  // Oldest first, so that what is told of first is what came first.
  return { worked: worked.reverse(), before: habits.known, cut };
}

function signerOf(name: string, tag: Tag | undefined, person: (named: Named) => string): ReleaseSigner {
  const [signature] = tag?.signatures ?? [];
  const key = signature === undefined ? undefined : claimedKey(signature.bytes);
  return { tag: name, ...(tag?.tagger === undefined ? {} : { tagger: person(tag.tagger) }), ...(key === undefined ? {} : { key }) };
}
