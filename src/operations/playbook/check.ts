import { type Fault, Instant, isInstantText, Refused } from '../../core/index.ts';
import { askedBy, parseCondition } from './condition.ts';
import { demandOf, ROUNDS } from './demand.ts';
import { playbookFaults } from './faults.ts';
import { graphFaults } from './graph.ts';
import { typeOf } from './identifier.ts';
import type { Checked, Playbook, Step, Variables } from './model.ts';
import { readPlaybook, shown } from './read.ts';
import { isOf, referencesIn } from './variable.ts';

/** Reads a playbook and judges it whole: its shape, and what no schema says. Throws nothing. Signatures are verified apart, for that takes keys. */
export function checkPlaybook(text: string, file: string): Checked {
  const read = readPlaybook(text, file);
  if (read.playbook === undefined) return read;
  const { playbook } = read;
  const graph = graphFaults(playbook, file);
  const faults = [...graph.faults, ...momentFaults(playbook, file), ...contactFaults(playbook, file), ...declaredFaults(playbook, file)];
  const remarks = [...graph.remarks];
  for (const [name, one] of Object.entries(playbook.playbook_variables ?? {})) faults.push(...variableFaults(`playbook_variables.${name}`, one, file));
  for (const [id, step] of Object.entries(playbook.workflow)) {
    const field = `workflow.${id}`;
    const { demand, wrong } = demandOf(step);
    for (const [name, one] of Object.entries(step.step_variables ?? {})) faults.push(...variableFaults(`${field}.step_variables.${name}`, one, file));
    if (wrong !== undefined)
      faults.push(
        say(
          '018',
          `what ${shown(id)} asks of Assay cannot be read`,
          file,
          field,
          'approvals, rounds, undo',
          wrong,
          'See operations-playbooks.md for what a step may ask.',
        ),
      );
    if (step.on_completion !== undefined && (step.on_success !== undefined || step.on_failure !== undefined))
      faults.push(
        say(
          '007',
          `${shown(id)} names on_completion beside on_success or on_failure`,
          file,
          field,
          'on_completion alone, or on_success and on_failure',
          'both',
          'CACAO 2.0 (4.1) excludes the two: take one out.',
        ),
      );
    if (step.type === 'while-condition' && demand.rounds === undefined)
      remarks.push(
        say(
          '018',
          `${shown(id)} says no number of rounds; Assay makes at most ${ROUNDS}`,
          file,
          field,
          'rounds, in the extension of Assay',
          'nothing',
          'Say how often it may go round.',
        ),
      );
    faults.push(...usedFaults(playbook, step, field, file));
    remarks.push(...bareReferences(step, field, file));
  }
  const both = { faults: faults.slice(0, 200), remarks: remarks.slice(0, 200) };
  return faults.length > 0 ? { ...both, ...(read.document === undefined ? {} : { document: read.document }) } : { ...read, ...both };
}

type Number = keyof typeof playbookFaults.declared;

function say(number: Number, message: string, file: string, field: string, expected: string, found: string, remedy: string): Fault {
  return playbookFaults.fault(number, { message, file, field, expected, found, remedy });
}

function variableFaults(field: string, { type, value, constant, external }: Variables[string], file: string): readonly Fault[] {
  const faults: Fault[] = [];
  if (typeof value === 'string' && value !== '' && !isOf(type, value))
    faults.push(say('010', `${field} has a value that is not of its type`, file, field, type, shown(value), 'Correct the value, or the type.'));
  if (constant === true && external !== true && typeof value !== 'string')
    faults.push(say('010', `${field} is constant and has no value`, file, field, 'a value, or external', 'nothing', 'Give the constant its value.'));
  if (external === true && field.startsWith('workflow.'))
    faults.push(
      say(
        '010',
        `${field} is external, and only variables of the playbook can be`,
        file,
        field,
        'external on playbook_variables alone',
        'external',
        'Declare it in playbook_variables.',
      ),
    );
  return faults;
}

