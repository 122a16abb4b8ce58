import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Duration, type Json, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { masa } from '../product/brski/edge/masa.ts';
import { makeMasa, openMasa } from '../product/brski/edge/masa-making.ts';
import { masaRoom } from '../product/brski/edge/masa-room.ts';
import { serveMasa } from '../product/brski/edge/masa-server.ts';
import { brskiFaults } from '../product/brski/faults.ts';
import { fleetAt, serveFleet } from '../product/fleet/edge/door.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, WORKSPACE, wholeNumber } from './parse.ts';
import { withFleet } from './product-device-fleet.ts';
import { untilSignalled } from './product-serve.ts';
import { secretAt } from './secret.ts';
import { counted, table } from './table.ts';
import { dataFolder } from './workspace.ts';

const USAGE = 'registrar settings [FILE] | registrar show DEVICE | masa init | masa serve | masa show SERIAL | masa contested | masa release SERIAL';
const NAMED = { noun: 'product', verb: 'brski', usage: USAGE };

type Act = (args: Arguments, io: Io) => Promise<Outcome>;
const ACTS: Readonly<Record<string, Act>> = {
  'registrar settings': settings,
  'registrar show': show,
  'masa init': init,
  'masa serve': serve,
  'masa show': masaShow,
  'masa contested': contested,
  'masa release': release,
};

export const productBrski: Command = {
  ...NAMED,
  most: 3,
  about:
    'Vouchers (RFC 8995): a new device gets to its operator by its manufacturer’s word. "registrar" is the operator’s side, which "product serve" serves; "masa" is the manufacturer’s, a process of its own.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'organisation', kind: 'text', value: 'NAME', about: 'masa init: the manufacturer, as its certificate says' },
    { name: 'devices', kind: 'text', value: 'FILE', about: "masa init: certificates of the authorities that issued the devices' own, in PEM" },
    { name: 'name', kind: 'texts', value: 'NAME', about: 'masa init: DNS names that registrars call it by (default: localhost)' },
    { name: 'passphrase', kind: 'text', value: 'SOURCE', about: "masa init, serve: of the service's key: env:NAME, file:PATH or fd:NUMBER" },
    { name: 'host', kind: 'text', value: 'ADDRESS', about: 'masa serve: the address to listen on (default: 127.0.0.1)' },
    { name: 'port', kind: 'text', value: 'PORT', about: 'masa serve: the port (default: 9443); 0 for any that is free' },
    { name: 'nonceless', kind: 'text', value: 'DURATION', about: 'masa serve: give vouchers without a nonce, good for so long (default: none is given)' },
    { name: 'owner', kind: 'text', value: 'DOMAIN', about: 'masa release: whose it was, as "masa show" says' },
  ],
  examples: [
    'assay product brski registrar settings brski.yaml',
    'assay product brski masa init --organisation Maker --devices maker-ca.pem --name masa.example.com --passphrase env:MASA --data maker',
    'assay product brski masa serve --passphrase env:MASA --data maker',
  ],
  async run(args, io) {
    const asked = `${needed(args, 0, 'registrar or masa', NAMED)} ${args.positionals[1] ?? ''}`.trim();
    const act = Object.hasOwn(ACTS, asked) ? ACTS[asked] : undefined;
    if (act !== undefined) return act(args, io);
    throw new Refused(
      cliFaults.fault('004', {
        message: `"product brski" takes no "${asked}"`,
        expected: Object.keys(ACTS).join(', '),
        found: asked,
        remedy: 'See: assay product brski --help',
      }),
    );
  },
};

async function settings(args: Arguments, io: Io): Promise<Outcome> {
  const file = args.positionals[2];
  const input = file === undefined ? {} : { text: readTextFile(resolve(io.cwd, file), { bytes: 1024 * 1024 }), file };
  // The room's own command gives this shape.
  const found = (await withFleet(args, io, false, (ask) => ask('brski.settings', input))) as unknown as {
    readonly products: readonly { readonly product: string; readonly masa?: string; readonly anchors: number; readonly nonceless: string }[];
  };
  const rows = found.products.map(({ product, masa: url, anchors, nonceless }) => [
    product,
    url ?? "as the device's certificate says",
    counted(anchors, 'certificate'),
    nonceless,
  ]);
  const text =
    rows.length === 0 ? 'Nothing is set: no voucher is asked for.' : table(['product', 'manufacturer’s service', 'known by', 'without a nonce'], rows);
  return { json: found, text, code: 0 };
}

const STANDING: Readonly<Record<string, string>> = {
  household: 'belongs to a household',
  operator: 'is this operator’s, and can be introduced to a household',
  'on-its-way': 'has a voucher, and is not in service yet',
  'no-voucher': 'was not vouched for',
};

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 2, 'a device', NAMED);
  const found = (await withFleet(args, io, false, (ask) => ask('brski.show', { device }))) as unknown as {
    readonly standing: string;
    readonly bootstrap?: { readonly at: string; readonly assertion: string; readonly logged: number; readonly domain: string };
  };
  const given = found.bootstrap;
  const text = [
    `${device} ${STANDING[found.standing] ?? found.standing}.`,
    ...(given === undefined
      ? []
      : [`Vouched for at ${given.at} (${given.assertion}), domain ${given.domain}; ${counted(given.logged, 'voucher')} in its manufacturer’s log.`]),
  ].join('\n');
  return { json: found, text, code: 0 };
}

const masaFolder = (args: Arguments, io: Io) => join(dataFolder(args, io), 'masa');

