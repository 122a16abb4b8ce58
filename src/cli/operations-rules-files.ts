import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Json, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { isObject } from '../operations/sigma/about.ts';
import { documentsOf, type RuleText } from '../operations/sigma/document.ts';
import { sigmaFaults } from '../operations/sigma/faults.ts';
import type { Rule, RuleSet } from '../operations/sigma/model.ts';
import { readRules } from '../operations/sigma/read.ts';
import type { Arguments, Io } from './command.ts';

// Tests of a rule stand beside it, and are none.
const RULE_FILE = /(?<!\.test)\.(?:ya?ml|json)$/i;
const MOST_FILES = 100_000;

/** The rules that Assay brings along (docs/operations-rule-pack.md). */
export const RULE_PACK = fileURLToPath(new URL('../../rules', import.meta.url));

/** The files under the paths, by name: a folder stands for what is in it and in the folders below, as far as the names fit. Throws `Refused` (ASSAY-MAP-070, -071 and so on). */
export function filesUnder(paths: readonly string[], io: Pick<Io, 'cwd'>, fits: RegExp): readonly string[] {
  return paths.flatMap((path) => {
    const full = resolve(io.cwd, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isDirectory()) return [full];
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && fits.test(entry.name))
      .slice(0, MOST_FILES)
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  });
}

export function shownPath(path: string, io: Pick<Io, 'cwd'>): string {
  const short = relative(io.cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** The rules in files and folders, with the placeholders that --placeholders names. */
export function rulesIn(paths: readonly string[], args: Arguments, io: Io): RuleSet & { readonly files: number } {
  // Named twice is named once: a folder and what is in it.
  const files = [...new Set(filesUnder(paths, io, RULE_FILE))];
  const texts = files.map((file): RuleText => ({ file: shownPath(file, io), text: readTextFile(file) }));
  return { ...readRules(texts, { placeholders: placeholdersOf(args, io) }), files: files.length };
}

function placeholdersOf(args: Arguments, io: Io): ReadonlyMap<string, readonly string[]> {
  const file = args.text('placeholders');
  if (file === undefined) return new Map();
  const [first, ...faults] = documentsIn(file, io);
  if (first === undefined || faults.length > 0 || !isObject(first)) throw unreadable(file, 'a map of names, each with a value or a list of values');
  return new Map(
    Object.entries(first).map(([name, value]) => [name, (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((one) => String(one))] as const),
  );
}

/** The documents of a YAML or JSON file. Throws `Refused` with what is wrong in it. */
export function documentsIn(file: string, io: Io): readonly Json[] {
  const { documents, faults } = documentsOf({ file, text: readTextFile(resolve(io.cwd, file)) });
  if (faults.length > 0) throw new Refused(...faults);
  return documents.map(({ value }) => value);
}

export function unreadable(file: string, expected: string): Refused {
  return new Refused(
    sigmaFaults.fault('018', { message: `${file} does not say what is expected`, file, expected, remedy: 'See docs/operations-rules.md for an example.' }),
  );
}

/**
 * One rule: a file with one, or its id, name or title among the rules under --rules. Throws `Refused` with the faults of the file, or ASSAY-SIGMA-017.
 */
export function ruleNamed(name: string, args: Arguments, io: Io): Rule {
  const where = args.texts('rules');
  const { rules, faults } = rulesIn([...where, ...(RULE_FILE.test(name) ? [name] : [])], args, io);
  const wanted = RULE_FILE.test(name) ? shownPath(resolve(io.cwd, name), io) : name;
  const found = rules.find(
    ({ id, name: called, title, file }) => [id, called, title, file].includes(RULE_FILE.test(name) ? wanted : name) || id === name.toLowerCase(),
  );
  if (found !== undefined) return found;
  const own = faults.filter(({ file }) => file === wanted);
  if (own.length > 0) throw new Refused(...own);
  throw new Refused(
    sigmaFaults.fault('017', {
      message: `there is no rule "${name}"`,
      expected: 'a file with a rule, or with --rules its id, name or title',
      found: where.length === 0 ? 'no --rules' : `${rules.length} rules`,
      remedy: 'Check the name, or name the folder that the rule is in: --rules FOLDER.',
    }),
  );
}
