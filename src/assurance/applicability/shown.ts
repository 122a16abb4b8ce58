import type { Asset, Flow, Interface, Link, Part, PartKind, ServiceMap } from '../../map/model.ts';
import { type Answer, UNKNOWN } from './answer.ts';

// What the parts, flows, links and assets of a map show without its stating it. Of what a device *can* do they only ever show a yes: that
// something is not drawn is no sign that it is not there. Of data there is also a no, where every flow says what it carries.

/** What EN 303 645 calls associated services: whatever is neither the device nor a network, place, person or supplier. The app is one. */
const NOT_SERVICES: ReadonlySet<PartKind> = new Set(['device', 'gateway', 'network', 'place', 'role', 'supplier', 'workstation']);

const PASSWORDS: ReadonlySet<string> = new Set(['password', 'default-credential']);
const CRYPTOGRAPHIC: ReadonlySet<string> = new Set(['certificate', 'passkey', 'mutual-tls', 'signature']);
const AUTHENTICATED: ReadonlySet<string> = new Set([...PASSWORDS, ...CRYPTOGRAPHIC, 'shared-credential', 'token', 'sso']);
const FOR_USERS: ReadonlySet<Interface['purpose']> = new Set(['user-api', 'admin', 'local-control']);
const PHYSICAL_DEBUG: ReadonlySet<string> = new Set(['uart', 'serial', 'jtag', 'swd', 'usb']);

/** The elements of a map by what the questions need, gathered once, so that a large map is not read again for each device. */
export interface Shown {
  readonly map: ServiceMap;
  readonly parts: ReadonlyMap<string, Part>;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Flows that begin or end at a part. */
  readonly flowsOf: (part: Part) => readonly Flow[];
  readonly updatesTo: (part: Part) => readonly Link[];
  readonly assetsAt: (part: Part) => readonly Asset[];
}

function gathered<T>(items: readonly T[], partsOf: (item: T) => readonly string[]): (part: Part) => readonly T[] {
  const byPart = new Map<string, T[]>();
  for (const item of items) {
    for (const part of new Set(partsOf(item))) {
      const known = byPart.get(part);
      if (known === undefined) byPart.set(part, [item]);
      else known.push(item);
    }
  }
  return (part) => byPart.get(part.id) ?? [];
}

export function gather(map: ServiceMap): Shown {
  const updates = map.links.filter((link) => link.type === 'updates');
  return {
    map,
    parts: new Map(map.parts.map((part) => [part.id, part])),
    assets: new Map(map.assets.map((asset) => [asset.id, asset])),
    flowsOf: gathered(map.flows, (flow) => [flow.from, flow.to]),
    updatesTo: gathered(updates, (link) => [link.to]),
    assetsAt: gathered(map.assets, (asset) => asset.at.map((placement) => placement.part)),
  };
}

export type ShownBy = (shown: Shown, device: Part) => Answer;

const yesBy = (decidedBy: readonly string[]): Answer => (decidedBy.length === 0 ? UNKNOWN : { value: 'yes', decidedBy });
const noBy = (decidedBy: readonly string[]): Answer => (decidedBy.length === 0 ? UNKNOWN : { value: 'no', decidedBy });

function byInterface(fits: (face: Interface, shown: Shown) => boolean): ShownBy {
  return (shown, device) => yesBy((device.interfaces ?? []).filter((face) => fits(face, shown)).map((face) => face.id));
}

function byInterfaceOrFlow(authentications: ReadonlySet<string>): ShownBy {
  return ({ flowsOf }, device) => {
    const meets = (each: Interface | Flow) => authentications.has(each.authentication);
    return yesBy([...(device.interfaces ?? []), ...flowsOf(device)].filter(meets).map((each) => each.id));
  };
}

export const passwords: ShownBy = byInterfaceOrFlow(PASSWORDS);
export const cryptographic: ShownBy = byInterfaceOrFlow(CRYPTOGRAPHIC);
export const userSignIn: ShownBy = byInterface((face) => FOR_USERS.has(face.purpose) && AUTHENTICATED.has(face.authentication));
export const networkSignIn: ShownBy = byInterface(
  (face, { parts }) => AUTHENTICATED.has(face.authentication) && face.on.some((id) => parts.get(id)?.kind === 'network'),
);
export const debug: ShownBy = byInterface((face) => face.purpose === 'debug');
export const physicalDebug: ShownBy = byInterface((face) => face.purpose === 'debug' && PHYSICAL_DEBUG.has(face.protocol.toLowerCase()));

export const updated: ShownBy = ({ updatesTo }, device) => yesBy(updatesTo(device).map((link) => link.id));
export const updatedOverNetwork: ShownBy = ({ parts, updatesTo }, device) => {
  const byServer = updatesTo(device).filter((link) => parts.get(link.from)?.kind === 'update-server');
  return yesBy(byServer.map((link) => link.id));
};

export const secretsHeld: ShownBy = ({ assetsAt }, device) =>
  yesBy(
    assetsAt(device)
      .filter((asset) => asset.kind === 'credential')
      .map((asset) => asset.id),
  );
