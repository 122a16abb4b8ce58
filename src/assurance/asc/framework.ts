import { Refused } from '../../core/index.ts';
import type { ControlId } from '../../evidence/model.ts';
import type { Part, PartKind, ServiceMap } from '../../map/model.ts';
import type { Verdict } from '../model.ts';
import type { Position } from '../position.ts';
import { trustFaults } from './faults.ts';
import { isLevel, LEVELS, LEVELS_OF_TRUST, type Level, type LevelOfTrust, levelFor, levelOf } from './level.ts';
import { heaviest, type Need, type NeedFound, type Needs, type Stakes, stakesOf } from './need.ts';

/** A control asked of an application: where, from which level on, and what it came to there. */
export interface AskedControl {
  readonly control: ControlId;
  readonly subject: string;
  readonly level: Level;
  readonly verdict: Verdict;
}

export interface TargetedLevel {
  /** The higher of what the map states and what the assets need: nobody lowers an aim by writing a smaller number down. */
  readonly level: Level;
  /**
   * What decides: the map's own `trust-level-target`, or what the assets need; `nothing` where the map does neither, or where all that is there are
   * assets of which no need is stated. Then 0 is no aim but a question to whoever draws the map: the emptiest map would else aim the lowest.
   */
  readonly by: 'fact' | 'needs' | 'nothing';
  /** What the map states, also where it is lower than the level. */
  readonly stated?: Level;
  /** What the assets ask for, whatever is stated. */
  readonly fromNeeds: Level;
  /** The need that decides, with its asset. Absent where the map draws nothing that needs protection here. */
  readonly because?: NeedFound & { readonly need: Need };
  /** Assets here of which the map states no need. They count as unknown, and not as harmless. */
  readonly unstated: readonly string[];
}

/** The application normative framework (ANF) of one application: its controls by level, the level it aims for, the level it has. */
export interface ApplicationFramework {
  readonly application: string;
  readonly name: string;
  /** `service` for the service as a whole, whose controls are those that belong to no one part. */
  readonly kind: PartKind | 'service';
  readonly needs: Needs;
  readonly target: TargetedLevel;
  /** The highest level all of whose controls are proven here, at the moment of the position. 0 where none is asked: nothing is trusted unseen. */
  readonly actual: Level;
  /** Each level above 0, with how many controls it adds to the one below and how many of those are proven. */
  readonly levels: readonly { readonly level: Level; readonly asked: number; readonly proven: number }[];
  /** All that is asked at some level, by level and in the order of the controls. */
  readonly controls: readonly AskedControl[];
  /** Of these, what keeps the application from its target. */
  readonly missing: readonly AskedControl[];
}

export interface NormativeFramework {
  readonly levels: readonly LevelOfTrust[];
  readonly applications: readonly ApplicationFramework[];
}

// Whatever runs software is an application. Networks, places, people and suppliers are the environment of all of them.
const ENVIRONMENT: ReadonlySet<PartKind> = new Set(['network', 'place', 'role', 'supplier']);

/**
 * The normative framework of each application that the map has, and of the service as a whole, at the moment of the position. Pure. Throws `Refused`
 * (ASSAY-TRUST-001) for every targeted level on the map that is no level.
 */
export function normativeFrameworkOf(map: ServiceMap, position: Pick<Position, 'controls'>): NormativeFramework {
  const stakes = stakesOf(map);
  const parts = map.parts.filter((part) => part.inScope && !ENVIRONMENT.has(part.kind));
  refuseStrangeTargets(map, parts);
  const asked = askedAt(map, position, stakes, new Set(parts.map((part) => part.id)));
  const frame = (
    application: string,
    name: string,
    kind: PartKind | 'service',
    needs: Needs,
    unstated: readonly string[],
    stated: Level | undefined,
  ): ApplicationFramework => {
    const controls = (asked.get(application) ?? []).toSorted((a, b) => a.level - b.level);
    const target = targetOf(needs, unstated, stated);
    return {
      application,
      name,
      kind,
      needs,
      target,
      actual: actualLevel(controls),
      levels: LEVELS.slice(1).map((level) => {
        const own = controls.filter((one) => one.level === level);
        return { level, asked: own.length, proven: own.filter((one) => one.verdict === 'proven').length };
      }),
      controls,
      missing: controls.filter((one) => one.level <= target.level && one.verdict !== 'proven'),
    };
  };
  return {
    levels: LEVELS_OF_TRUST,
    applications: [
      frame(map.service.id, map.service.name, 'service', stakes.whole, stakes.unstated, stateds(map.service)[0]),
      ...parts.map((part) => frame(part.id, part.name, part.kind, stakes.atPart(part.id), stakes.unstatedAt(part.id), highest(statedOf(part)))),
    ],
  };
}

