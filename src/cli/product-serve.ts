import process from 'node:process';
import { z } from 'zod';
import { type Instant, Refused } from '../core/index.ts';
import { auditRoom } from '../operations/credential/edge/room.ts';
import { nonceDoor } from '../product/attestation/edge/door.ts';
import { openPolicyFolder } from '../product/authorization/edge/policy-folder.ts';
import { beginRecording } from '../product/authorization/edge/recorder.ts';
import { policiesOf } from '../product/authorization/edge/review.ts';
import { FLEET_POLICIES } from '../product/authorization/policies.ts';
import { registrar } from '../product/brski/edge/registrar.ts';
import type { OpenAuthority } from '../product/ca/edge/authority.ts';
import { servePublished } from '../product/ca/edge/published.ts';
import { caRoom } from '../product/ca/edge/room.ts';
import { decidingOver } from '../product/endpoint/edge/deciding.ts';
import { openEndpoint } from '../product/endpoint/edge/open.ts';
import { type Identity, ownIdentity } from '../product/est/edge/identity.ts';
import { type Beside, serveEst } from '../product/est/edge/server.ts';
import { command, type Room } from '../product/fleet/edge/command.ts';
import { type OpenRooms, serveFleet } from '../product/fleet/edge/door.ts';
import { dataOfProcess, endpointOfProcess, fleetRooms } from '../product/fleet/edge/whole.ts';
import type { Arguments, Command, Io } from './command.ts';
import { cliFaults } from './faults.ts';
import { WORKSPACE, wholeNumber } from './parse.ts';
import { dataPassphrase, keepTableOf } from './product-data.ts';
import { secretAt } from './secret.ts';
import { dataFolder } from './workspace.ts';

/** What a listener is given: the fleet and its rooms, the authority, and the certificate that it shows of itself. */
interface Serving {
  readonly rooms: OpenRooms;
  readonly authority: OpenAuthority;
  readonly identity: Identity;
  readonly host: string;
  /** The first of the names that devices call it by. */
  readonly called: string;
  readonly args: Arguments;
  readonly io: Io;
  readonly broke: (error: unknown) => void;
}

/** One of the fleet's doors. `show`: another certificate from now on. */
interface Listener {
  readonly name: string;
  readonly url: string;
  /** Further addresses of the same door, by name. */
  readonly more?: Readonly<Record<string, string>>;
  show(identity: Identity): void;
  close(): Promise<void>;
}

// Each door of the fleet, in the order in which they open; they close the other way round.
const LISTENERS: readonly ((serving: Serving) => Promise<Listener>)[] = [published, enrolment, devices];

/** Lists of revoked certificates, OCSP and the certificates of authorities, by plain HTTP. It shows no certificate. */
async function published({ rooms, authority, host, called, args, broke }: Serving): Promise<Listener> {
  const port = wholeNumber(args, 'http-port', { least: 0, most: 65_535, otherwise: 8480 });
  const door = await servePublished({ fleet: rooms.fleet, authority, host, name: called, port, broke });
  return { name: 'http', ...door, show: () => undefined };
}

async function enrolment({ rooms, authority, identity, host, called, args, broke }: Serving): Promise<Listener> {
  const port = wholeNumber(args, 'est-port', { least: 0, most: 65_535, otherwise: 8443 });
  let shown = identity;
  // The registrar signs with the key of the certificate that devices see: that they saw it is what a manufacturer goes by.
  const vouchers = registrar({ fleet: rooms.fleet, identity: () => shown, chain: () => authority.chain, broke });
  const nonces = nonceDoor(rooms.fleet);
  const also: Beside = (request, connection) => nonces(request, connection) ?? vouchers(request, connection);
  const endpoint = await serveEst({ fleet: rooms.fleet, authority, identity, host, name: called, port, broke, also });
  return {
    name: 'est',
    ...endpoint,
    show(next) {
      shown = next;
      endpoint.show(next);
    },
  };
}

