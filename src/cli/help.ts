import type { Command } from './command.ts';
import { COMMON } from './parse.ts';

const WIDTH = 100;

/** What `assay` alone prints. */
export function overview(commands: readonly Command[]): string {
  const nouns = [...new Set(commands.map((command) => command.noun))];
  const lines = ['Assay: is this IoT service secure, and what proves it?', ''];
  for (const noun of nouns) {
    for (const command of commands.filter((candidate) => candidate.noun === noun))
      lines.push(row(`  assay ${command.noun} ${command.verb}`, command.about, 30));
    lines.push('');
  }
  lines.push(
    'Each command says more with --help. Everything takes --json. The map is --service FILE, else ./service.yaml;',
    'the data folder is --data DIR, else ASSAY_DATA, else ./.assay.',
  );
  lines.push('Exit status: 0 done, 1 the verdict falls short, 2 the input was refused.');
  return lines.join('\n');
}

/** What a noun alone prints: its verbs, a line each. */
export function verbsOf(noun: string, commands: readonly Command[]): string {
  const names = commands.map(({ verb }) => `  ${verb}`);
  const column = Math.max(...names.map((name) => name.length)) + 2;
  const lines = commands.map(({ about }, at) => `${(names[at] ?? '').padEnd(column)}${inShort(about, WIDTH - column)}`);
  return [`assay ${noun} …`, '', ...lines, '', `Each says more with --help: assay ${noun} ${commands[0]?.verb ?? ''} --help`].join('\n');
}

/** The first sentence of a text, where it fits; else up to its colon, where that says enough; else the words that fit. */
function inShort(text: string, width: number): string {
  const [sentence = ''] = text.split(/\.(?:\s|$)/);
  if (sentence.length <= width) return sentence;
  const [clause = ''] = sentence.split(/[:;](?:\s|$)/);
  return clause.length >= ENOUGH && clause.length <= width ? clause : `${wrap(sentence, width - 2)[0] ?? ''} …`;
}

const ENOUGH = 30;

/** What `--help` prints of one command. */
export function describeCommand(command: Command): string {
  const lines = [`assay ${command.noun} ${command.verb} ${command.usage}`.trimEnd(), '', ...wrap(command.about, WIDTH), ''];
  for (const option of [...command.options, ...COMMON])
    lines.push(row(`  --${option.name}${option.value === undefined ? '' : ` ${option.value}`}`, option.about, 24));
  if (command.examples.length > 0) lines.push('', 'For example:', ...command.examples.map((example) => `  ${example}`));
  return lines.join('\n');
}

function row(left: string, right: string, column: number): string {
  const [first = '', ...rest] = wrap(right, WIDTH - column);
  const head = left.length >= column ? `${left}\n${' '.repeat(column)}${first}` : left.padEnd(column) + first;
  return [head, ...rest.map((line) => ' '.repeat(column) + line)].join('\n');
}

/** Breaks text at spaces so that no line is longer than `width`; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
