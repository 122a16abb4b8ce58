import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { pemOf } from '../../../core/der/armour.ts';
import { Instant, type Json } from '../../../core/index.ts';
import { openPolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { ANY, keysFor, PASSPHRASE, ROOT_PASSPHRASE } from '../../ca/edge/authority.fixture.ts';
import { type OpenAuthority, openAuthority } from '../../ca/edge/authority.ts';
import { caFolder, makeAuthority } from '../../ca/edge/making.ts';
import { caProjector } from '../../ca/edge/tables.ts';
import { HOME, own } from '../../device/edge/devices.fixture.ts';
import { type Identity, ownIdentity } from '../../est/edge/identity.ts';
import { estBrought } from '../../est/edge/room.ts';
import { type Control, openControl } from '../../fleet/edge/control.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { type Brought, roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { type Deciding, decidingOver } from './deciding.ts';
import { type DeviceEndpoint, type EndpointLimits, openEndpoint } from './open.ts';
import { endpointBrought } from './room.ts';

// A fleet with an authority, decisions and an open endpoint on free ports, for tests with clients that nobody here wrote.

export interface Carried {
  readonly device: DeviceId;
  readonly serial: string;
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
  readonly notAfter: Instant;
}

export interface Passed {
  readonly id: string;
  readonly pass: string;
  readonly until: string;
}

export interface World {
  readonly dir: string;
  readonly rooms: OpenRooms;
  readonly authority: OpenAuthority;
  readonly deciding: Deciding;
  readonly identity: Identity;
  readonly ca: string;
  readonly caFile: string;
  readonly broken: unknown[];
  endpoint: DeviceEndpoint;
  /** Moves the clock of the fleet by so many milliseconds. */
  pass(ms: number): void;
  register(device: string, more?: { readonly [key: string]: Json }): Promise<void>;
  /** A key and its certificate, good for so many milliseconds. */
  certify(device: string, forMs?: number, profile?: string): Promise<Carried>;
  /** Registered, certified, and somebody's. */
  device(device: string, more?: { readonly home?: HouseholdId; readonly forMs?: number; readonly gateway?: string }): Promise<Carried>;
  /** Closes the endpoint and opens it anew, as after a restart. */
  reopen(limits?: Partial<EndpointLimits>): Promise<void>;
  /** Closes the endpoint, and leaves the fleet open without one. */
  shut(): Promise<void>;
  client(carried: Carried, options?: Partial<Parameters<typeof connect>[1] & object>): MqttClient;
  /** A pass, as the back end asks for one. */
  passFor(
    of: { readonly member: string } | { readonly service: string },
    more?: { readonly seconds?: number; readonly once?: boolean; readonly purpose?: string },
  ): Promise<Passed>;
  /** An app or a service with a pass. */
  app(pass: string, options?: Partial<Parameters<typeof connect>[1] & object>): MqttClient;
  facts(type: string): readonly { readonly [key: string]: Json }[];
  /** Answers commands in other processes and rooms, until what it gives is closed. */
  serve(): Promise<Control>;
  close(): Promise<void>;
}

/** `more`: further rooms, such as that of data. `start`: milliseconds by which the clock of the fleet is ahead. */
export async function world(limits: Partial<EndpointLimits> = {}, more: readonly Brought[] = [], start = 0): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-endpoint-'));
  let ahead = start;
  const now = () => Instant.of(Date.now() + ahead);
  const brought = endpointBrought();
  const serving = [...roomsOfFleet([brought, estBrought(), { room: authorizationRoom }, ...more]), { projectors: [caProjector], commands: [] }];
  const rooms = await openRooms({ dir, now, rooms: serving });
  const { fleet } = rooms;
  const authorityOf = { organisation: 'Example Cameras', shards: 1, rootYears: 20, issuingYears: 5, env: process.env } as const;
  await makeAuthority(fleet, { ...authorityOf, root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE }, issuing: { kind: 'p-256', passphrase: PASSPHRASE } });
  const authority = await openAuthority({ fleet, keys: keysFor(caFolder(fleet)) });
  const identity = await ownIdentity(fleet, authority, ['localhost']);
  const deciding = decidingOver(fleet, await openPolicyFolder(undefined, now()));
  const broken: unknown[] = [];
  const open = (given: Partial<EndpointLimits>) =>
    openEndpoint({ fleet, ...deciding, shown: identity, host: '127.0.0.1', mqttPort: 0, httpsPort: 0, limits: given, broke: (error) => broken.push(error) });
  const ca = pemOf('CERTIFICATE', authority.chain.at(-1) ?? new Uint8Array());
  // Beside the data folder: a folder with other things in it is nobody's data.
  const beside = mkdtempSync(join(tmpdir(), 'assay-carried-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(beside, name), content);
    return join(beside, name);
  };
  const clients = new Set<MqttClient>();
  let made = 0;
  const here: World = {
    dir,
    rooms,
    authority,
    deciding,
    identity,
    ca,
    caFile: file('ca.pem', ca),
    broken,
    endpoint: await open(limits),
    pass(ms) {
      ahead += ms;
    },
    async register(device, more = {}) {
      await rooms.ask('device.register', { devices: [{ device, product: 'camera', ...more }] });
    },
    async certify(device, forMs = 3_600_000, profile = ANY.name) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const notBefore = Instant.of(Math.floor(now() / 1000) * 1000 - 60_000);
      const notAfter = Instant.of(Math.ceil((now() + forMs) / 1000) * 1000);
      const { serial, certificate } = await authority.issue({
        profile: { ...ANY, name: profile },
        name: device,
        publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
        notBefore,
        notAfter,
        device: device as DeviceId,
      });
      made += 1;
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const cert = [certificate, ...authority.chain.slice(0, -1)].map((der) => pemOf('CERTIFICATE', der)).join('');
      return {
        device: device as DeviceId,
        serial,
        key,
        cert,
        keyFile: file(`${made}.key`, key),
        certFile: file(`${made}.pem`, cert),
        notAfter,
      };
    },
    async device(device, { home = HOME, forMs, gateway } = {}) {
      await here.register(device, gateway === undefined ? {} : { gateway });
      const carried = await here.certify(device, forMs);
      await own(fleet, device, home);
      return carried;
    },
    async reopen(given = {}) {
      await here.shut();
      here.endpoint = await open(given);
      brought.attach(here.endpoint, deciding);
    },
    async shut() {
      await here.endpoint.close();
      brought.attach(undefined);
    },
    client(carried, options = {}) {
      const client = connect({
        protocol: 'mqtts',
        host: 'localhost',
        port: here.endpoint.mqttPort,
        ...(carried.key === '' ? {} : { key: carried.key, cert: carried.cert }),
        ca,
        clientId: carried.device,
        protocolVersion: 5,
        reconnectPeriod: 0,
        connectTimeout: 5000,
        ...options,
      });
      client.on('error', () => undefined);
      clients.add(client);
      return client;
    },
    async passFor(of, more = {}) {
      return (await rooms.ask('endpoint.pass', { of, ...more })) as unknown as Passed;
    },
    app(pass, options = {}) {
      return here.client({ device: '', key: '', cert: '' } as unknown as Carried, { clientId: 'app', username: 'pass', password: pass, ...options });
    },
    facts(type) {
      const { size } = fleet.ledger.head();
      return fleet.ledger
        .read(0 as Parameters<typeof fleet.ledger.read>[0], size)
        .filter((entry) => entry.type === type)
        .map((entry) => entry.body as { readonly [key: string]: Json });
    },
    serve: () =>
      openControl(
        fleet,
        serving.flatMap(({ commands }) => commands),
      ),
    async close() {
      for (const client of clients) client.end(true);
      await here.endpoint.close();
      deciding.close();
      authority.close();
      await rooms.close();
      for (const folder of [dir, beside]) rmSync(folder, { recursive: true, force: true });
    },
  };
  brought.attach(here.endpoint, deciding);
  return here;
}