function usedFaults(playbook: Playbook, step: Step, field: string, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const known = (name: string) => declared(playbook, step, name) !== undefined;
  const undeclared = (name: string, at: string) =>
    faults.push(
      say(
        '009',
        `${at} uses ${shown(name)}, which is not declared`,
        file,
        at,
        'a variable of the step or of the playbook',
        shown(name),
        'Declare it in playbook_variables or step_variables.',
      ),
    );
  const lacking = (id: string | undefined, among: Readonly<Record<string, unknown>> | undefined, at: string, where: string) => {
    if (id !== undefined && !(among !== undefined && Object.hasOwn(among, id)))
      faults.push(say('008', `${at} names what is not declared`, file, at, `an id of ${where}`, shown(id), `Declare it in ${where}.`));
  };
  const condition = (text: string, at: string) => {
    try {
      for (const name of askedBy(parseCondition(text))) if (!known(name)) undeclared(name, at);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, file, field: at })));
    }
  };
  for (const extension of Object.keys(step.step_extensions ?? {}))
    lacking(extension, playbook.extension_definitions, `${field}.step_extensions`, 'extension_definitions');
  switch (step.type) {
    case 'action':
      lacking(step.agent, playbook.agent_definitions, `${field}.agent`, 'agent_definitions');
      for (const [i, target] of (step.targets ?? []).entries())
        lacking(target, { ...playbook.target_definitions, ...playbook.agent_definitions }, `${field}.targets[${i}]`, 'target_definitions');
      step.commands.forEach((command, i) => {
        for (const text of [command.command, command.content, ...Object.values(command.headers ?? {}).flat()])
          for (const name of referencesIn(text ?? '')) if (!known(name)) undeclared(name, `${field}.commands[${i}]`);
      });
      for (const text of demandOf(step).demand.undo ?? [])
        for (const name of referencesIn(text)) if (!known(name)) undeclared(name, `${field}.step_extensions`);
      break;
    case 'if-condition':
    case 'while-condition':
      condition(step.condition, `${field}.condition`);
      break;
    case 'switch-condition': {
      const [name] = referencesIn(step.switch);
      if (name === undefined || step.switch.trim() !== `${name}:value`)
        faults.push(
          say(
            '011',
            `${field}.switch is not one variable`,
            file,
            `${field}.switch`,
            'a variable such as __kind__:value',
            shown(step.switch),
            'Switch on one variable.',
          ),
        );
      else if (!known(name)) undeclared(name, `${field}.switch`);
      break;
    }
    case 'playbook-action':
    case 'parallel':
    case 'start':
    case 'end':
      break;
  }
  if (step.type === 'action' || step.type === 'playbook-action') {
    const named = (list: 'in_args' | 'out_args') => (step[list] ?? []).map((text, i) => ({ name: text.replace(/:value$/, ''), at: `${field}.${list}[${i}]` }));
    for (const { name, at } of [...named('in_args'), ...named('out_args')]) if (!known(name)) undeclared(name, at);
    for (const { name, at } of named('out_args'))
      if (declared(playbook, step, name)?.constant === true)
        faults.push(
          say(
            '013',
            `${at} would write a constant`,
            file,
            at,
            'a variable that is not constant',
            shown(name),
            'Take it out of out_args, or let it not be constant.',
          ),
        );
  }
  return faults;
}

/** The declaration that a step sees under a name: its own before that of the playbook. */
export function declared(playbook: Playbook, step: Step, name: string): Variables[string] | undefined {
  for (const among of [step.step_variables, playbook.playbook_variables]) if (among !== undefined && Object.hasOwn(among, name)) return among[name];
  return undefined;
}

/** A name in a command without `:value` is text, and seldom meant so. */
function bareReferences(step: Step, field: string, file: string): readonly Fault[] {
  if (step.type !== 'action') return [];
  return step.commands.flatMap(({ command }, i) => {
    const [bare] = /__[a-zA-Z][a-zA-Z0-9-]*(?:_[a-zA-Z0-9-]+){0,20}__(?!:value)/.exec((command ?? '').slice(0, 10_000)) ?? [];
    return bare === undefined
      ? []
      : [
          say(
            '009',
            `${shown(bare)} stands without :value and is taken as text`,
            file,
            `${field}.commands[${i}].command`,
            `${shown(bare)}:value`,
            shown(bare),
            'Write :value after the name where the value is meant.',
          ),
        ];
  });
}

