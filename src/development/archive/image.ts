import { Digest, type Json, parseJson, Refused } from '../../core/index.ts';
import type { ArchiveEntry } from './entry.ts';
import { archiveFaults } from './faults.ts';
import { entryPath } from './path.ts';

/** Where the layers of an image stand, the lowest first; `digest` where the image says what they have to be. */
export interface Layer {
  readonly path: string;
  readonly digest?: Digest;
}

const LAYERS = 1000;

/** What `docker save` writes: `manifest.json`, an image in each item. Throws `Refused` (ASSAY-ARCHIVE-001). */
export function dockerLayers(text: string, archive: string): readonly Layer[] {
  const images = parseJson(text, archive);
  const [image] = Array.isArray(images) ? (images as readonly Json[]) : [];
  if (!Array.isArray(images) || images.length !== 1)
    throw new Refused(notAnImage(archive, `${Array.isArray(images) ? images.length : 'no'} images in manifest.json`));
  const layers = (image as { readonly Layers?: Json } | null)?.Layers;
  if (!Array.isArray(layers) || layers.length > LAYERS) throw new Refused(notAnImage(archive, 'manifest.json without a list of layers'));
  return (layers as readonly Json[]).map((layer) => {
    if (typeof layer !== 'string') throw new Refused(notAnImage(archive, 'a layer that is no path'));
    return { path: entryPath(layer, archive) };
  });
}

/** The one blob that an index or a manifest of OCI leads to next (image-spec 1.1: index.json, image manifest). */
export function ociManifest(text: string, archive: string): Layer {
  const manifests = (parseJson(text, archive) as { readonly manifests?: Json } | null)?.manifests;
  if (!Array.isArray(manifests)) throw new Refused(notAnImage(archive, 'an index without manifests'));
  // Attestations stand beside images, for no platform.
  const images = (manifests as readonly Json[])
    .filter((one) => (one as { readonly platform?: { readonly os?: Json } } | null)?.platform?.os !== 'unknown')
    .map((one) => blobOf(one, archive));
  // One image under several names stands there once for each.
  const [image] = images;
  const named = new Set(images.map(({ path }) => path));
  if (image === undefined || named.size !== 1) throw new Refused(notAnImage(archive, `${named.size} images in one index`));
  return image;
}

export function ociLayers(text: string, archive: string): readonly Layer[] {
  const layers = (parseJson(text, archive) as { readonly layers?: Json } | null)?.layers;
  if (!Array.isArray(layers) || layers.length > LAYERS) throw new Refused(notAnImage(archive, 'a manifest without a list of layers'));
  return (layers as readonly Json[]).map((layer) => blobOf(layer, archive));
}

function blobOf(descriptor: Json | undefined, archive: string): Layer {
  const digest = (descriptor as { readonly digest?: Json } | null | undefined)?.digest;
  if (typeof digest !== 'string' || !Digest.isText(digest)) throw new Refused(notAnImage(archive, 'a part that is not named by SHA-256'));
  return { path: `blobs/sha256/${digest.slice('sha256:'.length)}`, digest };
}

const OPAQUE = '.wh..wh..opq';
const GONE = '.wh.';

/** Lays one layer over those below it: what it has replaces what they have, and its whiteouts take away (image-spec 1.1, layer.md). Changes `below`. */
export function layOver(below: Map<string, ArchiveEntry>, layer: ReadonlyMap<string, ArchiveEntry>): void {
  const gone = new Set<string>();
  let everything = false;
  for (const path of layer.keys()) {
    const at = path.lastIndexOf('/') + 1;
    const [folder, base] = [path.slice(0, at), path.slice(at)];
    if (base === OPAQUE && folder === '') everything = true;
    else if (base === OPAQUE) gone.add(folder.slice(0, -1));
    else if (base.startsWith(GONE)) {
      below.delete(folder + base.slice(GONE.length));
      gone.add(folder + base.slice(GONE.length));
    }
  }
  // What replaces a folder takes what was in it away, and a folder what stood in its place.
  const added = [...layer.values()].filter(({ path }) => !path.slice(path.lastIndexOf('/') + 1).startsWith(GONE));
  const folders = new Set<string>();
  for (const { path } of added) for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) folders.add(path.slice(0, at));
  for (const folder of folders) below.delete(folder);
  const files = new Set(added.map(({ path }) => path));
  for (const path of [...below.keys()]) {
    if (everything) below.delete(path);
    else
      for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
        if (files.has(path.slice(0, at)) || gone.has(path.slice(0, at))) below.delete(path);
  }
  for (const entry of added) below.set(entry.path, entry);
}

export function notAnImage(archive: string, found: string) {
  return archiveFaults.fault('001', {
    message: `${archive} is an image of containers that is not read`,
    file: archive,
    expected: 'one image of one platform, its parts named by SHA-256',
    found,
    remedy: 'Save one image alone: docker save IMAGE, or skopeo copy docker://IMAGE oci:FOLDER.',
  });
}
