import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { portList } from '../examples/importers/port-list.ts';
import { Refused } from '../src/core/index.ts';
import { IMPORTERS, importerFor } from '../src/evidence/import/index.ts';
import { contextFor } from '../src/evidence/import/reading.fixture.ts';

const EXAMPLE = readFileSync(new URL('../examples/importers/port-list.ts', import.meta.url), 'utf8');
const PAGE = readFileSync(new URL('../docs/evidence-import.md', import.meta.url), 'utf8');

const read = (text: string) => importerFor(text, 'ports.txt', [portList, ...IMPORTERS], undefined).read(text, contextFor(text));

describe('the importer that docs/evidence-import.md shows', () => {
  it('is the one of the examples', () => expect(PAGE).toContain(`\`\`\`ts\n${EXAMPLE}\`\`\``));

  it.each<[string, readonly unknown[]]>([
    ['camera 23/tcp closed\ncamera 22/tcp closed\ncamera 80/tcp open', [true]],
    ['camera 23/tcp open\ncamera 22/tcp closed', [false]],
    ['camera 23/tcp unreachable\ncamera 22/tcp closed', []],
    ['camra 23/tcp closed', []],
  ])('reads %j', (text, values) => {
    const imported = read(text);
    expect(imported.evidence.map(({ value }) => value)).toEqual(values);
    const unknown = imported.unknownSubjects.reduce((sum, { items }) => sum + items, 0);
    expect(imported.carried + imported.unclaimed.length + unknown).toBe(imported.items);
  });

  it('refuses what is no port list', () => expect(() => read('camera 23/tcp closed\nhello')).toThrow(Refused));
});
