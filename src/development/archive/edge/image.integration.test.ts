import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type MadeEntry, madeTar } from '../../../../test/made-tar.ts';
import { Refused } from '../../../core/index.ts';
import { readListing } from './listing.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-image-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const OPTIONS = { format: 'sha1', keep: () => true, strip: () => true } as const;

const LAYERS = [
  madeTar([
    { name: 'etc/conf', content: 'old' },
    { name: 'etc/gone', content: 'x' },
    { name: 'opt/a/b', content: 'x' },
    { name: 'opt/c', content: 'x' },
    { name: 'bin', type: '2', target: 'usr/bin' },
    { name: 'usr/bin/sh', content: 'sh', mode: 0o755 },
  ]),
  gzipSync(
    madeTar([
      { name: 'etc/conf', content: 'new' },
      { name: 'etc/.wh.gone' },
      { name: 'opt/a/.wh..wh..opq' },
      { name: 'opt/a/d', content: 'y' },
      { name: 'bin/tool', content: 't' },
      { name: 'usr/bin/ash', type: '1', target: 'usr/bin/sh' },
      { name: 'opt/c/e', content: 'z' },
    ]),
  ),
];
const EXPECTED = [
  ['bin/tool', 't'],
  ['etc/conf', 'new'],
  ['opt/a/d', 'y'],
  ['opt/c/e', 'z'],
  ['usr/bin/ash', 'sh'],
  ['usr/bin/sh', 'sh'],
];