/** The next event of a client, or a failure after five seconds. */
export function once(client: MqttClient, event: 'connect' | 'close' | 'error' | 'message' | 'disconnect'): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} came`)), 5000);
    client.once(event as 'message', (...args: readonly unknown[]) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export const run = (program: string, args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: 20_000 }, (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }));
  });

/** What mosquitto_pub and mosquitto_sub are told of where to go and who they are. */
export const shows = ({ endpoint, caFile }: World, { certFile, keyFile, device }: Carried): readonly string[] => [
  ...['-h', 'localhost', '-p', String(endpoint.mqttPort), '-i', device],
  ...['--cafile', caFile, '--cert', certFile, '--key', keyFile],
];

/** A client that runs until it is ended, with what it says line by line. */
export function started(
  program: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly closed: Promise<void>; readonly lines: string[]; until(line: RegExp): Promise<string> } {
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let rest = '';
  const hear = (data: Buffer) => {
    const parts = (rest + data.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const closed = new Promise<void>((done) => child.once('close', () => done()));
  return {
    child,
    closed,
    lines,
    async until(line) {
      for (let i = 0; i < 500; i += 1) {
        const found = lines.find((one) => line.test(one));
        if (found !== undefined) return found;
        await new Promise((done) => setTimeout(done, 10));
      }
      throw new Error(`${program} never said ${line}: ${lines.join('\n')}`);
    },
  };
}
