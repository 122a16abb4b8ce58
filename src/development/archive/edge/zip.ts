import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { Refused } from '../../../core/index.ts';
import { damaged, special } from '../damage.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../limits.ts';
import { nameText, shown, tooMuch } from '../path.ts';
import type { TarSink } from '../tar.ts';
import type { Source } from './source.ts';

/** "Version made by": the systems whose mode stands in an entry's outer attributes (APPNOTE 4.4.2). */
const WITH_MODES: readonly number[] = [3, 19];
const ENCRYPTED = 0x1;
/** The target of a link. */
const LINK_BYTES = 4096;

/**
 * The entries of a zip's central directory, in their order. Names are taken as bytes; the lengths are those that come, and where they differ from those that are promised the zip
 * is refused. Throws `Refused` (ASSAY-ARCHIVE-002 damaged, -003 a bomb, -005 encrypted).
 */
export async function fileZip(source: Source, filing: TarSink, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<void> {
  try {
    // Entries are read one after the other, so that one is held at a time.
    const zip = await yauzl.fromFdPromise(source.file, { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true });
    if (zip.entryCount > limits.entries) throw new Refused(tooMuch(source.path, 'a number of entries', `${limits.entries}`, `${zip.entryCount}`));
    let total = 0;
    const places = new Set<number>();
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      if (total > limits.ratioFrom && total > source.size * limits.ratio)
        throw new Refused(tooMuch(source.path, 'a growth', `${limits.ratio} bytes for each packed`, `${total} bytes from ${source.size}`));
      // Many entries that share one place are how a small zip becomes a large one without a ratio that stands out.
      if (places.has(entry.relativeOffsetOfLocalHeader)) throw new Refused(damaged(source.path, 'has two entries in one place', 'each in its own'));
      places.add(entry.relativeOffsetOfLocalHeader);
      await file(zip, entry, source.path, filing);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(damaged(source.path, `cannot be read as a zip (${(error as Error).message})`, 'a zip'));
  }
}

async function file(zip: ZipFile, entry: Entry, archive: string, filing: TarSink): Promise<void> {
  const path = nameText(entry.fileNameRaw);
  const { mode, kind } = kindOf(entry, path);
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw new Refused(special(archive, path, 'is encrypted'));
  if (kind === 'folder') {
    if (entry.uncompressedSize > 0) throw new Refused(damaged(archive, 'gives bytes to a folder', 'no bytes'));
    filing.entry({ path, kind, mode, size: 0, target: '' });
    return;
  }
  if (kind === 'special') {
    filing.entry({ path, kind, mode, size: 0, target: '' });
    return;
  }
  if (kind === 'link' && entry.uncompressedSize > LINK_BYTES) throw new Refused(damaged(archive, 'has a link whose target is too long', `${LINK_BYTES} bytes`));
  // The name stands twice in a zip, and programs differ in which they take.
  const { fileName } = await zip.readLocalFileHeaderPromise(entry);
  if (!fileName.equals(entry.fileNameRaw))
    throw new Refused(damaged(archive, `names one file "${shown(path)}" in its directory and otherwise before its bytes`, 'one name'));
  const stream = await zip.openReadStreamPromise(entry);
  try {
    if (kind === 'link') {
      const pieces: Uint8Array[] = [];
      for await (const piece of stream) pieces.push(piece as Uint8Array);
      filing.entry({ path, kind, mode, size: 0, target: nameText(Buffer.concat(pieces)) });
      return;
    }
    filing.entry({ path, kind, mode, size: entry.uncompressedSize, target: '' });
    for await (const piece of stream) filing.data(piece as Uint8Array);
    filing.end();
  } finally {
    stream.destroy();
  }
}

function kindOf(entry: Entry, path: string): { readonly mode: number; readonly kind: 'file' | 'folder' | 'link' | 'special' } {
  const mode = WITH_MODES.includes(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;
  if (path.endsWith('/')) return { mode, kind: 'folder' };
  switch (mode & 0o170000) {
    case 0o120000:
      return { mode, kind: 'link' };
    case 0o040000:
      return { mode, kind: 'folder' };
    case 0:
    case 0o100000:
      return { mode, kind: 'file' };
    default:
      return { mode, kind: 'special' };
  }
}
