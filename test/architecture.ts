import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { type Token, tokensOf } from './tokens.ts';

// The house of ARCHITECTURE.md as data. A rule without a check is a wish.

/** Which rooms each room may import, besides itself. `types` marks what layers may take of one another: contracts, as types. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ledger: ['core'],
  map: ['core', 'ledger'],
  evidence: ['core', 'ledger'],
  attack: ['core', 'ledger', 'map', 'evidence'],
  assurance: ['core', 'ledger', 'map', 'evidence', 'attack'],
  business: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance'],
  operations: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance'],
  development: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance'],
  product: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance'],
  experience: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance'],
  server: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance', 'business', 'operations', 'development', 'product', 'experience'],
  cli: ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance', 'business', 'operations', 'development', 'product', 'experience'],
  'main.ts': ['core', 'ledger', 'map', 'evidence', 'attack', 'assurance', 'business', 'operations', 'development', 'product', 'experience', 'server', 'cli'],
};

/** The five layers see at most each other's contracts. */
const LAYERS = ['business', 'operations', 'development', 'product', 'experience'];
const CONTRACTS = /\/(?:model|events)\.ts$/;

/** Rooms where the outside may be touched. */
const OUTSIDE = /^(?:[a-z]+\/(?:.*\/)?edge\/|cli\/|server\/|main\.ts$)/;
/** Packages that are pure, and may be imported by pure rooms. */
const PURE_PACKAGES = ['zod', 'yaml', 'saxes', '@noble/curves/nist.js', 'ae-cvss-calculator', '@renovatebot/pep440', 're2js'];
/** The one door of a pure room to the platform, and the one file that goes through it. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = { 'core/digest.ts': ['node:crypto'], 'ledger/hash.ts': ['node:crypto'] };

const DUMPING_GROUNDS = /^(?:utils?|helpers?|common|managers?|types|misc|services?|shared)(?:\.ts)?$/;
/** A word of the field that happens to be one of those: the services that the operator answers for. */
const OWN_NOUNS = ['server/services'];
const LONGEST = 400;
/** Files over the limit, each with its reason. */
const LONG_WITH_REASON: Readonly<Record<string, string>> = {};
/** Rooms of data: rows of declarations, one to a thing, where length is the number of things. */
const DATA_ROOMS = /^(?:assurance\/(?:controls|standards|crosswalk)|evidence\/claims|attack\/library|operations\/advisory\/data)\//;

export interface Source {
  /** Path below src/, with `/`. */
  readonly path: string;
  readonly text: string;
}

export function readSources(root: string): readonly Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
}

/** What the source imports, in every way that the language has. A name that is computed is given as `COMPUTED`. */
export function importsOf(source: Source): readonly Import[] {
  const tokens = tokensOf(source.text);
  return typeof tokens === 'number' ? [] : importsIn(tokens);
}

const COMPUTED = 'a name that is computed';

function importsIn(tokens: readonly Token[]): readonly Import[] {
  const found: Import[] = [];
  const is = (at: number, value: string) => tokens[at]?.value === value && tokens[at]?.kind !== 'text';
  const named = (at: number) => (tokens[at]?.kind === 'text' && !tokens[at].value.includes('\\') ? tokens[at].value : COMPUTED);
  tokens.forEach(({ kind, value }, i) => {
    if (kind !== 'word' || is(i - 1, '.')) return;
    if ((value === 'import' || value === 'require') && is(i + 1, '('))
      found.push({ from: is(i + 3, ')') || is(i + 3, ',') ? named(i + 2) : COMPUTED, typesOnly: false });
    else if (value === 'import' && tokens[i + 1]?.kind === 'text') found.push({ from: named(i + 1), typesOnly: false });
    else if (value === 'import' || value === 'export') {
      const typesOnly = is(i + 1, 'type') && !is(i + 2, 'from') && !is(i + 2, ',');
      const first = i + (typesOnly ? 2 : 1);
      // What is exported without a `from` is the file's own; a clause is names, commas, one pair of braces and a star.
      if (value === 'export' && !is(first, '{') && !is(first, '*')) return;
      for (let at = first; at < tokens.length; at += 1) {
        if (is(at, 'from') && tokens[at + 1]?.kind === 'text') {
          found.push({ from: named(at + 1), typesOnly });
          return;
        }
        if (tokens[at]?.kind !== 'word' && !['{', '}', ',', '*'].some((mark) => is(at, mark))) return;
        if (is(at, '}') && !is(at + 1, 'from')) return;
      }
    }
  });
  return found;
}

