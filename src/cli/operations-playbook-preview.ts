import { existsSync } from 'node:fs';
import type { Call, Preview } from '../operations/playbook/run.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { idOf, type Reach, wordsOf } from './operations-playbook-reach.ts';
import { withFleet } from './product-device-fleet.ts';

const TAKES_OUT: ReadonlySet<string> = new Set(['block', 'quarantine', 'revoke-certificate', 'rotate-credential', 'deny-list']);
/** Named as the fleet names them; others go by addresses. */
const BY_FLEET: ReadonlySet<string> = new Set(['quarantine', 'revoke-certificate', 'rotate-credential']);

interface Affected {
  readonly devices: number;
  readonly households: number;
  readonly of: number;
  readonly unknowns: number;
}

/** Who loses service: where there is a fleet, as it counts them. Nothing is done. */
export async function previewOf(call: Call, { args, io, data, devices }: Pick<Reach, 'args' | 'io' | 'data' | 'devices'>): Promise<Preview> {
  const { verb, names } = wordsOf(call);
  if (call.type !== 'assay' || !TAKES_OUT.has(verb)) return { devices: 0, of: devices ?? 0, said: 'no device goes out of service' };
  const fleet = existsSync(fleetFolder(data))
    ? ((await withFleet(args, io, false, (ask) => ask('device.affected', { devices: names.map(idOf).slice(0, 10_000) }))) as unknown as Affected) // The room's own command gives this shape.
    : undefined;
  if (fleet !== undefined && BY_FLEET.has(verb)) {
    const unknown = fleet.unknowns === 0 ? '' : `; ${fleet.unknowns} of those named are not of the fleet`;
    return {
      devices: fleet.devices,
      of: devices ?? fleet.of,
      said: `${verb} takes ${fleet.devices} out of service, of ${fleet.households} households${unknown}`,
    };
  }
  const of = devices ?? (fleet === undefined || fleet.of === 0 ? undefined : fleet.of);
  return {
    devices: names.length,
    of: of ?? names.length,
    said: `${verb} takes ${names.length} out of service${of === undefined ? ', of a number that nobody named' : ''}`,
  };
}
