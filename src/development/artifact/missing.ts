import type { Listing } from '../archive/entry.ts';
import { roleOf, runsBy } from './build.ts';
import type { MissingFile } from './model.ts';
import { baseOf, type SourceTree } from './tree.ts';

const LICENCE = /^(?:licen[cs]e|copying|copyright|notice|patents)(?:$|[.\-_])/i;
/** What a release leaves behind: settings of forges, editors and checks. */
const BEHIND = /(?:^|\/)\.[^/]|(?:^|\/)(?:ci|tests?|testing|fuzz)\//i;
const ORDER: readonly MissingFile['kind'][] = ['source', 'submodule', 'licence', 'left-out', 'unremarkable'];

/** Files of the tag that do not ship, the weightiest first. `excuse`: who says that one does not, and why. */
export function missingOf(listing: Listing, tree: SourceTree, excuse: (path: string) => string | undefined): readonly MissingFile[] {
  const missing: MissingFile[] = [];
  for (const path of tree.files.keys()) if (!listing.entries.has(path)) missing.push(excused(kindOf(path), excuse));
  const shipped = foldersOf(listing);
  for (const { path, followed } of tree.submodules) if (!followed && !shipped.has(path)) missing.push(excused({ path, kind: 'submodule' }, excuse));
  const rank = ({ kind, role }: MissingFile) => ORDER.indexOf(kind) * 2 + Number(role !== 'build');
  return missing.toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

/** Those of them that a build uses, and that nobody says are left out. */
export function leftOut(missing: readonly MissingFile[]): readonly MissingFile[] {
  return missing.filter(({ kind }) => kind === 'source' || kind === 'submodule');
}

function foldersOf({ entries }: Listing): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of entries.keys())
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at);
      // Those above it were taken with it.
      if (folders.has(above)) break;
      folders.add(above);
    }
  return folders;
}

function excused(file: MissingFile, excuse: (path: string) => string | undefined): MissingFile {
  if (file.kind !== 'source' && file.kind !== 'submodule') return file;
  const why = excuse(file.path);
  return why === undefined ? file : { ...file, kind: 'left-out', why };
}

function kindOf(path: string): MissingFile {
  if (LICENCE.test(baseOf(path)) && !path.slice(0, -baseOf(path).length).includes('.')) return { path, kind: 'licence' };
  if (BEHIND.test(path)) return { path, kind: 'unremarkable' };
  const role = roleOf(path, runsBy(path, false));
  return role === 'other' ? { path, kind: 'unremarkable' } : { path, kind: 'source', role };
}
