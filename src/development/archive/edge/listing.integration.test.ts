import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeTar } from '../../../../test/made-tar.ts';
import { madeZip } from '../../../../test/made-zip.ts';
import { Refused } from '../../../core/index.ts';
import { ARCHIVE_LIMITS } from '../limits.ts';
import { type ListingOptions, readListing } from './listing.ts';
import { openSource } from './source.ts';
import { unpacked } from './unpack.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const OPTIONS: ListingOptions = { format: 'sha1', keep: () => true, strip: () => true };

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function code(path: string, options = OPTIONS): Promise<string> {
  try {
    await readListing(path, options);
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

const shape = async (path: string) => {
  const { entries, format, top } = await readListing(path, OPTIONS);
  return {
    format,
    top,
    files: [...entries.values()].map(({ path: at, kind, program, blob, sha256 }) => [at, kind, program, blob, sha256].join(' ')).toSorted(),
  };
};

describe('an archive on disk', () => {
  const source = join(folder, 'p-1');
  beforeAll(() => {
    mkdirSync(join(source, 'src', 'deep'.repeat(20)), { recursive: true });
    writeFileSync(join(source, 'src', 'a.c'), 'int a;\n');
    writeFileSync(join(source, 'src', 'deep'.repeat(20), `${'n'.repeat(90)}.c`), 'x');
    writeFileSync(join(source, 'empty'), '');
    writeFileSync(join(source, 'ü.txt'), 'ü');
    writeFileSync(join(source, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync('../../etc/passwd', join(source, 'link'));
    writeFileSync(join(source, 'long'), Buffer.alloc(9 * 1024 * 1024, 7));
  });

  it('has the same files as tar of each kind, packed in each way, as zip, and as a folder', async () => {
    const plain = await shape(source);
    expect(plain.format).toBe('folder');
    expect(plain.files).toContain(`link link false ${git('../../etc/passwd')} ${sha256('../../etc/passwd')}`);
    expect(plain.files).toContain(`run.sh file true ${git('#!/bin/sh\n')} ${sha256('#!/bin/sh\n')}`);
    for (const kind of ['gnu', 'pax', 'ustar']) {
      execFileSync('tar', [`--format=${kind}`, '-cf', join(folder, `${kind}.tar`), '-C', folder, 'p-1'], { stdio: 'pipe' });
      expect(await shape(join(folder, `${kind}.tar`))).toEqual({ format: 'tar', top: 'p-1', files: plain.files });
    }
    for (const packer of ['gzip', 'xz', 'bzip2', 'zstd']) {
      pack(packer, join(folder, 'pax.tar'));
      const end = { gzip: 'gz', xz: 'xz', bzip2: 'bz2', zstd: 'zst' }[packer];
      expect(await shape(join(folder, `pax.tar.${end}`))).toEqual({ format: `tar+${packer}`, top: 'p-1', files: plain.files });
    }
    const { entries } = await readListing(join(folder, 'pax.tar'), OPTIONS);
    expect(entries.get('src/a.c')?.content).toEqual(Uint8Array.from(Buffer.from('int a;\n')));
    expect(entries.get('long')).not.toHaveProperty('content');
  });

  it('names blobs as a repository of SHA-256 does', async () => {
    const { entries } = await readListing(source, { ...OPTIONS, format: 'sha256' });
    expect(entries.get('src/a.c')?.blob).toBe(sha256('blob 7\0int a;\n'));
  });

  it('reads a zip, its links and its rights to run', async () => {
    const path = put(
      'a.zip',
      madeZip([
        { name: 'p/a.c', content: 'int a;\n' },
        { name: 'p/run', content: '#!', mode: 0o100755 },
        { name: 'p/link', content: 'a.c', mode: 0o120777 },
        { name: 'p/d/' },
      ]),
    );
    const { entries, format } = await readListing(path, OPTIONS);
    expect(format).toBe('zip');
    expect([...entries.values()].map((entry) => [entry.path, entry.kind, entry.program, entry.target ?? ''])).toEqual([
      ['a.c', 'file', false, ''],
      ['run', 'file', true, ''],
      ['link', 'link', false, 'a.c'],
    ]);
    expect(entries.get('a.c')?.blob).toBe(git('int a;\n'));
  });

  it('reads a zip whose field beside says the same name, and gzip in two parts with zeros behind', async () => {
    const path = put('same.zip', madeZip([{ name: 'p/a', content: 'x', extra: unicodeName('p/a', 'p/a') }]));
    expect((await shape(path)).files).toEqual([`a file false ${git('x')} ${sha256('x')}`]);
    const tar = madeTar([{ name: 'p/a', content: 'x' }]);
    const parts = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700)), Buffer.alloc(512)]);
    expect((await shape(put('parts.tar.gz', parts))).files).toEqual([`a file false ${git('x')} ${sha256('x')}`]);
  });

  it('reads a Debian package: what it installs, and what it runs when it is installed', async () => {
    const member = (name: string, bytes: Uint8Array) => {
      const head = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\x60\n`;
      return Buffer.concat([Buffer.from(head), bytes, Buffer.alloc(bytes.length % 2, '\n')]);
    };
    const control = gzipSync(madeTar([{ name: './postinst', content: '#!/bin/sh\n', mode: 0o755 }]));
    const data = zstdCompressSync(
      madeTar([
        { name: './usr/bin/a', content: 'a', mode: 0o755 },
        { name: './usr/bin/b', type: '1', target: './usr/bin/a' },
      ]),
    );
    const deb = Buffer.concat([
      Buffer.from('!<arch>\n'),
      member('debian-binary', Buffer.from('2.0\n')),
      member('control.tar.gz', control),
      member('data.tar.zst', data),
    ]);
    const { entries, format } = await readListing(put('a.deb', deb), OPTIONS);
    expect(format).toBe('deb');
    expect([...entries.keys()]).toEqual(['DEBIAN/postinst', 'usr/bin/a', 'usr/bin/b']);
    expect(entries.get('usr/bin/b')?.blob).toBe(git('a'));
    expect(await code(put('cut.deb', deb.subarray(0, 100)))).toBe('ASSAY-ARCHIVE-002');
    expect(await code(put('other.a', Buffer.concat([Buffer.from('!<arch>\n'), member('a.o', Buffer.from('x'))])))).toBe('ASSAY-ARCHIVE-001');
  });

  it.each([
    ['text', () => 'hello', 'ASSAY-ARCHIVE-001'],
    ['a packed file that is no tar', () => gzipSync(Buffer.alloc(2000, 'a')), 'ASSAY-ARCHIVE-001'],
    ['gzip cut short', () => gzipSync(madeTar([{ name: 'a', content: Buffer.alloc(100_000, 'abc') }])).subarray(0, 100), 'ASSAY-ARCHIVE-002'],
    ['xz that is none', () => Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), Buffer.alloc(600)]), 'ASSAY-ARCHIVE-002'],
    ['a zip cut short', () => madeZip([{ name: 'a', content: 'x' }]).subarray(0, 20), 'ASSAY-ARCHIVE-002'],
    ['a zip whose names differ', () => madeZip([{ name: 'a', content: 'x', local: 'b' }]), 'ASSAY-ARCHIVE-002'],
    ['a zip that lies about a length', () => madeZip([{ name: 'a', content: 'x', size: 5 }]), 'ASSAY-ARCHIVE-002'],
    [
      'a zip with two entries in one place',
      () =>
        madeZip([
          { name: 'a', content: 'x' },
          { name: 'b', content: 'x', shares: 0 },
        ]),
      'ASSAY-ARCHIVE-002',
    ],
    [
      'a zip with one entry twice in one place',
      () =>
        madeZip([
          { name: 'a', content: 'x' },
          { name: 'a', content: 'x', shares: 0 },
        ]),
      'ASSAY-ARCHIVE-002',
    ],
    ['a zip whose lengths differ', () => changed(madeZip([{ name: 'a', content: 'x' }]), 22, 9), 'ASSAY-ARCHIVE-002'],
    ['a zip whose ways of packing differ', () => changed(madeZip([{ name: 'a', content: 'x' }]), 8, 0), 'ASSAY-ARCHIVE-002'],
    ['a zip with another name in a field beside', () => madeZip([{ name: 'a', content: 'x', extra: unicodeName('a', 'b') }]), 'ASSAY-ARCHIVE-002'],
    [
      'gzip with a second part behind zeros, which some programs read on to',
      () => Buffer.concat([gzipSync(madeTar([{ name: 'a' }], false)), Buffer.alloc(512), gzipSync(madeTar([{ name: 'b' }]))]),
      'ASSAY-ARCHIVE-002',
    ],
    ['an encrypted zip', () => madeZip([{ name: 'a', content: 'x', flags: 1 }]), 'ASSAY-ARCHIVE-005'],
    ['a zip that goes up', () => madeZip([{ name: '../a', content: 'x' }]), 'ASSAY-ARCHIVE-004'],
    ['a tar that goes up', () => madeTar([{ name: 'a/../../b' }]), 'ASSAY-ARCHIVE-004'],
    ['a tar that begins at the root', () => madeTar([{ name: '/etc/passwd' }]), 'ASSAY-ARCHIVE-004'],
    ['a hard link out of it', () => madeTar([{ name: 'a', type: '1', target: '/etc/passwd' }]), 'ASSAY-ARCHIVE-004'],
    ['a hard link to what comes later', () => madeTar([{ name: 'a', type: '1', target: 'b' }, { name: 'b' }]), 'ASSAY-ARCHIVE-004'],
    [
      'a path through a link',
      () =>
        madeTar([
          { name: 'a', type: '2', target: '/etc' },
          { name: 'a/passwd', content: 'x' },
        ]),
      'ASSAY-ARCHIVE-004',
    ],
  ])('is refused: %s', async (name, bytes, expected) => {
    expect(await code(put(`bad-${name.replaceAll(' ', '-')}`, bytes()))).toBe(expected);
  });

  it('refuses what is not there, and what is no file', async () => {
    expect(await code(join(folder, 'nothing'))).toBe('ASSAY-ARCHIVE-007');
    execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: folder });
    expect(await code(join(folder, 'pipe'))).toBe('ASSAY-ARCHIVE-007');
  });

  it('refuses bombs while they grow, in each way of packing', async () => {
    const limits = { ...ARCHIVE_LIMITS, ratio: 100, ratioFrom: 1024 * 1024 };
    const zeros = put('bomb.tar', madeTar([{ name: 'a', content: Buffer.alloc(8 * 1024 * 1024) }]));
    for (const packer of ['gzip', 'xz', 'bzip2', 'zstd']) {
      pack(packer, zeros);
      const end = { gzip: 'gz', xz: 'xz', bzip2: 'bz2', zstd: 'zst' }[packer];
      expect(await code(`${zeros}.${end}`, { ...OPTIONS, limits })).toBe('ASSAY-ARCHIVE-003');
    }
    expect(await code(zeros, { ...OPTIONS, limits: { ...ARCHIVE_LIMITS, total: 1024 * 1024 } })).toBe('ASSAY-ARCHIVE-003');
    expect(await code(put('bomb.zip', madeZip([{ name: 'a', content: Buffer.alloc(8 * 1024 * 1024) }])), { ...OPTIONS, limits })).toBe('ASSAY-ARCHIVE-003');
  });

  it('refuses a bomb by the bounds that hold everywhere before it has grown far, in each way of packing', async () => {
    const block = Buffer.alloc(1024 * 1024);
    for (const packing of ['gzip', 'xz', 'zstd'] as const) {
      const bomb = put(`all.${packing}`, packedOf(packing, block, 256));
      let seen = 0;
      const grown = async () => {
        for await (const piece of unpacked(openSource(bomb).stream(), packing, bomb)) seen += piece.length;
      };
      await expect(grown()).rejects.toMatchObject({ faults: [{ code: 'ASSAY-ARCHIVE-003', found: expect.stringMatching(/^\d+ bytes from \d+$/) }] });
      // 256 MiB of zeros: no more than what the bound lets through, and a little for what the streams hold.
      expect(seen).toBeLessThan(96 * 1024 * 1024);
    }
  });

  it('keeps links and names that are no UTF-8 apart, byte for byte', async () => {
    const odd = (bytes: readonly number[]) => String.fromCharCode(...bytes);
    const tar = madeTar([
      { name: 'p/one', type: '2', target: odd([0xff, 0x61]) },
      { name: 'p/two', type: '2', target: odd([0xfe, 0x61]) },
      { name: `p/${odd([0xe9])}`, content: 'x' },
    ]);
    const path = put('odd-links.tar', tar);
    const { entries } = await readListing(path, OPTIONS);
    const named = (bytes: readonly number[]) => execFileSync('git', ['hash-object', '--stdin'], { input: Buffer.from(bytes), encoding: 'utf8' }).trim();
    expect([entries.get('one')?.blob, entries.get('two')?.blob]).toEqual([named([0xff, 0x61]), named([0xfe, 0x61])]);
    execFileSync('tar', ['-xf', path, '--one-top-level=odd-links'], { cwd: folder });
    const unpackedEntries = (await readListing(join(folder, 'odd-links/p'), OPTIONS)).entries;
    expect([...unpackedEntries.values()].map(({ path: at, blob }) => [at, blob]).toSorted()).toEqual(
      [...entries.values()].map(({ path: at, blob }) => [at, blob]).toSorted(),
    );
  });

  it('says by what program xz is unpacked where there is none', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      expect(await code(join(folder, 'bomb.tar.xz'))).toBe('ASSAY-ARCHIVE-006');
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('says of a zip that it has entries which its directory does not name', async () => {
    const path = put(
      'hidden.zip',
      madeZip([
        { name: 'a', content: 'x' },
        { name: 'hidden', content: 'y', unlisted: true },
        { name: 'b', content: 'z' },
      ]),
    );
    const { entries, oddities } = await readListing(path, OPTIONS);
    expect([[...entries.keys()], oddities.map(({ kind }) => kind)]).toEqual([['a', 'b'], ['after-end']]);
    expect((await readListing(put('plain.zip', madeZip([{ name: 'a', content: 'x' }])), OPTIONS)).oddities).toEqual([]);
  });

  it('throws nothing but Refused on any bytes, and comes to an end', async () => {
    const seeds = [
      madeZip([
        { name: 'a', content: 'x'.repeat(300) },
        { name: 'b', content: 'a', mode: 0o120777 },
      ]),
      gzipSync(madeTar([{ name: 'a', content: 'x' }])),
      Buffer.concat([Buffer.from('!<arch>\n'), Buffer.from(`${'data.tar'.padEnd(48)}${'1024'.padEnd(10)}\x60\n`), madeTar([{ name: 'a' }])]),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 }), fc.nat(2000), async (seed, changes, cut) => {
        const bytes = Buffer.from(seed.subarray(0, cut < 1000 ? cut : seed.length));
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        expect(await code(put('any', bytes))).toMatch(/^(?:none|ASSAY-ARCHIVE-00\d)$/);
      }),
      { numRuns: 300 },
    );
  });

  it('says of devices, set-id and bytes after the end that they are there', async () => {
    const tar = Buffer.concat([
      madeTar([
        { name: 'p/dev', type: '3' },
        { name: 'p/su', content: 'x', mode: 0o4755 },
      ]),
      Buffer.alloc(512, 'x'),
    ]);
    const { oddities, entries } = await readListing(put('odd.tar', tar), OPTIONS);
    expect(oddities.map(({ kind }) => kind)).toEqual(['special', 'mode', 'after-end']);
    expect([...entries.keys()]).toEqual(['su']);
  });
});

/** A field of the first local header overwritten. */
function changed(zip: Buffer, at: number, value: number): Buffer {
  zip.writeUInt16LE(value, at);
  return zip;
}

/** The extra field 0x7075 (APPNOTE 4.6.9): a version, the checksum of the name, a name in UTF-8. */
function unicodeName(name: string, other: string): Buffer {
  const field = Buffer.alloc(9 + other.length);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + other.length, 2);
  field[4] = 1;
  field.writeUInt32LE(crc32(name), 5);
  field.write(other, 9);
  return field;
}

/** So many blocks, packed. */
function packedOf(packing: 'gzip' | 'xz' | 'zstd', block: Buffer, times: number): Buffer {
  const whole = Buffer.concat(Array.from({ length: times }, () => block));
  if (packing === 'gzip') return gzipSync(whole);
  return packing === 'zstd' ? zstdCompressSync(whole) : execFileSync(packing, ['-0', '-c'], { input: whole, maxBuffer: 64 * 1024 * 1024 });
}

function pack(packer: string, path: string): void {
  if (packer === 'zstd') writeFileSync(`${path}.zst`, zstdCompressSync(readFileSync(path)));
  else execFileSync(packer, ['-1', '-k', '-f', path], { stdio: 'pipe' });
}

function git(text: string): string {
  return execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