/** Whether an application has the level it aims for, and no less than its assets ask. One of which nobody said what it aims for has not. */
export function holdsTarget({ actual, target }: Pick<ApplicationFramework, 'actual' | 'target'>): boolean {
  return target.by !== 'nothing' && actual >= Math.max(target.level, target.fromNeeds);
}

/** The highest level whose controls, and those of every level below it, are all proven. Where nothing is asked nothing was shown: 0. */
export function actualLevel(controls: readonly Pick<AskedControl, 'level' | 'verdict'>[]): Level {
  const held = LEVELS.filter((level) => {
    const upTo = controls.filter((one) => one.level <= level);
    return upTo.length > 0 && upTo.every((one) => one.verdict === 'proven');
  });
  return held.at(-1) ?? 0;
}

function targetOf(needs: Needs, unstated: readonly string[], stated: Level | undefined): TargetedLevel {
  const fromNeeds = levelFor(needs);
  const because = heaviest(needs);
  const common = { fromNeeds, ...(stated === undefined ? {} : { stated }), ...(because === undefined ? {} : { because }), unstated };
  if (because === undefined && (stated ?? 0) === 0 && (stated === undefined || unstated.length > 0)) return { level: 0, by: 'nothing', ...common };
  return stated !== undefined && stated >= fromNeeds ? { level: stated, by: 'fact', ...common } : { level: fromNeeds, by: 'needs', ...common };
}

// Which controls are asked of which application. One that is owed at a flow belongs to both its ends, at a link to the part that is ruled, at a gate to
// the part it is on, at an asset to every part it lives in. What belongs to no application belongs to the service.
function askedAt(
  map: ServiceMap,
  position: Pick<Position, 'controls'>,
  stakes: Stakes,
  applications: ReadonlySet<string>,
): ReadonlyMap<string, readonly AskedControl[]> {
  const places = placesOf(map, stakes, applications);
  const asked = new Map<string, AskedControl[]>();
  for (const { control, subjects } of position.controls) {
    for (const { subject, verdict } of subjects) {
      for (const { application, needs } of places(subject)) {
        const level = levelOf(control.outcomes, needs);
        if (level === undefined) continue;
        const one: AskedControl = { control: control.id, subject, level, verdict };
        const known = asked.get(application);
        if (known === undefined) asked.set(application, [one]);
        else known.push(one);
      }
    }
  }
  return asked;
}

interface Place {
  readonly application: string;
  readonly needs: Needs;
}

function placesOf(map: ServiceMap, stakes: Stakes, applications: ReadonlySet<string>): (subject: string) => readonly Place[] {
  const whole: Place = { application: map.service.id, needs: stakes.whole };
  const places = new Map<string, readonly Place[]>();
  const put = (subject: string, ends: readonly string[], needs?: Needs) => {
    const own = [...new Set(ends)].filter((end) => applications.has(end));
    places.set(subject, own.length === 0 ? [whole] : own.map((end) => ({ application: end, needs: needs ?? stakes.atPart(end) })));
  };
  for (const { id } of map.parts) put(id, [id]);
  // Its ends have what it carries among their stakes. They decide and not the cargo alone, else a harmless one that is drawn would ask for less than none.
  for (const { id, from, to } of map.flows) put(id, [from, to]);
  for (const { id, to } of map.links) put(id, [to]);
  for (const { id, on } of map.gates) put(id, [on]);
  for (const asset of map.assets) {
    const needs = stakes.ofAsset(asset);
    put(
      asset.id,
      asset.at.map((place) => place.part),
      heaviest(needs) === undefined ? undefined : needs,
    );
  }
  return (subject) => places.get(subject) ?? [whole];
}

type Stating = { readonly id: string; readonly facts?: Part['facts'] | undefined };

function statedOf(part: Part): readonly Level[] {
  return [part, ...(part.variants ?? [])].flatMap(stateds);
}

function stateds({ facts }: Stating): readonly Level[] {
  const stated = facts?.['trust-level-target'];
  return isLevel(stated) ? [stated] : [];
}

function highest(levels: readonly Level[]): Level | undefined {
  return levels.toSorted((a, b) => a - b).at(-1);
}

function refuseStrangeTargets(map: ServiceMap, parts: readonly Part[]): void {
  const stating: readonly Stating[] = [map.service, ...parts.flatMap((part) => [part, ...(part.variants ?? [])])];
  const faults = stating.flatMap(({ id, facts }) => {
    const stated = facts?.['trust-level-target'];
    if (stated === undefined || isLevel(stated)) return [];
    return [
      trustFaults.fault('001', {
        message: `"${id}" aims for a level of trust that there is not`,
        field: 'facts.trust-level-target',
        expected: LEVELS.join(', '),
        found: String(stated),
        remedy: 'State one of these levels, or leave the fact out and let the needs of the assets decide.',
      }),
    ];
  });
  if (faults.length > 0) throw new Refused(...faults);
}
