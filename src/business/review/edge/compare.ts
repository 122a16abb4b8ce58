import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Digest, Refused } from '../../../core/index.ts';
import { reviewFaults } from '../faults.ts';

// Both sides of a restore, read by Assay itself: two files, or two trees walked beside one another. Memory is bounded by the largest folder; nothing is
// followed out of the trees, since whoever wrote the backup wrote its links.

export interface Difference {
  /** Within the trees, with slashes; empty where two files are compared. It may name people: it goes into a file that can be erased. */
  readonly path: string;
  readonly how: 'changed' | 'missing' | 'added';
}

export interface Comparison {
  /** Of the whole side: equal where all paths, kinds and contents are. */
  readonly original: Digest;
  readonly restored: Digest;
  /** Paths of both sides, each once. */
  readonly compared: number;
  readonly bytes: number;
  readonly changed: number;
  /** In the original alone, and in what was restored alone. */
  readonly missing: number;
  readonly added: number;
  /** The first of them, in the order of the walk. */
  readonly first: readonly Difference[];
}

export interface CompareLimits {
  readonly paths: number;
  readonly depth: number;
  readonly shown: number;
}

const LIMITS: CompareLimits = { paths: 5_000_000, depth: 128, shown: 100 };
const CHUNK = 1 << 20;
const FILE = 0;
const FOLDER = 1;
const LINK = 2;
const OTHER = 3;

/**
 * Compares what was backed up with what came back, byte by byte. Throws `Refused` (ASSAY-REVIEW-013) where a side is not there, cannot be read, is the
 * other, lies within it or shares a file with it, holds nothing, or is larger than the limits.
 */
export function compareSides(original: string, restored: string, limits: CompareLimits = LIMITS): Comparison {
  const [a, b] = [sideOf(original, '--original'), sideOf(restored, '--restored')];
  if (a.kind !== b.kind)
    throw refused('a file and a folder cannot be compared', 'two files, or two folders', 'one of each', 'Name the two sides of one restore.');
  if (a.real === b.real || within(a.real, b.real) || within(b.real, a.real))
    throw refused(
      'one side is the other, or lies in it',
      'a restore in a place of its own',
      'the same place',
      'Restore to an empty place apart from the original.',
    );
  const walk = new Walk(limits);
  if (a.kind === FILE) walk.file(a.real, b.real, '', a.stat, b.stat);
  else walk.folders(a.real, b.real, '', 0);
  return walk.end();
}

class Walk {
  readonly #limits: CompareLimits;
  readonly #sides: readonly [Hash, Hash] = [createHash('sha256'), createHash('sha256')];
  readonly #count = { changed: 0, missing: 0, added: 0 };
  readonly #first: Difference[] = [];
  readonly #buffer = Buffer.allocUnsafe(CHUNK);
  #compared = 0;
  #bytes = 0;

  constructor(limits: CompareLimits) {
    this.#limits = limits;
  }