function secretOf(args: Arguments, io: Io): string {
  const source = args.text('passphrase') ?? wanted('passphrase', 'where the passphrase of its key stands: env:NAME, file:PATH or fd:NUMBER');
  return secretAt(source, io, 'passphrase of the manufacturer’s service');
}

function wanted(option: string, what: string): never {
  throw new Refused(
    cliFaults.fault('003', { message: `"product brski masa" needs --${option}`, expected: `--${option}`, found: 'nothing', remedy: `Say ${what}.` }),
  );
}

async function init(args: Arguments, io: Io): Promise<Outcome> {
  const folder = masaFolder(args, io);
  const devices = args.text('devices') ?? wanted('devices', 'which file has the certificates of the authorities that issued those of the devices');
  const pem = await makeMasa({
    folder,
    organisation: args.text('organisation') ?? wanted('organisation', 'who the manufacturer is'),
    names: args.texts('name').length === 0 ? ['localhost'] : args.texts('name'),
    devices: readTextFile(resolve(io.cwd, devices), { bytes: 256 * 1024 }),
    passphrase: secretOf(args, io),
    now: io.now(),
    random: randomBytes,
  });
  const text = `Made the service of a manufacturer in ${folder}.\nIts certificate goes into each device, and to operators, who know vouchers by it:\n  ${join(folder, 'masa.pem')}`;
  return { json: { folder, certificate: pem }, text, code: 0 };
}

async function serve(args: Arguments, io: Io): Promise<Outcome> {
  const folder = masaFolder(args, io);
  const { pem, keyPem, ...parts } = await openMasa(folder, secretOf(args, io));
  const nonceless = args.text('nonceless');
  const rooms = await serveFleet({ dir: folder, now: io.now, rooms: [masaRoom] });
  try {
    const service = masa({ ...parts, fleet: rooms.fleet, ...(nonceless === undefined ? {} : { nonceless: Duration.parse(nonceless) }) });
    const server = await serveMasa({
      masa: service,
      key: keyPem,
      cert: pem,
      host: args.text('host') ?? '127.0.0.1',
      name: args.texts('name')[0] ?? 'localhost',
      port: wholeNumber(args, 'port', { least: 0, most: 65_535, otherwise: 9443 }),
      now: io.now,
      broke: (error) => io.err(`${error instanceof Error ? error.message : String(error)}\n`),
    });
    const stopped = untilSignalled();
    io.out(args.flag('json') ? `${JSON.stringify({ masa: server.url })}\n` : `masa  ${server.url}\n`);
    await stopped;
    await server.close();
  } finally {
    await rooms.close();
  }
  return { json: { stopped: true }, text: 'Stopped. Everything that was acknowledged is on disk.', code: 0 };
}

async function ask(args: Arguments, io: Io, command: string, input: Json): Promise<Json> {
  const dir = masaFolder(args, io);
  if (!existsSync(fleetFolder(dir))) {
    throw new Refused(
      brskiFaults.fault('028', {
        message: 'the service of a manufacturer was never served from here',
        file: dir,
        expected: 'the folder of a service',
        found: 'none',
        remedy: 'Name it with --data, or serve it: assay product brski masa serve',
      }),
    );
  }
  const door = await fleetAt({ dir, now: io.now, rooms: [masaRoom] });
  try {
    return await door.ask(command, input);
  } finally {
    await door.close();
  }
}

interface Log {
  readonly serial: string;
  readonly owner?: string;
  readonly since?: string;
  readonly vouchers: readonly { readonly date: string; readonly domain: string; readonly assertion: string }[];
  readonly contested: readonly { readonly domain: string; readonly at: string; readonly times: number }[];
}

async function masaShow(args: Arguments, io: Io): Promise<Outcome> {
  const found = (await ask(args, io, 'masa.show', { serial: needed(args, 2, 'a serial number', NAMED) })) as unknown as Log;
  const text = [
    found.owner === undefined ? `${found.serial} is nobody’s.` : `${found.serial} is owned by domain ${found.owner} since ${found.since}.`,
    '',
    table(
      ['voucher', 'domain', 'by'],
      found.vouchers.map(({ date, domain, assertion }) => [date, domain, assertion]),
    ),
    ...found.contested.map(({ domain, at, times }) => `Domain ${domain} asked for it as well, last at ${at}, in ${counted(times, 'hour')}.`),
  ].join('\n');
  return { json: found, text, code: found.contested.length > 0 ? 1 : 0 };
}

async function contested(args: Arguments, io: Io): Promise<Outcome> {
  const found = (await ask(args, io, 'masa.contested', {})) as unknown as {
    readonly contested: readonly { readonly serial: string; readonly domain: string; readonly at: string; readonly times: number }[];
  };
  const rows = found.contested.map(({ serial, domain, at, times }) => [serial, domain, at, times]);
  const text = rows.length === 0 ? 'No device was asked for by two domains.' : table(['device', 'asked for by', 'last', 'hours with one'], rows);
  return { json: found, text, code: rows.length === 0 ? 0 : 1 };
}

async function release(args: Arguments, io: Io): Promise<Outcome> {
  const serial = needed(args, 2, 'a serial number', NAMED);
  const owner = args.text('owner') ?? wanted('owner', 'whose it was, as "masa show" says');
  const done = await ask(args, io, 'masa.release', { serial, owner });
  return { json: done, text: `Recorded. The next domain whose registrar ${serial} meets may have it.`, code: 0 };
}
