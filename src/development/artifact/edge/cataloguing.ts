import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { readListing } from '../../archive/edge/listing.ts';
import type { ArchiveEntry } from '../../archive/entry.ts';
import { magicOf } from '../../archive/magic.ts';
import { folderApart } from '../../git/edge/ending.ts';
import type { CatalogueRow, Origin } from '../catalogue.ts';
import { artifactFaults } from '../faults.ts';

type Named = Omit<Origin, 'path'>;

/** `libtool=2.5.4`. */
export function originOf(text: string): Named | undefined {
  const [, name, version] = /^([\w.+-]{1,100})=([\w.+:~-]{1,100})$/.exec(text) ?? [];
  return name === undefined || version === undefined ? undefined : { package: name, version };
}

/**
 * Files of a package, a tar or a folder, by content; of tars within it too, as gettext keeps its earlier versions. A Debian package says what it is. Throws `Refused` (ASSAY-ARCHIVE-…, ASSAY-ARTIFACT-002).
 */
export async function cataloguedFrom(path: string, given: Named | undefined): Promise<readonly CatalogueRow[]> {
  const { entries } = await readListing(path, { format: 'sha1', keep: ({ path: at }) => at === 'DEBIAN/control' || TAR.test(at), strip: () => false });
  const control = entries.get('DEBIAN/control')?.content;
  const named = (control === undefined ? undefined : debian(new TextDecoder().decode(control))) ?? given;
  if (named === undefined) throw new Refused(nameless(path));
  const rows: CatalogueRow[] = [];
  for (const entry of entries.values()) {
    if (entry.kind !== 'file' || entry.path.startsWith('DEBIAN/')) continue;
    rows.push([entry.sha256, { ...named, path: entry.path }]);
    for (const inner of await within(entry)) rows.push([inner.sha256, { ...named, path: `${entry.path}/${inner.path}` }]);
  }
  if (rows.length === 0) throw new Refused(empty(path));
  return rows;
}

const TAR = /\.(?:tar(?:\.(?:gz|xz|zst|bz2))?|tgz|txz)$/;

async function within({ path, content }: ArchiveEntry): Promise<readonly ArchiveEntry[]> {
  if (content === undefined || !TAR.test(path) || magicOf(content.subarray(0, 512)) === undefined) return [];
  const { path: folder, remove } = folderApart('catalogue');
  try {
    const file = join(folder, 'inner');
    writeFileSync(file, content);
    const { entries } = await readListing(file, { format: 'sha1', keep: () => false, strip: () => false });
    return [...entries.values()].filter(({ kind }) => kind === 'file');
  } finally {
    remove();
  }
}

/** The two fields of a control file that say what a package is (deb-control(5)). */
function debian(control: string): Named | undefined {
  const field = (name: string) => new RegExp(`^${name}: ([\\w.+:~-]{1,100})$`, 'm').exec(control)?.[1];
  const [name, version] = [field('Package'), field('Version')];
  return name === undefined || version === undefined ? undefined : { package: name, version };
}

/** A catalogue without a file would explain nothing, and be taken for one that was looked in. */
function empty(path: string) {
  return artifactFaults.fault('002', {
    message: `${path} has no file to catalogue`,
    file: path,
    expected: 'a package, a tar or a folder with files in it',
    found: 'none',
    remedy: 'Check the name, and that the package is not one that only names others.',
  });
}

function nameless(path: string) {
  return artifactFaults.fault('002', {
    message: `${path} does not say what it is`,
    file: path,
    expected: 'a Debian package, or --origin NAME=VERSION',
    found: 'neither',
    remedy: 'Say where the files come from: --origin libtool=2.5.4',
  });
}
