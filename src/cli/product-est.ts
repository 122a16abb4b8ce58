import { resolve } from 'node:path';
import { Duration, type Json, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { wrap } from './help.ts';
import { needed, WORKSPACE } from './parse.ts';
import { withFleet } from './product-device-fleet.ts';
import { counted, table } from './table.ts';

const ACTS = ['token', 'waiting', 'approve', 'decline', 'alarms', 'settings'] as const;
const NAMED = { noun: 'product', verb: 'est', usage: 'token DEVICE | waiting | approve REQUEST | decline REQUEST | alarms | settings [FILE]' };

export const productEst: Command = {
  ...NAMED,
  most: 2,
  about: 'Enrolment of devices over EST: one-time tokens, requests that wait for a person, alarms, and how each product enrols. "product serve" serves it.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'for', kind: 'text', value: 'DURATION', about: 'token: how long it is good, at most P30D (default: P1D)' },
  ],
  examples: ['assay product est token cam-17 --for PT1H', 'assay product est approve er_0123456789abcdefghij', 'assay product est settings est.yaml'],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'token':
        return token(args, io);
      case 'waiting':
        return waiting(args, io);
      case 'approve':
      case 'decline':
        return decide(args, io, act === 'approve');
      case 'alarms':
        return alarms(args, io);
      case 'settings':
        return settings(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"product est" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay product est --help',
          }),
        );
    }
  },
};

async function ask<T>(args: Arguments, io: Io, command: string, input: Json): Promise<T> {
  // The room's own commands give these shapes; the types are its.
  return withFleet(args, io, false, async (asked) => (await asked(command, input)) as T);
}

async function token(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const length = args.text('for');
  const made = await ask<{ readonly device: string; readonly token: string; readonly until: string }>(args, io, 'est.token', {
    device,
    ...(length === undefined ? {} : { forMs: Duration.parse(length) }),
  });
  const about = `Enrols ${made.device} once, until ${made.until}. It is shown now and never again; a new one takes its place.`;
  return { json: made, text: [made.token, '', ...wrap(about, 100)].join('\n'), code: 0 };
}

interface Waits {
  readonly id: string;
  readonly device: string;
  readonly profile: string;
  readonly by: string;
  readonly key: string;
  readonly at: string;
  readonly state: string;
}

async function waiting(args: Arguments, io: Io): Promise<Outcome> {
  const { requests } = await ask<{ readonly requests: readonly Waits[] }>(args, io, 'est.waiting', {});
  const rows = requests.map(({ id, device, profile, by, at, key }) => [id, device, profile, by, at, key.slice(0, 16)]);
  const text = requests.length === 0 ? 'No request waits.' : table(['request', 'device', 'profile', 'shown', 'since', 'key'], rows);
  return { json: { requests }, text, code: 0 };
}

async function decide(args: Arguments, io: Io, approved: boolean): Promise<Outcome> {
  const id = needed(args, 1, 'a request', NAMED);
  const decided = await ask<Waits>(args, io, 'est.decide', { id, approved });
  const text = approved
    ? `${decided.device} gets its certificate of profile ${decided.profile} the next time it asks.`
    : `${decided.device} is told that the request was declined. A request with another key is looked at anew.`;
  return { json: decided, text, code: 0 };
}

async function alarms(args: Arguments, io: Io): Promise<Outcome> {
  const found = await ask<{ readonly alarms: readonly { readonly device: string; readonly code: string; readonly at: string; readonly times: number }[] }>(
    args,
    io,
    'est.alarms',
    {},
  );
  const rows = found.alarms.map(({ device, code, at, times }) => [device, code, at, times]);
  const text = rows.length === 0 ? 'No alarm was raised.' : table(['device', 'code', 'last', 'hours with one'], rows);
  return { json: found, text, code: 0 };
}

interface Shown {
  readonly product: string;
  readonly profiles: readonly string[];
  readonly anchors: number;
  readonly proof: string;
  readonly binding: string;
  readonly again: string;
  readonly attributes: string;
}

async function settings(args: Arguments, io: Io): Promise<Outcome> {
  const file = args.positionals[1];
  const input = file === undefined ? {} : { text: readTextFile(resolve(io.cwd, file), { bytes: 1024 * 1024 }), file };
  const found = await ask<{ readonly products: readonly Shown[] }>(args, io, 'est.settings', input);
  const rows = found.products.map(({ product, profiles, anchors, proof, binding, again, attributes }) => [
    product,
    profiles.join(' '),
    counted(anchors, 'anchor'),
    proof,
    binding,
    again,
    attributes,
  ]);
  const text =
    rows.length === 0
      ? 'Nothing is set: each product has the profile of its own name.'
      : table(['product', 'profiles', 'manufacturers', 'proof', 'binding', 'again', 'csrattrs'], rows);
  return { json: found, text, code: 0 };
}