  end(): Comparison {
    if (this.#compared === 0) throw refused('both sides are empty', 'something that was backed up', 'nothing', 'Name the folder in which the files are.');
    const [original = '', restored = ''] = this.#sides.map((side) => side.digest('hex'));
    return {
      original: `sha256:${original}` as Digest,
      restored: `sha256:${restored}` as Digest,
      compared: this.#compared,
      bytes: this.#bytes,
      ...this.#count,
      first: this.#first,
    };
  }

  folders(a: string | undefined, b: string | undefined, path: string, depth: number): void {
    if (depth > this.#limits.depth) throw tooLarge(`folders more than ${this.#limits.depth} deep`);
    const [left, right] = [namesIn(a), namesIn(b)];
    for (let i = 0, j = 0; i < left.length || j < right.length; ) {
      const order = i >= left.length ? 1 : j >= right.length ? -1 : Buffer.compare(left[i] as Buffer, right[j] as Buffer);
      const name = ((order > 0 ? right[j] : left[i]) as Buffer).toString('utf8');
      const at = path === '' ? name : `${path}/${name}`;
      this.#entry(order <= 0 && a !== undefined ? join(a, name) : undefined, order >= 0 && b !== undefined ? join(b, name) : undefined, at, depth);
      if (order <= 0) i += 1;
      if (order >= 0) j += 1;
    }
  }

  #entry(a: string | undefined, b: string | undefined, path: string, depth: number): void {
    const [left, right] = [statOf(a), statOf(b)];
    if (left !== undefined && right !== undefined && kindOf(left) === FILE && kindOf(right) === FILE) {
      this.file(a as string, b as string, path, left, right);
      return;
    }
    this.#counted(path);
    const [x, y] = [
      left === undefined ? undefined : this.#told(0, a as string, path, left),
      right === undefined ? undefined : this.#told(1, b as string, path, right),
    ];
    if (x === undefined) this.#differs(path, 'added');
    else if (y === undefined) this.#differs(path, 'missing');
    else if (x !== y) this.#differs(path, 'changed');
    const [deep, deeper] = [left !== undefined && kindOf(left) === FOLDER ? a : undefined, right !== undefined && kindOf(right) === FOLDER ? b : undefined];
    if (deep !== undefined || deeper !== undefined) this.folders(deep, deeper, path, depth + 1);
  }

  file(a: string, b: string, path: string, left: BigIntStats, right: BigIntStats): void {
    this.#counted(path);
    if (left.dev === right.dev && left.ino === right.ino)
      throw refused(
        'a file of what was restored is the file of the original',
        'copies that came out of the backup',
        'one file under two names',
        'Restore from the backup; a link is no restore.',
      );
    if (this.#told(0, a, path, left) !== this.#told(1, b, path, right)) this.#differs(path, 'changed');
  }

  /** What a path is, and what is in it, entered on its side. A name is in front of its length, so that no two lists have one spelling. */
  #told(side: 0 | 1, real: string, path: string, stat: BigIntStats): string {
    const kind = kindOf(stat);
    const content = kind === FILE ? this.#hashed(real) : kind === LINK ? Digest.of(readlinkSync(real)) : '';
    this.#sides[side].update(`${kind} ${Buffer.byteLength(path)} ${path} ${content}\n`);
    return `${kind} ${content}`;
  }

  #hashed(real: string): string {
    const hash = createHash('sha256');
    const file = opened(real);
    try {
      if (!fstatSync(file).isFile()) throw unreadable('it is no file any more');
      for (let got = readSync(file, this.#buffer); got > 0; got = readSync(file, this.#buffer)) {
        hash.update(this.#buffer.subarray(0, got));
        this.#bytes += got;
      }
    } finally {
      closeSync(file);
    }
    return hash.digest('hex');
  }

  #counted(path: string): void {
    this.#compared += 1;
    if (this.#compared > this.#limits.paths) throw tooLarge(`more than ${this.#limits.paths} paths`);
    if (path.length > 8192) throw tooLarge('a path of more than 8192 characters');
  }

  #differs(path: string, how: Difference['how']): void {
    this.#count[how] += 1;
    if (this.#first.length < this.#limits.shown) this.#first.push({ path: path.toWellFormed(), how });
  }
}

function sideOf(path: string, option: string) {
  try {
    const real = realpathSync(path);
    const stat = lstatSync(real, { bigint: true });
    const kind = kindOf(stat);
    if (kind === FILE || kind === FOLDER) return { real, kind, stat };
  } catch (error) {
    throw refused(`${option} is not there, or cannot be read (${codeOf(error)})`, 'a file or a folder', path, 'Check the name and its permissions.', option);
  }
  throw refused(`${option} is neither a file nor a folder`, 'a file or a folder', path, 'Name what was backed up, and what came back.', option);
}

function namesIn(folder: string | undefined): readonly Buffer[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare);
  } catch (error) {
    throw unreadable(codeOf(error));
  }
}

function statOf(path: string | undefined): BigIntStats | undefined {
  try {
    return path === undefined ? undefined : lstatSync(path, { bigint: true });
  } catch (error) {
    throw unreadable(codeOf(error));
  }
}

function opened(path: string): number {
  try {
    // Neither through a link that came between, nor waiting on a pipe.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(codeOf(error));
  }
}

function kindOf(stat: BigIntStats): number {
  return stat.isFile() ? FILE : stat.isDirectory() ? FOLDER : stat.isSymbolicLink() ? LINK : OTHER;
}

const within = (outer: string, inner: string) => inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';
/** Without the path, which may name a person. What was not read is not whole, and not different either: nobody knows. */
const unreadable = (why: string) =>
  refused(
    `something in the sides cannot be read (${why})`,
    'files and folders that may be read',
    why,
    'Run it as somebody who may read both sides, while nobody writes to them.',
  );
const tooLarge = (found: string) =>
  refused('the sides are larger than Assay compares', 'at most 5,000,000 paths, 128 deep', found, 'Compare them in several reviews, a folder each.');

function refused(message: string, expected: string, found: string, remedy: string, field?: string): Refused {
  return new Refused(reviewFaults.fault('013', { message, expected, found, remedy, ...(field === undefined ? {} : { field }) }));
}
