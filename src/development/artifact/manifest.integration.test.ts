import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Digest } from '../../core/index.ts';
import { type Catalogue, catalogueOf, readCatalogue } from './catalogue.ts';
import { judge } from './judge.ts';
import { readManifest } from './manifest.ts';
import type { ArtifactResult } from './model.ts';

const folder = vectors('development/release-manifests');
const text = (name: string) => gunzipSync(readFileSync(`${folder}/${name}.json.gz`)).toString('utf8');
const NONE = catalogueOf([], []);

function judged(manifest: string, catalogue: Catalogue, tree = manifest): ArtifactResult {
  const { listing } = readManifest(manifest, 'manifest');
  const { tree: against } = readManifest(tree, 'tree');
  if (listing === undefined || against === undefined) throw new Error('the manifest lacks a half');
  return judge(listing, {
    tree: against,
    catalogue,
    tagged: () => undefined,
    known: () => undefined,
    archived: new Map(),
    ignored: new Set(),
    stamps: [],
    leftOut: [],
    release: { tag: '' },
    regenerated: new Map(),
    inputs: [],
  });
}

/** The manifest with other content, or any at all, at one path of the artifact. */
function altered(manifest: string, path: string, hash = 'ab'): string {
  const json = JSON.parse(manifest) as { tar: Record<string, readonly [string, string, string]> };
  json.tar[path] = [json.tar[path]?.[0] ?? '644', hash.repeat(20), hash.repeat(32)];
  return JSON.stringify(json);
}

const red = ({ files }: ArtifactResult) => files.filter((file) => file.class === 'contradicts' || file.class === 'unexplained');

describe.skipIf(folder === undefined)('manifests of real releases (development/release-manifests)', () => {
  const catalogue = folder === undefined ? NONE : readCatalogue(text('autotools-catalogue'), 'catalogue', Digest.of(text('autotools-catalogue')));

  it.each([
    ['mbedtls_2.28.3', { files: 1344, tree: 1344, same: 1344, differ: 0, onlyArtifact: 0, onlyTree: 0 }],
    ['xz-utils_5.4.1', { files: 606, tree: 483, same: 453, differ: 25, onlyArtifact: 128, onlyTree: 5 }],
    ['xz-utils_5.8.1', { files: 632, tree: 513, same: 498, differ: 1, onlyArtifact: 133, onlyTree: 14 }],
  ])('%s is counted as it was measured', (name, counts) => {
    expect(judged(text(name), NONE).counts).toMatchObject(counts);
  });

  it.each([
    ['xz-utils_5.4.1', 33, 39, 12],
    ['xz-utils_5.8.1', 34, 40, 21],
  ])('%s: %i run at build by their names, %i with every script beside them, of which the catalogue explains %i', (name, byName, all, explained) => {
    const { counts, files } = judged(text(name), catalogue);
    expect(counts.atBuild.name).toBe(byName);
    expect(counts.atBuild.name + counts.atBuild.place + counts.atBuild.template).toBe(all);
    expect(files.filter((file) => file.class === 'toolchain' && file.runsBy !== undefined && file.runsBy !== 'fragment')).toHaveLength(explained);
  });

  it('finds Mbed TLS 2.28.3 clean', () => {
    expect(judged(text('mbedtls_2.28.3'), NONE)).toMatchObject({ state: 'proven', files: [], missing: [], oddities: [] });
  });

  it.each(['xz-utils_5.4.1', 'xz-utils_5.8.1'])('has nothing red in %s, and lists what is not shown', (name) => {
    const result = judged(text(name), catalogue);
    expect(red(result)).toEqual([]);
    expect(result.state).toBe('unknown');
    expect(result.files[0]).toMatchObject({ class: 'not-shown-at-build', role: 'build' });
    expect(result.counts.unexplainedAtBuild).toBe(result.counts.byClass['not-shown-at-build']);
  });

  it.each(['xz-utils_5.4.1', 'xz-utils_5.8.1'])('has an altered m4/build-to-host.m4 in %s as the only red file', (name) => {
    const result = judged(altered(text(name), 'm4/build-to-host.m4'), catalogue);
    expect(red(result)).toMatchObject([{ path: 'm4/build-to-host.m4', class: 'contradicts', role: 'build', runsBy: 'name' }]);
    expect(result.state).toBe('broken');
    expect(result.files[0]?.path).toBe('m4/build-to-host.m4');
  });

  it('has it red without a catalogue too: nothing but content explains a macro', () => {
    expect(red(judged(altered(text('xz-utils_5.8.1'), 'm4/build-to-host.m4'), NONE)).map((file) => file.path)).toContain('m4/build-to-host.m4');
  });

  it.each(['5.4.6', '5.6.0'])('does not let it pass in the tree of xz %s, whose m4/.gitignore names it', (version) => {
    const tree = text(`xz-git-only-v${version}`);
    expect(tree).toContain('m4/.gitignore');
    const result = judged(altered(text('xz-utils_5.8.1'), 'm4/build-to-host.m4'), catalogue, tree);
    expect(result.files.find((file) => file.path === 'm4/build-to-host.m4')).toMatchObject({ class: 'contradicts' });
  });

  it('has an added macro, an added source and an altered source red, whatever they are called', () => {
    for (const path of ['m4/helper.m4', 'src/liblzma/check/crc_extra.c', 'configure.ac', 'src/xz/main.c', 'tests/test_files.sh', 'm4/.gitignore.m4']) {
      const result = judged(altered(text('xz-utils_5.8.1'), path), catalogue);
      expect(red(result).map((file) => file.path)).toContain(path);
    }
  });

  it('never lets a file of changed content be anything better than not shown, at any path of the artifact', () => {
    const manifest = text('xz-utils_5.8.1');
    const { listing } = readManifest(manifest, 'manifest');
    const better = new Set(['identical', 'line-ends', 'substituted', 'stamped', 'toolchain', 'moved', 'regenerated']);
    const all = JSON.parse(manifest) as { tar: Record<string, [string, string, string]> };
    for (const row of Object.values(all.tar)) [row[1], row[2]] = ['cd'.repeat(20), 'cd'.repeat(32)];
    const { files } = judged(JSON.stringify(all), catalogue);
    expect(files).toHaveLength(listing?.entries.size ?? 0);
    expect(files.filter((file) => better.has(file.class))).toEqual([]);
  });
});
