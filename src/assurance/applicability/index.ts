/**
 * Which requirements a service owes, and which facts of its map decided. Pure questions to the map. What answers a requirement, and whether
 * it was proven, does not belong here; nor does excusing anybody by hand: that is an exclusion, with a reason and an approver.
 */
import type { FactKey } from '../../map/facts.ts';
import type { Part, PartKind, ServiceMap } from '../../map/model.ts';
import { ofRepositories } from '../cert-c/repositories.ts';
import type { Applicability, Requirement, Standard } from '../model.ts';
import { type Answer, anyOf, type Value } from './answer.ts';
import { ofComponents } from './components.ts';
import { ofEquipment, partOf } from './en-18031/index.ts';
import { CONDITIONS, FEATURES, type Question } from './features.ts';
import { productParts } from './product.ts';
import { gather, type Shown } from './shown.ts';
import { stated } from './stated.ts';

type Because = Applicability['because'][number];

/** The parts that the standards of devices are about. Those out of scope are somebody else's to answer for. */
const DEVICE_KINDS: ReadonlySet<PartKind> = new Set(['device', 'gateway']);

/** What the UK's password rules reach: the product, and software that has to be installed for it. A server is not part of that. */
const SOLD_KINDS: ReadonlySet<PartKind> = new Set(['device', 'gateway', 'app']);

interface FallsAway {
  readonly unless: FactKey;
  readonly about: string;
  /** The parts that all have to deny it; the product's where absent. */
  readonly kinds?: ReadonlySet<PartKind>;
}

const PASSWORDS: FallsAway = { unless: 'passwords-used', about: 'Passwords authenticate people or machines to the product', kinds: SOLD_KINDS };
const PRESET: FallsAway = { unless: 'unique-password-preinstalled', about: 'The product leaves the factory with a password of its own', kinds: SOLD_KINDS };

// Requirements of the other standards that fall away where every part of the product says so. Silence excuses from nothing.
const FALL_AWAY: Readonly<Record<string, FallsAway>> = {
  'uk-psti 1(2)(a)': PASSWORDS,
  'uk-psti 1(2)(b)': PASSWORDS,
  'uk-psti 1(3)(a)': PRESET,
  'uk-psti 1(3)(b)': PRESET,
  'uk-psti 1(3)(c)': PRESET,
  'uk-psti 1(3)(d)': PRESET,
  'cra 13.5': { unless: 'third-party-components', about: 'The product contains components of others' },
  'cra 13.6': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PO.1.3': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PW.4.1': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PW.4.4': { unless: 'third-party-components', about: 'The product contains components of others' },
};

/**
 * For each requirement of the standard, in its order: whether the service on the map owes it, and what decided. For EN 303 645 by the
 * conditions and features of its Table B.1, over all devices and gateways in scope: one that has a feature is enough, and all must deny it for
 * a no. For EN 18031 by its decision trees, asked of the same. Device capabilities of NIST are owed by whatever device there is. For IEC
 * 62443-4-2 by the type of each component and the level aimed at; for CERT C by what repositories hold. The other standards are owed whole, but for what demonstrably has no object.
 */
export function applicability(standard: Standard, map: ServiceMap): readonly Applicability[] {
  if (standard.id === 'iec-62443-4-2') return ofComponents(standard, map);
  if (standard.id === 'cert-c') return ofRepositories(standard, map);
  const devices = map.parts.filter((part) => part.inScope && DEVICE_KINDS.has(part.kind));
  if (standard.id === 'en-303-645') return ofDevices(standard, gather(map), devices);
  const part = partOf(standard.id);
  if (part !== undefined)
    return devices.length === 0 ? standard.requirements.map((one) => noDevice(one, map)) : ofEquipment(standard, part, gather(map), devices);
  return standard.requirements.map((requirement) =>
    isOfDevices(standard, requirement) ? ofAnyDevice(requirement, map, devices) : ofService(standard, requirement, map),
  );
}

/** Capabilities of NIST's catalogue that a device has; the others are those of whoever makes it. */
const TECHNICAL: ReadonlySet<string> = new Set(['DI', 'DC', 'DP', 'LA', 'SU', 'CS', 'DS']);

function isOfDevices(standard: Standard, { group }: Requirement): boolean {
  return standard.id === 'nist-8259a' || (standard.id === 'nist-800-213a' && TECHNICAL.has(group));
}

// A map without a device is a map that is not finished, and excuses from nothing.
function noDevice({ id }: Requirement, map: ServiceMap): Applicability {
  return { requirement: id, applies: 'undecided', because: [device('unknown', [map.service.id])] };
}

function ofAnyDevice(requirement: Requirement, map: ServiceMap, devices: readonly Part[]): Applicability {
  if (devices.length === 0) return noDevice(requirement, map);
  return { requirement: requirement.id, applies: 'yes', because: [anyDevice(devices)] };
}

function anyDevice(devices: readonly Part[]): Because {
  return device(
    'yes',
    devices.map((each) => each.id),
  );
}

function ofDevices(standard: Standard, shown: Shown, devices: readonly Part[]): readonly Applicability[] {
  const asked = new Map<Question, Asked>();
  const ask = (label: string, question: Question): Asked => {
    const before = asked.get(question);
    if (before !== undefined) return { ...before, label };
    const made = { label, about: question.about, all: question.ask(shown, devices), each: devices.map((device) => question.ask(shown, [device]).value) };
    asked.set(question, made);
    return made;
  };
  return standard.requirements.map((requirement): Applicability => {
    const { id, condition, feature } = requirement;
    if (devices.length === 0) return noDevice(requirement, shown.map);
    const answers = [
      ...(condition === undefined ? [] : [ask(`Condition ${condition}`, CONDITIONS[condition])]),
      ...(feature === undefined ? [] : [ask(`Feature ${feature}`, FEATURES[feature])]),
    ];
    if (answers.length === 0) return { requirement: id, applies: 'yes', because: [anyDevice(devices)] };
    return {
      requirement: id,
      applies: decide(devices.map((_, index) => answers.map((answer) => answer.each[index] ?? 'unknown'))),
      because: answers.map(({ label, about, all }) => ({ fact: `${label}: ${about}`, ...all })),
    };
  });
}

/** A question's answer over all devices, and of each. */
interface Asked {
  readonly label: string;
  readonly about: string;
  readonly all: Answer;
  readonly each: readonly Value[];
}

function device(value: Value, decidedBy: readonly string[]): Because {
  return { fact: 'There is a device or gateway', value, decidedBy };
}

/** Owed where one device meets condition and feature both; not owed where each device fails one of them. */
function decide(devices: readonly (readonly Value[])[]): Applicability['applies'] {
  if (devices.some((values) => values.every((value) => value === 'yes'))) return 'yes';
  return devices.every((values) => values.includes('no')) ? 'no' : 'undecided';
}

function ofService(standard: Standard, requirement: Requirement, map: ServiceMap): Applicability {
  const falls = FALL_AWAY[`${standard.id} ${requirement.id}`];
  if (falls !== undefined) {
    const kinds = falls.kinds;
    const parts = productParts(map).filter((part) => kinds === undefined || kinds.has(part.kind));
    const answer = anyOf(parts.map((part) => stated(map, part, falls.unless)));
    return { requirement: requirement.id, applies: answer.value === 'no' ? 'no' : 'yes', because: [{ fact: falls.about, ...answer }] };
  }
  return { requirement: requirement.id, applies: 'yes', because: [{ fact: 'Every service in scope owes it', value: 'yes', decidedBy: [map.service.id] }] };
}
