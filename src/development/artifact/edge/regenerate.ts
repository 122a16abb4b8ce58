import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readListing } from '../../archive/edge/listing.ts';
import type { ObjectId } from '../../git/object.ts';
import { globOf } from '../glob.ts';
import type { Regenerated } from '../judge.ts';
import { callOf, PACKAGES, type Recipe, type RecipeStep, type Regeneration, type Tool } from '../recipe.ts';
import type { SourceTree } from '../tree.ts';
import { type Sandbox, sandboxOf } from './sandbox.ts';

const CALLS = 10_000;
/** Tools that `autoreconf` runs, and whose versions decide what it writes. */
const BEHIND: Readonly<Partial<Record<Tool, readonly string[]>>> = { autoreconf: ['autoconf', 'automake', 'libtoolize', 'autopoint'] };

/** Runs a recipe on the tag's tree, and gives what it wrote or changed. Nothing is written but in a private folder, which is removed. */
export async function regenerate(
  recipe: Recipe,
  tree: SourceTree,
  contents: ReadonlyMap<ObjectId, Uint8Array>,
  seconds: number,
  withNetwork: boolean,
): Promise<Regeneration> {
  const contentOf = (path: string) => contents.get(tree.files.get(path)?.id ?? ('' as ObjectId));
  const sandbox = sandboxOf(tree, contentOf, seconds, withNetwork);
  try {
    const known = {
      format: 'recipe-result/1',
      recipe: recipe.digest,
      ...(tree.commit === undefined ? {} : { commit: tree.commit }),
      ...(tree.tree === undefined ? {} : { tree: tree.tree }),
      sandbox: sandbox.apart,
      leftOut: sandbox.leftOut,
    } as const;
    const missing = [...new Set(recipe.steps.map((step) => step.run))].filter((tool): tool is Exclude<Tool, 'copy'> => tool !== 'copy' && !present(tool));
    if (missing.length > 0) {
      const why = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed; on Debian: apt-get install ${missing.map((tool) => PACKAGES[tool]).join(' ')}`;
      return { ...known, state: 'absent', why, tools: [], outputs: [] };
    }
    const tools = await versions(recipe, sandbox);
    const why = await followed(recipe.steps, tree, sandbox);
    // What a run left behind that failed half-way is not what the recipe makes.
    if (why !== undefined) return { ...known, state: 'failed', why, tools, outputs: [] };
    const { entries } = await readListing(sandbox.tree, { format: tree.format, keep: () => false, strip: () => false });
    const outputs = [...entries.values()].filter(({ path, kind, blob, program }) => {
      const before = tree.files.get(path);
      return kind === 'file' && (before?.id !== blob || (program && before.kind === 'file'));
    });
    return {
      ...known,
      state: 'ran',
      tools,
      outputs: outputs.map(({ path, sha256, program }) => ({ path, sha256, ...(program ? { program } : {}) })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    };
  } finally {
    sandbox.close();
  }
}

/** What it gave, as files are held against it. What could be fetched while it ran is not made from the tag's tree: then nothing is. */
export function regeneratedBy({ outputs, tools, sandbox }: Regeneration): ReadonlyMap<string, Regenerated> {
  if (sandbox.network !== 'none') return new Map();
  const recipe = tools.map(({ name, version }) => `${name} ${version}`).join(', ') || 'copies alone';
  const found = tools.map(({ version }) => version);
  return new Map(outputs.map(({ path, sha256, program = false }) => [path, { sha256, program, recipe, versions: found }]));
}

async function followed(steps: readonly RecipeStep[], tree: SourceTree, sandbox: Sandbox): Promise<string | undefined> {
  let calls = 0;
  for (const step of steps) {
    const pattern = globOf(step.in);
    const paths = step.run === 'autoreconf' ? [step.in] : [...tree.files.keys()].filter((path) => pattern.test(path));
    if (paths.length === 0) return `nothing in the tag’s tree is ${step.in}`;
    for (const path of paths) {
      calls += 1;
      if (calls > CALLS) return `more than ${CALLS} calls`;
      const { code, said } = await sandbox.call(callOf(step, path, tree.files.get(path)?.kind === 'program'));
      if (code !== 0) return `${step.run} on ${path} ended with ${code ?? 'a signal'}: ${said.trim().slice(-300)}`;
    }
  }
  return undefined;
}

async function versions(recipe: Recipe, sandbox: Sandbox): Promise<Regeneration['tools']> {
  const names = new Set(recipe.steps.flatMap(({ run }) => (run === 'copy' ? [] : [run, ...(BEHIND[run] ?? []).filter(present)])));
  const found: { name: string; version: string }[] = [];
  for (const name of names) {
    const { said } = await sandbox.call({ program: name, args: ['--version'], folder: '' });
    found.push({ name, version: /\d+(?:\.\w+)+/.exec(said.split('\n')[0] ?? '')?.[0] ?? 'of unknown version' });
  }
  return found;
}

function present(program: string): boolean {
  return (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      // Not here; perhaps in the next folder.
      return false;
    }
  });
}
