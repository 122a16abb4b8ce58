import { parseArgs } from 'node:util';
import { nearest, Refused } from '../core/index.ts';
import type { Arguments, Command, Option } from './command.ts';
import { cliFaults } from './faults.ts';

/** Options that every command takes. */
export const COMMON: readonly Option[] = [
  { name: 'json', kind: 'flag', about: 'print the result, or the error, as JSON' },
  { name: 'help', kind: 'flag', about: 'say how this command is used' },
];

/** Options of commands that read the map and the ledger. */
export const WORKSPACE: readonly Option[] = [
  { name: 'service', kind: 'text', value: 'FILE', about: 'the service map (default: ./service.yaml)' },
  { name: 'data', kind: 'text', value: 'DIR', about: 'the data folder (default: ASSAY_DATA, else ./.assay)' },
  { name: 'at', kind: 'text', value: 'MOMENT', about: 'the moment to answer for, RFC 3339 in UTC, or a day (default: now)' },
];

/** Options of commands that judge: as above, and the ledger as it was. */
export const JUDGED: readonly Option[] = [
  ...WORKSPACE,
  { name: 'head', kind: 'text', value: 'SIZE', about: 'only the first SIZE entries of the ledger, and the map that stood then unless one is named' },
];

/** Reads a command's arguments. Throws `Refused` (ASSAY-CLI-002, -003, -004, -005). */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  const options = [...command.options, ...COMMON];
  const known = new Map(options.map((option) => [option.name, option]));
  const config = Object.fromEntries(
    options.map(({ name, kind }) => [name, { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: kind !== 'flag' }]),
  );
  const { tokens } = parseArgs({ args: [...argv], options: config, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) throw new Refused(unknownOption(command, token.rawName, known.keys()));
    if (option.kind === 'flag' && token.value !== undefined) throw new Refused(wrongValue(option, token.value));
    if (option.kind !== 'flag' && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))))
      throw new Refused(wrongValue(option, token.value));
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? 'yes']);
    if (option.kind === 'text' && (values.get(token.name)?.length ?? 0) > 1) throw new Refused(wrongValue(option, values.get(token.name)?.join(' and ')));
  }
  if (positionals.length > command.most) {
    throw new Refused(
      cliFaults.fault('004', {
        message: `"${command.noun} ${command.verb}" takes no "${positionals[command.most]}"`,
        expected: `assay ${command.noun} ${command.verb} ${command.usage}`,
        found: positionals.join(' '),
        remedy: `See: assay ${command.noun} ${command.verb} --help`,
      }),
    );
  }
  return {
    positionals,
    text: (name) => values.get(name)?.[0],
    texts: (name) =>
      (values.get(name) ?? [])
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    flag: (name) => values.has(name),
  };
}

function unknownOption(command: Command, found: string, names: Iterable<string>) {
  const near = nearest(found.replace(/^-+/, ''), names);
  return cliFaults.fault('002', {
    message: `"${command.noun} ${command.verb}" has no option ${found}`,
    expected: near.length > 0 ? near.map((name) => `--${name}`).join(' or ') : 'one of its options',
    found,
    remedy: `See: assay ${command.noun} ${command.verb} --help`,
  });
}

function wrongValue(option: Option, found: string | undefined) {
  return cliFaults.fault('005', {
    message: option.kind === 'flag' ? `--${option.name} takes no value` : `--${option.name} takes one ${option.value ?? 'value'}`,
    expected: option.kind === 'flag' ? `--${option.name}` : `--${option.name} ${option.value ?? 'VALUE'}`,
    found: found ?? 'nothing',
    remedy: option.about,
  });
}

/** The positional at `index`. Throws `Refused` (ASSAY-CLI-003) where it is missing. */
export function needed(args: Arguments, index: number, what: string, command: Pick<Command, 'noun' | 'verb' | 'usage'>): string {
  const value = args.positionals[index];
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', {
      message: `"${command.noun} ${command.verb}" needs ${what}`,
      expected: `assay ${command.noun} ${command.verb} ${command.usage}`,
      found: 'nothing',
      remedy: `See: assay ${command.noun} ${command.verb} --help`,
    }),
  );
}

/** The option's value as one of `choices`. Throws `Refused` (ASSAY-CLI-005). */
export function choice<const T extends string>(args: Arguments, name: string, choices: readonly T[], fallback?: T): T {
  const value = args.text(name) ?? fallback;
  const chosen = choices.find((known) => known === value);
  if (chosen !== undefined) return chosen;
  throw new Refused(
    cliFaults.fault('005', {
      message: `--${name} takes one of ${choices.join(', ')}`,
      expected: choices.join(', '),
      found: value ?? 'nothing',
      remedy: `Give --${name} one of these.`,
    }),
  );
}

/** The option's value as a whole number. Throws `Refused` (ASSAY-CLI-005). */
export function wholeNumber(
  args: Arguments,
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const text = args.text(name) ?? String(otherwise);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  const expected = `a whole number from ${least} to ${most}`;
  throw new Refused(cliFaults.fault('005', { message: `--${name} takes ${expected}`, expected, found: text, remedy: `Give --${name} such a number.` }));
}
