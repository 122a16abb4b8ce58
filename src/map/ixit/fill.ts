import type { Asset } from '../model.ts';
import { type Device, factCell, known, missing } from './device.ts';
import { SURFACE } from './fill-surface.ts';
import { type Filled, none, rows } from './filled.ts';
import type { Cell } from './model.ts';

function needsOf(asset: Asset): Cell {
  const owed = (Object.entries(asset.needs) as [string, number][]).filter(([, level]) => level > 0).map(([need, level]) => `${need} ${level} of 4`);
  return owed.length === 0 ? missing(`State the needs of the asset ${asset.id}.`) : known(owed.join(', '), asset.id);
}

function credentials(device: Device): readonly Asset[] {
  return device.assets.filter((asset) => asset.kind === 'credential' && asset.at.some((place) => place.part === device.part.id));
}

const SHARED: Readonly<Record<string, string>> = { class: 'one for the whole class', member: 'one for each device', household: 'one for each household' };

function generation(asset: Asset): Cell {
  const shared = SHARED[asset.sharedBy ?? 'unknown'];
  return shared === undefined ? missing(`State sharedBy of the asset ${asset.id}, and write how it is generated.`) : known(shared, asset.id);
}

function travels(device: Device, asset: Asset): Cell {
  const flows = device.flowsWith(asset.id);
  if (flows.length === 0) return known('leaves the device by no flow of the map', asset.id);
  return known(flows.map((flow) => `ComMech-${flow.id}`).join(', '), ...flows.map((flow) => flow.id));
}

function storage(device: Device, asset: Asset): Cell {
  const place = asset.at.find((one) => one.part === device.part.id);
  if (place === undefined) return known('not kept on the device', asset.id);
  if (place.sealed === undefined) return missing(`State whether ${asset.id} is sealed at ${device.part.id}.`);
  return known(place.sealed ? 'sealed: the device’s own software cannot read it' : 'readable to the device’s software', asset.id);
}

const CONFIRMED = [
  ['VulnActions', 'Actions on vulnerabilities are taken as in 3-VulnTypes'],
  ['VulnMon', 'Vulnerabilities are looked for as in 5-VulnMon'],
  ['UpdProc', 'Updates come about as in 8-UpdProc'],
  ['SecMgmt', 'Parameters are managed as in 14-SecMgmt'],
  ['SecDev', 'Development is done as in 19-SecDev'],
] as const;

const DOCUMENTS = [
  'where the support period is published',
  'where the vulnerability disclosure policy is published',
  'the replacement plan, where something cannot be updated',
  'where secure set-up is described',
  'where users can check their set-up',
  'where personal data is described',
  'where telemetry is described',
  'where sensors are described',
  'where deletion is described',
] as const;