/** MQTT and HTTPS for devices: two ports, and one guard that answers at both. */
async function devices({ rooms, identity, host, called, args, io, broke }: Serving): Promise<Listener> {
  const port = (name: 'mqtt-port' | 'https-port', otherwise: number) => wholeNumber(args, name, { least: 0, most: 65_535, otherwise });
  const policies = await openPolicyFolder(args.text('policies') ?? policiesOf(rooms.fleet.folder), io.now());
  const keeping = args.text('keep') === undefined ? undefined : dataOfProcess.keep({ table: keepTableOf(args, io), declared: policies.declared, broke });
  const asked = decidingOver(rooms.fleet, policies);
  const recording = beginRecording(rooms.fleet, broke);
  const deciding = { ...asked, decisions: recording.recorded(asked.decisions) };
  const endpoint = await openEndpoint({
    fleet: rooms.fleet,
    ...deciding,
    shown: identity,
    host,
    mqttPort: port('mqtt-port', 8883),
    httpsPort: port('https-port', 8444),
    broke,
  });
  endpointOfProcess.attach(endpoint, asked);
  if (keeping !== undefined) endpoint.hear(keeping.heard);
  return {
    name: 'mqtt',
    url: `mqtts://${called}:${endpoint.mqttPort}`,
    more: { https: `https://${called}:${endpoint.httpsPort}` },
    show: (next) => endpoint.show(next),
    async close() {
      endpointOfProcess.attach(undefined);
      await endpoint.close();
      deciding.close();
      recording.close();
    },
  };
}

const NAMED = { noun: 'product', verb: 'serve', usage: '' };
/** What may be asked of whoever serves a fleet to devices: the addresses of its doors, by name. */
export const DOORS = 'serve.doors';
const HOUR_MS = 3_600_000;

