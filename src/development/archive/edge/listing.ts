import { Refused } from '../../../core/index.ts';
import { Collector } from '../collect.ts';
import type { Listing } from '../entry.ts';
import { type Magic, magicOf, type Packing } from '../magic.ts';
import { fileDeb } from './deb.ts';
import { Filing, type Reading } from './filing.ts';
import { fileFolder } from './folder.ts';
import { folderImage, isImage, packedImage, tarImage } from './image.ts';
import { digestOf, isFolder, openSource, type Source } from './source.ts';
import { fileTar, unknown } from './tar.ts';
import { unpacked } from './unpack.ts';
import { fileZip } from './zip.ts';

export interface ListingOptions extends Reading {
  /** Whether the one folder that everything is in is taken off. */
  readonly strip: (top: string) => boolean;
}

/**
 * What is in a tar (plain, or packed by gzip, xz, zstd or bzip2), a zip, a .deb, an image of containers, or a folder, told apart by their bytes and never by their names. Throws `Refused` (ASSAY-ARCHIVE-001 to -007).
 */
export async function readListing(path: string, options: ListingOptions): Promise<Listing> {
  const collector = new Collector(path, options.limits);
  const filing = new Filing(path, collector, options);
  if (isFolder(path)) {
    await fileFolder(path, filing, collector);
    const listing = collector.listing({ format: 'folder', contents: true }, () => false);
    return isImage(listing.entries) ? await folderImage(path, options) : listing;
  }
  const source = openSource(path);
  try {
    const digest = await digestOf(source);
    const magic = magicOf(source.bytes(0, 512));
    const { format, comment } = await filed(source, magic, filing, collector, options);
    const outer = collector.listing({ format, contents: true }, () => false);
    if (format.startsWith('tar') && isImage(outer.entries)) {
      const image = packing(magic) ? await packedImage(source, magic, options) : await tarImage(source, options);
      return { ...image, digest, oddities: [...outer.oddities, ...image.oddities] };
    }
    return collector.listing({ format, digest, contents: true, ...(comment === undefined ? {} : { comment }) }, options.strip);
  } finally {
    source.close();
  }
}

function packing(magic: Magic | undefined): magic is Packing {
  return magic === 'gzip' || magic === 'xz' || magic === 'zstd' || magic === 'bzip2';
}

async function filed(
  source: Source,
  magic: Magic | undefined,
  filing: Filing,
  collector: Collector,
  options: Reading,
): Promise<{ format: string; comment?: string }> {
  switch (magic) {
    case 'zip':
      await fileZip(source, filing, collector, options.limits);
      return { format: 'zip' };
    case 'ar':
      await fileDeb(source, filing, collector, options);
      return { format: 'deb' };
    case 'tar':
      return { format: 'tar', ...(await fileTar(source.stream(), source.path, filing, collector, options)) };
    case undefined:
      throw new Refused(unknown(source.path, 'other bytes'));
    default: {
      const format = `tar+${magic}`;
      return { format, ...(await fileTar(unpacked(source.stream(), magic, source.path, options.limits), source.path, filing, collector, options)) };
    }
  }
}
