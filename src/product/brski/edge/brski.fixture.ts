import { createPrivateKey } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pemBlocks } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { type Duration, Instant, type Json } from '../../../core/index.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { keysFor, PASSPHRASE, ROOT_PASSPHRASE } from '../../ca/edge/authority.fixture.ts';
import { type OpenAuthority, openAuthority } from '../../ca/edge/authority.ts';
import { caFolder, makeAuthority } from '../../ca/edge/making.ts';
import { caProjector } from '../../ca/edge/tables.ts';
import { signedBy } from '../../est/edge/cms-verify.ts';
import { run } from '../../est/edge/est.fixture.ts';
import { type Identity, ownIdentity } from '../../est/edge/identity.ts';
import { estBrought } from '../../est/edge/room.ts';
import { type EstEndpoint, serveEst } from '../../est/edge/server.ts';
import { keepSettings } from '../../est/edge/settings-file.ts';
import { anchorsIn } from '../../est/edge/trust.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import { introductionBrought } from '../../introduction/edge/room.ts';
import { type Masa, masa } from './masa.ts';
import { masaRoom } from './masa-room.ts';
import { type MasaServer, serveMasa } from './masa-server.ts';
import { type Pledge, pledge } from './pledge.fixture.ts';
import { registrar } from './registrar.ts';
import { brskiBrought } from './room.ts';
import { keepRegistrarSettings } from './settings-file.ts';

// A manufacturer, its service and an operator, each with keys of its own: the manufacturer's made by OpenSSL. Everything over TLS, on free ports of this machine.

const folder = (name: string) => mkdtempSync(join(tmpdir(), `assay-brski-${name}-`));

export interface Manufacturer {
  /** PEM. */
  readonly anchor: string;
  readonly signer: string;
  readonly fleet: Fleet;
  readonly masa: Masa;
  readonly server: MasaServer;
  path(name: string): string;
  ask(command: string, input: Json): Promise<Json>;
  /** A device's key and certificate with this serial number in it, in files and PEM; it lasts for ever (IEEE 802.1AR section 7.2.7.2). */
  device(
    serial: string,
    ...extensions: readonly string[]
  ): Promise<{ readonly key: string; readonly cert: string; readonly keyFile: string; readonly certFile: string }>;
  events(type: string): readonly { readonly [key: string]: Json }[];
  close(): Promise<void>;
}

