import type { Asset, Flow, Interface } from '../model.ts';
import { type Device, factCell, known, missing } from './device.ts';
import type { Cell, Row, Table } from './model.ts';

// What the map can say for each table. A declaration is all it is: the assessor tests it, and so does evidence.

interface Filled {
  readonly rows: readonly Row[];
  readonly notApplicable?: Table['notApplicable'];
}

const rows = (list: readonly Row[]): Filled => ({ rows: list });
const none = (why: string, from: readonly string[]): Filled => ({ rows: [], notApplicable: { why, from } });

const PHYSICAL = new Set([
  'bluetooth-le',
  'thread',
  'matter',
  'z-wave',
  'lora',
  'lorawan',
  '802.15.4',
  'rfid',
  'infrared',
  'rs-485',
  'can',
  'hdmi',
  'cellular',
  'uart',
  'jtag',
  'swd',
  'usb',
  'serial',
  'ethernet',
  'wifi',
  'ble',
  'bluetooth',
  'zigbee',
  'nfc',
  'button',
  'sd-card',
]);
const DEBUG = new Set(['uart', 'jtag', 'swd', 'serial']);
const LISTENING = (one: Interface) => !DEBUG.has(one.protocol) && one.protocol !== 'button';

const at = (device: Device, one: Interface) => `${device.part.id} ${one.id}`;
const described = (one: Interface) => `${one.name ?? one.id}: ${one.purpose} over ${one.protocol}`;
const endOf = (device: Device, flow: Flow) => device.nameOf(flow.from === device.part.id ? flow.to : flow.from);

function needsOf(asset: Asset): Cell {
  const owed = (Object.entries(asset.needs) as [string, number][]).filter(([, level]) => level > 0).map(([need, level]) => `${need} ${level} of 4`);
  return owed.length === 0 ? missing(`State the needs of the asset ${asset.id}.`) : known(owed.join(', '), asset.id);
}

function authentication(device: Device, one: Interface): Cell {
  return one.authentication === 'unknown' ? missing(`State the authentication of ${at(device, one)}.`) : known(one.authentication, at(device, one));
}

function password(device: Device, one: Interface): Cell {
  switch (one.authentication) {
    case 'default-credential':
    case 'shared-credential':
      return known('the same for many devices', at(device, one));
    case 'password':
      return factCell(device, 'unique-password-preinstalled', 'each device has one of its own from the factory', 'no password of its own from the factory');
    case 'unknown':
      return missing(`State the authentication of ${at(device, one)}.`);
    default:
      return known('no password', at(device, one));
  }
}

function security(flow: Flow): Cell {
  const said = [
    flow.encryption === 'unknown' ? undefined : flow.encryption === 'none' ? 'not encrypted' : `${flow.encryption} encryption`,
    flow.authentication === 'unknown' ? undefined : flow.authentication === 'none' ? 'not authenticated' : `authenticated by ${flow.authentication}`,
  ].filter((one) => one !== undefined);
  return said.length === 0 ? missing(`State encryption and authentication of the flow ${flow.id}.`) : known(said.join(', '), flow.id);
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
  AuthMech: (device) => {
    const open = device.interfaces.filter((one) => one.authentication === 'none');
    if (device.interfaces.length > 0 && open.length === device.interfaces.length)
      return none(
        'No interface of the device authenticates anybody.',
        open.map((one) => at(device, one)),
      );
    return rows(
      device.interfaces
        .filter((one) => one.authentication !== 'none')
        .map((one) => ({
          id: `AuthMech-${one.id}`,
          cells: [
            known(described(one), at(device, one)),
            authentication(device, one),
            password(device, one),
            missing('Write what the mechanism guarantees (authenticity, integrity, confidentiality).'),
            missing('Write the algorithms, key lengths and protocol.'),
            missing('Write how guessing is held off; the claim login.guessing-limited proves it.'),
          ],
        })),
    );
  },
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
  ComMech: (device) =>
    rows(
      device.flows.map((flow) => ({
        id: `ComMech-${flow.id}`,
        cells: [
          known(`${flow.name ?? flow.id}: ${flow.from === device.part.id ? 'to' : 'from'} ${endOf(device, flow)}`, flow.id),
          security(flow),
          flow.protocol === 'unknown' ? missing(`State the protocol of the flow ${flow.id}.`) : known(flow.protocol, flow.id),
          missing('Write what happens when it is interrupted, flooded or replayed.'),
        ],
      })),
    ),
  NetSecImpl: (device) =>
    rows(
      [...new Set([...device.flows.map((flow) => flow.protocol), ...device.interfaces.map((one) => one.protocol)])]
        .filter((protocol) => protocol !== 'unknown')
        .map((protocol) => ({
          id: `NetSecImpl-${protocol}`,
          cells: [
            known(`Implementation of ${protocol}`, device.part.id),
            missing('Name the implementation and its version, and who reviewed or evaluated it.'),
            missing('Name the report.'),
          ],
        })),
    ),
  SoftServ: (device) =>
    rows(
      device.interfaces.filter(LISTENING).map((one) => ({
        id: `SoftServ-${one.id}`,
        cells: [
          known(described(one), at(device, one)),
          missing('Write whether it is on as delivered.'),
          one.purpose === 'other' ? missing(`Say what ${at(device, one)} is for.`) : known(one.purpose, at(device, one)),
          ['admin', 'local-control', 'introduction'].includes(one.purpose)
            ? known('yes', at(device, one))
            : missing('Write whether security settings can be changed by it.'),
          one.authentication === 'none' ? known('none', at(device, one)) : known(`AuthMech-${one.id}`, at(device, one)),
        ],
      })),
    ),
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
  Intf: (device) =>
    rows(
      device.interfaces
        .filter((one) => PHYSICAL.has(one.protocol))
        .map((one) => ({
          id: `Intf-${one.id}`,
          cells: [
            known(one.name ?? one.id, at(device, one)),
            known(one.protocol, at(device, one)),
            missing('Write whether it is enabled as delivered.'),
            known(one.purpose === 'debug' || DEBUG.has(one.protocol) ? 'yes' : 'no', at(device, one)),
            authentication(device, one),
            missing('Write what it tells before authentication.'),
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
  UserIntf: (device) =>
    rows([
      ...device.interfaces
        .filter((one) => ['user-api', 'local-control', 'introduction', 'admin'].includes(one.purpose))
        .map((one) => ({ id: `UserIntf-${one.id}`, cells: [known(described(one), at(device, one)), authentication(device, one)] })),
      ...device.map.parts
        .filter((part) => part.kind === 'app' && device.flows.some((flow) => flow.from === part.id || flow.to === part.id))
        .map((part) => ({ id: `UserIntf-${part.id}`, cells: [known(part.name, part.id), missing('Write how users reach it.')] })),
    ]),
  ExtAPI: (device) =>
    rows(
      device.interfaces.map((one) => ({
        id: `ExtAPI-${one.id}`,
        cells: [
          known(described(one), at(device, one)),
          known(one.port === undefined ? one.protocol : `${one.protocol}, port ${one.port}`, at(device, one)),
          one.on.length === 0
            ? missing(`State on which networks ${at(device, one)} can be reached.`)
            : known(one.on.map(device.nameOf).join(', '), at(device, one)),
          missing('Write whether it is on as delivered.'),
          missing('Write what it tells before authentication.'),
        ],
      })),
    ),
  InpVal: (device) =>
    rows(
      device.interfaces.map((one) => ({
        id: `InpVal-${one.id}`,
        cells: [known(described(one), at(device, one)), missing('Write how its input is validated; the claim of injection tests proves it.')],
      })),
    ),
};