export const secretsStored: ShownBy = ({ assetsAt }, device) => {
  const atRest = (asset: Asset) => asset.at.some((placement) => placement.part === device.id && placement.state === 'at-rest');
  return yesBy(
    assetsAt(device)
      .filter((asset) => asset.kind === 'credential' && atRest(asset))
      .map((asset) => asset.id),
  );
};

/** The assets that a flow takes away from the device, in whichever direction it was opened; `undefined` where the flow does not say. */
function takenBy(flow: Flow, device: Part): readonly string[] | undefined {
  if (flow.from === device.id) return flow.carries.length > 0 ? flow.carries : undefined;
  return flow.returns !== undefined && flow.returns.length > 0 ? flow.returns : undefined;
}

const leaving = ({ flowsOf }: Shown, device: Part) => flowsOf(device).filter((flow) => flow.from === device.id || flow.returns !== undefined);

const isService = ({ parts }: Shown, id: string) => {
  const kind = parts.get(id)?.kind;
  return kind !== undefined && !NOT_SERVICES.has(kind);
};

const toServices = (shown: Shown, device: Part) => leaving(shown, device).filter((flow) => isService(shown, flow.from === device.id ? flow.to : flow.from));

function assetsLeaving(shown: Shown, device: Part, flows: readonly Flow[], fits: (asset: Asset) => boolean): readonly string[] {
  const taken = new Set(flows.flatMap((flow) => takenBy(flow, device) ?? []));
  return [...taken].filter((id) => {
    const asset = shown.assets.get(id);
    return asset !== undefined && fits(asset);
  });
}

export const secretsLeave: ShownBy = (shown, device) => yesBy(assetsLeaving(shown, device, leaving(shown, device), (asset) => asset.kind === 'credential'));
export const telemetry: ShownBy = (shown, device) =>
  yesBy(assetsLeaving(shown, device, leaving(shown, device), (asset) => asset.telemetry === true || asset.personal?.telemetry === true));

/** Whether data of a kind goes from the device to a service: yes where a flow says so, no where every such flow says what it carries instead. */
function sent(fits: (asset: Asset) => boolean): ShownBy {
  return (shown, device) => {
    const flows = toServices(shown, device);
    const found = assetsLeaving(shown, device, flows, fits);
    if (found.length > 0) return yesBy(found);
    const silent = flows.filter((flow) => takenBy(flow, device) === undefined);
    return silent.length > 0 ? { value: 'unknown', decidedBy: silent.map((flow) => flow.id) } : noBy(flows.map((flow) => flow.id));
  };
}

export const personalSent: ShownBy = sent((asset) => asset.personal !== undefined);
export const sensitiveSent: ShownBy = sent((asset) => asset.personal?.category === 'sensitive');

/** Personal data that lives on the device or travels to or from it. */
export function personalOf({ assets, assetsAt, flowsOf }: Shown, device: Part): readonly Asset[] {
  const travelling = flowsOf(device).flatMap((flow) => [...flow.carries, ...(flow.returns ?? [])]);
  const here = new Set([...assetsAt(device), ...travelling.flatMap((id) => assets.get(id) ?? [])]);
  return [...here].filter((asset) => asset.personal !== undefined);
}

export const personalProcessed: ShownBy = (shown, device) => yesBy(personalOf(shown, device).map((asset) => asset.id));

/** Yes where some of its personal data is processed by consent; no where all of it has another basis. */
export const byConsent: ShownBy = (shown, device) => {
  const personal = personalOf(shown, device);
  const consented = personal.filter((asset) => asset.personal?.basis === 'consent');
  if (consented.length > 0) return yesBy(consented.map((asset) => asset.id));
  const silent = personal.filter((asset) => asset.personal?.basis === 'unknown');
  return silent.length > 0 ? { value: 'unknown', decidedBy: silent.map((asset) => asset.id) } : noBy(personal.map((asset) => asset.id));
};

/** Yes where some of its personal data is wanted only in total; no where it is said of all of it that single records are wanted. */
export const forTotals: ShownBy = (shown, device) => {
  const personal = personalOf(shown, device);
  const totals = personal.filter((asset) => asset.personal?.aggregateOnly === true);
  if (totals.length > 0) return yesBy(totals.map((asset) => asset.id));
  const silent = personal.filter((asset) => asset.personal?.aggregateOnly === undefined);
  return silent.length > 0 ? { value: 'unknown', decidedBy: silent.map((asset) => asset.id) } : noBy(personal.map((asset) => asset.id));
};

/** Yes where a service keeps personal data; no where every piece of personal data has its places named and none is at rest in a service. */
export function storedByService(shown: Shown): Answer {
  const personal = shown.map.assets.filter((asset) => asset.personal !== undefined);
  const inService = (asset: Asset) => asset.at.filter((placement) => isService(shown, placement.part));
  const stored = personal.filter((asset) => inService(asset).some((placement) => placement.state === 'at-rest'));
  if (stored.length > 0) return yesBy(stored.map((asset) => asset.id));
  const silent = personal.filter((asset) => asset.at.length === 0 || inService(asset).some((placement) => placement.state === 'unknown'));
  return silent.length > 0 ? { value: 'unknown', decidedBy: silent.map((asset) => asset.id) } : noBy(personal.map((asset) => asset.id));
}
