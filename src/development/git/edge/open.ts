import { type Dirent, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { gitFaults } from '../faults.ts';
import { ID_LENGTH, isObjectId, type ObjectFormat, type ObjectId } from '../object.ts';
import { folderApart } from './ending.ts';

/** A repository that can be read. */
export interface Repository {
  /** The folder that was named. */
  readonly folder: string;
  readonly format: ObjectFormat;
  /** The private folder that git is started on. */
  readonly gitDir: string;
  /** Commits whose parents are not in this copy, by its own word. Empty where it is whole. */
  readonly shallow: ReadonlySet<ObjectId>;
  /** Other object stores that this copy borrows from. They are not read: what only they hold is missing here. */
  readonly borrows: readonly string[];
  /** True where the copy says that it left objects out, to be fetched when needed. They are not fetched. */
  readonly partial: boolean;
  close(): void;
}

const SMALL = 1024 * 1024;
const REFS = 64 * 1024 * 1024;

/**
 * Opens a repository without reading its configuration, which can name programs to run: git is started on a private folder with a configuration of ours, in which the
 * objects and refs of the repository are linked and nothing else is: no hooks, no attributes, no grafts, no alternates, no commit-graph (which could tell of other parents than
 * the commits do), no promisors. `folder` may be a work tree, a linked work tree or a bare repository. Nothing is written into it.
 * Throws `Refused` (ASSAY-GIT-004, -005).
 */
export function openRepository(folder: string): Repository {
  const { own, common } = placesOf(resolve(folder));
  if (existsSync(join(common, 'reftable'))) throw new Refused(otherwise(folder, 'refs in a reftable', 'git refs migrate --ref-format=files'));
  const config = small(join(common, 'config'), SMALL) ?? '';
  const packed = small(join(common, 'packed-refs'), REFS);
  const format = formatOf(config, packed ?? '');
  const { path: gitDir, remove } = folderApart('git');
  try {
    const extension = format === 'sha256' ? '[extensions]\n\tobjectFormat = sha256\n' : '';
    writeFileSync(join(gitDir, 'config'), `[core]\n\trepositoryformatversion = ${format === 'sha256' ? 1 : 0}\n\tbare = true\n${extension}`);
    writeFileSync(join(gitDir, 'HEAD'), small(join(own, 'HEAD'), 4096) ?? 'ref: refs/heads/main\n');
    if (packed !== undefined) writeFileSync(join(gitDir, 'packed-refs'), packed);
    link(join(common, 'refs'), join(gitDir, 'refs'));
    const shallow = small(join(common, 'shallow'), REFS);
    if (shallow !== undefined) writeFileSync(join(gitDir, 'shallow'), shallow);
    linkObjects(join(common, 'objects'), join(gitDir, 'objects'));
    return {
      folder,
      format,
      gitDir,
      shallow: new Set((shallow ?? '').split('\n').filter(isObjectId)),
      borrows: (small(join(common, 'objects/info/alternates'), SMALL) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#')),
      partial: /^\s*(?:partialclone|promisor)\s*=/im.test(config) || promised(join(common, 'objects/pack')),
      close: remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Where the repository's own files are, and those it shares with its other work trees. Throws `Refused` (ASSAY-GIT-004). */
function placesOf(folder: string): { readonly own: string; readonly common: string } {
  for (const candidate of [join(folder, '.git'), folder]) {
    const kind = statSync(candidate, { throwIfNoEntry: false });
    if (kind === undefined) continue;
    // A linked work tree and a submodule have a file that says where their repository is.
    const own = kind.isFile() ? pointed(folder, candidate) : candidate;
    if (own === undefined) continue;
    const shared = small(join(own, 'commondir'), 4096)?.trim();
    const common = shared === undefined ? own : resolve(own, shared);
    if (statSync(join(common, 'objects'), { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(own, 'HEAD')))
      return { own: realpathSync(own), common: realpathSync(common) };
  }
  throw new Refused(
    gitFaults.fault('004', {
      message: `there is no git repository in ${folder}`,
      file: folder,
      expected: 'a folder with .git in it, or a bare repository',
      remedy: 'Name the folder of the repository. A mirror is made with: git clone --mirror',
    }),
  );
}

function pointed(folder: string, file: string): string | undefined {
  const [, path] = /^gitdir: (.+)$/m.exec(small(file, 4096) ?? '') ?? [];
  return path === undefined ? undefined : resolve(folder, path.trim());
}

/** A file of the repository, where it is a plain one and not too long: a named pipe in its place would keep us waiting for ever. */
function small(path: string, most: number): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return undefined;
  if (found.size > most) throw new Refused(otherwise(path, `a file of ${found.size} bytes where git keeps at most ${most}`, 'git pack-refs --all'));
  return readFileSync(path, 'utf8');
}

/** The format decides how long names are. Read from the one line that matters; where there is no configuration, from the first packed ref. */
function formatOf(config: string, packed: string): ObjectFormat {
  if (/^\s*objectformat\s*=\s*"?sha256"?\s*$/im.test(config)) return 'sha256';
  return new RegExp(`^[0-9a-f]{${ID_LENGTH.sha256}} `, 'm').test(packed.slice(0, SMALL)) ? 'sha256' : 'sha1';
}

function link(from: string, to: string): void {
  if (lstatSync(from, { throwIfNoEntry: false })?.isDirectory() === true) symlinkSync(from, to, 'dir');
  else mkdirSync(to);
}

/** Packs and loose objects alone. `info` stays away: alternates and the commit-graph are in it. */
function linkObjects(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory() && (entry.name === 'pack' || /^[0-9a-f]{2}$/.test(entry.name))) symlinkSync(join(from, entry.name), join(to, entry.name), 'dir');
  }
}

function promised(packs: string): boolean {
  if (!existsSync(packs)) return false;
  return readdirSync(packs, { withFileTypes: true }).some((entry: Dirent) => entry.name.endsWith('.promisor'));
}

function otherwise(file: string, found: string, remedy: string) {
  return gitFaults.fault('005', {
    message: `the repository is kept in a way that Assay does not read: ${found}`,
    file,
    expected: 'refs as files or packed, in a repository of ordinary size',
    found,
    remedy: `Give a copy that is kept otherwise; this may do: ${remedy}`,
  });
}
