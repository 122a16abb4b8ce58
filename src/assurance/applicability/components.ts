import type { Part, PartKind, ServiceMap } from '../../map/model.ts';
import type { Applicability, Requirement, Standard } from '../model.ts';
import { lowestLevel } from '../standards/iec-62443-4-2.ts';
import { type Answer, anyOf, UNKNOWN, type Value } from './answer.ts';
import { productParts } from './product.ts';

// IEC 62443-4-2 asks by type of component and by the level that is aimed at. The kind of a part says of which type it is, as far as it can;
// the map may state more. A requirement above the level aimed at is not owed, but only where a level is stated.

export const COMPONENT_TYPES = ['software-application', 'embedded-device', 'host-device', 'network-device'] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

const BY_PREFIX: Readonly<Record<string, ComponentType>> = {
  SAR: 'software-application',
  EDR: 'embedded-device',
  HDR: 'host-device',
  NDR: 'network-device',
};
const NAMES: Readonly<Record<ComponentType, string>> = {
  'software-application': 'a software application',
  'embedded-device': 'an embedded device',
  'host-device': 'a host device',
  'network-device': 'a network device',
};

// What the kind of a part says for itself. A gateway passes traffic on, and may be built as an embedded device or as a small host. A server's
// software is the operator's; whether the machine under it is too, the map has to say.
const BY_KIND: Readonly<Partial<Record<PartKind, Readonly<Record<ComponentType, Value>>>>> = {
  device: { 'software-application': 'no', 'embedded-device': 'yes', 'host-device': 'no', 'network-device': 'no' },
  gateway: { 'software-application': 'no', 'embedded-device': 'unknown', 'host-device': 'unknown', 'network-device': 'yes' },
  app: { 'software-application': 'yes', 'embedded-device': 'no', 'host-device': 'no', 'network-device': 'no' },
  server: { 'software-application': 'yes', 'embedded-device': 'no', 'host-device': 'unknown', 'network-device': 'no' },
  broker: { 'software-application': 'yes', 'embedded-device': 'no', 'host-device': 'unknown', 'network-device': 'no' },
  'update-server': { 'software-application': 'yes', 'embedded-device': 'no', 'host-device': 'unknown', 'network-device': 'no' },
};

/** Whether a part is a component of a type: by the fact `component-type` (one or several, with commas), else by its kind. */
export function isOfType(part: Part, type: ComponentType): Answer {
  const said = part.facts?.['component-type'];
  if (said !== undefined) {
    const types = typeof said === 'string' ? said.split(',').map((word) => word.trim()) : [];
    // A word that nobody knows has said nothing, and excuses from nothing.
    const known = types.length > 0 && types.every((word) => (COMPONENT_TYPES as readonly string[]).includes(word));
    return { value: known ? (types.includes(type) ? 'yes' : 'no') : 'unknown', decidedBy: [part.id] };
  }
  if (type === 'network-device' && part.facts?.['network-equipment'] === true) return { value: 'yes', decidedBy: [part.id] };
  return { value: BY_KIND[part.kind]?.[type] ?? 'unknown', decidedBy: [part.id] };
}

/** The level (SL-C) aimed at for a part, 1 to 4: stated of it, else of the service; `undefined` where neither states one. */
export function targetOf(map: ServiceMap, part: Part): { readonly level: number; readonly by: string } | undefined {
  for (const [facts, by] of [
    [part.facts, part.id],
    [map.service.facts, map.service.id],
  ] as const) {
    const level = facts?.['security-level-target'];
    if (typeof level === 'number' && Number.isInteger(level) && level >= 1 && level <= 4) return { level, by };
  }
  return undefined;
}

/** For each requirement of IEC 62443-4-2: owed where one part is of its type and aims at its level; not owed where every part fails one of them. */
export function ofComponents(standard: Standard, map: ServiceMap): readonly Applicability[] {
  const parts = productParts(map);
  const memo = new Map<string, Pick<Applicability, 'applies' | 'because'>>();
  return standard.requirements.map((requirement): Applicability => {
    if (requirement.withdrawn !== undefined)
      return { requirement: requirement.id, applies: 'no', because: [{ fact: requirement.withdrawn.reason, value: 'no', decidedBy: [] }] };
    const type = BY_PREFIX[requirement.id.slice(0, requirement.id.indexOf(' '))];
    const key = `${type} ${lowestLevel(requirement)}`;
    const known = memo.get(key) ?? decide(map, parts, type, requirement);
    memo.set(key, known);
    return { requirement: requirement.id, ...known };
  });
}

function decide(
  map: ServiceMap,
  parts: readonly Part[],
  type: ComponentType | undefined,
  requirement: Requirement,
): Pick<Applicability, 'applies' | 'because'> {
  const about = type === undefined ? 'There is a component of the product' : `There is ${NAMES[type]}`;
  // A map without a part of the product is a map that is not finished, and excuses from nothing.
  if (parts.length === 0) return { applies: 'undecided', because: [{ fact: about, value: 'unknown', decidedBy: [map.service.id] }] };
  const lowest = lowestLevel(requirement);
  const each = parts.map((part) => {
    const ofType: Answer = type === undefined ? { value: 'yes', decidedBy: [part.id] } : isOfType(part, type);
    const target = targetOf(map, part);
    const aimed: Answer = target === undefined ? UNKNOWN : { value: target.level >= lowest ? 'yes' : 'no', decidedBy: [target.by] };
    return { ofType, aimed };
  });
  const owed = each.map(({ ofType, aimed }): Value => (ofType.value === 'no' || aimed.value === 'no' ? 'no' : ofType.value));
  const applies = owed.includes('yes') ? 'yes' : owed.every((value) => value === 'no') ? 'no' : 'undecided';
  const levels = anyOf(each.filter(({ ofType }) => ofType.value !== 'no').map(({ aimed }) => aimed));
  return {
    applies,
    because: [
      { fact: about, ...anyOf(each.map(({ ofType }) => ofType)) },
      ...(lowest > 1 && levels.value !== 'unknown' ? [{ fact: `The level aimed at is ${lowest} or more`, ...levels }] : []),
    ],
  };
}
