import type { ArchiveEntry, Listing } from '../archive/entry.ts';
import { roleOf, runsBy } from './build.ts';
import type { Catalogue, Origin } from './catalogue.ts';
import { baseOf, type SourceTree } from './tree.ts';

/** From so many contents of one name on, a catalogue has the versions of a file, and not one or two of them. */
const MANY = 5;
/** So many files of a package have to be in the artifact, and tell its version, for its other files to be expected among them. */
const FEW = 2;
/**
 * A file stands alone against its package where so many others of it are known for each that is not. A distribution patches some files of a package and leaves the rest: half of them known
 * says that this is its like, and not that the other half was tampered with.
 */
const LONE = 4;
/** Names that each project has of its own, made by tools, and that examples in packages of these tools have too. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  'Makefile.in',
  'Makefile.am',
  'Makefile',
  'configure',
  'configure.ac',
  'aclocal.m4',
  'config.h.in',
  'ChangeLog',
  'README',
  'AUTHORS',
  'NEWS',
]);

/** What the catalogue says of the files of one artifact, taken together. */
export class Toolchain {
  readonly #catalogue: Catalogue;
  /** Packages of which the artifact has most files as the catalogue has them. */
  readonly #covered = new Map<string, number>();

  constructor(listing: Listing, tree: SourceTree, catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const seen = new Map<string, { known: number; telling: number; other: number }>();
    for (const entry of listing.entries.values()) {
      if (tree.files.get(entry.path)?.id === entry.blob) continue;
      const base = baseOf(entry.path);
      const packages = catalogue.byName.get(base);
      if (packages === undefined || OWN_NAMES.has(base)) continue;
      const origins = catalogue.byContent.get(entry.sha256);
      for (const [name, contents] of packages) {
        const count = seen.get(name) ?? { known: 0, telling: 0, other: 0 };
        seen.set(name, count);
        if (origins === undefined) count.other += 1;
        else if (origins.some((origin) => origin.package === name)) {
          count.known += 1;
          // A file that is the same in every version does not tell that the catalogue has this one.
          if (contents.size > 1) count.telling += 1;
        }
      }
    }
    for (const [name, { known, telling, other }] of seen) if (telling >= FEW && known >= LONE * other) this.#covered.set(name, known);
  }

  /** Where its content is from. What runs at build or becomes part of the program has to be called what it is: a known file in the place of another does what nobody expects there. */
  originOf(entry: ArchiveEntry): string | undefined {
    const origins = this.#catalogue.byContent.get(entry.sha256);
    const acts = roleOf(entry.path, runsBy(entry.path, entry.program, entry.content), entry.content) !== 'other';
    const origin = acts ? origins?.find((one) => plainName(one.path) === plainName(entry.path)) : origins?.[0];
    return origin === undefined ? undefined : written(origin);
  }

  /** Why a file that is called like one of the toolchain cannot be it, where the catalogue is in a position to say. */
  contradiction(entry: ArchiveEntry): string | undefined {
    const misplaced = this.#catalogue.byContent.get(entry.sha256)?.[0];
    if (misplaced !== undefined) return `has the content of ${written(misplaced)}, under another name`;
    const base = baseOf(entry.path);
    // Readers of documents and of translations are not attacked by a name: there it would only make the list of red files long.
    if (OWN_NAMES.has(base) || runsBy(entry.path, entry.program, entry.content) === undefined) return undefined;
    for (const [name, contents] of this.#catalogue.byName.get(base) ?? []) {
      const known = this.#covered.get(name);
      if (known !== undefined)
        return `is called like a file of ${name}, and is none of the ${contents.size} that the catalogue has, though ${known} files around it are of ${name} as the catalogue has them`;
      if (contents.size >= MANY) return `is called like a file of ${name}, and is none of the ${contents.size} versions that the catalogue has`;
    }
    return undefined;
  }

  otherVersion(entry: ArchiveEntry): string | undefined {
    const base = baseOf(entry.path);
    const [name] = OWN_NAMES.has(base) ? [] : (this.#catalogue.byName.get(base)?.keys() ?? []);
    return name === undefined ? undefined : `is called like a file of ${name}, in no version that the catalogue has`;
  }
}

function written({ package: name, version, path }: Origin): string {
  return `${name} ${version}: ${path}`;
}

/** A template that is copied loses the ending that says so, and gettext's `.sin` become `.sed`. */
function plainName(path: string): string {
  return baseOf(path).replace(/\.sin$/, '.sed');
}
