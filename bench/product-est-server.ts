import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Instant } from '../src/core/index.ts';
import { openAuthority } from '../src/product/ca/edge/authority.ts';
import { keysOf } from '../src/product/ca/edge/keys.ts';
import { caFolder, makeAuthority } from '../src/product/ca/edge/making.ts';
import { caProjector } from '../src/product/ca/edge/tables.ts';
import { ownIdentity } from '../src/product/est/edge/identity.ts';
import { estBrought } from '../src/product/est/edge/room.ts';
import { serveEst } from '../src/product/est/edge/server.ts';
import { openRooms } from '../src/product/fleet/edge/door.ts';
import { roomsOfFleet } from '../src/product/fleet/edge/rooms.ts';

// The other process of bench/product-est.ts: a fleet with an authority, served as `assay product serve` does. Told a folder and how many devices; gives port, root and tokens over the channel.
// Whoever looks for benches loads every file here: only the process that was started with it serves.
if (import.meta.main) await serve();

async function serve(): Promise<void> {
  const [dir = '', devices = '0'] = process.argv.slice(2);
  const PASSPHRASE = 'a passphrase for a bench';
  const now = () => Instant.of(Date.now());
  const rooms = await openRooms({ dir, now, rooms: [...roomsOfFleet([estBrought()]), { projectors: [caProjector], commands: [] }] });
  const { fleet } = rooms;
  await makeAuthority(fleet, {
    organisation: 'Bench',
    shards: 1,
    root: { kind: 'p-256', passphrase: PASSPHRASE },
    issuing: { kind: 'p-256', passphrase: PASSPHRASE },
    rootYears: 20,
    issuingYears: 5,
    env: process.env,
  });
  const names = Array.from({ length: Number(devices) }, (_, i) => `cam-${i}`);
  for (let from = 0; from < names.length; from += 1000)
    await rooms.ask('device.register', { devices: names.slice(from, from + 1000).map((device) => ({ device, product: 'camera' })) });
  const tokens: string[] = [];
  for (let from = 0; from < names.length; from += 200) {
    const made = await Promise.all(names.slice(from, from + 200).map((device) => rooms.ask('est.token', { device })));
    tokens.push(...made.map((each) => (each as { readonly token: string }).token));
  }
  const authority = await openAuthority({ fleet, keys: keysOf({ folder: caFolder(fleet), secret: () => PASSPHRASE, env: process.env }) });
  const identity = await ownIdentity(fleet, authority, ['localhost']);
  const endpoint = await serveEst({ fleet, authority, identity, host: '127.0.0.1', port: 0 });
  process.send?.({ port: endpoint.port, root: readFileSync(join(caFolder(fleet), 'root-1.pem'), 'utf8'), tokens });
  process.on('message', async (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpu: (user + system) / 1000 });
      return;
    }
    await endpoint.close();
    authority.close();
    await rooms.close();
    process.disconnect?.();
  });
}
