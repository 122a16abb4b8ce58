import { existsSync } from 'node:fs';
import { boundTo } from '../assurance/attacks/attacked.ts';
import { figure, Refused } from '../core/index.ts';
import { type Causes, causesOf } from '../operations/incident/causes.ts';
import { incidentFaults } from '../operations/incident/faults.ts';
import type { Incident } from '../operations/incident/model.ts';
import { type Placed, placed, statesOf } from '../operations/incident/placing.ts';
import { type Radius, radiusOf } from '../operations/incident/radius.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { type Attacked, attackedOf, footer, storyText } from './attack.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { wrap } from './help.ts';
import { incidentNamed, withDesk } from './operations-incident-desk.ts';
import { withFleet } from './product-device-fleet.ts';
import { counted, table } from './table.ts';
import { dataFolder, openWorkspace } from './workspace.ts';

interface Walk {
  readonly incident: Incident;
  readonly attacked: Attacked;
  readonly devices: readonly Placed[];
}

async function walk(args: Arguments, io: Io, id: string): Promise<Walk> {
  const incident = await withDesk(args, io, 'read', ({ incidents }) => Promise.resolve(incidentNamed(id, incidents)));
  const attacked = attackedOf(await openWorkspace(args, io));
  const names = [...incident.devices.values()].flatMap(({ name, part }) => (name === undefined || part !== undefined ? [] : [name]));
  return { incident, attacked, devices: placed(incident, attacked.graph, await productsOf(args, io, names)) };
}

/** What a device may be called in a fleet: an address of IPv6 with its zone, for one, no fleet has. */
const OF_A_FLEET = /^[A-Za-z0-9._:-]{1,64}$/;

/** By device, of those that the fleet of the data folder has: its product, which is a part of the map. */
async function productsOf(args: Arguments, io: Io, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const asked = names.filter((name) => OF_A_FLEET.test(name));
  if (asked.length === 0 || !existsSync(fleetFolder(dataFolder(args, io)))) return found;
  await withFleet(args, io, false, async (ask) => {
    for (const device of asked) {
      try {
        const told = (await ask('device.show', { device, facts: 0 })) as { readonly device?: { readonly product?: unknown } };
        if (typeof told.device?.product === 'string') found.set(device, told.device.product);
      } catch (error) {
        if (!(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-DEVICE-001') throw error;
      }
    }
  });
  return found;
}

/** Exits 1 where no device is on the map: nothing was looked for. */
export async function causes(args: Arguments, io: Io, id: string): Promise<Outcome> {
  const { incident, attacked, devices } = await walk(args, io, id);
  const found = causesOf(attacked, incident, devices);
  return {
    json: { incident: id, ...boundTo(attacked), ...found },
    text: [...placesText(id, devices), '', ...causesText(found), footer(attacked)].join('\n'),
    code: found.parts.length === 0 ? 1 : 0,
  };
}

/** Exits 1 where no device is on the map: nothing was looked for. */
export async function radius(args: Arguments, io: Io, id: string): Promise<Outcome> {
  const { attacked, devices } = await walk(args, io, id);
  const found = radiusOf(attacked, devices);
  return {
    json: { incident: id, ...found },
    text: [...placesText(id, devices), '', ...radiusText(found), footer(attacked)].join('\n'),
    code: found.from.length === 0 ? 1 : 0,
  };
}

/** Throws `Refused` (ASSAY-INCIDENT-012) for a part that the attack graph of the map does not have. */
export async function refuseUnknownPart(args: Arguments, io: Io, part: string): Promise<void> {
  const { graph } = attackedOf(await openWorkspace(args, io));
  if (statesOf(graph, part).length > 0) return;
  throw new Refused(
    incidentFaults.fault('012', {
      message: `the map has no part "${part.slice(0, 100)}" that anybody could take`,
      field: 'part',
      expected: 'a part of the map, or a member of one, such as camera/fw-1.8',
      found: part.slice(0, 100),
      remedy: 'Name it as the map does: assay map show',
    }),
  );
}

function placesText(id: string, devices: readonly Placed[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { device, name, part, by, lacks } of devices) {
    const where = lacks ?? `${part}, ${by === 'fleet' ? 'as the fleet has it' : 'as declared'}`;
    groups.set(where, [...(groups.get(where) ?? []), name ?? device]);
  }
  const lines = [...groups].flatMap(([where, names]) => {
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    return wrap(`${names.slice(0, 5).join(', ')}${more}: ${where}`, 100);
  });
  const lost = devices.find(({ states }) => states.length === 0);
  return lost === undefined ? lines : [...lines, `  assay operations incident place ${id} ${lost.name ?? lost.device} PART --by ROLE`];
}

function causesText({ parts, candidates, unexplained }: Causes): readonly string[] {
  if (parts.length === 0) return ['No device of the incident is on the map, so no cause was looked for.', ''];
  const lines = parts.flatMap(({ part, goal, reach }) =>
    candidates.some((one) => one.part === part) ? [] : wrap(`${goal}: ${reach}. No way is known by which ${part} may have been taken.`, 100),
  );
  candidates.forEach(({ part, supportedBy, undecided, evidence, way, alike }, i) => {
    const shown = undecided === 0 ? 'every step shown to be open' : `${counted(undecided, 'step')} without evidence either way`;
    const rests = evidence.length === 0 ? 'no entry of the ledger speaks of it' : `entries ${evidence.join(', ')}`;
    const seen =
      supportedBy.length === 0
        ? 'no alarm names a technique of it'
        : supportedBy.map(({ rule, techniques }) => `${techniques.join(' ')} by ${rule}`).join('; ');
    lines.push(
      ...(lines.length === 0 ? [] : ['']),
      ...wrap(`Candidate ${i + 1}, to ${part}: ${shown}; ${rests}; ${seen}${alike === 0 ? '' : `; ${alike} more of the same kind`}.`, 100),
      storyText(way.story, '').trimStart(),
    );
  });
  if (unexplained.length > 0)
    lines.push(
      '',
      ...wrap(
        `No candidate has a technique of ${unexplained.map(({ rule, techniques }) => `${rule} (${techniques.join(' ') || 'none named'})`).join(', ')}: they tell what came after, or of a way that is not known.`,
        100,
      ),
    );
  return [...lines, ''];
}

function radiusText({ falling, parts }: Radius): readonly string[] {
  if (falling === undefined) return ['No device of the incident is on the map, so nothing is said of what comes with them.', ''];
  const { proven, may, anyway } = falling;
  const certain = new Map(proven.assets.map(({ asset, effects }) => [asset, effects]));
  const assets = may.assets.map(({ asset, effects, every }) => [
    asset,
    effects.map((one) => `${one}${certain.get(asset)?.includes(one) === true ? ' (proven)' : ''}`).join(', '),
    every ? 'every' : 'some',
  ]);
  const reached = parts.map(({ part, name, population, proven: shown }) => [
    part,
    shown ? 'proven' : 'undecided',
    population === undefined ? '-' : figure(population),
    name,
  ]);
  return [
    ...wrap(proven.summary, 100),
    ...wrap(may.summary, 100),
    ...wrap(`An outsider is proven to reach ${counted(anyway.length, 'of them', 'of them')} without these devices.`, 100),
    '',
    ...(assets.length === 0 ? [] : [table(['asset', 'what may happen to it', 'of it'], assets), '']),
    ...(reached.length === 0 ? [] : [table(['part', 'held', 'of', 'what'], reached), '']),
  ];
}
