import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MadeEntry, madeTar, paxRecords, summed } from '../../../test/made-tar.ts';
import { Refused } from '../../core/index.ts';
import { ARCHIVE_LIMITS } from './limits.ts';
import { TarReader } from './tar.ts';

interface Seen {
  readonly path: string;
  readonly kind: string;
  readonly target: string;
  readonly mode: number;
  content: string;
}

function read(bytes: Uint8Array, pieces: readonly number[] = [], limits = ARCHIVE_LIMITS) {
  const seen: Seen[] = [];
  const reader = new TarReader(
    'a.tar',
    {
      entry: ({ path, kind, target, mode }) => seen.push({ path, kind, target, mode, content: '' }),
      data: (piece) => {
        const last = seen.at(-1);
        if (last !== undefined) last.content += Buffer.from(piece).toString('latin1');
      },
      end: () => undefined,
    },
    limits,
  );
  let at = 0;
  for (const piece of pieces) {
    reader.take(bytes.subarray(at, at + piece));
    at = Math.min(bytes.length, at + piece);
  }
  reader.take(bytes.subarray(at));
  return { seen, ...reader.finish() };
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

const long = `${'folder/'.repeat(30)}file.c`;

describe('a tar', () => {
  it('gives its entries in their order', () => {
    const { seen } = read(
      madeTar([
        { name: 'a/', type: '5', mode: 0o755 },
        { name: 'a/run', content: '#!/bin/sh\n', mode: 0o755 },
        { name: 'a/link', type: '2', target: '../b' },
        { name: 'a/hard', type: '1', target: 'a/run' },
        { name: 'empty' },
        { name: 'short', prefix: 'a/long/way' },
        { name: 'device', type: '3' },
      ]),
    );
    expect(seen.map(({ path, kind, target, content }) => [path, kind, target, content])).toEqual([
      ['a/', 'folder', '', ''],
      ['a/run', 'file', '', '#!/bin/sh\n'],
      ['a/link', 'link', '../b', ''],
      ['a/hard', 'hard-link', 'a/run', ''],
      ['empty', 'file', '', ''],
      ['a/long/way/short', 'file', '', ''],
      ['device', 'special', '', ''],
    ]);
    expect(seen[1]?.mode).toBe(0o755);
  });

  it('takes long names of GNU and of pax, and lets pax say over both', () => {
    const { seen, comment } = read(
      madeTar([
        { name: 'pax_global_header', type: 'g', content: paxRecords({ comment: 'c'.repeat(40) }) },
        { name: '././@LongLink', type: 'L', content: `${long}\0` },
        { name: 'cut', content: '1' },
        { name: '././@LongLink', type: 'K', content: `${long}\0` },
        { name: 'link', type: '2', target: 'cut' },
        { name: 'PaxHeaders/x', type: 'x', content: paxRecords({ path: `${long}.pax`, size: '2' }) },
        { name: 'cut', content: '22', size: 2 },
        { name: 'after', content: '3' },
      ]),
    );
    expect(seen.map(({ path, content, target }) => [path, content, target])).toEqual([
      [long, '1', ''],
      ['link', '', long],
      [`${long}.pax`, '22', ''],
      ['after', '3', ''],
    ]);
    expect(comment).toBe('c'.repeat(40));
  });

  it('takes a length from pax over the header’s, so that what follows is not read as a header', () => {
    const hidden = madeTar([{ name: 'hidden', content: 'x' }], false);
    const inner = hidden.toString('latin1');
    const entries: MadeEntry[] = [
      { name: 'x', type: 'x', content: paxRecords({ size: String(hidden.length) }) },
      { name: 'outer', content: Buffer.from(inner, 'latin1'), size: 0 },
    ];
    expect(read(madeTar(entries)).seen).toMatchObject([{ path: 'outer', content: inner }]);
  });

  it('says what stands after the end', () => {
    expect(read(Buffer.concat([madeTar([{ name: 'a' }]), Buffer.alloc(8192)]))).toMatchObject({ after: false });
    expect(read(Buffer.concat([madeTar([{ name: 'a' }]), madeTar([{ name: 'hidden' }])]))).toMatchObject({ after: true, seen: [{ path: 'a' }] });
  });

  const bad = madeTar([{ name: 'a', content: 'x'.repeat(600) }]);
  const hidden = madeTar([{ name: 'hidden' }], false);
  const lying = (type: string, more: Partial<MadeEntry> = {}) => madeTar([{ name: 'a', type, content: 'x', ...more }]);
  it.each([
    ['cut within a file', bad.subarray(0, 700), 'ASSAY-ARCHIVE-002'],
    ['cut within a header', Buffer.concat([bad.subarray(0, 1536), Buffer.from('abc')]), 'ASSAY-ARCHIVE-002'],
    ['nothing at all', Buffer.alloc(0), 'ASSAY-ARCHIVE-002'],
    ['a wrong checksum', Buffer.concat([Buffer.from('A'), bad.subarray(1)]), 'ASSAY-ARCHIVE-002'],
    ['a lone block of zeros within', Buffer.concat([madeTar([{ name: 'a' }], false), Buffer.alloc(512), madeTar([{ name: 'b' }])]), 'ASSAY-ARCHIVE-002'],
    ['bytes of a link', lying('2'), 'ASSAY-ARCHIVE-002'],
    ['bytes of a hard link', lying('1'), 'ASSAY-ARCHIVE-002'],
    ['pax that is none', lying('x', { content: '5 a=b' }), 'ASSAY-ARCHIVE-002'],
    [
      'pax with a path twice',
      madeTar([{ name: 'x', type: 'x', content: paxRecords({ path: 'a' }) + paxRecords({ path: 'b' }) }, { name: 'c' }]),
      'ASSAY-ARCHIVE-002',
    ],
    ['pax with a length that is none', madeTar([{ name: 'x', type: 'x', content: paxRecords({ size: '-1' }) }, { name: 'c' }]), 'ASSAY-ARCHIVE-002'],
    ['bytes of a folder, which some readers take for entries', lying('5', { content: hidden }), 'ASSAY-ARCHIVE-002'],
    ['bytes of a device', lying('3', { content: hidden }), 'ASSAY-ARCHIVE-002'],
    ['of a kind that other readers unpack as a file', lying('Z', { content: hidden }), 'ASSAY-ARCHIVE-005'],
    ['the same without bytes', madeTar([{ name: 'a', type: 'Z' }]), 'ASSAY-ARCHIVE-005'],
    [
      'a path for all entries, which some readers leave out',
      madeTar([{ name: 'g', type: 'g', content: paxRecords({ path: 'b' }) }, { name: 'c' }]),
      'ASSAY-ARCHIVE-002',
    ],
    [
      'two extended headers for one entry',
      madeTar([{ name: 'x', type: 'x', content: paxRecords({ path: 'b' }) }, { name: 'x', type: 'x', content: paxRecords({ uname: 'u' }) }, { name: 'c' }]),
      'ASSAY-ARCHIVE-002',
    ],
    [
      'two long names for one entry',
      madeTar([{ name: 'L', type: 'L', content: 'b\0' }, { name: 'L', type: 'L', content: 'd\0' }, { name: 'c' }]),
      'ASSAY-ARCHIVE-002',
    ],
    [
      'a long name and another path of pax for one entry',
      madeTar([{ name: 'x', type: 'x', content: paxRecords({ path: 'b' }) }, { name: 'L', type: 'L', content: 'd\0' }, { name: 'c' }]),
      'ASSAY-ARCHIVE-002',
    ],
    ['a header longer than is held', lying('x', { size: 2 * 1024 * 1024 }), 'ASSAY-ARCHIVE-003'],
    ['sparse of GNU', lying('S'), 'ASSAY-ARCHIVE-005'],
    ['sparse of pax', madeTar([{ name: 'x', type: 'x', content: paxRecords({ 'GNU.sparse.major': '1' }) }, { name: 'c' }]), 'ASSAY-ARCHIVE-005'],
    ['of several volumes', lying('M'), 'ASSAY-ARCHIVE-005'],
  ])('is refused where it is %s', (_, bytes, expected) => {
    expect(code(() => read(bytes))).toBe(expected);
  });

  it('refuses a length that is negative or beyond numbers in base 256', () => {
    for (const first of [0xff, 0x80]) {
      const tar = madeTar([{ name: 'a', content: 'x' }]);
      tar.fill(0xff, 124, 136);
      tar[124] = first;
      summed(tar.subarray(0, 512));
      expect(code(() => read(tar))).toBe('ASSAY-ARCHIVE-002');
    }
  });

  it.each([
    ['base 256', [0x80, 0, 0, 0, 0, 0, 0x01, 0xed]],
    ['octal with more after its end', [0x37, 0x35, 0x35, 0, 0x78, 0x78, 0x78, 0]],
  ])('refuses a mode in %s: another reader would make the file run', (_, mode) => {
    const tar = madeTar([{ name: 'a', content: 'x' }]);
    tar.set(mode, 100);
    summed(tar.subarray(0, 512));
    expect(code(() => read(tar))).toBe('ASSAY-ARCHIVE-002');
  });

  it('is read alike in pieces of any length', () => {
    const tar = madeTar([
      { name: 'x', type: 'x', content: paxRecords({ path: long }) },
      { name: 'a', content: 'x'.repeat(1300) },
      { name: 'b' },
      { name: 'c', content: 'y' },
    ]);
    const whole = read(tar);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 }), (pieces) => {
        expect(read(tar, pieces)).toEqual(whole);
      }),
    );
  });

  it('throws nothing but Refused on any bytes', () => {
    const tar = madeTar([
      { name: 'x', type: 'x', content: paxRecords({ path: long, size: '3' }) },
      { name: 'a', content: 'xyz' },
      { name: 'L', type: 'L', content: 'n\0' },
      { name: 'b', type: '2', target: 'a' },
    ]);
    const mutated = fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { maxLength: 8 }).map((changes) => {
      const bytes = Buffer.from(tar);
      for (const [at, byte] of changes) bytes[at] = byte;
      // With right checksums what is behind them is reached too.
      for (let at = 0; at + 512 <= bytes.length; at += 512) if (bytes.subarray(at + 257, at + 262).toString() === 'ustar') summed(bytes.subarray(at, at + 512));
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 2048 })), (bytes) => {
        expect(code(() => read(bytes))).toMatch(/^(?:none|ASSAY-ARCHIVE-00[235])$/);
      }),
      { numRuns: 500 },
    );
  });
});
