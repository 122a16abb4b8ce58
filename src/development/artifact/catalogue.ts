import { type Digest, FORBIDDEN_KEYS, type Json, parseJson, Refused } from '../../core/index.ts';
import { artifactFaults } from './faults.ts';
import { baseOf } from './tree.ts';

/** Where a file of the toolchain comes from. */
export interface Origin {
  readonly package: string;
  readonly version: string;
  readonly path: string;
}

/** Files of toolchains by their content. What it explains is no better than who made it, so its digest stands in every result that used it. */
export interface Catalogue {
  readonly digests: readonly Digest[];
  readonly byContent: ReadonlyMap<string, readonly Origin[]>;
  /** How many contents there are under a last name, in which packages. */
  readonly byName: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
}

const BYTES = 64 * 1024 * 1024;
const FILES = 1_000_000;
const SHA256 = /^[0-9a-f]{64}$/;
/** Nothing is said by a file without content. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Reads a catalogue: `{"format": "toolchain-catalogue/1", "origins": [{package, version}], "files": [[sha256, origin, path]]}`, or the plain `{sha256: "package_version_arch/path"}`.
 * `digest` is of the file as it came. Throws `Refused` (ASSAY-ARTIFACT-002, ASSAY-JSON-…).
 */
export function readCatalogue(text: string, file: string, digest: Digest): Catalogue {
  const json = parseJson(text, file, { bytes: BYTES, depth: 8 });
  if (json === null || typeof json !== 'object' || Array.isArray(json)) throw new Refused(notOne(file, 'no object'));
  const object = json as { readonly [key: string]: Json };
  const rows = object['format'] === 'toolchain-catalogue/1' ? ours(object, file) : plain(object, file);
  if (rows.length > FILES) throw new Refused(notOne(file, `${rows.length} files; at most ${FILES} are read`));
  return catalogueOf(rows, [digest]);
}

export type CatalogueRow = readonly [sha256: string, origin: Origin];

export function catalogueOf(rows: Iterable<CatalogueRow>, digests: readonly Digest[]): Catalogue {
  const byContent = new Map<string, Origin[]>();
  const byName = new Map<string, Map<string, Set<string>>>();
  for (const [sha256, origin] of rows) {
    if (sha256 === EMPTY) continue;
    const known = byContent.get(sha256);
    if (known === undefined) byContent.set(sha256, [origin]);
    else known.push(origin);
    const name = baseOf(origin.path);
    const packages = byName.get(name) ?? new Map<string, Set<string>>();
    byName.set(name, packages);
    packages.set(origin.package, (packages.get(origin.package) ?? new Set()).add(sha256));
  }
  return { digests, byContent, byName };
}

/** Several as one. */
export function joined(catalogues: readonly Catalogue[]): Catalogue {
  const rows = function* (): Generator<CatalogueRow> {
    for (const { byContent } of catalogues) for (const [sha256, origins] of byContent) for (const origin of origins) yield [sha256, origin];
  };
  return catalogueOf(
    rows(),
    catalogues.flatMap(({ digests }) => digests),
  );
}

/** A catalogue as it is kept: files in the order of their hashes, so that equal inputs give equal bytes. */
export function catalogueText(rows: readonly CatalogueRow[]): string {
  const origins: Omit<Origin, 'path'>[] = [];
  const numbers = new Map<string, number>();
  const files: [string, number, string][] = [];
  const named = rows.map(([sha256, origin]) => ({ sha256, origin, key: `${origin.package}\0${origin.version}` }));
  for (const { key, origin } of named.toSorted((a, b) => compare(a.key, b.key))) {
    if (numbers.has(key)) continue;
    numbers.set(key, origins.length);
    origins.push({ package: origin.package, version: origin.version });
  }
  for (const { sha256, origin, key } of named) files.push([sha256, numbers.get(key) ?? 0, origin.path]);
  files.sort((a, b) => compare(a[0], b[0]) || a[1] - b[1] || compare(a[2], b[2]));
  const lines = files.map((row) => JSON.stringify(row)).join(',\n');
  return `{"format":"toolchain-catalogue/1","origins":${JSON.stringify(origins)},"files":[\n${lines}\n]}\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ours(object: { readonly [key: string]: Json }, file: string): readonly CatalogueRow[] {
  const { origins, files } = object;
  if (!Array.isArray(origins) || !Array.isArray(files)) throw new Refused(notOne(file, 'no list of origins or of files'));
  const read = (origins as readonly Json[]).map((origin, at) => {
    const found = origin as { readonly package?: Json; readonly version?: Json } | null;
    if (typeof found?.package !== 'string' || typeof found.version !== 'string') throw new Refused(notOne(file, `origins[${at}] without package and version`));
    return { package: found.package.slice(0, 200), version: found.version.slice(0, 200) };
  });
  return (files as readonly Json[]).map((row, at) => {
    const [sha256, number, path] = Array.isArray(row) ? (row as readonly Json[]) : [];
    const origin = typeof number === 'number' ? read[number] : undefined;
    if (typeof sha256 !== 'string' || !SHA256.test(sha256) || origin === undefined || typeof path !== 'string' || path === '')
      throw new Refused(notOne(file, `files[${at}] is not [sha256, number of an origin, path]`));
    return [sha256, { ...origin, path: path.slice(0, 4096) }] as const;
  });
}

/** `automake_1%3a1.17-4_all/usr/share/automake-1.17/compile`, the name of a Debian package as its file has it, and the path in it. */
function plain(object: { readonly [key: string]: Json }, file: string): readonly CatalogueRow[] {
  const rows: CatalogueRow[] = [];
  for (const [sha256, value] of Object.entries(object)) {
    const [, name, version, path] = typeof value === 'string' ? (/^([^_/]{1,200})_([^/]{1,200}?)(?:_[a-z0-9-]+)?\/(.{1,4096})$/s.exec(value) ?? []) : [];
    if (FORBIDDEN_KEYS.has(sha256) || !SHA256.test(sha256) || name === undefined || version === undefined || path === undefined)
      throw new Refused(notOne(file, `"${sha256.slice(0, 70)}" is not a SHA-256 with package_version/path`));
    rows.push([sha256, { package: name, version: version.replace('%3a', ':'), path }]);
  }
  return rows;
}

function notOne(file: string, found: string) {
  return artifactFaults.fault('002', {
    message: `${file} is no catalogue of toolchain files`,
    file,
    expected: '{"format":"toolchain-catalogue/1","origins":[…],"files":[[sha256, origin, path], …]}',
    found,
    remedy: 'Make one from packages of your distribution: assay development catalogue automake.deb libtool.deb --out toolchain.json',
  });
}
