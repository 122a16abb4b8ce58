import { Refused } from '../../core/index.ts';
import type { ArchiveEntry, Listing, Oddity } from './entry.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { leadsOut, shown, tooMuch } from './path.ts';

const ODDITIES = 10_000;

/** Takes the entries of one archive in their order, and gives the listing. */
export class Collector {
  readonly #archive: string;
  readonly #limits: ArchiveLimits;
  readonly #below: ReadonlyMap<string, ArchiveEntry>;
  readonly #entries = new Map<string, ArchiveEntry>();
  readonly #folders = new Set<string>();
  readonly #oddities: Oddity[] = [];
  #bytes = 0;
  #count = 0;

  /** `below`: entries of lower layers, which a hard link may name. */
  constructor(archive: string, limits: ArchiveLimits = ARCHIVE_LIMITS, below: ReadonlyMap<string, ArchiveEntry> = new Map()) {
    this.#archive = archive;
    this.#limits = limits;
    this.#below = below;
  }

  /** The entry of a path so far: what a hard link names. */
  get(path: string): ArchiveEntry | undefined {
    return this.#entries.get(path) ?? this.#below.get(path);
  }

  /** Before an entry is unpacked. Throws `Refused` (ASSAY-ARCHIVE-003). */
  announce(size: number): void {
    this.#count += 1;
    this.#bytes += size;
    if (this.#count > this.#limits.entries) throw new Refused(tooMuch(this.#archive, 'a number of entries', `${this.#limits.entries}`, 'more'));
    if (this.#bytes > this.#limits.total) throw new Refused(tooMuch(this.#archive, 'a length', `${this.#limits.total} bytes`, `${this.#bytes} bytes or more`));
  }

  /**
   * The last of one path is what unpacking leaves, so it is what is judged; that there were two is said. A path below a link would be written through it, to wherever
   * it points: refused (ASSAY-ARCHIVE-004).
   */
  add(entry: ArchiveEntry): void {
    this.#under(entry.path);
    if (entry.path === '') throw new Refused(leadsOut(this.#archive, entry.path, 'it has no name'));
    const before = this.#entries.get(entry.path);
    if (before !== undefined) {
      const same = before.blob === entry.blob && before.kind === entry.kind;
      this.odd('duplicate', entry.path, same ? 'stands in the archive twice, with the same content' : 'stands in the archive twice, with other content');
    }
    if (this.#folders.has(entry.path)) {
      // What came into the folder before would now be behind the link, and what comes after would be written through it.
      if (entry.kind === 'link') throw new Refused(leadsOut(this.#archive, entry.path, 'it is a link in the place of a folder'));
      this.odd('duplicate', entry.path, 'is a folder and a file');
    }
    if (entry.path.includes('\\')) this.odd('backslash', entry.path, 'has a backslash, which parts names on Windows');
    this.#entries.set(entry.path, entry);
  }

  folder(path: string): void {
    if (path === '') return;
    this.#under(path);
    // A folder in the place of a link: tar would unpack what follows through the link.
    this.#notThrough(path, path);
    if (this.#entries.has(path)) this.odd('duplicate', path, 'is a file and a folder');
    this.#folders.add(path);
  }

  odd(kind: Oddity['kind'], path: string, what: string): void {
    // Left out, one that is wrong would stand behind many that are harmless.
    if (this.#oddities.length >= ODDITIES) throw new Refused(tooMany(this.#archive));
    this.#oddities.push({ kind, path: shown(path), what });
  }

  #under(path: string): void {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at);
      // Looked at once for each folder: every path above it was looked at then.
      if (this.#folders.has(above) && this.#entries.get(above) === undefined) break;
      this.#notThrough(above, path);
      this.#folders.add(above);
    }
  }

  #notThrough(above: string, path: string): void {
    const found = this.#entries.get(above);
    if (found?.kind === 'link') throw new Refused(leadsOut(this.#archive, path, `"${shown(above)}" is a link, and this would be written through it`));
    if (found !== undefined && above !== path) this.odd('duplicate', above, 'is a file and a folder');
  }

  /** `strip`: takes off the one folder that everything is in, where there is one. */
  listing(rest: Pick<Listing, 'format' | 'digest' | 'comment' | 'contents'>, strip: (top: string) => boolean): Listing {
    const top = topOf(this.#entries.keys());
    const taken = top !== undefined && strip(top) ? top : undefined;
    const entries =
      taken === undefined
        ? this.#entries
        : new Map([...this.#entries.values()].map((entry) => [entry.path.slice(taken.length + 1), { ...entry, path: entry.path.slice(taken.length + 1) }]));
    const cut = (path: string) => (taken !== undefined && path.startsWith(`${taken}/`) ? path.slice(taken.length + 1) : path);
    const oddities = this.#oddities.map((odd) => ({ ...odd, path: cut(odd.path) }));
    return {
      ...rest,
      entries,
      ...(taken === undefined ? {} : { top: taken }),
      oddities: [...oddities, ...collisions(entries.keys(), this.#archive)],
      bytes: this.#bytes,
    };
  }
}

function topOf(paths: Iterable<string>): string | undefined {
  let top: string | undefined;
  for (const path of paths) {
    const at = path.indexOf('/');
    if (at === -1) return undefined;
    if (top === undefined) top = path.slice(0, at);
    else if (at !== top.length || !path.startsWith(top)) return undefined;
  }
  return top;
}

function collisions(paths: Iterable<string>, archive: string): readonly Oddity[] {
  const seen = new Map<string, string>();
  const found: Oddity[] = [];
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const before = seen.get(folded);
    if (before !== undefined && found.length >= ODDITIES) throw new Refused(tooMany(archive));
    if (before !== undefined) found.push({ kind: 'case', path: shown(path), what: `is one name with ${shown(before)} where letters have no case` });
    else seen.set(folded, path);
  }
  return found;
}

function tooMany(archive: string) {
  return tooMuch(archive, 'a number of things that no release has', `${ODDITIES}`, 'more');
}