async function openssl(...args: readonly string[]): Promise<void> {
  const said = await run('openssl', args);
  if (said.code !== 0) throw new TypeError(said.err);
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export async function manufacturer({ nonceless }: { readonly nonceless?: Duration } = {}): Promise<Manufacturer> {
  const dir = folder('maker');
  const path = (name: string) => join(dir, name);
  const text = (name: string) => readFileSync(path(name), 'utf8');
  await openssl('req', '-x509', '-new', ...EC, '-keyout', path('ca.key'), '-out', path('ca.pem'), '-subj', '/O=Maker/CN=Maker devices', '-days', '3650');
  await openssl(
    ...['req', '-x509', '-new', ...EC, '-keyout', path('masa.key'), '-out', path('masa.pem'), '-subj', '/O=Maker/CN=Maker vouches', '-days', '365'],
    ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=DNS:localhost'],
  );
  const rooms = await openRooms({ dir: path('data'), now: () => Instant.of(Date.now()), rooms: [masaRoom] });
  const { fleet } = rooms;
  const service = masa({
    fleet,
    key: createPrivateKey(text('masa.key')),
    certificates: pemBlocks(text('masa.pem'), 'CERTIFICATE', 'masa'),
    anchors: anchorsIn(text('ca.pem')),
    ...(nonceless === undefined ? {} : { nonceless }),
  });
  const server = await serveMasa({
    masa: service,
    key: text('masa.key'),
    cert: text('masa.pem'),
    host: '127.0.0.1',
    name: 'localhost',
    port: 0,
    now: () => fleet.now(),
  });
  return {
    anchor: text('ca.pem'),
    signer: text('masa.pem'),
    fleet,
    masa: service,
    server,
    path,
    ask: (command, input) => rooms.ask(command, input),
    async device(serial, ...extensions) {
      const [keyFile, csr, certFile] = [path(`${serial}.key`), path(`${serial}.csr`), path(`${serial}.pem`)];
      await openssl('req', '-new', ...EC, '-keyout', keyFile, '-subj', `/O=Maker/serialNumber=${serial}`, '-out', csr);
      writeFileSync(
        path(`${serial}.ext`),
        ['basicConstraints=CA:FALSE', 'keyUsage=digitalSignature', 'authorityKeyIdentifier=keyid', ...extensions, ''].join('\n'),
      );
      await openssl(
        ...['x509', '-req', '-in', csr, '-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-days', '3000'],
        ...['-extfile', path(`${serial}.ext`), '-out', certFile],
      );
      return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8'), keyFile, certFile };
    },
    events: (type) => eventsOf(fleet, type),
    async close() {
      await server.close();
      await rooms.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A registrar below a root of its own, made by OpenSSL: anybody can make one, with any key identifier (`keyId`) in its root. */
export async function domain(name: string, keyId?: Uint8Array) {
  const dir = folder(name);
  const path = (file: string) => join(dir, file);
  const named = keyId === undefined ? 'hash' : (Buffer.from(keyId).toString('hex').match(/../g) ?? []).join(':');
  await openssl(
    ...['req', '-x509', '-new', ...EC, '-keyout', path('root.key'), '-out', path('root.pem'), '-subj', `/O=${name}/CN=root`, '-days', '365'],
    ...['-addext', `subjectKeyIdentifier=${named}`],
  );
  await openssl('req', '-new', ...EC, '-keyout', path('ra.key'), '-subj', `/O=${name}/CN=registrar`, '-out', path('ra.csr'));
  writeFileSync(path('ra.ext'), 'basicConstraints=CA:FALSE\nextendedKeyUsage=1.3.6.1.5.5.7.3.28\n');
  await openssl(
    ...['x509', '-req', '-in', path('ra.csr'), '-CA', path('root.pem'), '-CAkey', path('root.key'), '-CAcreateserial', '-days', '30'],
    ...['-extfile', path('ra.ext'), '-out', path('ra.pem')],
  );
  const [root = new Uint8Array()] = pemBlocks(readFileSync(path('root.pem'), 'utf8'), 'CERTIFICATE', 'root');
  const [ra = new Uint8Array()] = pemBlocks(readFileSync(path('ra.pem'), 'utf8'), 'CERTIFICATE', 'registrar');
  const key = createPrivateKey(readFileSync(path('ra.key')));
  rmSync(dir, { recursive: true, force: true });
  return { root: readCertificate(root), registrar: ra, sign: (content: Uint8Array) => signedBy(key, [ra, root], OID.animaVoucher, content) };
}

function eventsOf(fleet: Fleet, type: string): readonly { readonly [key: string]: Json }[] {
  const { size } = fleet.ledger.head();
  return fleet.ledger
    .read(0 as Parameters<typeof fleet.ledger.read>[0], size)
    .filter((entry) => entry.type === type)
    .map((entry) => entry.body as { readonly [key: string]: Json });
}

export interface Operator {
  readonly rooms: OpenRooms;
  readonly fleet: Fleet;
  readonly authority: OpenAuthority;
  readonly identity: Identity;
  readonly endpoint: EstEndpoint;
  readonly broke: unknown[];
  register(device: string): Promise<void>;
  pledge(maker: Manufacturer, serial: string, ...extensions: readonly string[]): Promise<Pledge>;
  events(type: string): readonly { readonly [key: string]: Json }[];
  close(): Promise<void>;
}

export const INDENT = (pem: string) => pem.trim().replaceAll('\n', '\n      ');

/** `asDevicesSay`: it goes where the certificates of devices say. */
export async function operator(name: string, maker: Manufacturer, { asDevicesSay = false, nonceless = 'refuse' } = {}): Promise<Operator> {
  const dir = folder(name);
  mkdirSync(dir, { recursive: true });
  const base = roomsOfFleet([estBrought(), introductionBrought(), brskiBrought()]);
  const rooms = await openRooms({ dir, now: () => Instant.of(Date.now()), rooms: [...base, { projectors: [caProjector], commands: [] }] });
  const { fleet } = rooms;
  await makeAuthority(fleet, {
    organisation: `Example ${name}`,
    shards: 1,
    root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE },
    issuing: { kind: 'p-256', passphrase: PASSPHRASE },
    rootYears: 20,
    issuingYears: 5,
    env: process.env,
  });
  const authority = await openAuthority({ fleet, keys: keysFor(caFolder(fleet)) });
  const identity = await ownIdentity(fleet, authority, ['localhost'], ['registrar']);
  keepSettings(fleet, `assay: est/1\nproducts:\n  camera:\n    anchors: |\n      ${INDENT(maker.anchor)}\n`, 'est.yaml');
  const masaLine = asDevicesSay ? '' : `    masa: ${maker.server.url}\n`;
  keepRegistrarSettings(
    fleet,
    `assay: brski/1\nproducts:\n  camera:\n${masaLine}    nonceless: ${nonceless}\n    anchors: |\n      ${INDENT(maker.signer)}\n`,
    'brski.yaml',
  );
  const broke: unknown[] = [];
  const also = registrar({ fleet, identity: () => identity, chain: () => authority.chain, broke: (error) => broke.push(error) });
  const endpoint = await serveEst({ fleet, authority, identity, host: '127.0.0.1', port: 0, also });
  return {
    rooms,
    fleet,
    authority,
    identity,
    endpoint,
    broke,
    async register(device) {
      await rooms.ask('device.register', { devices: [{ device, product: 'camera' }] });
    },
    async pledge(from, serial, ...extensions) {
      const { key, cert } = await from.device(serial, ...extensions);
      return pledge({ port: endpoint.port, key, cert, vouchers: from.signer });
    },
    events: (type) => eventsOf(fleet, type),
    async close() {
      await endpoint.close();
      authority.close();
      await rooms.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
