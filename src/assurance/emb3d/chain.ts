import type { Part, ServiceMap } from '../../map/model.ts';
import type { Value } from '../applicability/answer.ts';
import { COMPONENT_TYPES, type ComponentType, isOfType } from '../applicability/components.ts';
import { gather } from '../applicability/shown.ts';
import type { Position } from '../position.ts';
import type { RequirementRow } from '../report/model.ts';
import { standardPosition } from '../report/requirements.ts';
import { IEC_62443_4_2 } from '../standards/iec-62443-4-2.ts';
import type { DeviceProperty, Emb3d, Mitigation, Threat } from './model.ts';
import { ownAnswer } from './properties.ts';
import { consistent } from './trace.ts';

// From each device on the map to what protects it: properties, the threats they bring, what mitigates those, the clauses of IEC 62443-4-2 that
// the mitigations serve, and where the service stands on them. A property that the map is silent on leaves its threats undecided, which counts
// as open: nobody is freed of a threat by an unfinished map.

export interface PropertyAnswered extends Pick<DeviceProperty, 'id' | 'name' | 'category'> {
  readonly value: Value;
  /** What decided, by id; of an unknown, what is silent or at odds. */
  readonly decidedBy: readonly string[];
}

export interface ThreatFaced extends Pick<Threat, 'id' | 'name' | 'category' | 'maturity'> {
  /** `yes` where a property of the device brings it; `unknown` where one may. */
  readonly value: 'yes' | 'unknown';
  /** The properties that bring it, or may. */
  readonly by: readonly string[];
}

export interface ClauseStanding {
  /** Of IEC 62443-4-2, such as `EDR 3.14`. */
  readonly id: string;
  readonly title: string;
  readonly applies: RequirementRow['applies'];
  readonly verdict: RequirementRow['verdict'];
  readonly partly: boolean;
  readonly controls: readonly { readonly control: string; readonly verdict: string }[];
}

export interface MitigationDue extends Pick<Mitigation, 'id' | 'name' | 'maturity'> {
  /** `yes` where a threat that it mitigates is faced; `unknown` where one may be. */
  readonly value: 'yes' | 'unknown';
  /** Threats of this device that it mitigates. */
  readonly threats: readonly string[];
  /** Clauses for this type of component; empty where the catalogue names none. */
  readonly clauses: readonly string[];
}

export interface DeviceTraced {
  readonly part: string;
  readonly name: string;
  readonly population: number;
  readonly properties: readonly PropertyAnswered[];
  readonly threats: readonly ThreatFaced[];
  readonly mitigations: readonly MitigationDue[];
}

export interface Emb3dPosition {
  readonly format: 'assay-emb3d/1';
  readonly counts: { readonly properties: number; readonly threats: number; readonly mitigations: number; readonly relations: number };
  readonly devices: readonly DeviceTraced[];
  /** Every clause that a mitigation of some device serves, in the order of the standard. */
  readonly clauses: readonly ClauseStanding[];
}

/** Reads a service map against the catalogue: every device and gateway in scope. Pure. */
export function emb3dPosition(emb3d: Emb3d, map: ServiceMap, position: Position): Emb3dPosition {
  const shown = gather(map);
  const devices = map.parts
    .filter((part) => part.inScope && (part.kind === 'device' || part.kind === 'gateway'))
    .map((part) => traced(emb3d, part, new Map(emb3d.properties.map((property) => [property.id, ownAnswer(shown, part, property.id)]))));
  const served = new Set(devices.flatMap((device) => device.mitigations.flatMap((mitigation) => mitigation.clauses)));
  const clauses = standardPosition(IEC_62443_4_2, map, position)
    .requirements.filter((row) => served.has(row.id))
    .map(
      (row): ClauseStanding => ({
        id: row.id,
        title: row.title,
        applies: row.applies,
        verdict: row.verdict,
        partly: row.partly,
        controls: row.answers.map(({ control, verdict }) => ({ control, verdict })),
      }),
    );
  const { properties, threats, mitigations, relations } = emb3d;
  return {
    format: 'assay-emb3d/1',
    counts: { properties: properties.length, threats: threats.length, mitigations: mitigations.length, relations },
    devices,
    clauses,
  };
}

function traced(emb3d: Emb3d, part: Part, own: Parameters<typeof consistent>[1]): DeviceTraced {
  const answers = consistent(emb3d.properties, own);
  const holds = (id: string) => answers.get(id)?.value ?? 'unknown';
  const properties = emb3d.properties.map(
    ({ id, name, category }): PropertyAnswered => ({ id, name, category, value: holds(id), decidedBy: answers.get(id)?.decidedBy ?? [] }),
  );
  const bringing = new Map<string, DeviceProperty[]>();
  for (const property of emb3d.properties)
    if (holds(property.id) !== 'no') for (const threat of property.threats) bringing.set(threat, [...(bringing.get(threat) ?? []), property]);
  const threats = emb3d.threats.flatMap(({ id, name, category, maturity }): readonly ThreatFaced[] => {
    const by = bringing.get(id) ?? [];
    if (by.length === 0) return [];
    const sure = by.filter((property) => holds(property.id) === 'yes');
    return [{ id, name, category, maturity, value: sure.length > 0 ? 'yes' : 'unknown', by: (sure.length > 0 ? sure : by).map((property) => property.id) }];
  });
  const faced = new Map(threats.map((threat) => [threat.id, threat.value]));
  const mitigations = emb3d.mitigations.flatMap((mitigation): readonly MitigationDue[] => {
    const due = mitigation.threats.filter((threat) => faced.has(threat));
    if (due.length === 0) return [];
    return [
      {
        id: mitigation.id,
        name: mitigation.name,
        maturity: mitigation.maturity,
        value: due.some((threat) => faced.get(threat) === 'yes') ? 'yes' : 'unknown',
        threats: due,
        clauses: mitigation.clauses.filter((clause) => isFor(part, clause)),
      },
    ];
  });
  return { part: part.id, name: part.name, population: part.population, properties, threats, mitigations };
}

const TYPE_OF: Readonly<Record<string, ComponentType>> = { SAR: COMPONENT_TYPES[0], EDR: COMPONENT_TYPES[1], HDR: COMPONENT_TYPES[2], NDR: COMPONENT_TYPES[3] };

/** Clauses of a type that the part is not are another component's. */
function isFor(part: Part, clause: string): boolean {
  const type = TYPE_OF[clause.slice(0, clause.indexOf(' '))];
  return type === undefined || isOfType(part, type).value !== 'no';
}
