import { Instant, type Json, Refused } from '../core/index.ts';
import { ROLES } from '../product/household/model.ts';
import type { Arguments, Command, Io, Option, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE, wholeNumber } from './parse.ts';
import { instantNamed } from './past.ts';
import { type Ask, withFleet } from './product-device-fleet.ts';
import { idOf } from './product-household-id.ts';
import { type HouseholdShown, householdText } from './product-household-text.ts';
import { secretAt } from './secret.ts';

const ACTS = ['found', 'show', 'invite', 'join', 'role', 'leave', 'share', 'unshare', 'consent', 'withdraw', 'visit', 'agree', 'end', 'dissolve'] as const;
const USAGE =
  'found | show HOME | invite HOME | join SOURCE | role HOME MEMBER | leave HOME MEMBER | share HOME DEVICE | unshare HOME SHARE | consent HOME PURPOSE | withdraw HOME PURPOSE | visit HOME | agree HOME VISIT | end HOME VISIT | dissolve HOME';
const NAMED = { noun: 'product', verb: 'household', usage: USAGE };

const OPTIONS: readonly Option[] = [
  ...WORKSPACE.filter(({ name }) => name === 'data'),
  { name: 'by', kind: 'text', value: 'MEMBER', about: 'who decides, by id or name; most of it an owner' },
  { name: 'name', kind: 'text', value: 'NAME', about: 'found: of the household; invite: of who is invited. It stays where it can be erased' },
  { name: 'owner', kind: 'text', value: 'NAME', about: 'found: the name of its first owner' },
  { name: 'role', kind: 'text', value: 'ROLE', about: `invite, role: ${ROLES.join(', ')}` },
  { name: 'to', kind: 'text', value: 'MEMBER', about: 'share: with whom' },
  { name: 'channel', kind: 'text', value: 'CHANNEL', about: 'share: this channel alone (default: all of the device)' },
  { name: 'until', kind: 'text', value: 'MOMENT', about: 'share, invite, role, consent: the end of it' },
  { name: 'class', kind: 'text', value: 'CLASS', about: 'consent, withdraw: telemetry (default), personal or sensitive' },
  { name: 'supporter', kind: 'text', value: 'MEMBER', about: 'visit: who asks to come' },
  { name: 'device', kind: 'text', value: 'ID', about: 'visit: this device alone (default: all of the household)' },
  { name: 'minutes', kind: 'text', value: 'N', about: 'invite: how long the code is good (default: 1440); visit: how long it lasts (default: 60)' },
];

export const productHousehold: Command = {
  ...NAMED,
  most: 3,
  about:
    'Households of the fleet: who is in one, what is shared with whom and until when, what its data may be used for, and support that comes when an owner agrees. Names stay where they can be erased; on the ledger people are opaque.',
  options: OPTIONS,
  examples: [
    'assay product household found --name "Oak Lane 4" --owner Anna',
    'assay product household invite "Oak Lane 4" --by Anna --role guest --name Gus',
    'assay product household share "Oak Lane 4" cam-17 --channel video --to Gus --until 2027-01-01 --by Anna',
    'assay product household show "Oak Lane 4"',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    if (act === undefined) {
      throw new Refused(
        cliFaults.fault('004', {
          message: `"product household" takes no "${verb}"`,
          expected: ACTS.join(', '),
          found: verb,
          remedy: 'See: assay product household --help',
        }),
      );
    }
    return withFleet(args, io, act === 'found', (ask) => acted(act, args, io, ask));
  },
};

async function acted(act: (typeof ACTS)[number], args: Arguments, io: Io, ask: Ask): Promise<Outcome> {
  if (act === 'found') return found(args, ask);
  if (act === 'join') return joined(args, io, ask);
  const household = await idOf(ask, needed(args, 1, 'a household, by id or name', NAMED), 'h_');
  if (act === 'show') return shown(await ask('household.show', { household }));
  if (act === 'visit') return visited(args, ask, household);
  return decided(act, args, ask, { household, by: await idOf(ask, option(args, 'by'), 'u_') });
}

