import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breaches, importsOf, MAY_IMPORT, readSources } from './architecture.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

describe('the house', () => {
  const sources = readSources(SRC);

  it('is found: a test over no files proves nothing', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(300);
    expect([...new Set(sources.map((source) => source.path.split('/')[0] ?? ''))].filter((room) => MAY_IMPORT[room] === undefined)).toEqual([]);
  });

  it('stands as drawn', () => {
    expect(breaches(sources)).toEqual([]);
  });

  it('has rooms whose files are short: the median is about 100 lines', () => {
    const lines = sources
      .filter((source) => !source.path.endsWith('.test.ts'))
      .map((source) => source.text.split('\n').length)
      .sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(130);
  });
});

describe('a seeded breach is seen', () => {
  it.each([
    ['an upward import', 'map/read.ts', "import { x } from '../attack/model.ts';", 'map may not import attack'],
    ['map and evidence know nothing of each other', 'evidence/read.ts', "import type { ServiceMap } from '../map/model.ts';", 'evidence may not import map'],
    ['disk in a pure room', 'core/digest.ts', "import { readFileSync } from 'node:fs';", 'imports node:fs'],
    ['a dynamic import', 'attack/x.ts', "const fs = await import('node:fs');", 'imports node:fs'],
    ['a pure room that goes through the edge', 'ledger/proof.ts', "import { openLedger } from './edge/open.ts';", 'imports the edge'],
    ['a package nobody declared pure', 'map/read.ts', "import pg from 'pg';", 'imports pg'],
    ['one layer in another', 'product/x.ts', "import { y } from '../operations/decide.ts';", 'a layer takes of another its contracts'],
    ['a contract taken as a value', 'product/x.ts', "import { y } from '../operations/model.ts';", 'a layer takes of another its contracts'],
    ['an import out of the house', 'cli/x.ts', "import { y } from '../../test/y.ts';", 'outside src/'],
    ['a dumping ground', 'core/utils.ts', '', 'a room without a noun'],
    ['a dumping folder', 'map/helpers/x.ts', '', 'a room without a noun'],
    ['a front door without a word', 'map/index.ts', "export * from './read.ts';", 'says what its folder is for'],
    ['a file too long', 'map/long.ts', '\n'.repeat(401), 'more than 400'],
  ])('%s', (_, path, text, said) => {
    expect(breaches([{ path, text }])).toEqual([expect.stringContaining(said)]);
  });

  it('and what is allowed is let by', () => {
    expect(breaches([{ path: 'product/x.ts', text: "import type { Y } from '../operations/model.ts';\n// import fs from 'node:fs'" }])).toEqual([]);
  });
});