/** Words that reach the clock, chance, the reader's country or the platform from anywhere, so that no import gives them away. */
const REACHING = ['process', 'globalThis', 'eval', 'Function', 'Intl', 'performance', 'getBuiltinModule', 'localeCompare'];

function reaches({ path }: Source, tokens: readonly Token[]): readonly string[] {
  const found = new Set<string>();
  const mark = (at: number) => (tokens[at]?.kind === 'mark' ? tokens[at].value : undefined);
  tokens.forEach(({ kind, value }, i) => {
    if (kind !== 'word') return;
    const member = (mark(i - 1) === '.' && mark(i - 2) !== '.') || mark(i - 1) === '#';
    const key = mark(i + 1) === ':' && (mark(i - 1) === '{' || mark(i - 1) === ',');
    const inner = mark(i + 1) === '[' || tokens[i + 2]?.kind !== 'word' ? 'any' : tokens[i + 2]?.value;
    const dotted = mark(i + 1) === '.' || mark(i + 1) === '[' || mark(i + 1) === '?';
    if (value.startsWith('toLocale') || value === 'getBuiltinModule' || value === 'localeCompare') found.add(value);
    if (member || key) return;
    if (REACHING.includes(value)) found.add(value);
    if (value === 'Math' && dotted && (inner === 'random' || inner === 'any')) found.add('Math.random');
    if (value === 'Date' && dotted && (inner === 'now' || inner === 'any')) found.add('Date.now');
    if (value === 'Date' && mark(i + 1) === '(' && mark(i + 2) === ')') found.add('new Date()');
    if (value === 'Date' && mark(i + 1) !== '(' && tokens[i - 1]?.value === 'new') found.add('new Date()');
  });
  return found.size === 0 ? [] : [`${path}: pure, and reaches for ${[...found].join(', ')}`];
}

/** Every breach of the house, in plain words. An empty answer for no files would be no answer: the caller asserts that there are some. */
export function breaches(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => {
    const tokens = tokensOf(source.text);
    if (typeof tokens === 'number') return [...shape(source), `${source.path}: cannot be read as TypeScript at line ${tokens}`];
    const pure = !OUTSIDE.test(source.path) && !source.path.endsWith('.test.ts');
    return [...shape(source), ...importsIn(tokens).flatMap((one) => judge(source, one)), ...(pure ? reaches(source, tokens) : [])];
  });
}

function shape({ path, text }: Source): readonly string[] {
  const found: string[] = [];
  const named = OWN_NOUNS.reduce((rest, noun) => rest.replace(new RegExp(`^${noun}(?:/|\\.ts$)`), ''), path);
  if (named.split('/').some((name) => DUMPING_GROUNDS.test(name))) found.push(`${path}: a room without a noun of its own`);
  const lines = text.split('\n').length;
  if (lines > LONGEST && !path.endsWith('.test.ts') && !DATA_ROOMS.test(path) && LONG_WITH_REASON[path] === undefined)
    found.push(`${path}: ${lines} lines, more than ${LONGEST}, and no reason given`);
  if (path.endsWith('/index.ts') && path.split('/').length === 2 && !text.startsWith('/**')) found.push(`${path}: a front door says what its folder is for`);
  return found;
}

function roomOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function judge(source: Source, { from, typesOnly }: Import): readonly string[] {
  const test = source.path.endsWith('.test.ts');
  if (!from.startsWith('.')) {
    if (test || OUTSIDE.test(source.path)) return [];
    const allowed = PURE_PACKAGES.includes(from) || EXCEPTIONS[source.path]?.includes(from) === true;
    return allowed ? [] : [`${source.path}: pure, and imports ${from}`];
  }
  const target = normalize(join(dirname(source.path), from)).replaceAll('\\', '/');
  if (target.startsWith('..')) return test ? [] : [`${source.path}: imports ${from}, outside src/`];
  const [room, other] = [roomOf(source.path), roomOf(target)];
  const found: string[] = [];
  if (room !== other) {
    if (LAYERS.includes(room) && LAYERS.includes(other)) {
      if (!(typesOnly && CONTRACTS.test(target))) found.push(`${source.path}: a layer takes of another its contracts, as types; imports ${target}`);
    } else if (!(MAY_IMPORT[room] ?? []).includes(other)) {
      found.push(`${source.path}: ${room} may not import ${other} (${target})`);
    }
  }
  if (!test && !OUTSIDE.test(source.path) && /(?:^|\/)edge\//.test(target)) found.push(`${source.path}: pure, and imports the edge (${target})`);
  return found;
}