/** The rows of each table by name. A table that is absent here holds only what the operator wrote. */
export const FILL: Readonly<Record<string, (device: Device) => Filled>> = {
  ...SURFACE,
  UserInfo: (device) => {
    const until = device.stated('supported-until');
    return rows([
      {
        id: 'UserInfo',
        cells: [
          known(device.part.name, device.part.id),
          until === undefined ? missing(`State the fact supported-until of ${device.part.id}.`) : { value: `until ${String(until.value)}`, from: until.from },
          ...DOCUMENTS.map((what) => missing(`Write ${what}.`)),
        ],
      },
    ]);
  },
  Conf: () => rows(CONFIRMED.map(([id, what]) => ({ id: `Conf-${id}`, cells: [missing(`Have it confirmed: ${what}.`)] }))),
  SoftComp: (device) =>
    rows(
      device.assets
        .filter((asset) => asset.kind === 'code' && asset.at.some((place) => place.part === device.part.id))
        .map((asset) => ({
          id: `SoftComp-${asset.id}`,
          cells: [
            known(
              (device.part.variants ?? []).length === 0
                ? asset.name
                : `${asset.name}, in versions ${device.part.variants?.map((variant) => variant.name ?? variant.id).join(', ')}`,
              asset.id,
            ),
            device.updates.length === 0
              ? factCell(device, 'software-updatable', 'can be updated; no updates link is drawn', 'none: it cannot be updated')
              : known(device.updates.map((link) => `UpdMech-${link.id}`).join(', '), ...device.updates.map((link) => link.id)),
            missing('Write which cryptography it uses, and for what.'),
          ],
        })),
    ),
  UpdMech: (device) => {
    const updatable = device.stated('software-updatable');
    if (device.updates.length === 0 && updatable?.value === false) return none('The device cannot be updated.', updatable.from);
    return rows(
      device.updates.map((link) => ({
        id: `UpdMech-${link.id}`,
        cells: [
          known(`${link.description ?? 'updates'} from ${device.nameOf(link.from)}`, link.id),
          factCell(device, 'rollback-allowed', 'older versions are accepted', 'older versions are refused'),
          missing('Write what is signed, by which algorithm, and where it is verified; the claim update.signature-enforced proves it.'),
          factCell(device, 'automatic-updates', 'automatic', 'started by a person'),
          missing('Write what the user can set of it.'),
          factCell(device, 'network-updates', 'over a network', 'not over a network'),
          factCell(device, 'update-notices', 'users are told', 'users are not told'),
        ],
      })),
    );
  },
  ReplSup: (device) => {
    const stuck = device.stated('software-not-updatable');
    return stuck?.value === false ? none('All of its software can be updated.', stuck.from) : rows([]);
  },
  SecParam: (device) => {
    const kept = device.stated('security-parameters-stored');
    const own = credentials(device);
    if (own.length === 0 && kept?.value === false) return none('The device keeps no security parameters.', kept.from);
    return rows(
      own.map((asset) => ({
        id: `SecParam-${asset.id}`,
        cells: [
          known(asset.name, asset.id),
          Math.max(asset.needs.confidentiality, asset.needs.integrity) === 0
            ? missing(`State the needs of the asset ${asset.id}.`)
            : known(asset.needs.confidentiality > 0 ? 'critical' : 'public', asset.id),
          needsOf(asset),
          storage(device, asset),
          missing('Write how it gets onto the device.'),
          travels(device, asset),
          generation(asset),
        ],
      })),
    );
  },
  SecMgmt: (device) =>
    rows(
      credentials(device).map((asset) => ({
        id: `SecMgmt-${asset.id}`,
        cells: [
          known(`SecParam-${asset.id}`, asset.id),
          generation(asset),
          missing('Write how it gets onto the device.'),
          storage(device, asset),
          missing('Write when and how it is renewed.'),
          missing('Write what becomes of it at the end of the device’s life.'),
          missing('Write what is done when it is known to others.'),
        ],
      })),
    ),
  SecDev: (device) => {
    const { map } = device;
    const behind = map.parts.filter((part) => part.inScope && ['repository', 'build-system', 'signing-system', 'artifact-registry'].includes(part.kind));
    return rows([
      ...map.gates
        .filter((gate) => behind.some((part) => part.id === gate.on))
        .map((gate) => ({
          id: `SecDev-${gate.id}`,
          cells: [known(`${gate.name}: ${gate.need} people for the act "${gate.act}" on ${device.nameOf(gate.on)}`, gate.id)],
        })),
      ...behind.map((part) => ({ id: `SecDev-${part.id}`, cells: [missing(`Write how ${part.name} (${part.kind}) is kept safe.`)] })),
    ]);
  },
  SecBoot: (device) => {
    const boot = device.stated('secure-boot');
    if (boot?.value === false) return none('The device has no secure boot.', boot.from);
    if (boot?.value !== true) return rows([]);
    return rows([
      {
        id: 'SecBoot',
        cells: [
          { value: 'boots only software that it has verified', from: boot.from },
          missing('Write what is guaranteed: authenticity, integrity, of which stages.'),
          missing('Write how a change is detected.'),
          missing('Write how the user hears of it.'),
          missing('Write which functions the device needs to tell the user.'),
        ],
      },
    ]);
  },
  PersData: (device) => {
    const stated = device.stated('personal-data-processed');
    const personal = device.assets.filter((asset) => asset.personal !== undefined);
    if (personal.length === 0 && stated?.value === false) return none('The device processes no personal data.', stated.from);
    return rows(
      personal.map((asset) => ({
        id: `PersData-${asset.id}`,
        cells: [
          known(asset.description ?? asset.name, asset.id),
          asset.at.length === 0
            ? missing(`State where ${asset.id} lives.`)
            : known(asset.at.map((place) => `${place.state} at ${device.nameOf(place.part)}`).join(', '), asset.id),
          travels(device, asset),
          known(asset.personal?.category === 'sensitive' ? 'yes' : 'no', asset.id),
          asset.personal?.basis === 'consent'
            ? missing('Write how consent is obtained.')
            : asset.personal?.basis === 'unknown'
              ? missing(`State the basis on which ${asset.id} is processed.`)
              : known(`not by consent: ${asset.personal?.basis}`, asset.id),
          asset.personal?.basis === 'consent' ? missing('Write how consent is withdrawn.') : known('not by consent', asset.id),
        ],
      })),
    );
  },
  ExtSens: (device) => {
    const senses = device.stated('senses-surroundings');
    if (senses?.value === false) return none('The device does not sense its surroundings.', senses.from);
    if (senses?.value !== true) return rows([]);
    return rows([{ id: 'ExtSens', cells: [missing('List each camera, microphone and other sensor.'), missing('Write where users are told of it.')] }]);
  },
  TelData: (device) => {
    const stated = device.stated('telemetry-collected');
    const telemetry = device.assets.filter((asset) => asset.telemetry === true || asset.personal?.telemetry === true);
    if (telemetry.length === 0 && stated?.value === false) return none('No telemetry is collected from the device.', stated.from);
    return rows(
      telemetry.map((asset) => ({
        id: `TelData-${asset.id}`,
        cells: [
          known(asset.name, asset.id),
          asset.description === undefined ? missing('Write what it is collected for.') : known(asset.description, asset.id),
          missing('Write how it is examined for signs of attack; the claim telemetry.examined proves it.'),
          known(asset.personal === undefined ? 'not marked as personal' : `PersData-${asset.id}`, asset.id),
        ],
      })),
    );
  },
};