function momentFaults(playbook: Playbook, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const real = (field: 'created' | 'modified' | 'valid_from' | 'valid_until') => {
    const text = playbook[field];
    // RFC 3339 lets a minute have a sixty-first second; no clock of ours counts it.
    const counted = text?.replace(/:60(?=[.Z])/, ':59');
    if (text === undefined || counted === undefined) return undefined;
    if (isInstantText(counted)) return Instant.parse(counted);
    faults.push(say('012', `${field} is no day of the calendar`, file, field, 'a moment that there is', text, 'Correct the date.'));
    return undefined;
  };
  const [created, modified, from, until] = [real('created'), real('modified'), real('valid_from'), real('valid_until')];
  if (created !== undefined && modified !== undefined && modified < created)
    faults.push(say('012', 'modified lies before created', file, 'modified', `${playbook.created} or later`, playbook.modified, 'Correct one of the two.'));
  if (from !== undefined && until !== undefined && until <= from)
    faults.push(
      say(
        '012',
        'valid_until does not lie after valid_from',
        file,
        'valid_until',
        `later than ${playbook.valid_from ?? ''}`,
        playbook.valid_until ?? '',
        'Correct one of the two.',
      ),
    );
  return faults;
}

/** A local part of common characters and a domain (RFC 5321, without its quoted forms): what is written here may reach a mail program. */
const MAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;
const PHONE = /^[+0-9(][0-9 ().\-/]{2,38}(?:(?: ?x| ?ext\.? ?)\d{1,8})?$/;

function contactFaults(playbook: Playbook, file: string): readonly Fault[] {
  return (['agent_definitions', 'target_definitions'] as const).flatMap((where) =>
    Object.entries(playbook[where] ?? {}).flatMap(([id, party]) => {
      const { contact } = party as { contact?: Partial<Record<'email' | 'phone', Readonly<Record<string, string>>>> };
      return (['email', 'phone'] as const).flatMap((kind) =>
        Object.entries(contact?.[kind] ?? {}).flatMap(([name, text]) => {
          if (text.length < 330 && (kind === 'email' ? MAIL : PHONE).test(text)) return [];
          const field = `${where}.${id}.contact.${kind}.${name}`;
          return [
            say(
              '014',
              `${field} is no address`,
              file,
              field,
              kind === 'email' ? 'a mail address' : 'a telephone number',
              shown(text),
              'Correct it; what is written here may reach other programs.',
            ),
          ];
        }),
      );
    }),
  );
}

function declaredFaults(playbook: Playbook, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  for (const where of ['agent_definitions', 'target_definitions'] as const)
    for (const [id, { authentication_info: signIn, type }] of Object.entries(playbook[where] ?? {})) {
      const field = `${where}.${id}`;
      if (signIn !== undefined && !Object.hasOwn(playbook.authentication_info_definitions ?? {}, signIn))
        faults.push(
          say(
            '008',
            `${field} signs in by what is not declared`,
            file,
            `${field}.authentication_info`,
            'an id of authentication_info_definitions',
            shown(signIn),
            'Declare it in authentication_info_definitions.',
          ),
        );
      if (typeOf(id) === 'playbook' || type === '') faults.push(say('002', `${field} has no type`, file, field, 'a type', shown(type), 'Name its type.'));
    }
  playbook.markings?.forEach((id, i) => {
    if (!Object.hasOwn(playbook.data_marking_definitions ?? {}, id))
      faults.push(
        say(
          '008',
          `markings[${i}] is not declared`,
          file,
          `markings[${i}]`,
          'an id of data_marking_definitions',
          shown(id),
          'Declare it in data_marking_definitions.',
        ),
      );
  });
  return faults;
}

/** Why a playbook is not to be run at a moment; empty where it may be. */
export function notNow(playbook: Playbook, at: Instant, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const no = (field: string, found: string, remedy: string) =>
    faults.push(say('020', `${shown(playbook.name)} is not to be run now`, file, field, `${Instant.format(at)} to be within its time`, found, remedy));
  if (playbook.revoked === true)
    return [say('020', `${shown(playbook.name)} was revoked`, file, 'revoked', 'a playbook that holds', 'revoked', 'Take the version that took its place.')];
  if (playbook.valid_from !== undefined && at < momentOf(playbook.valid_from)) no('valid_from', playbook.valid_from, 'Wait until it holds.');
  if (playbook.valid_until !== undefined && at >= momentOf(playbook.valid_until)) no('valid_until', playbook.valid_until, 'Take a newer version.');
  return faults;
}

/** RFC 3339 lets a minute have a sixty-first second; no clock of ours counts it. Only after the check, which says of a date that there is none. */
const momentOf = (text: string): Instant => Instant.parse(text.replace(/:60(?=[.Z])/, ':59'));
