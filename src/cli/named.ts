import type { Command } from './command.ts';
import { COMMON } from './parse.ts';

/** Which command a line names, by the first two words that are no option and no option's value, or three where the verb is of two. `rest`: the line without them. */
export interface Named {
  readonly noun: string | undefined;
  readonly verb: string | undefined;
  readonly command: Command | undefined;
  readonly rest: readonly string[];
}

/**
 * Finds the command in a line where options may stand anywhere. Before the command is known, an option is read as taking a value where
 * any command's option of that name does, or none has it; where that finds no command, as taking none where any command's takes none.
 */
export function named(argv: readonly string[], commands: readonly Command[]): Named {
  const options = [...commands.flatMap((command) => command.options), ...COMMON];
  const flags = new Set(options.filter((option) => option.kind === 'flag').map((option) => option.name));
  const valued = new Set(options.filter((option) => option.kind !== 'flag').map((option) => option.name));
  const generous = reading(argv, commands, (name) => valued.has(name) || !flags.has(name));
  if (generous.command !== undefined) return generous;
  const sparing = reading(argv, commands, (name) => !flags.has(name));
  return sparing.command === undefined ? generous : sparing;
}

function reading(argv: readonly string[], commands: readonly Command[], takesValue: (option: string) => boolean): Named {
  const at: number[] = [];
  for (let i = 0; i < argv.length && at.length < 3; i += 1) {
    const word = argv[i] ?? '';
    if (!word.startsWith('-')) at.push(i);
    else if (word.startsWith('--') && word.length > 2 && !word.includes('=') && takesValue(word.slice(2)) && argv[i + 1]?.startsWith('--') === false) i += 1;
  }
  const [noun, verb, third] = at.map((index) => argv[index]);
  const called = (words: string | undefined) => commands.find((candidate) => candidate.noun === noun && candidate.verb === words);
  const longer = third === undefined ? undefined : called(`${verb} ${third}`);
  const taken = at.slice(0, longer === undefined ? 2 : 3);
  return { noun, verb: longer?.verb ?? verb, command: longer ?? called(verb), rest: argv.filter((_, index) => !taken.includes(index)) };
}
