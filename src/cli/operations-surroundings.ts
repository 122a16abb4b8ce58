import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Instant, Refused } from '../core/index.ts';
import { matchesPattern } from '../operations/declared/policy.ts';
import { roster } from '../operations/declared/roster.ts';
import { serviceHosts } from '../operations/declared/service-hosts.ts';
import { addressOf, macOf } from '../operations/event/address.ts';
import { addressGroups, holds, networkOf } from '../operations/event/network.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { entriesIn } from './operations-credentials-audit.ts';
import { dataFolder, readServiceMap } from './workspace.ts';

/** What is known of the devices that are looked at, besides what sensors wrote. The fleet and the map of --data and --service say the rest. */
export const SURROUNDINGS: readonly Option[] = [
  {
    name: 'device',
    kind: 'texts',
    value: 'ADDRESS=ID',
    about: 'which device of the fleet has an address or a hardware address: its product and its firmware are then those of the fleet’s ledger',
  },
  {
    name: 'group',
    kind: 'texts',
    value: 'GROUP=DEVICES',
    about: 'which devices are of one kind, and compared: an id or address with stars for any letters, or a network (default: by product, as the fleet says)',
  },
  {
    name: 'host',
    kind: 'texts',
    value: 'HOST',
    about: 'a name, address or network of the service, to which many devices may begin to speak at once, as for an update; besides those of the map',
  },
];

export interface Surroundings {
  /** The fleet's id of who has an address. */
  readonly deviceOf: (address: string, mac: string | undefined) => string | undefined;
  readonly groupOf: (device: string) => string | undefined;
  /** Of a device by its id, its address or its hardware address. */
  readonly versionOf: (device: string, at: Instant) => string | undefined;
  readonly hosts: readonly string[];
}

/** Most devices whose group is remembered; then all are asked again. */
const MOST_KNOWN = 65_536;

/** Reads the options, the map where one is named or stands here, and the fleet's ledger where there is one. Throws `Refused` (ASSAY-CLI-005, ASSAY-MAP-…, ASSAY-LEDGER-…). */
export async function surroundingsOf(args: Arguments, io: Io): Promise<Surroundings> {
  const fleet = roster();
  await entriesIn(fleetFolder(dataFolder(args, io)), io, (entry) => fleet.take(entry));
  const ids = new Map<string, string>();
  // Some fleets call devices by their hardware address.
  for (const device of fleet.devices()) {
    const mac = macOf(device);
    if (mac !== undefined) ids.set(mac, device);
  }
  for (const text of args.texts('device')) {
    const [left, id] = pair('device', text, 'ADDRESS=ID, such as 192.168.1.20=cam-00017 or 02:00:00:00:00:01=cam-00017');
    const address = addressOf(left) ?? macOf(left);
    if (address === undefined) throw wrong('device', text, 'an address or a hardware address before the equals sign');
    ids.set(address, id);
  }
  const deviceOf = (address: string, mac: string | undefined) =>
    ids.size === 0 ? undefined : ((mac === undefined ? undefined : ids.get(mac)) ?? ids.get(address));
  const mapped = args.text('service') !== undefined || existsSync(resolve(io.cwd, 'service.yaml'));
  return {
    deviceOf,
    groupOf: grouping(args, fleet.productOf),
    versionOf: (device, at) => fleet.versionOf(fleet.has(device) ? device : (ids.get(device) ?? device), at),
    hosts: [...new Set([...args.texts('host'), ...(mapped ? serviceHosts(readServiceMap(args, io).map) : [])])],
  };
}

function grouping(args: Arguments, productOf: (device: string) => string | undefined): (device: string) => string | undefined {
  const groups = args.texts('group').map((text) => {
    const [group, devices] = pair('group', text, 'GROUP=DEVICES, such as cameras=cam-* or cameras=10.20.0.0/24');
    return { group, devices, network: networkOf(devices) };
  });
  if (groups.length === 0) return productOf;
  const known = new Map<string, string | undefined>();
  return (device) => {
    if (known.has(device)) return known.get(device);
    const found = groups.find(({ devices, network }) =>
      network === undefined ? matchesPattern(devices, device) : addressOf(device) !== undefined && holds(network, addressGroups(device)),
    );
    const group = found?.group ?? productOf(device);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(device, group);
    return group;
  };
}

function pair(option: string, text: string, expected: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw wrong(option, text, expected);
}

function wrong(option: string, found: string, expected: string): Refused {
  return new Refused(cliFaults.fault('005', { message: `--${option} takes two words around an equals sign`, expected, found, remedy: 'Write both.' }));
}
