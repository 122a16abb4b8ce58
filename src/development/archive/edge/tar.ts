import { Refused } from '../../../core/index.ts';
import type { Collector } from '../collect.ts';
import { archiveFaults } from '../faults.ts';
import { ARCHIVE_LIMITS } from '../limits.ts';
import { magicOf, type Packing } from '../magic.ts';
import { TarReader, type TarSink } from '../tar.ts';
import type { Reading } from './filing.ts';
import type { Source } from './source.ts';
import { unpacked } from './unpack.ts';

/** Files a whole tar; gives the comment of its global header. Throws `Refused` (ASSAY-ARCHIVE-001 to -005). */
export async function fileTar(
  pieces: AsyncIterable<Uint8Array>,
  archive: string,
  filing: TarSink,
  collector: Collector,
  options: Reading,
): Promise<{ comment?: string }> {
  const reader = new TarReader(archive, filing, options.limits ?? ARCHIVE_LIMITS);
  let first = true;
  for await (const piece of pieces) {
    // A packed file may hold anything; its first block says whether it is a tar.
    if (first && piece.length >= 512 && magicOf(piece) !== 'tar') throw new Refused(unknown(archive, 'a packed file that is no tar'));
    first = false;
    reader.take(piece);
  }
  const { comment, after } = reader.finish();
  if (after) collector.odd('after-end', '', 'has bytes after its end, which other programs may read as further files');
  return comment === undefined ? {} : { comment };
}

/** As `fileTar`, of a tar that may be packed. */
export async function filePackedTar(source: Source, from: number, to: number, filing: TarSink, collector: Collector, options: Reading): Promise<void> {
  const magic = magicOf(source.bytes(from, Math.min(512, to - from)));
  const packed = (packing: Packing) => unpacked(source.stream(from, to), packing, source.path, options.limits);
  if (magic === 'tar') await fileTar(source.stream(from, to), source.path, filing, collector, options);
  else if (magic === 'gzip' || magic === 'xz' || magic === 'zstd' || magic === 'bzip2') await fileTar(packed(magic), source.path, filing, collector, options);
  else throw new Refused(unknown(source.path, 'a member that is no tar'));
}

export function unknown(path: string, found: string) {
  return archiveFaults.fault('001', {
    message: `${path} is no archive that Assay reads`,
    file: path,
    expected: 'a tar (plain, gzip, xz, zstd, bzip2), a zip, a .deb, an image of containers, a folder, or a manifest',
    found,
    remedy: 'Unpack it, and give the folder.',
  });
}
