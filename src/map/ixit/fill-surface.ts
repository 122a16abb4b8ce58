import type { Flow, Interface } from '../model.ts';
import { type Device, factCell, known, missing } from './device.ts';
import { type Filled, none, rows } from './filled.ts';
import type { Cell } from './model.ts';

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

/** The tables about interfaces and flows, by name. */
export const SURFACE: Readonly<Record<string, (device: Device) => Filled>> = {
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
