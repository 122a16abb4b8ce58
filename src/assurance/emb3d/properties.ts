import type { FactKey } from '../../map/facts.ts';
import type { Flow, Interface, Part } from '../../map/model.ts';
import { type Answer, anyOf, statedThenShown, UNKNOWN } from '../applicability/answer.ts';
import * as show from '../applicability/shown.ts';
import { stated } from '../applicability/stated.ts';

// What a map says of a device's properties in EMB3D's sense. Facts, interfaces, flows and links show a yes, and only a fact can say no. The
// map may also name properties outright (`emb3d-properties`, `emb3d-properties-absent`), for what no other element of a map is about.

type Ask = show.ShownBy;

const yesBy = (ids: readonly string[]): Answer => (ids.length === 0 ? UNKNOWN : { value: 'yes', decidedBy: ids });
const fact =
  (key: FactKey, shownBy?: Ask): Ask =>
  (shown, device) =>
    statedThenShown(stated(shown.map, device, key), shownBy?.(shown, device) ?? UNKNOWN);
const not =
  (ask: Ask): Ask =>
  (shown, device) => {
    const { value, decidedBy } = ask(shown, device);
    return { value: value === 'yes' ? 'no' : value === 'no' ? 'yes' : 'unknown', decidedBy };
  };
/** A fact whose yes shows the property, and whose no says nothing of it. */
const onlyYes =
  (key: FactKey): Ask =>
  (shown, device) => {
    const answer = stated(shown.map, device, key);
    return answer.value === 'yes' ? answer : UNKNOWN;
  };
const either =
  (...asks: readonly Ask[]): Ask =>
  (shown, device) => {
    const answers = asks.map((ask) => ask(shown, device));
    return answers.find((answer) => answer.value === 'yes') ?? UNKNOWN;
  };
const byFace =
  (fits: (face: Interface, shown: show.Shown) => boolean): Ask =>
  (shown, device) =>
    yesBy((device.interfaces ?? []).filter((face) => fits(face, shown)).map((face) => face.id));
const byFlow =
  (fits: (flow: Flow, device: Part, shown: show.Shown) => boolean): Ask =>
  (shown, device) =>
    yesBy(
      shown
        .flowsOf(device)
        .filter((flow) => fits(flow, device, shown))
        .map((flow) => flow.id),
    );

const protocols = (...names: readonly string[]) => {
  const set = new Set(names);
  return (face: Interface) => set.has(face.protocol.toLowerCase());
};
const onNetwork = (face: Interface, { parts }: show.Shown) => face.on.some((id) => parts.get(id)?.kind === 'network');
const fromUpdater = (flow: Flow, device: Part, { parts }: show.Shown) => flow.to === device.id && parts.get(flow.from)?.kind === 'update-server';

const WIRED = protocols('usb', 'serial', 'rs-232', 'rs232', 'rs-485', 'rs485', 'can', 'sd', 'pcie', 'thunderbolt');
const PORTS = protocols('uart', 'jtag', 'swd');
const WEB = protocols('http', 'https', 'ws', 'wss');
// Protocols that carry neither proof of origin nor encryption of their own.
const BARE = protocols('telnet', 'ftp', 'tftp', 'http', 'ws', 'rtsp', 'mqtt', 'coap', 'modbus', 'snmp', 'upnp');
const SERVICES: ReadonlySet<Interface['purpose']> = new Set(['user-api', 'device-api', 'admin', 'remote-shell', 'stream', 'local-control', 'introduction']);
const RULING: ReadonlySet<Interface['purpose']> = new Set(['admin', 'remote-shell', 'stream', 'user-api', 'local-control']);
const KNOWN_USER: ReadonlySet<string> = new Set(['default-credential', 'shared-credential', 'password', 'token', 'certificate', 'sso', 'passkey']);

const updatable = fact('software-updatable', show.updated);
const remoteService = byFace((face, shown) => onNetwork(face, shown));

/** Assets that the device gets by an update and that a signing system signs on the way. */
const signedUpdate: Ask = ({ map, updatesTo }, device) => {
  const taken = new Set(updatesTo(device).flatMap((link) => link.carries ?? []));
  return yesBy(map.links.filter((link) => link.type === 'signs' && (link.carries ?? []).some((asset) => taken.has(asset))).map((link) => link.id));
};

