import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Digest } from '../../core/index.ts';
import { textFile } from '../events.ts';
import { readMap } from '../read.ts';
import { writeMap } from '../write.ts';
import { keptText } from './kept.ts';
import { keepText, readKeptText } from './text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-text-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mapOf = (name: string, description: string) =>
  readMap(JSON.stringify({ assay: 'service/1', service: { id: 's', name, description }, parts: [{ id: 'p', kind: 'server', name }] }), 's.json');

describe('the text of a map', () => {
  it('is given back as it was, with whatever comments, and reads as the very map', () => {
    const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed());
    const comment = fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, ' '));
    fc.assert(
      fc.property(word, word, comment, (name, description, said) => {
        const map = mapOf(name, description);
        const text = `# ${said}\n${writeMap(map)}# ${said}\n`;
        const { digest } = keptText(map);
        const given = readKeptText(folder, keepText(folder, text), digest);
        expect(given).toBe(text);
        expect(keptText(readMap(given ?? '', 's')).digest).toBe(digest);
      }),
      { numRuns: 60 },
    );
  });

  const text = `# By hand\n${writeMap(mapOf('a', 'b'))}`;
  const { digest } = keptText(mapOf('a', 'b'));

  it.each([
    ['was changed in the folder', () => writeFileSync(join(folder, textFile(Digest.of(text))), `${text}# and more\n`), () => Digest.of(text), digest],
    ['is of another map', () => keepText(folder, text), () => Digest.of(text), keptText(mapOf('a', 'c')).digest],
    ['reads as no map', () => keepText(folder, 'assay: service/2\n'), () => Digest.of('assay: service/2\n'), digest],
    ['was never kept', () => undefined, () => Digest.of('nowhere'), digest],
    ['is named by what is no digest', () => undefined, () => '../../people', digest],
  ])('is not shown where it %s', (_, before, named, map) => {
    before();
    expect(readKeptText(folder, named(), map)).toBeUndefined();
  });

  it('is kept byte for byte', () => {
    const other = `${text}# ü\r\n`;
    expect(readFileSync(join(folder, textFile(keepText(folder, other))), 'utf8')).toBe(other);
  });
});
