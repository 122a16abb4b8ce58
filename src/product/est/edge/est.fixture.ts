import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base64, pemOf } from '../../../core/der/armour.ts';
import { Instant, type Json } from '../../../core/index.ts';
import { keysFor, PASSPHRASE, ROOT_PASSPHRASE } from '../../ca/edge/authority.fixture.ts';
import { type OpenAuthority, openAuthority } from '../../ca/edge/authority.ts';
import { caFolder, makeAuthority } from '../../ca/edge/making.ts';
import { caProjector } from '../../ca/edge/tables.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { type Brought, roomsOfFleet } from '../../fleet/edge/rooms.ts';
import { readCertsOnly } from '../cms.ts';
import { BOUNDS, type Bounds } from './enrol.ts';
import { type Identity, ownIdentity } from './identity.ts';
import { estBrought } from './room.ts';
import { type Beside, type EstEndpoint, serveEst } from './server.ts';

// A fleet with an authority and an endpoint of enrolment on a free port of this machine, for tests with clients that nobody here wrote.

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Served {
  readonly dir: string;
  readonly rooms: OpenRooms;
  readonly authority: OpenAuthority;
  readonly endpoint: EstEndpoint;
  readonly identity: Identity;
  /** `https://localhost:PORT/.well-known/est`. */
  readonly url: string;
  /** A file with the root's certificate. */
  readonly root: string;
  at(moment: Instant): void;
  file(name: string, content: string | Uint8Array): string;
  path(name: string): string;
  register(device: string, product?: string, more?: { readonly [key: string]: Json }): Promise<void>;
  token(device: string): Promise<string>;
  /** A key and a request by OpenSSL: gives their files. */
  request(name: string, subject?: string, ...more: readonly string[]): Promise<{ readonly key: string; readonly csr: string; readonly base64: string }>;
  /** curl against an operation: status, headers, body. */
  curl(
    operation: string,
    ...args: readonly string[]
  ): Promise<{ readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: string }>;
  /** Enrols by token with curl: gives the files of certificate and key. */
  enrol(device: string, label?: string): Promise<{ readonly cert: string; readonly key: string; readonly csr: string; readonly base64: string }>;
  events(type: string): readonly { readonly [key: string]: Json }[];
  close(): Promise<void>;
}

export function run(program: string, args: readonly string[], input?: string): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 16 * 1024 * 1024, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
    );
    // A program that ended without reading it has what it needs.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The certificates that an answer carries, in PEM. */
export function pemsIn(body: string): readonly string[] {
  return readCertsOnly(base64(body, 'answer')).map((der) => pemOf('CERTIFICATE', der));
}

/** `brought`: further rooms of the fleet; `also`: what is served beside EST. */
export async function served(
  bounds: Partial<Bounds> = {},
  { brought = [], also }: { readonly brought?: readonly Brought[]; readonly also?: (fleet: Fleet) => Beside } = {},
): Promise<Served> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-est-'));
  const started = Instant.of(Math.floor(Date.now() / 1000) * 1000);
  let now: Instant | undefined;
  const clock = () => now ?? Instant.of(Date.now());
  const base = roomsOfFleet([estBrought(), ...brought]);
  const rooms = await openRooms({ dir, now: clock, rooms: [...base, { projectors: [caProjector], commands: [] }] });
  const { fleet } = rooms;
  await makeAuthority(fleet, {
    organisation: 'Example Cameras',
    shards: 1,
    root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE },
    issuing: { kind: 'p-256', passphrase: PASSPHRASE },
    rootYears: 20,
    issuingYears: 5,
    env: process.env,
    url: 'http://127.0.0.1:9/est',
  });
  const authority = await openAuthority({ fleet, keys: keysFor(caFolder(fleet)) });
  const identity = await ownIdentity(fleet, authority, ['localhost']);
  const endpoint = await serveEst({
    ...{ fleet, authority, identity, host: '127.0.0.1', port: 0, bounds: { ...BOUNDS, retrySeconds: 1, ...bounds } },
    ...(also === undefined ? {} : { also: also(fleet) }),
  });
  const url = `https://localhost:${endpoint.port}/.well-known/est`;
  mkdirSync(join(dir, 'files'));
  const path = (name: string) => join(dir, 'files', name);
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const root = file('root.pem', pemOf('CERTIFICATE', authority.chain.at(-1) ?? new Uint8Array()));

  const served: Served = {
    dir,
    rooms,
    authority,
    endpoint,
    identity,
    url,
    root,
    at: (moment) => {
      now = moment;
    },
    file,
    path,
    async register(device, product = 'camera', more = {}) {
      await rooms.ask('device.register', { devices: [{ device, product, ...more }] });
    },
    async token(device) {
      const made = (await rooms.ask('est.token', { device })) as { readonly token: string };
      return made.token;
    },
    async request(name, subject = `/CN=${name}`, ...more) {
      const [key, csr] = [path(`${name}.key`), path(`${name}.csr`)];
      const made = await run('openssl', [
        'req',
        '-new',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        key,
        // OpenSSL passes the attributes of a configuration over where a subject is given.
        ...(more.includes('-config') ? [] : ['-subj', subject]),
        '-outform',
        'DER',
        '-out',
        csr,
        ...more,
      ]);
      if (made.code !== 0) throw new TypeError(made.err);
      return { key, csr, base64: file(`${name}.b64`, readFileSync(csr).toString('base64')) };
    },
    async curl(operation, ...args) {
      const said = await run('curl', ['-sS', '-i', '--cacert', root, ...args, `${url}/${operation}`]);
      const [head = '', body = ''] = splitOnce(said.out.replace(/^HTTP\/1\.1 100[^\n]*\r?\n\r?\n/, ''), '\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      return {
        status: Number(first.split(' ')[1] ?? 0),
        headers: new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const)),
        body: said.code === 0 || body !== '' ? body : said.err,
      };
    },
    async enrol(device, label) {
      const made = await served.request(device);
      const secret = await served.token(device);
      const answer = await served.curl(`${label === undefined ? '' : `${label}/`}simpleenroll`, '-u', `${device}:${secret}`, ...post(made.base64));
      if (answer.status !== 200) throw new TypeError(answer.body);
      return { ...made, cert: file(`${device}.pem`, pemsIn(answer.body).join('')) };
    },
    events(type) {
      const { size } = fleet.ledger.head();
      return fleet.ledger
        .read(0 as Parameters<typeof fleet.ledger.read>[0], size)
        .filter((entry) => entry.type === type)
        .map((entry) => entry.body as { readonly [key: string]: Json });
    },
    async close() {
      await endpoint.close();
      authority.close();
      await rooms.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  if (started > clock()) throw new TypeError('the clock runs backwards');
  return served;
}

/** curl's arguments that send a file as a request. */
export const post = (file: string): readonly string[] => ['-H', 'Content-Type: application/pkcs10', '--data-binary', `@${file}`];

function splitOnce(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
}
