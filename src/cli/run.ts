import { type Fault, nearest, Refused } from '../core/index.ts';
import { type Command, faultJson, type Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { describeCommand, overview, verbsOf, wrap } from './help.ts';
import { named } from './named.ts';
import { parseArguments } from './parse.ts';
import { plain, plainJson } from './plain.ts';

/** Runs one command line. Gives the exit status: 0 done, 1 the verdict falls short, 2 refused, 3 broken inside. Never throws. */
export async function run(argv: readonly string[], commands: readonly Command[], outside: Io): Promise<number> {
  const json = argv.includes('--json');
  // The one door to the terminal, for commands too: nothing goes out but through it.
  const io: Io = { ...outside, out: (text) => outside.out(json ? plainJson(text) : plain(text)), err: (text) => outside.err(plain(text)) };
  try {
    return await dispatch(argv, commands, io, json);
  } catch (error) {
    const faults = error instanceof Refused ? error.faults : [broken(error)];
    if (json) io.out(`${JSON.stringify(faultJson(faults), null, 2)}\n`);
    else io.err(`${faults.map(faultText).join('\n\n')}\n`);
    return error instanceof Refused ? 2 : 3;
  }
}

async function dispatch(argv: readonly string[], commands: readonly Command[], io: Io, json: boolean): Promise<number> {
  const { noun, verb, command, rest } = named(argv, commands);
  if (noun === undefined || noun === 'help') {
    if (noun === undefined && argv.includes('--version')) throw new Refused(noCommand('--version', commands));
    io.out(`${overview(commands)}\n`);
    return 0;
  }
  const ofNoun = commands.filter((command) => command.noun === noun);
  if (command === undefined) {
    if (ofNoun.length > 0 && verb === undefined) {
      io.out(`${ofNoun.length === 1 ? ofNoun.map(describeCommand).join('') : verbsOf(noun, ofNoun)}\n`);
      return argv.includes('--help') ? 0 : 2;
    }
    throw new Refused(noCommand([noun, verb].filter((word) => word !== undefined).join(' '), commands));
  }
  if (argv.includes('--help')) {
    io.out(`${describeCommand(command)}\n`);
    return 0;
  }
  const outcome = await command.run(parseArguments(command, rest), io);
  if (json) io.out(`${JSON.stringify(outcome.json, null, 2)}\n`);
  else if (outcome.text !== '') io.out(outcome.text.endsWith('\n') ? outcome.text : `${outcome.text}\n`);
  for (const note of outcome.notes ?? []) io.err(`${note}\n`);
  return outcome.code;
}

function noCommand(found: string, commands: readonly Command[]): Fault {
  const near = nearest(
    found,
    commands.map((command) => `${command.noun} ${command.verb}`),
  );
  return cliFaults.fault('001', {
    message: `there is no command "${found}"`,
    expected: near.length > 0 ? near.map((name) => `assay ${name}`).join(' or ') : 'one of the commands',
    found,
    remedy: 'List the commands with: assay help',
  });
}

// A fault of ours is said to be one, with what a developer needs, and exits 3 so that no script takes it for a verdict.
function broken(error: unknown): Fault {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return cliFaults.fault('009', {
    message: `something broke inside Assay: ${said}`,
    remedy: 'This is our mistake. Please report it with the command and this message.',
  });
}

/** A fault as a person reads it, at most 100 columns wide. */
export function faultText(fault: Fault): string {
  const where = [fault.file, fault.line, fault.line === undefined ? undefined : fault.column].filter((part) => part !== undefined).join(':');
  const lines = [...wrap(`${fault.code}  ${fault.message}`, 100)];
  const detail = (label: string, text: string | undefined) => {
    if (text === undefined || text === '') return;
    const [first = '', ...rest] = wrap(text, 86);
    lines.push(`  ${label.padEnd(10)} ${first}`, ...rest.map((line) => `  ${' '.repeat(10)} ${line}`));
  };
  detail('where', [where, fault.field].filter((part) => part !== undefined && part !== '').join('  '));
  detail('expected', fault.expected);
  detail('found', fault.found);
  detail('remedy', fault.remedy);
  return lines.join('\n');
}
