import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleSet } from '../../src/operations/sigma/model.ts';
import { readRules } from '../../src/operations/sigma/read.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

interface Pack {
  readonly set: RuleSet;
  /** A rule by where it stands, such as `mqtt/refused`. */
  nameOf(key: string): string;
}

/** The rules that are shipped. */
export function rulePack(): Pack {
  const files = readdirSync(join(ROOT, 'rules'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml') && !file.endsWith('.test.yml'))
    .sort();
  const set = readRules(files.map((file) => ({ file: relative(ROOT, join(ROOT, 'rules', file)), text: readFileSync(join(ROOT, 'rules', file), 'utf8') })));
  const names = new Map([...set.rules, ...set.correlations].map(({ key, file }) => [key, file.replace(/^rules\//, '').replace(/\.yml$/, '')]));
  return { set, nameOf: (key) => names.get(key) ?? key };
}
