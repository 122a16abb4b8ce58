import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fault } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Correlation, Rule } from '../operations/sigma/model.ts';
import { type Proved, prove } from '../operations/sigma/proof.ts';
import { type Proof, readProofs } from '../operations/sigma/proof-read.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { rulesIn } from './operations-rules-files.ts';
import { faultLine } from './operations-rules-text.ts';
import { needed } from './parse.ts';
import { counted } from './table.ts';

interface Tested {
  readonly rule: Rule | Correlation;
  readonly proved: readonly Proved[];
  /** What keeps the rule from being shown to do what it says; nothing where all is well. */
  readonly wrong: readonly string[];
}

/** Runs the tests that stand beside each rule: `NAME.test.yml` beside `NAME.yml`, which holds one rule. Exits 1 where a rule does not what its tests say, or has none in either direction. */
export function testRules(args: Arguments, io: Io): Outcome {
  needed(args, 1, 'rules', { noun: 'operations', verb: 'rules', usage: 'test PATH…' });
  const set = rulesIn(args.positionals.slice(1), args, io);
  const faults: Fault[] = [...set.faults];
  const all = [...set.rules, ...set.correlations];
  const tested = all.map((rule): Tested => {
    const { proofs, faults: broken } = proofsOf(rule.file, io);
    faults.push(...broken);
    if (all.some((other) => other !== rule && other.file === rule.file))
      return { rule, proved: [], wrong: ['shares its file with another rule: a rule with tests has a file of its own'] };
    const proved = proofs.map((proof) => prove(rule, set, proof));
    return { rule, proved, wrong: wrongOf(proved) };
  });
  const failed = tested.filter(({ wrong }) => wrong.length > 0);
  const cases = tested.reduce((sum, { proved }) => sum + proved.length, 0);
  const json = {
    rules: set.rules.length,
    correlations: set.correlations.length,
    tests: cases,
    faults,
    failed: failed.map(({ rule, wrong }) => ({ rule: rule.key, title: rule.title, file: rule.file, wrong })),
  };
  const text = [
    `${counted(set.rules.length, 'rule')}, ${counted(set.correlations.length, 'correlation')}: ${counted(cases, 'test')}, ${failed.length === 0 && faults.length === 0 ? 'all as they say.' : `${counted(failed.length, 'rule')} not as its tests say.`}`,
    ...failed.flatMap(({ rule, wrong }) => ['', `${rule.file}: ${rule.title}`, ...wrong.map((one) => `  ${one}`)]),
    ...(faults.length === 0 ? [] : ['', ...faults.flatMap(faultLine)]),
  ].join('\n');
  return { json, text, code: failed.length + faults.length === 0 ? 0 : 1 };
}

function proofsOf(file: string, io: Io): { readonly proofs: readonly Proof[]; readonly faults: readonly Fault[] } {
  const beside = ['yml', 'yaml'].map((ending) => file.replace(/\.[^.]+$/, `.test.${ending}`)).find((one) => existsSync(resolve(io.cwd, one)));
  return beside === undefined ? { proofs: [], faults: [] } : readProofs({ file: beside, text: readTextFile(resolve(io.cwd, beside)) });
}

function wrongOf(proved: readonly Proved[]): readonly string[] {
  const lacking = [true, false].filter((wanted) => !proved.some((one) => one.wanted === wanted));
  return [
    ...lacking.map((wanted) => `has no test that ${wanted ? 'raises' : 'does not raise'} it`),
    ...proved.flatMap(({ says, rejected }) => rejected.map((why) => `"${says}": an event cannot be read (${why})`)),
    ...proved
      .filter(({ wanted, raised }) => wanted !== raised)
      .map(({ says, raised }) => `"${says}": is ${raised ? 'raised, and should not be' : 'not raised'}`),
  ];
}
