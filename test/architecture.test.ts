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
    ['an import after a text that looks like a comment', 'core/x.ts', "const u = 'http://x'; import fs from 'node:fs';", 'imports node:fs'],
    ['an import after a statement', 'core/x.ts', "a; import fs from 'node:fs';", 'imports node:fs'],
    ['an import after a pattern with a quote in it', 'core/x.ts', "const q = /['\"`/*]/; import fs from 'node:fs';", 'imports node:fs'],
    ['an import within a template', 'core/x.ts', `const t = \`a \${\`b \${await import('node:fs')}\`} c\`;`, 'imports node:fs'],
    ['an import by a template', 'core/x.ts', 'await import(`node:fs`);', 'imports node:fs'],
    ['an import with options', 'core/x.ts', "await import('node:fs', {});", 'imports node:fs'],
    ['an import by a computed name', 'core/x.ts', "await import('node:' + 'fs');", 'imports a name that is computed'],
    ['an import by an escaped name', 'core/x.ts', "import fs from './\\x2e./map/read.ts';", 'imports a name that is computed'],
    ['an import for its effects', 'core/x.ts', "import 'node:fs';", 'imports node:fs'],
    ['an export from elsewhere', 'core/x.ts', "export * as fs from 'node:fs';", 'imports node:fs'],
    ['a name with escapes', 'core/x.ts', 'pro\\u0063ess.exit();', 'cannot be read'],
    ['the platform', 'core/x.ts', "process.getBuiltinModule('fs');", 'reaches for process'],
    ['the platform by another name', 'core/x.ts', "const g = globalThis; g['Date'];", 'reaches for globalThis'],
    ['the clock', 'core/x.ts', 'const now = Date.now();', 'reaches for Date.now'],
    ['the clock, in brackets', 'core/x.ts', "const now = Date['now']();", 'reaches for Date.now'],
    ['the clock, as a moment', 'core/x.ts', 'const now = new Date();', 'reaches for new Date()'],
    ['the clock, without parentheses', 'core/x.ts', 'const now = new Date;', 'reaches for new Date()'],
    ['chance', 'core/x.ts', 'const x = Math.random();', 'reaches for Math.random'],
    ["the reader's country", 'core/x.ts', '(1000).toLocaleString();', 'reaches for toLocaleString'],
    ["the reader's order of letters", 'core/x.ts', 'a.localeCompare(b);', 'reaches for localeCompare'],
    ['text run as code', 'core/x.ts', "eval('1');", 'reaches for eval'],
    ['text made into a function', 'core/x.ts', "new Function('return 1');", 'reaches for Function'],
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

  it.each([
    ['a word about imports', "const s = \"import fs from 'node:fs'\"; // import fs from 'node:fs'\n/* eval('1') */ const t = `process.exit()`;"],
    ['a moment that is given', 'const d = new Date(0); Date.UTC(2026, 0); Math.max(1, 2);'],
    ['names of its own', 'const o = { process: 1 }; o.process; export { o }; export type P = typeof import.meta;'],
    ['division', "const a = b / c; const d = (e) / f; const g = h[0] / 2; const s = '/';"],
  ])('and %s is none', (_, text) => {
    expect(breaches([{ path: 'core/x.ts', text }])).toEqual([]);
  });

  it('and what is allowed is let by', () => {
    expect(breaches([{ path: 'product/x.ts', text: "import type { Y } from '../operations/model.ts';\n// import fs from 'node:fs'" }])).toEqual([]);
  });
});
