import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import { Collector } from './collect.ts';
import type { ArchiveEntry } from './entry.ts';
import { ARCHIVE_LIMITS } from './limits.ts';
import { entryPath, nameText, shown } from './path.ts';

const file = (path: string, content = 'a', more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  path,
  kind: 'file',
  program: false,
  size: 1,
  blob: content.repeat(40) as ObjectId,
  sha256: content.repeat(64),
  ...more,
});
const link = (path: string, target: string) => file(path, 'b', { kind: 'link', target });

function listed(entries: readonly ArchiveEntry[], strip = true) {
  const collector = new Collector('a.tar');
  for (const entry of entries) collector.add(entry);
  return collector.listing({ format: 'tar', contents: true }, () => strip);
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

describe('the path of an entry', () => {
  it.each([
    ['./a//b/./c', 'a/b/c'],
    ['a/', 'a'],
    ['./', ''],
    ['a..b/...', 'a..b/...'],
    ['units/dev-disk\\x2d.device', 'units/dev-disk\\x2d.device'],
  ])('%j is %j', (text, path) => {
    expect(entryPath(text, 'a.tar')).toBe(path);
  });

  it.each(['../a', 'a/../../b', 'a/..', '/etc/passwd', '//a', 'a\0b', 'C:/a', 'c:a', '\\a', 'a\\..\\b', '..\\a', './\\a', './C:/a', './/c:a'])(
    '%j is refused',
    (text) => {
      expect(code(() => entryPath(text, 'a.tar'))).toBe('ASSAY-ARCHIVE-004');
    },
  );

  it('is refused where it is too long or too deep', () => {
    expect(code(() => entryPath('a'.repeat(5000), 'a.tar'))).toBe('ASSAY-ARCHIVE-003');
    expect(code(() => entryPath('a/'.repeat(300), 'a.tar'))).toBe('ASSAY-ARCHIVE-003');
  });

  it('never leads out, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ':', '\0') }), (text) => {
        let path: string;
        try {
          path = entryPath(text, 'a.tar');
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
          return;
        }
        expect(path.split(/[/\\]/)).not.toContain('..');
        expect(path).not.toMatch(/^[/\\]|\0|\/\/|^[A-Za-z]:/);
      }),
    );
  });

  it('keeps names that are no UTF-8 apart, and shows none that would act on a terminal', () => {
    expect(nameText(Uint8Array.of(0x61, 0xff))).not.toBe(nameText(Uint8Array.of(0x61, 0xfe)));
    expect(nameText(Uint8Array.of(0xc3, 0xa4))).toBe('ä');
    expect(shown('a\u001b[31mb\u202ec')).toBe('a\\u{1b}[31mb\\u{202e}c');
  });
});

describe('a listing', () => {
  it('takes off the one folder that everything is in, where it is let', () => {
    expect(listed([file('p-1/a'), file('p-1/b/c')])).toMatchObject({ top: 'p-1' });
    expect([...listed([file('p-1/a'), file('p-1/b/c')]).entries.keys()]).toEqual(['a', 'b/c']);
    expect(listed([file('p-1/a'), file('p-1/b')], false).top).toBeUndefined();
    expect(listed([file('p-1/a'), file('p-2/b')]).top).toBeUndefined();
    expect(listed([file('p-1/a'), file('p')]).top).toBeUndefined();
  });

  it('judges the last of two of one path, and says that there were two', () => {
    const { entries, oddities } = listed([file('a', '1'), file('a', '2'), file('b', '1'), file('b', '1')]);
    expect(entries.get('a')?.sha256).toBe('2'.repeat(64));
    expect(oddities).toEqual([
      { kind: 'duplicate', path: 'a', what: 'stands in the archive twice, with other content' },
      { kind: 'duplicate', path: 'b', what: 'stands in the archive twice, with the same content' },
    ]);
  });

  it('says which names are one where letters have no case, and which have a backslash', () => {
    expect(listed([file('A/b'), file('a/B'), file('é'), file('e\u0301'), file('a\\b')]).oddities.map(({ kind }) => kind)).toEqual([
      'backslash',
      'case',
      'case',
    ]);
  });

  it('says where a file is a folder too', () => {
    expect(listed([file('a/b'), file('a')]).oddities).toMatchObject([{ kind: 'duplicate', path: 'a' }]);
    expect(listed([file('a'), file('a/b')]).oddities).toMatchObject([{ kind: 'duplicate', path: 'a' }]);
  });

  it('refuses a path below a link, also by a folder in its place', () => {
    expect(code(() => listed([link('a', '/etc'), file('a/passwd')]))).toBe('ASSAY-ARCHIVE-004');
    expect(code(() => listed([link('x/a', '..'), file('x/a/b/c')]))).toBe('ASSAY-ARCHIVE-004');
    const collector = new Collector('a.tar');
    collector.add(link('a', '/etc'));
    expect(code(() => collector.folder('a'))).toBe('ASSAY-ARCHIVE-004');
    expect(code(() => listed([file('')]))).toBe('ASSAY-ARCHIVE-004');
  });

  it('refuses a link that takes the place of a folder that has files', () => {
    expect(code(() => listed([file('a/b/c'), link('a', '/etc')]))).toBe('ASSAY-ARCHIVE-004');
  });

  it('refuses more oddities than it keeps: harmless ones must not hide the one that is not', () => {
    const collector = new Collector('a.tar');
    const fill = () => {
      for (let at = 0; at <= 10_001; at += 1) collector.add(file('a'));
    };
    expect(code(fill)).toBe('ASSAY-ARCHIVE-003');
    const names = Array.from({ length: 10_001 }, (_, at) => [file(`a${at}`), file(`A${at}`)]).flat();
    expect(code(() => listed(names))).toBe('ASSAY-ARCHIVE-003');
  });

  it('tells two contents of one path apart where only blobs are known', () => {
    expect(listed([file('a', '1', { sha256: '' }), file('a', '2', { sha256: '' })]).oddities).toMatchObject([
      { what: 'stands in the archive twice, with other content' },
    ]);
  });

  it('refuses more entries or bytes than are unpacked', () => {
    const many = new Collector('a.tar', { ...ARCHIVE_LIMITS, entries: 2 });
    many.announce(1);
    many.announce(1);
    expect(code(() => many.announce(1))).toBe('ASSAY-ARCHIVE-003');
    expect(code(() => new Collector('a.tar', { ...ARCHIVE_LIMITS, total: 10 }).announce(11))).toBe('ASSAY-ARCHIVE-003');
  });
});