export const productServe: Command = {
  ...NAMED,
  most: 0,
  about:
    'Serves the fleet to its devices until it is stopped (Ctrl-C, or SIGTERM): enrolment over EST, MQTT and HTTPS, and by plain HTTP the lists and OCSP that certificates name. Other commands ask this process meanwhile.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'passphrase', kind: 'text', value: 'SOURCE', about: "of the issuing authority's key, or the PIN of its token: env:NAME, file:PATH or fd:NUMBER" },
    {
      name: 'data-passphrase',
      kind: 'text',
      value: 'SOURCE',
      about: 'what data.key is sealed with, or is to be where it is made now; without it, it opens by itself',
    },
    { name: 'host', kind: 'text', value: 'ADDRESS', about: 'the address to listen on (default: 127.0.0.1, this machine alone)' },
    { name: 'name', kind: 'texts', value: 'NAME', about: 'DNS names that devices call it by (default: localhost); its certificate bears them' },
    { name: 'mqtt-port', kind: 'text', value: 'PORT', about: 'the port of MQTT for devices (default: 8883); 0 for any that is free' },
    { name: 'https-port', kind: 'text', value: 'PORT', about: 'the port of HTTPS for devices (default: 8444); 0 for any that is free' },
    { name: 'http-port', kind: 'text', value: 'PORT', about: 'the port of lists of revoked certificates and OCSP (default: 8480); 0 for any that is free' },
    {
      name: 'policies',
      kind: 'text',
      value: 'FOLDER',
      about: "your own policies and fleet.yaml (default: the folder policies in the fleet's folder, else what comes with Assay)",
    },
    { name: 'keep', kind: 'text', value: 'FILE', about: 'what is kept of what devices say, what for and how long (default: nothing)' },
    { name: 'est-port', kind: 'text', value: 'PORT', about: 'the port of enrolment (default: 8443); 0 for any that is free' },
  ],
  examples: [
    'assay product serve --passphrase env:ISSUING',
    'assay product serve --host 0.0.0.0 --name est.example.org --passphrase file:/run/secrets/issuing',
  ],
  async run(args, io) {
    dataOfProcess.unlock(dataPassphrase(args, io));
    const secret = secretAt(args.text('passphrase') ?? missing(), io, 'passphrase of the issuing authority');
    const authorities = caRoom({ env: io.env, secret });
    const urls: { [name: string]: string } = {};
    const addresses: Room = { projectors: [], commands: [command({ name: DOORS, input: z.strictObject({}), handle: () => ({ ...urls }) })] };
    const broke = (error: unknown) => io.err(`${error instanceof Error ? error.message : String(error)}\n`);
    const own = args.text('policies');
    // Credentials are judged as each fact is entered, and not when somebody asks.
    const audit = auditRoom({
      shipped: FLEET_POLICIES,
      ...(own === undefined ? {} : { policies: own }),
      found: ({ check, says, by }) => io.err(`credentials: ${check}: ${says} (entry ${by.join(', ')})\n`),
      broke,
    });
    const rooms = await serveFleet({ dir: dataFolder(args, io), now: io.now, rooms: fleetRooms([authorities, addresses, audit]) });
    const open: (() => Promise<void>)[] = [() => rooms.close()];
    const close = async () => {
      for (const end of open.splice(0).reverse()) await end();
    };
    try {
      const authority = await authorities.open(rooms.fleet);
      open.push(async () => authority.close());
      const names = args.texts('name').length === 0 ? ['localhost'] : args.texts('name');
      const identity = await ownIdentity(rooms.fleet, authority, names, ['registrar']);
      const listeners: Listener[] = [];
      for (const listen of LISTENERS) {
        const listener = await listen({ rooms, authority, identity, host: args.text('host') ?? '127.0.0.1', called: names[0] ?? 'localhost', args, io, broke });
        listeners.push(listener);
        open.push(() => listener.close());
      }
      const stopped = untilSignalled();
      const renewing = setInterval(renewal(io, rooms, authority, names, identity, listeners, broke), HOUR_MS);
      open.push(async () => clearInterval(renewing));
      Object.assign(urls, ...listeners.map(({ name, url, more = {} }) => ({ [name]: url, ...more })));
      io.out(
        args.flag('json')
          ? `${JSON.stringify(urls)}\n`
          : `${Object.entries(urls)
              .map(([name, url]) => `${name.padEnd(6)}${url}`)
              .join('\n')}\n`,
      );
      await stopped;
    } finally {
      await close();
    }
    return { json: { stopped: true }, text: 'Stopped. Everything that was acknowledged is on disk.', code: 0 };
  },
};

function missing(): never {
  throw new Refused(
    cliFaults.fault('003', {
      message: '"product serve" needs --passphrase',
      expected: '--passphrase SOURCE',
      found: 'nothing',
      remedy: "Say where the passphrase of the issuing authority's key stands: env:NAME, file:PATH or fd:NUMBER.",
    }),
  );
}

/** A new certificate of its own at two thirds of the life of the last: looked at every hour. One that cannot be had now is tried again in an hour. */
function renewal(
  io: Io,
  { fleet }: OpenRooms,
  authority: OpenAuthority,
  names: readonly string[],
  first: Identity,
  listeners: readonly Listener[],
  broke: (error: unknown) => void,
): () => void {
  let from: Instant = io.now();
  let shown = first;
  return () => {
    const at = io.now();
    if (at < from + ((shown.notAfter - from) * 2) / 3) return;
    ownIdentity(fleet, authority, names, ['registrar'])
      .then((next) => {
        shown = next;
        from = at;
        for (const listener of listeners) listener.show(next);
      })
      .catch(broke);
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A second signal ends the process at once: what was acknowledged is safe on disk. */
export function untilSignalled(): Promise<void> {
  return new Promise((resolve) => {
    const heed = () => {
      for (const signal of SIGNALS) process.off(signal, heed);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, heed);
  });
}