/** What somebody of the household decides. */
async function decided(
  act: Exclude<(typeof ACTS)[number], 'found' | 'join' | 'show' | 'visit'>,
  args: Arguments,
  ask: Ask,
  of: { readonly household: string; readonly by: string },
): Promise<Outcome> {
  const { household, by } = of;
  const second = (what: string) => needed(args, 2, what, NAMED);
  switch (act) {
    case 'invite':
      return invited(args, ask, of);
    case 'role': {
      const member = await idOf(ask, second('a member'), 'u_');
      return shown(await ask('household.role', { household, by, member, role: choice(args, 'role', ROLES), ...until(args) }));
    }
    case 'leave':
      return shown(await ask('household.leave', { household, by, member: await idOf(ask, second('a member'), 'u_') }));
    case 'share':
      return shared(args, ask, of);
    case 'unshare':
      return shown(await ask('household.unshare', { household, by, share: second('a share') }));
    case 'consent':
    case 'withdraw': {
      const meant = { ...of, purpose: second('a purpose'), class: choice(args, 'class', ['telemetry', 'personal', 'sensitive'], 'telemetry') };
      return shown(await ask(`household.${act}`, act === 'consent' ? { ...meant, ...until(args) } : meant));
    }
    case 'dissolve':
      return shown(await ask('household.dissolve', of));
    case 'agree':
    case 'end':
      return shown(await ask(`household.visit-${act}`, { household, by, visit: second('a visit') }));
  }
}

function shown(answer: Json): Outcome {
  // The room's own answer.
  return { json: answer, text: householdText(answer as unknown as HouseholdShown), code: 0 };
}

type Ids = { readonly [key in 'household' | 'member' | 'code' | 'until' | 'share' | 'visit' | 'role']: string };

async function found(args: Arguments, ask: Ask): Promise<Outcome> {
  const [name, ownerName] = [args.text('name'), args.text('owner')];
  const given = { ...(name === undefined ? {} : { name }), ...(ownerName === undefined ? {} : { ownerName }) };
  const made = (await ask('household.found', given)) as Ids;
  return { json: made, text: `Founded ${made.household}; its owner is ${made.member}.`, code: 0 };
}

async function invited(args: Arguments, ask: Ask, of: { readonly household: string; readonly by: string }): Promise<Outcome> {
  const name = args.text('name');
  const minutes = wholeNumber(args, 'minutes', { least: 1, most: 20_160, otherwise: 1440 });
  const asked = { ...of, role: choice(args, 'role', ROLES), minutes, ...until(args), ...(name === undefined ? {} : { name }) };
  const made = (await ask('household.invite', asked)) as Ids;
  return {
    json: made,
    text: [made.code, '', `Good once, until ${made.until}. Whoever opens it is ${made.member}:`, '', '  assay product household join file:PATH'].join('\n'),
    code: 0,
  };
}

/** The code opens a home to whoever has it: it is read from where it stands, since others on the machine can read a command line. */
async function joined(args: Arguments, io: Io, ask: Ask): Promise<Outcome> {
  const source = needed(args, 1, 'where the code of an invitation stands (env:NAME, file:PATH or fd:NUMBER)', NAMED);
  const code = secretAt(source, io, 'code of an invitation');
  const made = (await ask('household.join', { code })) as Ids;
  return { json: made, text: `${made.member} is in ${made.household} now, as ${made.role}.`, code: 0 };
}

async function shared(args: Arguments, ask: Ask, of: { readonly household: string; readonly by: string }): Promise<Outcome> {
  const channel = args.text('channel');
  const made = (await ask('household.share', {
    ...of,
    device: needed(args, 2, 'a device', NAMED),
    to: await idOf(ask, option(args, 'to'), 'u_'),
    until: Instant.format(instantNamed(option(args, 'until'))),
    ...(channel === undefined ? {} : { channel }),
  })) as Ids;
  return { json: made, text: `Shared: ${made.share}.`, code: 0 };
}

async function visited(args: Arguments, ask: Ask, household: string): Promise<Outcome> {
  const device = args.text('device');
  const minutes = wholeNumber(args, 'minutes', { least: 5, most: 1440, otherwise: 60 });
  const supporter = await idOf(ask, option(args, 'supporter'), 'u_');
  const made = (await ask('household.visit-ask', { household, supporter, minutes, ...(device === undefined ? {} : { device }) })) as Ids;
  return { json: made, text: `${made.visit} waits for an owner to agree.`, code: 0 };
}

function until(args: Arguments): { readonly until?: string } {
  const text = args.text('until');
  return text === undefined ? {} : { until: Instant.format(instantNamed(text)) };
}

function option(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', {
      message: `--${name} is missing`,
      expected: `--${name}`,
      found: 'nothing',
      remedy: OPTIONS.find((one) => one.name === name)?.about ?? 'See: assay product household --help',
    }),
  );
}
