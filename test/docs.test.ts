import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assayIn } from '../src/cli/assay.fixture.ts';
import { COMMANDS } from '../src/cli/index.ts';
import { CLAIMS } from '../src/evidence/claims/index.ts';
import { commandsPage, NOUNS_DESCRIBED } from './pages/commands.ts';
import { rulePackPage } from './pages/rule-pack.ts';

const root = new URL('..', import.meta.url).pathname;
const PAGES = globSync('**/*.md', { cwd: root, exclude: (name) => ['node_modules', '.git', '.assay', 'dist'].includes(String(name).split('/').at(-1) ?? '') })
  .filter((page) => !page.startsWith('node_modules/'))
  .toSorted();
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** The text without what stands in code blocks and code spans. */
const prose = (text: string) => text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/`[^`\n]*`/g, '');

/** What a link may point to within a page: ids that it gives, and those that its headings get where Markdown is shown. */
function anchorsOf(text: string): readonly string[] {
  const headings = text.replace(/^ *```[\s\S]*?^ *```/gm, '').matchAll(/^#{1,6} +(.+)$/gm);
  const named = [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map((match) => match[1] ?? '');
  const titled = [...headings].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return [...named, ...titled];
}

describe('the pages', () => {
  it('are found', () => {
    for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/README.md']) expect(PAGES).toContain(page);
  });

  it.each(PAGES)('%s links to what is there', (page) => {
    const broken = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : normalize(join(dirname(page), file));
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it.each(PAGES)('%s names only commands that exist', (page) => {
    const nouns = new Set(COMMANDS.map((command) => command.noun));
    const known = new Set(COMMANDS.map((command) => `${command.noun} ${command.verb}`));
    const unknown = [...read(page).matchAll(/\bassay ([a-z][a-z-]*) ([a-z][a-z0-9-]*)/g)]
      .filter((match) => nouns.has(match[1] ?? ''))
      .map((match) => `${match[1]} ${match[2]}`)
      .filter((command) => !known.has(command));
    expect(unknown).toEqual([]);
  });

  it.each(PAGES)('%s gives commands only options that they have', (page) => {
    const wrong = [...read(page).matchAll(/\bassay ([a-z][a-z-]*) ([a-z][a-z0-9-]*)\b([^\n`|]*)/g)].flatMap((match) => {
      // A verb may be of two words: the longest that stands there is meant.
      const line = `${match[2]}${match[3]} `;
      const command = COMMANDS.filter((candidate) => candidate.noun === match[1] && line.startsWith(`${candidate.verb} `))
        .toSorted((a, b) => b.verb.length - a.verb.length)
        .at(0);
      if (command === undefined) return [];
      const options = new Set([...command.options.map((option) => option.name), 'json', 'help']);
      return [...(match[3] ?? '').matchAll(/(?:^|\s)--([a-z-]+)/g)].map((option) => option[1] ?? '').filter((option) => !options.has(option));
    });
    expect(wrong).toEqual([]);
  });

  it.each(PAGES)('%s names no path of somebody’s machine, and no package registry’s address', (page) => {
    const text = read(page);
    expect(text.match(/(?:^|[\s`'"(])\/(?:root|home|work|tmp|Users|var|mnt)\/\S*/gm) ?? []).toEqual([]);
    expect(text.match(/registry\.[a-z]+\.[a-z]+|npmjs\.|pypi\.|crates\.io/g) ?? []).toEqual([]);
  });

  it.each(PAGES)('%s raises its voice nowhere', (page) => {
    expect(prose(read(page)).match(/[A-Za-z]!(?:\s|$)/g) ?? []).toEqual([]);
  });
});

describe('docs/commands.md', () => {
  // Made anew with: npx vitest run test/docs.test.ts -u
  it('is what the commands say of themselves', () => expect(commandsPage()).toMatchFileSnapshot('../docs/commands.md'));

  it('introduces every noun', () => expect(NOUNS_DESCRIBED.toSorted()).toEqual([...new Set(COMMANDS.map((command) => command.noun))].toSorted()));
});

describe('docs/operations-rule-pack.md', () => {
  it('is what the rules say of themselves', async () => {
    const { out } = await assayIn(root)('operations', 'rules', 'test', 'rules');
    await expect(rulePackPage(out.trim())).toMatchFileSnapshot('../docs/operations-rule-pack.md');
    expect(out).toContain('all as they say.');
  });
});

describe('docs/evidence.md', () => {
  it('names only claims that are declared', () => {
    const named = [...read('docs/evidence.md').matchAll(/"claim": "([^"]+)"/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !CLAIMS.some((claim) => claim.id === id))).toEqual([]);
  });
});
