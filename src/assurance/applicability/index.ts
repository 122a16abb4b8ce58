/**
 * Which requirements a service owes, and which facts of its map decided. Pure questions to the map. What answers a requirement, and whether
 * it was proven, does not belong here; nor does excusing anybody by hand: that is an exclusion, with a reason and an approver.
 */
import type { FactKey } from '../../map/facts.ts';
import type { PartKind, ServiceMap } from '../../map/model.ts';
import type { Applicability, Requirement, Standard } from '../model.ts';
import { type Answer, anyOf, type Value } from './answer.ts';
import { CONDITIONS, FEATURES, type Question } from './features.ts';
import { gather, type Shown } from './shown.ts';
import { stated } from './stated.ts';

type Because = Applicability['because'][number];

/** The parts that EN 303 645 is about. Those out of scope are somebody else's to answer for. */
const DEVICE_KINDS: ReadonlySet<PartKind> = new Set(['device', 'gateway']);
const PRODUCT_KINDS: ReadonlySet<PartKind> = new Set(['device', 'gateway', 'app', 'server', 'broker', 'update-server']);

// Requirements of the other standards that fall away where every part of the product says so. Silence excuses from nothing.
const FALL_AWAY: Readonly<Record<string, { readonly unless: FactKey; readonly about: string }>> = {
  'cra 13.5': { unless: 'third-party-components', about: 'The product contains components of others' },
  'cra 13.6': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PO.1.3': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PW.4.1': { unless: 'third-party-components', about: 'The product contains components of others' },
  'ssdf PW.4.4': { unless: 'third-party-components', about: 'The product contains components of others' },
};

/**
 * For each requirement of the standard, in its order: whether the service on the map owes it, and what decided. For EN 303 645 by the
 * conditions and features of its Table B.1, over all devices and gateways in scope: one that has a feature is enough, and all must deny it for
 * a no. The other standards are owed whole, but for what demonstrably has no object.
 */
export function applicability(standard: Standard, map: ServiceMap): readonly Applicability[] {
  const shown = gather(map);
  return standard.id === 'en-303-645' ? ofDevices(standard, shown) : standard.requirements.map((requirement) => ofService(standard, requirement, map));
}

function ofDevices(standard: Standard, shown: Shown): readonly Applicability[] {
  const devices = shown.map.parts.filter((part) => part.inScope && DEVICE_KINDS.has(part.kind));
  const asked = new Map<Question, Asked>();
  const ask = (label: string, question: Question): Asked => {
    const before = asked.get(question);
    if (before !== undefined) return { ...before, label };
    const made = { label, about: question.about, all: question.ask(shown, devices), each: devices.map((device) => question.ask(shown, [device]).value) };
    asked.set(question, made);
    return made;
  };
  return standard.requirements.map(({ id, condition, feature }): Applicability => {
    // A map without a device is a map that is not finished, and excuses from nothing.
    if (devices.length === 0) return { requirement: id, applies: 'undecided', because: [device('unknown', [shown.map.service.id])] };
    const answers = [
      ...(condition === undefined ? [] : [ask(`Condition ${condition}`, CONDITIONS[condition])]),
      ...(feature === undefined ? [] : [ask(`Feature ${feature}`, FEATURES[feature])]),
    ];
    if (answers.length === 0)
      return {
        requirement: id,
        applies: 'yes',
        because: [
          device(
            'yes',
            devices.map((each) => each.id),
          ),
        ],
      };
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
    const product = map.parts.filter((part) => part.inScope && PRODUCT_KINDS.has(part.kind));
    const answer = anyOf(product.map((part) => stated(map, part, falls.unless)));
    return { requirement: requirement.id, applies: answer.value === 'no' ? 'no' : 'yes', because: [{ fact: falls.about, ...answer }] };
  }
  return { requirement: requirement.id, applies: 'yes', because: [{ fact: 'Every service in scope owes it', value: 'yes', decidedBy: [map.service.id] }] };
}