/** Questions to a map, by property of EMB3D 2.0.1. Those that are not here no element of a map is about. */
export const QUESTIONS: Readonly<Record<string, Ask>> = {
  'PID-11': either(onlyYes('software-mutable'), updatable),
  'PID-14': byFace(WIRED),
  'PID-15': fact('physical-debug-ports', byFace(PORTS)),
  'PID-21': onlyYes('secure-boot'),
  'PID-22': fact('debug-interfaces', show.debug),
  'PID-25': onlyYes('secure-boot'),
  'PID-26': not(updatable),
  'PID-27': updatable,
  'PID-272': signedUpdate,
  'PID-2722': signedUpdate,
  'PID-273': byFlow((flow, device, shown) => fromUpdater(flow, device, shown) && flow.encryption === 'none'),
  'PID-274': onlyYes('rollback-allowed'),
  'PID-275': fact('network-updates', show.updatedOverNetwork),
  'PID-31': either(
    onlyYes('third-party-components'),
    byFace((face) => SERVICES.has(face.purpose)),
  ),
  'PID-311': byFace(WEB),
  'PID-32': onlyYes('runs-untrusted-input'),
  'PID-33': byFace((face) => SERVICES.has(face.purpose)),
  'PID-331': byFace((face) => SERVICES.has(face.purpose) && face.authentication === 'none'),
  'PID-332': either(
    onlyYes('user-authentication'),
    byFace((face) => SERVICES.has(face.purpose) && KNOWN_USER.has(face.authentication)),
  ),
  'PID-3321': fact('passwords-used', show.passwords),
  'PID-3322': fact('cryptographic-authentication', show.cryptographic),
  'PID-41': either(remoteService, onlyYes('internet-facing')),
  'PID-411': either(
    byFace((face, shown) => onNetwork(face, shown) && RULING.has(face.purpose)),
    onlyYes('network-security-settings'),
  ),
  'PID-4111': byFace((face, shown) => onNetwork(face, shown) && BARE(face)),
  'PID-4112': either(
    byFlow((flow) => flow.encryption === 'none'),
    byFace((face, shown) => onNetwork(face, shown) && BARE(face)),
  ),
  'PID-4113': byFlow((flow) => flow.encryption === 'transport' || flow.encryption === 'end-to-end'),
  'PID-42': fact('network-equipment', (_, device) => (device.kind === 'gateway' ? yesBy([device.id]) : UNKNOWN)),
};

/** The numbers in a fact such as `PID-11, 121`: properties named outright. */
function listed(part: { readonly facts?: Part['facts'] | undefined }, key: FactKey): readonly string[] {
  const said = part.facts?.[key];
  return typeof said === 'string' ? [...said.matchAll(/\d+/g)].map(([number]) => `PID-${number}`) : [];
}

/** What the map names outright: yes by one variant is enough, no must hold for the whole part. Named both ways is no answer. */
function named(device: Part, id: string): Answer {
  const members = (device.variants ?? []).map((variant) => ({ at: `${device.id}/${variant.id}`, facts: variant.facts }));
  const all = [{ at: device.id, facts: device.facts }, ...members];
  const yes = all.filter((one) => listed(one, 'emb3d-properties').includes(id)).map((one) => one.at);
  const no = all.filter((one) => listed(one, 'emb3d-properties-absent').includes(id)).map((one) => one.at);
  if (yes.length > 0) return no.includes(device.id) ? { value: 'unknown', decidedBy: [...new Set([...yes, ...no])] } : { value: 'yes', decidedBy: yes };
  const everywhere = no.includes(device.id) || (members.length > 0 && members.every((member) => no.includes(member.at)));
  return everywhere ? { value: 'no', decidedBy: no } : UNKNOWN;
}

/** Whether a device has a property, by what the map names, states and shows; before sub-properties are looked at. */
export function ownAnswer(shown: show.Shown, device: Part, id: string): Answer {
  const ask = QUESTIONS[id];
  const answer = statedThenShown(named(device, id), ask?.(shown, device) ?? UNKNOWN);
  return answer.decidedBy.length === 0 ? { ...answer, decidedBy: [device.id] } : anyOf([answer]);
}
