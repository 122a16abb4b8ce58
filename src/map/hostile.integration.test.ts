import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/vectors.ts';
import { Refused } from '../core/index.ts';
import { IMPORTERS, type ImportFormat } from './import/index.ts';
import { readMap } from './read.ts';

const models = vectors('models');
const FOLDERS: Readonly<Record<string, ImportFormat>> = {
  threagile: 'threagile',
  'threat-dragon': 'threat-dragon',
  otm: 'otm',
  'cyclonedx-tmbom': 'cyclonedx',
};
const documents = (models === undefined ? [] : globSync(`${models}/*/*.{json,yaml,yml,otm}`))
  .filter((path) => !/schema|malformed/.test(path))
  .flatMap((path) => {
    const format = FOLDERS[path.split('/').at(-2) ?? ''];
    return format === undefined ? [] : [[basename(path), format, readFileSync(path, 'utf8')] as const];
  });

/** A whole import, whose map can be read again, or a refusal; nothing else. */
function sound(format: ImportFormat, text: string, name: string): void {
  try {
    const { map, lost } = IMPORTERS[format](text, name);
    expect(lost).toEqual([]);
    readMap(JSON.stringify(map), 'imported.json');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.faults[0]?.code).toMatch(/^ASSAY-/);
  }
}

describe.skipIf(documents.length === 0)('spoilt models of other tools (vectors models)', () => {
  it.each(documents)('%s, cut at any byte, changed at any byte, with lines gone or doubled', (name, format, text) => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length - 1), fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.nat(), (cut, at, bytes, line) => {
        sound(format, text.slice(0, cut), name);
        sound(format, text.slice(0, at) + bytes + text.slice(at + 1), name);
        const lines = text.split('\n');
        const one = line % lines.length;
        sound(format, lines.toSpliced(one, 1).join('\n'), name);
        sound(format, lines.toSpliced(one, 0, lines[one] ?? '').join('\n'), name);
      }),
      { numRuns: 25 },
    );
  });

  it.each(documents.filter(([, , text]) => text.trimStart().startsWith('{')))('%s, with any value of another type', (name, format, text) => {
    const scalars = [...text.matchAll(/: (?:"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)(?=\s*[,}\n])/g)].map((match) => match.index);
    fc.assert(
      fc.property(fc.constantFrom(...scalars), fc.constantFrom('null', '0', '-1.5', '""', '"x"', '[]', '{}', '[[]]', '{"a": [null]}', 'true'), (at, value) => {
        const end = text.slice(at).search(/(?<=: (?:"(?:[^"\\]|\\.)*"|[^"\s,}]+))\s*[,}\n]/);
        sound(format, `${text.slice(0, at)}: ${value}${text.slice(at + end)}`, name);
      }),
      { numRuns: 60 },
    );
  });
});
