import yauzl, { type Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
import { Refused } from '../../../core/index.ts';
import type { Collector } from '../collect.ts';
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
export async function fileZip(source: Source, filing: TarSink, collector: Collector, limits: ArchiveLimits = ARCHIVE_LIMITS): Promise<void> {
  try {
    // Entries are read one after the other, so that one is held at a time.
    const zip = await yauzl.fromFdPromise(source.file, { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: true });
    if (zip.entryCount > limits.entries) throw new Refused(tooMuch(source.path, 'a number of entries', `${limits.entries}`, `${zip.entryCount}`));
    // Before the first entry is read, this is where the directory begins; its type says that it is a truth value.
    const directory: unknown = zip.readEntryCursor;
    let total = 0;
    const places: Place[] = [];
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      if (total > limits.ratioFrom && total > source.size * limits.ratio)
        throw new Refused(tooMuch(source.path, 'a growth', `${limits.ratio} bytes for each packed`, `${total} bytes from ${source.size}`));
      const local = await zip.readLocalFileHeaderPromise(entry);
      const path = nameText(entry.fileNameRaw);
      // The name stands twice in a zip, and programs differ in which they take.
      if (!local.fileName.equals(entry.fileNameRaw))
        throw new Refused(damaged(source.path, `names one file "${shown(path)}" in its directory and otherwise before its bytes`, 'one name'));
      otherwise(entry, local, path, source.path);
      places.push({ from: entry.relativeOffsetOfLocalHeader, to: local.fileDataStart + entry.compressedSize });
      await file(zip, entry, path, source.path, filing);
    }
    unnamed(source, places, typeof directory === 'number' ? directory : source.size, collector);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(damaged(source.path, `cannot be read as a zip (${(error as Error).message})`, 'a zip'));
  }
}

/** With this flag the lengths stand behind the bytes, and what is before them is zero (APPNOTE 4.4.4). */
const LATER = 0x8;
const ZIP64 = 0xffff_ffff;
const UNICODE_NAME = 0x7075;

/** What stands twice in a zip has to be the same, and a name in a field beside (APPNOTE 4.6.9), which most programs take over the plain one. Throws `Refused` (ASSAY-ARCHIVE-002). */
function otherwise(entry: Entry, local: LocalFileHeader, path: string, archive: string): void {
  const later = (entry.generalPurposeBitFlag & LATER) !== 0;
  const differs = (here: number, there: number) => here !== there && here !== ZIP64 && !(later && here === 0);
  if (
    local.compressionMethod !== entry.compressionMethod ||
    ((local.generalPurposeBitFlag ^ entry.generalPurposeBitFlag) & (LATER | ENCRYPTED)) !== 0 ||
    differs(local.compressedSize, entry.compressedSize) ||
    differs(local.uncompressedSize, entry.uncompressedSize) ||
    differs(local.crc32, entry.crc32)
  )
    throw new Refused(damaged(archive, `describes "${shown(path)}" in its directory and otherwise before its bytes`, 'one description'));
  const named = [...fields(entry.extraFieldRaw), ...fields(local.extraField)].filter(({ id }) => id === UNICODE_NAME);
  if (named.some(({ data }) => !data.subarray(5).equals(entry.fileNameRaw)))
    throw new Refused(damaged(archive, `names one file "${shown(path)}" and otherwise in a field beside`, 'one name'));
}

/** Extra fields: an id and a length of two bytes each, then as many bytes (APPNOTE 4.5.1). */
function fields(extra: Buffer): readonly { readonly id: number; readonly data: Buffer }[] {
  const found: { id: number; data: Buffer }[] = [];
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    found.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return found;
}

interface Place {
  readonly from: number;
  readonly to: number;
}

const LOCAL = Buffer.from('PK\x03\x04', 'latin1');
/** Between two entries nothing but a description of the first has to stand; longer gaps are looked through in parts of this length. */
const PART = 1024 * 1024;

/**
 * Some programs read a zip from its front, entry after entry, and know nothing of the directory at its end: what stands between the entries must not be one. Many entries in
 * one place are how a small zip becomes a large one without a ratio that stands out. Throws `Refused` (ASSAY-ARCHIVE-002).
 */
function unnamed(source: Source, places: readonly Place[], directory: number, collector: Collector): void {
  let at = 0;
  for (const { from, to } of [...places.toSorted((a, b) => a.from - b.from), { from: directory, to: directory }]) {
    if (from < at) throw new Refused(damaged(source.path, 'has two entries in one place', 'each in its own'));
    for (; at < from; at += PART) {
      if (!Buffer.from(source.bytes(at, Math.min(PART + LOCAL.length, from - at))).includes(LOCAL)) continue;
      collector.odd('after-end', '', 'has entries that its directory does not name, which other programs read');
      break;
    }
    at = to;
  }
}

async function file(zip: ZipFile, entry: Entry, path: string, archive: string, filing: TarSink): Promise<void> {
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
