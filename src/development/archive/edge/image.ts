import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { Refused } from '../../../core/index.ts';
import { folderApart } from '../../git/edge/ending.ts';
import { Collector } from '../collect.ts';
import { damaged } from '../damage.ts';
import type { ArchiveEntry, Listing, Oddity } from '../entry.ts';
import { dockerLayers, type Layer, layOver, notAnImage, ociLayers, ociManifest } from '../image.ts';
import { ARCHIVE_LIMITS } from '../limits.ts';
import type { Packing } from '../magic.ts';
import { entryPath, tooMuch } from '../path.ts';
import { TarReader } from '../tar.ts';
import { Filing, type Reading } from './filing.ts';
import { openSource, type Source } from './source.ts';
import { filePackedTar } from './tar.ts';
import { unpacked } from './unpack.ts';

/** A part of an image: in a file of its own, or within a tar. */
interface Part {
  readonly source: Source;
  readonly from: number;
  readonly size: number;
}

const JSON_BYTES = 8 * 1024 * 1024;

/** Every file that an image has, as OCI lays them out or `docker save` writes them. */
const OWN =
  /^(?:oci-layout|index\.json|manifest\.json|repositories|blobs\/sha256\/[0-9a-f]{64}|[0-9a-f]{12,64}\.(?:json|tar)|[0-9a-f]{12,64}\/(?:layer\.tar|VERSION|json))$/;

/** Whether this is an image and nothing else: sources with an image's files beside them would be unpacked as sources, and must not be judged as what a layer says they are. */
export function isImage(entries: ReadonlyMap<string, ArchiveEntry>): boolean {
  if (!(entries.has('oci-layout') && entries.has('index.json')) && !entries.has('manifest.json')) return false;
  for (const { path, kind } of entries.values()) if (!OWN.test(path) || (kind === 'link' && !path.endsWith('/layer.tar'))) return false;
  return entries.size > 2;
}

/** What is in an image that stands in a folder (OCI layout): its layers laid over one another. Throws `Refused` (ASSAY-ARCHIVE-001 to -007). */
export async function folderImage(folder: string, options: Reading): Promise<Listing> {
  const opened: Source[] = [];
  try {
    return await imageOf(folder, options, (path) => {
      const source = openSource(join(folder, path));
      opened.push(source);
      return { source, from: 0, size: source.size };
    });
  } finally {
    for (const source of opened) source.close();
  }
}

/** The same of a tar that is packed as a whole, as `docker load` takes it too. Its parts are read from where they stand, so it is unpacked into a private folder, within the bounds. */
export async function packedImage(source: Source, packing: Packing, options: Reading): Promise<Listing> {
  const { path: folder, remove } = folderApart('layers');
  try {
    const plain = join(folder, 'image.tar');
    await pipeline(unpacked(source.stream(), packing, source.path, options.limits), createWriteStream(plain, { flags: 'wx', mode: 0o600 }));
    const opened = openSource(plain);
    try {
      // Faults name the file that was given.
      return await tarImage({ ...opened, path: source.path }, options);
    } finally {
      opened.close();
    }
  } finally {
    remove();
  }
}

/** The same of a tar that is not packed itself. */
export async function tarImage(source: Source, options: Reading): Promise<Listing> {
  const parts = new Map<string, Part>();
  const links = new Map<string, string>();
  const reader = new TarReader(source.path, {
    entry: ({ path, kind, from, size, target }) => {
      if (kind === 'file' && from !== undefined) parts.set(entryPath(path, source.path), { source, from, size });
      // `docker save` wrote a layer that it had written already as a link to that.
      if (kind === 'link') links.set(entryPath(path, source.path), posix.join(posix.dirname(path), target));
    },
    data: () => undefined,
    end: () => undefined,
  });
  for await (const piece of source.stream()) reader.take(piece);
  return imageOf(source.path, options, (path) => parts.get(path) ?? parts.get(links.get(path) ?? ''));
}

async function imageOf(archive: string, options: Reading, partOf: (path: string) => Part | undefined): Promise<Listing> {
  const part = (layer: Layer): Part => {
    const found = partOf(layer.path);
    if (found === undefined) throw new Refused(damaged(archive, `lacks ${layer.path}`, 'a whole image'));
    return found;
  };
  const text = async (layer: Layer) => {
    const { source, from, size } = await checked(part(layer), layer, archive);
    if (size > JSON_BYTES) throw new Refused(tooMuch(archive, 'a manifest', `${JSON_BYTES} bytes`, `${size} bytes`));
    return new TextDecoder().decode(source.bytes(from, size));
  };
  const layers = await layersOf(archive, text);
  const entries = new Map<string, ArchiveEntry>();
  const oddities: Oddity[] = [];
  const limits = options.limits ?? ARCHIVE_LIMITS;
  let bytes = 0;
  for (const layer of layers) {
    const { source, from, size } = await checked(part(layer), layer, archive);
    // A hard link may be to a file of a layer below.
    const collector = new Collector(archive, { ...limits, total: limits.total - bytes }, entries);
    await filePackedTar(source, from, from + size, new Filing(archive, collector, options), collector, options);
    const listing = collector.listing({ format: 'layer', contents: true }, () => false);
    layOver(entries, listing.entries);
    oddities.push(...listing.oddities);
    bytes += listing.bytes;
  }
  return { format: 'image', entries, oddities, bytes, contents: true };
}

async function layersOf(archive: string, text: (layer: Layer) => Promise<string>): Promise<readonly Layer[]> {
  const index = await optional(() => text({ path: 'index.json' }));
  if (index === undefined) return dockerLayers(await text({ path: 'manifest.json' }), archive);
  let manifest = await text(ociManifest(index, archive));
  // An index of platforms may stand between.
  if (/"manifests"\s*:/.test(manifest)) manifest = await text(ociManifest(manifest, archive));
  if (/"manifests"\s*:/.test(manifest)) throw new Refused(notAnImage(archive, 'indexes within indexes'));
  const layers = ociLayers(manifest, archive);
  // Some programs load an image by the one file, and others by the other.
  const docker = await optional(() => text({ path: 'manifest.json' }));
  if (docker !== undefined && !isDeepStrictEqual(namesOf(dockerLayers(docker, archive)), namesOf(layers)))
    throw new Refused(notAnImage(archive, 'other layers by manifest.json than by index.json'));
  return layers;
}

function namesOf(layers: readonly Layer[]): readonly string[] {
  return layers.map(({ path }) => path);
}

/** A part that is not there is not an error where another way is open. */
async function optional(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refused && error.faults.every(({ code }) => code === 'ASSAY-ARCHIVE-002' || code === 'ASSAY-ARCHIVE-007')) return undefined;
    throw error;
  }
}

async function checked(part: Part, { path, digest }: Layer, archive: string): Promise<Part> {
  if (digest === undefined) return part;
  const hash = createHash('sha256');
  for await (const piece of part.source.stream(part.from, part.from + part.size)) hash.update(piece);
  if (`sha256:${hash.digest('hex')}` !== digest) throw new Refused(damaged(archive, `has other bytes than ${path} is named by`, digest));
  return part;
}