interface Named {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** An OCI layout of these layers, as files; `index` in the place of the index. */
function oci(layers: readonly Uint8Array[], change: (files: Map<string, string | Uint8Array>) => void = () => undefined): readonly Named[] {
  const files = new Map<string, string | Uint8Array>([['oci-layout', '{"imageLayoutVersion":"1.0.0"}']]);
  const blob = (content: string | Uint8Array) => {
    const hex = createHash('sha256').update(content).digest('hex');
    files.set(`blobs/sha256/${hex}`, content);
    return { digest: `sha256:${hex}`, size: content.length };
  };
  const manifest = blob(JSON.stringify({ schemaVersion: 2, layers: layers.map(blob) }));
  const platforms = blob(
    JSON.stringify({
      manifests: [
        { ...manifest, platform: { os: 'linux' } },
        { ...blob('{}'), platform: { os: 'unknown' } },
      ],
    }),
  );
  files.set('index.json', JSON.stringify({ manifests: [platforms] }));
  change(files);
  return [...files].map(([name, content]) => ({ name, content }));
}

let count = 0;
function tar(entries: readonly MadeEntry[], pack = (bytes: Uint8Array) => bytes): string {
  count += 1;
  const path = join(folder, `${count}.tar`);
  writeFileSync(path, pack(madeTar(entries)));
  return path;
}

async function contents(path: string) {
  const { entries, format } = await readListing(path, OPTIONS);
  return { format, files: [...entries.values()].map((entry) => [entry.path, Buffer.from(entry.content ?? []).toString()]).toSorted() };
}

async function code(path: string): Promise<string> {
  try {
    await readListing(path, OPTIONS);
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

describe('an image of containers', () => {
  it('has its layers laid over one another, whiteouts and all, from a tar or a folder of OCI', async () => {
    expect(await contents(tar(oci(LAYERS)))).toEqual({ format: 'image', files: EXPECTED });
    const layout = join(folder, 'layout');
    for (const { name, content } of oci(LAYERS)) {
      mkdirSync(join(layout, name, '..'), { recursive: true });
      writeFileSync(join(layout, name), content);
    }
    expect(await contents(layout)).toEqual({ format: 'image', files: EXPECTED });
  });

  it('is read as docker save writes it', async () => {
    const manifest = JSON.stringify([{ Config: 'c.json', Layers: [`${'a'.repeat(64)}/layer.tar`, `${'b'.repeat(64)}/layer.tar`] }]);
    const entries = [
      { name: `${'a'.repeat(64)}/layer.tar`, content: LAYERS[0] ?? '' },
      { name: `${'b'.repeat(64)}/layer.tar`, content: LAYERS[1] ?? '' },
      { name: 'manifest.json', content: manifest },
    ];
    expect(await contents(tar(entries))).toEqual({ format: 'image', files: EXPECTED });
  });

  it('is read where both manifests name the same layers', async () => {
    const layers = LAYERS.map((layer) => `blobs/sha256/${createHash('sha256').update(layer).digest('hex')}`);
    expect(await contents(tar([...oci(LAYERS), { name: 'manifest.json', content: JSON.stringify([{ Layers: layers }]) }]))).toEqual({
      format: 'image',
      files: EXPECTED,
    });
  });

  it('is read packed as a whole, and with each layer packed in its own way', async () => {
    const [first = '', second = ''] = LAYERS;
    const ways = [(bytes: Uint8Array) => bytes, gzipSync, zstdCompressSync];
    for (const pack of [gzipSync, zstdCompressSync]) {
      expect(await contents(tar(oci(LAYERS), pack))).toEqual({ format: 'image', files: EXPECTED });
      for (const layer of ways) expect((await contents(tar(oci([layer(first as Uint8Array), second as Uint8Array]), pack))).files).toEqual(EXPECTED);
    }
    const packed = tar(oci(LAYERS), gzipSync);
    const { digest } = await readListing(packed, OPTIONS);
    expect(digest).toBe(`sha256:${createHash('sha256').update(readFileSync(packed)).digest('hex')}`);
  });

  it('leaves nothing behind where it was packed as a whole', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('assay-layers-'));
    const stood = new Set(left());
    await contents(tar(oci(LAYERS), gzipSync));
    await code(tar(oci([madeTar([{ name: '../a' }])]), gzipSync));
    expect(left().filter((name) => !stood.has(name))).toEqual([]);
  });

  it('is read where an older docker save wrote a layer once more as a link', async () => {
    const names = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
    const manifest = JSON.stringify([{ Layers: names.map((name) => `${name}/layer.tar`) }]);
    const entries = [
      { name: `${names[0]}/layer.tar`, content: LAYERS[0] ?? '' },
      { name: `${names[1]}/layer.tar`, content: LAYERS[1] ?? '' },
      { name: `${names[2]}/layer.tar`, type: '2', target: '' },
      { name: 'manifest.json', content: manifest },
    ];
    const linked = (target: string) => tar(entries.map((one) => (one.type === '2' ? { ...one, target } : one)));
    expect(await contents(linked(`../${names[1]}/layer.tar`))).toEqual({ format: 'image', files: EXPECTED });
    expect(await code(linked('/etc/passwd'))).toBe('ASSAY-ARCHIVE-002');
    expect(await code(linked(`../../${names[1]}/layer.tar`))).toBe('ASSAY-ARCHIVE-002');
  });

  it('is one image under two names', async () => {
    const twice = tar(
      oci(LAYERS, (files) => {
        const { manifests } = JSON.parse(String(files.get('index.json'))) as { manifests: object[] };
        files.set('index.json', JSON.stringify({ manifests: [...manifests, ...manifests] }));
      }),
    );
    expect(await contents(twice)).toEqual({ format: 'image', files: EXPECTED });
  });

  it('is none where sources stand beside it: they are what would be built, and what is judged', async () => {
    expect((await contents(tar([...oci(LAYERS), { name: 'configure', content: 'evil' }]))).files).toContainEqual(['configure', 'evil']);
  });

  const index = (json: unknown) => (files: Map<string, string | Uint8Array>) => void files.set('index.json', JSON.stringify(json));
  it.each([
    [
      'other layers by the one manifest than by the other: each is what some program loads',
      () => tar([...oci(LAYERS), { name: 'manifest.json', content: '[{"Layers":["blobs/sha256/0000"]}]' }]),
      'ASSAY-ARCHIVE-001',
    ],
    ['a layer that goes up, packed as a whole', () => tar(oci([madeTar([{ name: '../a' }])]), gzipSync), 'ASSAY-ARCHIVE-004'],
    ['two images', () => tar(oci(LAYERS, index({ manifests: ['0', '1'].map((hex) => ({ digest: `sha256:${hex.repeat(64)}` })) }))), 'ASSAY-ARCHIVE-001'],
    ['none of the images for a platform', () => tar(oci(LAYERS, index({ manifests: [{ platform: { os: 'unknown' } }] }))), 'ASSAY-ARCHIVE-001'],
    ['no images', () => tar(oci(LAYERS, index([]))), 'ASSAY-ARCHIVE-001'],
    ['a part that is named otherwise', () => tar(oci(LAYERS, index({ manifests: [{ digest: 'sha512:00' }] }))), 'ASSAY-ARCHIVE-001'],
    ['a part that is not there', () => tar(oci(LAYERS, index({ manifests: [{ digest: `sha256:${'0'.repeat(64)}` }] }))), 'ASSAY-ARCHIVE-002'],
    [
      'a layer of other bytes',
      () =>
        tar(
          oci(LAYERS, (files) => {
            for (const [name, content] of files) if (content === LAYERS[0]) files.set(name, LAYERS[1] ?? '');
          }),
        ),
      'ASSAY-ARCHIVE-002',
    ],
    ['a layer that goes up', () => tar(oci([madeTar([{ name: '../a' }])])), 'ASSAY-ARCHIVE-004'],
    ['a layer that writes through its own link', () => tar(oci([madeTar([{ name: 'a', type: '2', target: '/etc' }, { name: 'a/b' }])])), 'ASSAY-ARCHIVE-004'],
    ['a layer that is no tar', () => tar(oci([Buffer.from('hello')])), 'ASSAY-ARCHIVE-001'],
    [
      'no layers',
      () => tar([{ name: `${'a'.repeat(64)}/layer.tar`, content: 'x' }, { name: 'manifest.json', content: '[{}]' }, { name: 'repositories' }]),
      'ASSAY-ARCHIVE-001',
    ],
    [
      'layers out of it',
      () => tar([{ name: `${'a'.repeat(64)}/layer.tar`, content: 'x' }, { name: 'manifest.json', content: '[{"Layers":["../x"]}]' }, { name: 'repositories' }]),
      'ASSAY-ARCHIVE-004',
    ],
    [
      'a manifest that is no JSON',
      () => tar([{ name: `${'a'.repeat(64)}/layer.tar`, content: 'x' }, { name: 'manifest.json', content: '[' }, { name: 'repositories' }]),
      'ASSAY-JSON-001',
    ],
  ])('is refused with %s', async (_, path, expected) => {
    expect(await code(path())).toBe(expected);
  });
});
