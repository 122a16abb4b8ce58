import type { FactKey } from '../../../map/facts.ts';
import { FACTS } from '../../../map/facts.ts';
import type { Interface, Part } from '../../../map/model.ts';
import type { En18031Part } from '../../standards/en-18031.ts';
import { type Answer, allOf, anyOf, negated, statedThenShown, UNKNOWN } from '../answer.ts';
import * as show from '../shown.ts';
import { stated } from '../stated.ts';

/** A question about one device. What the map shows ever only says yes: that something is not drawn is no sign that it is not there. */
export interface Asks {
  (shown: show.Shown, device: Part): Answer;
  /** The facts that it is made of, each with its own question. */
  readonly facts: readonly { readonly key: FactKey; readonly ask: (shown: show.Shown, device: Part) => Answer }[];
}

const RADIO: ReadonlySet<string> = new Set(['wifi', 'ble', 'bluetooth', 'zigbee', 'z-wave', 'thread', 'lora', 'lorawan', 'lte', '5g', 'nb-iot', 'nfc', 'uwb']);
const FOR_PEOPLE: ReadonlySet<Interface['purpose']> = new Set(['user-api', 'admin', 'local-control']);
const FOR_MACHINES: ReadonlySet<Interface['purpose']> = new Set(['device-api', 'update']);

const yesBy = (decidedBy: readonly string[]): Answer => (decidedBy.length === 0 ? UNKNOWN : { value: 'yes', decidedBy });

/** A fact that the map may state of the device, and what it may show of it besides. */
export function fact(key: FactKey, shownBy?: show.ShownBy): Asks {
  const ask = (shown: show.Shown, device: Part) => statedThenShown(stated(shown.map, device, key), shownBy?.(shown, device) ?? UNKNOWN);
  return Object.assign(ask, { facts: [{ key, ask }] });
}

type Joins = (answers: readonly Answer[]) => Answer;

function joined(join: Joins, asks: readonly Asks[]): Asks {
  const ask = (shown: show.Shown, device: Part) => join(asks.map((one) => one(shown, device)));
  return Object.assign(ask, { facts: asks.flatMap((one) => one.facts) });
}

const any = (...asks: readonly Asks[]): Asks => joined(anyOf, asks);
const all = (...asks: readonly Asks[]): Asks => joined(allOf, asks);
const not = (asks: Asks): Asks => joined((answers) => negated(anyOf(answers)), [asks]);

const faces =
  (fits: (face: Interface) => boolean): show.ShownBy =>
  (_shown, device) =>
    yesBy((device.interfaces ?? []).filter(fits).map((face) => face.id));

/** A radio among its interfaces, or a network of radio that it is on. */
const radioShown: show.ShownBy = ({ parts }, device) => {
  const networks = [...(device.attached ?? []), ...(device.interfaces ?? []).flatMap((face) => face.on)];
  return yesBy([
    ...(device.interfaces ?? []).filter((face) => RADIO.has(face.protocol.toLowerCase())).map((face) => face.id),
    ...new Set(networks.filter((id) => parts.get(id)?.kind === 'network' && parts.get(id)?.facts?.wireless === true)),
  ]);
};

/** What states a fact of the device that implies another. */
const impliedBy =
  (key: FactKey): show.ShownBy =>
  ({ map }, device) => {
    const answer = stated(map, device, key);
    return answer.value === 'yes' ? answer : UNKNOWN;
  };

/** A flow to or from a part that is reached from the Internet, or that it is reached from there itself. */
const internetShown: show.ShownBy = (shown, device) => {
  const { flowsOf, parts } = shown;
  const flows = flowsOf(device).filter((flow) => parts.get(flow.from === device.id ? flow.to : flow.from)?.facts?.['internet-facing'] === true);
  return anyOf([yesBy(flows.map((flow) => flow.id)), impliedBy('internet-facing')(shown, device)]);
};

const radio = fact('wireless', radioShown);
const internet = fact('internet-connected', internetShown);
// Delegated Regulation (EU) 2022/30, Article 1(2), has three kinds of data: personal, on traffic and on location. Whoever carries traffic for others
// processes data on it. That one kind is denied says nothing of the other two.
const personal = any(fact('personal-data-processed', show.personalProcessed), fact('traffic-or-location-data', impliedBy('network-equipment')));
export const toy = fact('toy');
export const toyOrChildcare = any(toy, fact('childcare'));
export const money = fact('transfers-money');
export const passwords = fact('passwords-used', show.passwords);
export const factoryPassword = all(
  passwords,
  fact(
    'factory-password',
    faces((face) => face.authentication === 'default-credential'),
  ),
);
export const passwordOptional = all(passwords, fact('password-optional'));
export const childrenUnguarded = all(toyOrChildcare, not(fact('parents-control-access')));
export const userInterface = fact(
  'user-interface',
  faces((face) => FOR_PEOPLE.has(face.purpose)),
);
export const machineInterface = fact(
  'machine-interface',
  faces((face) => FOR_MACHINES.has(face.purpose)),
);
export const immutable = not(fact('software-mutable', show.updated));
export const secretsStored = fact('security-parameters-stored', show.secretsStored);
export const secretsOrPersonalStored = any(secretsStored, personal);
export const personalData = personal;
export const keys = fact('critical-security-parameters', show.secretsHeld);
export const keysGenerated = all(keys, fact('critical-keys-generated'));
export const keysPreinstalled = all(keys, fact('critical-keys-preinstalled'));
export const networkSignIn = fact('network-authentication', show.networkSignIn);
export const userSignIn = fact('user-authentication', show.userSignIn);
export const updated = fact('software-updatable', show.updated);

export interface ScopeQuestion {
  readonly about: string;
  readonly asks: Asks;
}

const about = (key: FactKey) => FACTS[key].about.replace(/ \([^)]*\)\.$|\.$/, '');

/** What makes equipment fall under the part: all have to be so. Delegated Regulation (EU) 2022/30, Article 1. */
export const SCOPE: Readonly<Record<En18031Part, readonly ScopeQuestion[]>> = {
  1: [
    { about: about('wireless'), asks: radio },
    { about: about('internet-connected'), asks: internet },
  ],
  2: [
    { about: about('wireless'), asks: radio },
    { about: 'It is connected to the Internet, a toy, made for childcare, or worn', asks: any(internet, toyOrChildcare, fact('wearable')) },
    { about: 'It can process personal data, or data on traffic or location', asks: personal },
  ],
  3: [
    { about: about('wireless'), asks: radio },
    { about: about('internet-connected'), asks: internet },
    { about: about('transfers-money'), asks: money },
  ],
};
