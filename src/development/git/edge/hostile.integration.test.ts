import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../../core/index.ts';
import { type ObjectId, objectName } from '../object.ts';
import { readCommits, readHistory, rootFile } from './history.ts';
import { openRepository } from './open.ts';
import { resolveName } from './resolve.ts';

// A repository is a stranger's folder. Each case plants in one what would run a program, or make git tell of another history, and reads it as the command does.
const room = mkdtempSync(join(tmpdir(), 'assay-hostile-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: room,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

let made = 0;
function repository(...options: string[]): string {
  made += 1;
  const folder = join(room, `r${made}`);
  mkdirSync(folder);
  git(folder, 'init', '-q', '-b', 'main', ...options);
  for (const n of [1, 2, 3]) {
    writeFileSync(join(folder, 'file.txt'), `${n}\n`);
    writeFileSync(join(folder, '.mailmap'), 'Ada <ada@example.org> <old@example.org>\n');
    git(folder, 'add', '.');
    git(folder, 'commit', '-q', '-m', `Change ${n}`);
  }
  git(folder, 'tag', '-a', 'v1', '-m', 'The release');
  return folder;
}

async function read(folder: string) {
  const opened = openRepository(folder);
  try {
    const release = await resolveName(opened, 'v1');
    const parents = await readHistory(opened, [release.commit]);
    const subjects: string[] = [];
    let tree: ObjectId | undefined;
    for await (const { commit } of readCommits(opened, [...parents.keys()])) {
      subjects.push(new TextDecoder().decode(commit.message).trim());
      tree ??= commit.tree;
    }
    const mailmap = tree === undefined ? undefined : await rootFile(opened, tree, '.mailmap');
    return { subjects, release, parents, mailmap, opened };
  } finally {
    opened.close();
  }
}

const ALL = ['Change 3', 'Change 2', 'Change 1'];
const codes = async (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof Refused ? error.faults.map((fault) => fault.code) : [String(error)]),
  );

describe('a repository that names programs to run', () => {
  const trap = join(room, 'sprung');
  const program = join(room, 'program.sh');
  let folder = '';

  beforeAll(() => {
    writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\ncat\n`);
    chmodSync(program, 0o755);
    folder = repository();
    writeFileSync(join(folder, '.gitattributes'), '* diff=x filter=x merge=x\n');
    git(folder, 'add', '.');
    const own = join(folder, '.git');
    mkdirSync(join(own, 'hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'pre-auto-gc', 'post-index-change', 'reference-transaction', 'fsmonitor-watchman'])
      symlinkSync(program, join(own, 'hooks', hook));
    mkdirSync(join(own, 'info'), { recursive: true });
    writeFileSync(join(own, 'info/attributes'), '* diff=x filter=x merge=x\n');
    appendFileSync(
      join(own, 'config'),
      `
[core]
	fsmonitor = ${program}
	hooksPath = ${join(own, 'hooks')}
	sshCommand = ${program}
	pager = ${program}
	editor = ${program}
	askPass = ${program}
	gitProxy = ${program}
	alternateRefsCommand = ${program}
	repositoryformatversion = 1
[diff]
	external = ${program}
[diff "x"]
	textconv = ${program}
	command = ${program}
[filter "x"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
	required = true
[merge "x"]
	driver = ${program}
[credential]
	helper = ${program}
[gpg]
	program = ${program}
[alias]
	rev-list = !${program}
	cat-file = !${program}
	rev-parse = !${program}
[pager]
	rev-list = ${program}
	cat-file = ${program}
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[extensions]
	partialClone = evil
[remote "evil"]
	url = ext::${program}
	uploadpack = ${program}
	vcs = ext
	promisor = true
	fetch = +refs/heads/*:refs/remotes/evil/*
[include]
	path = ${join(room, 'more-config')}
[log]
	showSignature = true
`,
    );
    writeFileSync(join(room, 'more-config'), `[core]\n\tfsmonitor = ${program}\n`);
  });

  it('is read, and runs none of them', async () => {
    const found = await read(folder);
    expect(found.subjects).toEqual(ALL);
    expect(found.mailmap).toContain('old@example.org');
    expect(found.opened.partial).toBe(true);
    expect(existsSync(trap)).toBe(false);
  });

  it('runs none for an object that is missing and promised by a remote', async () => {
    const id = git(folder, '-c', 'alias.rev-parse=', 'rev-parse', 'main~1').slice(0, 40);
    rmSync(join(folder, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
    rmSync(trap, { force: true });
    expect(await codes(read(folder))).toEqual(['ASSAY-GIT-007']);
    expect(existsSync(trap)).toBe(false);
  });

  it('and the trap would have sprung: git itself, asked there, runs one', () => {
    rmSync(trap, { force: true });
    try {
      git(folder, 'status');
    } catch {
      // What it says does not matter.
    }
    expect(existsSync(trap)).toBe(true);
  });
});

describe('a repository that makes git tell of another history', () => {
  it('by replace refs, is read as it is', async () => {
    const folder = repository();
    git(folder, 'replace', '--graft', 'main');
    expect(git(folder, 'rev-list', '--count', 'main')).toBe('1');
    expect((await read(folder)).subjects).toEqual(ALL);
  });

  it('by grafts, is read as it is', async () => {
    const folder = repository();
    mkdirSync(join(folder, '.git/info'), { recursive: true });
    writeFileSync(join(folder, '.git/info/grafts'), `${git(folder, 'rev-parse', 'main')}\n`);
    expect((await read(folder)).subjects).toEqual(ALL);
  });

  it('by a commit-graph of other commits, is read as it is', async () => {
    const folder = repository();
    const other = repository();
    git(other, 'commit-graph', 'write', '--reachable');
    git(folder, 'commit-graph', 'write', '--reachable');
    expect(readdirSync(join(folder, '.git/objects/info'))).toContain('commit-graph');
    writeFileSync(join(folder, '.git/objects/info/commit-graph'), 'no graph at all');
    expect((await read(folder)).subjects).toEqual(ALL);
  });

  it('by objects in another store, is refused and says where they are', async () => {
    const folder = repository();
    const clone = join(room, 'shared');
    git(room, 'clone', '-q', '--shared', folder, clone);
    const opened = openRepository(clone);
    expect(opened.borrows).toEqual([join(folder, '.git/objects')]);
    await expect(resolveName(opened, 'v1')).rejects.toThrow('borrows its objects');
    opened.close();
    // Not even the tag can be read here: all that there is was borrowed.
    expect(await codes(read(clone))).not.toEqual([]);
  });

  it('by bytes under another name, is refused', async () => {
    const folder = repository();
    const id = git(folder, 'rev-parse', 'main~1');
    const body = `tree ${git(folder, 'rev-parse', 'main~1^{tree}')}\nauthor Eve <eve@example.org> 1 +0000\ncommitter Eve <eve@example.org> 1 +0000\n\nAnother\n`;
    const wrong = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
    rmSync(wrong);
    writeFileSync(wrong, deflateSync(Buffer.concat([Buffer.from(`commit ${body.length}\0`), Buffer.from(body)])));
    expect(await codes(read(folder))).toEqual(['ASSAY-GIT-003']);
  });
});

describe('a repository', () => {
  it.each([['sha1'], ['sha256']])('of format %s is read as a work tree, bare, packed and linked', async (format) => {
    const folder = repository(`--object-format=${format}`);
    const bare = join(room, `bare-${format}`);
    git(room, 'clone', '-q', '--mirror', folder, bare);
    git(bare, 'gc', '-q');
    const linked = join(room, `linked-${format}`);
    git(folder, 'worktree', 'add', '-q', '--detach', linked);
    for (const place of [folder, bare, linked]) {
      const found = await read(place);
      expect(found.subjects).toEqual(ALL);
      expect(found.release.commit).toHaveLength(format === 'sha1' ? 40 : 64);
      expect(found.release.tags.map(({ tag }) => tag.name)).toEqual(['v1']);
    }
    // A mirror of the newest snapshot may come without any configuration.
    rmSync(join(bare, 'config'));
    expect((await read(bare)).subjects).toEqual(ALL);
  });

  it('that is shallow says where it ends, and the parents it lacks are not in it', async () => {
    const folder = repository();
    const shallow = join(room, 'shallow');
    git(room, 'clone', '-q', '--depth', '2', `file://${folder}`, shallow);
    const found = await read(shallow);
    expect(found.subjects).toEqual(ALL.slice(0, 2));
    const last = [...found.parents.keys()].at(-1) as ObjectId;
    const [lacking] = found.parents.get(last) ?? [];
    expect(found.opened.shallow.has(last)).toBe(true);
    expect(lacking).toMatch(/^[0-9a-f]{40}$/);
    expect(found.parents.has(lacking as ObjectId)).toBe(false);
  });

  it('is left as it was', async () => {
    const folder = repository();
    const before = execFileSync('find', ['.git', '-newermt', '2000-01-01', '-printf', '%p %T@ %s\n'], { cwd: folder, encoding: 'utf8' });
    await read(folder);
    expect(execFileSync('find', ['.git', '-newermt', '2000-01-01', '-printf', '%p %T@ %s\n'], { cwd: folder, encoding: 'utf8' })).toBe(before);
  });

  it('with a named pipe where git keeps a file is read without it', async () => {
    const folder = repository();
    execFileSync('sh', ['-c', 'mkfifo .git/packed-refs'], { cwd: folder });
    expect((await read(folder)).subjects).toEqual(ALL);
  });

  it('that is none is refused', () => expect(codes(Promise.resolve().then(() => openRepository(room)))).resolves.toEqual(['ASSAY-GIT-004']));

  it('with its refs in a table is refused', async () => {
    const folder = repository();
    mkdirSync(join(folder, '.git/reftable'));
    expect(await codes(Promise.resolve().then(() => openRepository(folder)))).toEqual(['ASSAY-GIT-005']);
  });

  it.each(['v2', '--all', 'main~1', 'main@{1}', ':/Change', '', 'a b', 'v1^{tree}', 'refs/tags/../heads/main'])('has no name %j', async (name) => {
    const opened = openRepository(join(room, 'r1'));
    expect(await codes(resolveName(opened, name))).toEqual(['ASSAY-GIT-006']);
    opened.close();
  });

  it('is not read without git', async () => {
    const path = process.env['PATH'];
    const folder = repository();
    const opened = openRepository(folder);
    process.env['PATH'] = room;
    try {
      expect(await codes(resolveName(opened, 'v1'))).toEqual(['ASSAY-GIT-008']);
    } finally {
      process.env['PATH'] = path;
      opened.close();
    }
  });

  it('with a branch called HEAD has one HEAD', async () => {
    const folder = repository();
    git(folder, 'update-ref', 'refs/heads/HEAD', git(folder, 'rev-parse', 'main~2'));
    const opened = openRepository(folder);
    expect((await resolveName(opened, 'HEAD')).commit).toBe(git(folder, 'rev-parse', 'refs/heads/main'));
    opened.close();
  });

  it('takes a tag before a branch of its name', async () => {
    const folder = repository();
    git(folder, 'branch', 'v1', 'main~2');
    const opened = openRepository(folder);
    expect((await resolveName(opened, 'v1')).ref).toBe('refs/tags/v1');
    opened.close();
  });

  it('whose tag is of a tree is refused', async () => {
    const folder = repository();
    git(folder, 'tag', 'tree', 'main^{tree}');
    const opened = openRepository(folder);
    expect(await codes(resolveName(opened, 'tree'))).toEqual(['ASSAY-GIT-006']);
    opened.close();
  });
});

describe('an object that git lists and cannot read', () => {
  it('is no commit, whatever its name begins with', async () => {
    const folder = repository();
    // Git says of it `NAME missing`. Cut where the name of a commit would begin, it reads like the line of a commit again.
    const content = Array.from({ length: 100_000 }, (_, n) => new TextEncoder().encode(`${n}`)).find((bytes) =>
      /^c.{6}c/.test(objectName('sha1', 'blob', bytes)),
    );
    const name = objectName('sha1', 'blob', content as Uint8Array);
    mkdirSync(join(folder, '.git/objects', name.slice(0, 2)), { recursive: true });
    writeFileSync(join(folder, '.git/objects', name.slice(0, 2), name.slice(2)), 'garbage');
    expect((await read(folder)).subjects).toEqual(ALL);
  });
});
