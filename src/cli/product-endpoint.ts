import { resolve } from 'node:path';
import { Duration, type Json, Refused } from '../core/index.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { wrap } from './help.ts';
import { needed, WORKSPACE } from './parse.ts';
import { withFleet } from './product-device-fleet.ts';
import { idOf } from './product-household-id.ts';

const ACTS = ['pass', 'withdraw', 'policies'] as const;
const NAMED = { noun: 'product', verb: 'endpoint', usage: 'pass WHO | withdraw WHO|PASS | policies [FOLDER]' };

export const productEndpoint: Command = {
  ...NAMED,
  most: 2,
  about:
    'Passes that let apps of households and services of your own in over MQTT, for a while; and other policies, while "product serve" goes on. WHO is user: with an id or a name, or service:NAME.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'for', kind: 'text', value: 'DURATION', about: 'pass: how long it is good, PT10S to P1D (default: PT15M)' },
    { name: 'purpose', kind: 'text', value: 'PURPOSE', about: 'pass: what its sessions are for (default: operation)' },
    { name: 'once', kind: 'flag', about: 'pass: good for one connection' },
  ],
  examples: [
    'assay product endpoint pass service:server --for PT1H',
    'assay product endpoint withdraw service:server',
    'assay product endpoint policies policies/',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    switch (ACTS.find((one) => one === verb)) {
      case 'pass':
        return pass(args, io);
      case 'withdraw':
        return withdraw(args, io);
      case 'policies':
        return policies(args, io);
      case undefined:
        throw notOne('product endpoint', verb, ACTS.join(', '));
    }
  },
};

// The room's own commands give these shapes; the types are its.
const ask = async <T>(args: Arguments, io: Io, command: string, input: Json): Promise<T> =>
  withFleet(args, io, false, async (asked) => (await asked(command, input)) as T);

async function pass(args: Arguments, io: Io): Promise<Outcome> {
  const [length, purpose] = [args.text('for'), args.text('purpose')];
  const made = await ask<{ readonly id: string; readonly pass: string; readonly until: string }>(args, io, 'endpoint.pass', {
    of: await whose(args, io, needed(args, 1, 'user:NAME or service:NAME', NAMED)),
    ...(length === undefined ? {} : { seconds: Math.round(Duration.parse(length) / 1000) }),
    ...(purpose === undefined ? {} : { purpose }),
    once: args.flag('once'),
  });
  const about = `The password of an MQTT connection, until ${made.until}. It is shown now and never again; it is withdrawn as ${made.id}.`;
  const text = [made.pass, '', ...wrap(about, 100)];
  return { json: made, text: text.join('\n'), code: 0 };
}

async function withdraw(args: Arguments, io: Io): Promise<Outcome> {
  const what = needed(args, 1, 'user:NAME, service:NAME or the id of a pass', NAMED);
  const done = await ask<{ readonly withdrawn: number }>(
    args,
    io,
    'endpoint.withdraw',
    what.startsWith('ps') ? { id: what } : { of: await whose(args, io, what) },
  );
  return { json: done, text: `${done.withdrawn} withdrawn, with the sessions that they let in.`, code: 0 };
}

async function policies(args: Arguments, io: Io): Promise<Outcome> {
  const folder = args.positionals[1];
  const done = await ask<{ readonly digest: string; readonly policies: number }>(
    args,
    io,
    'endpoint.policies',
    folder === undefined ? {} : { folder: resolve(io.cwd, folder) },
  );
  return { json: done, text: `${done.policies} policies decide from now on, and every live session and subscription was asked about again.`, code: 0 };
}

async function whose(args: Arguments, io: Io, text: string): Promise<Json> {
  const [, kind, name = ''] = /^(user|service):(.{1,60})$/s.exec(text) ?? [];
  if (kind === 'user') return { member: await withFleet(args, io, false, (asked) => idOf(asked, name, 'u_')) };
  if (kind === 'service') return { service: name };
  throw notOne('product endpoint', text, 'user:NAME or service:NAME');
}

function notOne(command: string, found: string, expected: string): Refused {
  return new Refused(
    cliFaults.fault('004', {
      message: `"${command}" takes no "${found.slice(0, 60)}"`,
      expected,
      found: found.slice(0, 60),
      remedy: `See: assay ${command} --help`,
    }),
  );
}
