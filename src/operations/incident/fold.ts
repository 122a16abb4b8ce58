import { hexHash, Instant } from '../../core/index.ts';
import type { Detection, Level } from '../detection/model.ts';
import { dropOldest } from '../event/oldest.ts';
import type { FoldedIncident, Stage } from './model.ts';

export const MOST_NAMED = 1000;
const MOST_DETECTIONS = 100;
const MOST_ABSORBED = 1000;

/** After a day without anything new, the same cause or the same device is another incident. */
const QUIET = 86_400_000;
/** Most devices or causes that are remembered without an incident, for what a second detection would make of them. */
const MOST_WAITING = 100_000;

const RANK: Readonly<Record<Level, number>> = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 };
/** What is an incident by itself; below it, and from `SECOND` on, two rules about one device are one. */
const ALONE = RANK.high;
const SECOND = RANK.medium;

interface Open {
  /** What names it: the earliest that counts. */
  begun: Detection;
  level: Level;
  first: number;
  raised: number;
  last: number;
  readonly devices: Set<string>;
  readonly causes: Set<string>;
  readonly stages: Map<string, Stage>;
  readonly detections: Detection[];
  detectionCount: number;
  readonly absorbed: Set<string>;
}

export interface Folded {
  /** Whether the incident is new. */
  readonly opened: boolean;
  /** As it is when asked. Costs what the incident is large: for a stream it is asked of what opened. */
  incident(): FoldedIncident;
}

/**
 * Folds detections into incidents: what has a cause in common (many devices, one cause) or a device in common (one device, several stages) within a day is one. The set of incidents is that of the detections' connected parts, so it
 * does not rest on the order in which they come. Bounded: an incident names at most a thousand devices and keeps a hundred detections, and counts all.
 */
export interface Folding {
  /** What this detection did to which incident; nothing where it is not enough for one. */
  take(detection: Detection): Folded | undefined;
  incidents(): readonly FoldedIncident[];
  readonly saved: FoldingSaved;
}

/** All that is kept, as values: an open incident is named by its place in `open`. */
export interface FoldingSaved {
  readonly open: readonly OpenSaved[];
  readonly byDevice: readonly (readonly [string, number])[];
  readonly byCause: readonly (readonly [string, number])[];
  readonly waiting: readonly (readonly [string, readonly Detection[]])[];
}

type OpenSaved = Omit<Open, 'devices' | 'causes' | 'stages' | 'absorbed'> & {
  readonly devices: readonly string[];
  readonly causes: readonly string[];
  readonly stages: readonly Stage[];
  readonly absorbed: readonly string[];
};

/** `from`: goes on where a snapshot ended. */
export function folding(from?: FoldingSaved): Folding {
  const before = (from?.open ?? []).map(opened);
  const placed = (list: readonly (readonly [string, number])[] = []) =>
    new Map(list.flatMap(([name, place]) => (before[place] === undefined ? [] : [[name, before[place]] as const])));
  const byDevice = placed(from?.byDevice);
  const byCause = placed(from?.byCause);
  const open = new Set<Open>(before);
  /** Detections that are no incident alone, by device: the latest of each rule. */
  const waiting = new Map((from?.waiting ?? []).map(([device, list]) => [device, new Map(list.map((one) => [one.rule, one]))] as const));

  const near = (one: Open | undefined, detection: Detection): Open | undefined =>
    one !== undefined && detection.first <= one.last + QUIET && detection.last >= one.first - QUIET ? one : undefined;

  function join(into: Open, from: Open): void {
    into.absorbed.add(idOf(from.begun));
    for (const id of from.absorbed) if (into.absorbed.size < MOST_ABSORBED) into.absorbed.add(id);
    name(into, from.begun);
    into.first = Math.min(into.first, from.first);
    into.last = Math.max(into.last, from.last);
    into.raised = Math.min(into.raised, from.raised);
    if (RANK[from.level] > RANK[into.level]) into.level = from.level;
    for (const device of from.devices) {
      into.devices.add(device);
      byDevice.set(device, into);
    }
    for (const cause of from.causes) {
      into.causes.add(cause);
      byCause.set(cause, into);
    }
    for (const stage of from.stages.values()) addStage(into, stage);
    for (const detection of from.detections) keep(into, detection);
    into.detectionCount += from.detectionCount;
    open.delete(from);
  }

  function add(into: Open, detection: Detection): void {
    into.devices.add(detection.subject);
    byDevice.set(detection.subject, into);
    if (RANK[detection.level] >= SECOND) {
      into.causes.add(detection.cause);
      byCause.set(detection.cause, into);
    }
    if (RANK[detection.level] >= ALONE) into.raised = Math.min(into.raised, detection.raised);
    into.first = Math.min(into.first, detection.first);
    into.last = Math.max(into.last, detection.last);
    if (RANK[detection.level] > RANK[into.level]) into.level = detection.level;
    const { rule, title, level, techniques, first, last } = detection;
    addStage(into, { rule, title, level, techniques, first, last, detections: 1 });
    keep(into, detection);
    into.detectionCount += 1;
    if (RANK[detection.level] >= SECOND) name(into, detection);
  }

  function begin(detection: Detection): Open {
    const begun: Open = {
      begun: detection,
      level: detection.level,
      first: detection.first,
      raised: detection.raised,
      last: detection.last,
      devices: new Set(),
      causes: new Set(),
      stages: new Map(),
      detections: [],
      detectionCount: 0,
      absorbed: new Set(),
    };
    open.add(begun);
    return begun;
  }

  return {
    take(detection) {
      const rank = RANK[detection.level];
      const known = near(byDevice.get(detection.subject), detection);
      // A cause joins devices only where it is an incident's: what is shown and no more joins nobody.
      const same = rank >= SECOND ? near(byCause.get(detection.cause), detection) : undefined;
      let into = known ?? same;
      const opened = into === undefined;
      if (into === undefined) {
        const others = waiting.get(detection.subject);
        const second =
          rank >= SECOND &&
          [...(others?.values() ?? [])].some((one) => one.rule !== detection.rule && RANK[one.level] >= SECOND && Math.abs(one.last - detection.last) <= QUIET);
        if (rank < ALONE && !second) {
          remember(waiting, detection);
          return undefined;
        }
        into = begin(detection);
        for (const one of others?.values() ?? []) if (Math.abs(one.last - detection.last) <= QUIET) add(into, one);
        waiting.delete(detection.subject);
      }
      add(into, detection);
      if (known !== undefined && same !== undefined && known !== same) join(into, same);
      const changed = into;
      return { opened, incident: () => shown(changed) };
    },
    incidents: () => [...open].map(shown).sort((a, b) => a.first - b.first || compared(a.id, b.id)),
    get saved() {
      const place = new Map([...open].map((one, i) => [one, i]));
      const places = (map: ReadonlyMap<string, Open>) => [...map].map(([name, one]) => [name, place.get(one) ?? -1] as const);
      return {
        open: [...open].map((one) => ({
          ...one,
          devices: [...one.devices],
          causes: [...one.causes],
          stages: [...one.stages.values()],
          detections: [...one.detections],
          absorbed: [...one.absorbed],
        })),
        byDevice: places(byDevice),
        byCause: places(byCause),
        waiting: [...waiting].map(([device, list]) => [device, [...list.values()]] as const),
      };
    },
  };
}

function opened(saved: OpenSaved): Open {
  return {
    ...saved,
    devices: new Set(saved.devices),
    causes: new Set(saved.causes),
    stages: new Map(saved.stages.map((stage) => [stage.rule, stage])),
    detections: [...saved.detections],
    absorbed: new Set(saved.absorbed),
  };
}

/** The earliest detection that counts gives the name, whichever came first: so it is the same whatever the order. The name that it had is kept among those that it absorbed. */
function name(into: Open, detection: Detection): void {
  const { begun } = into;
  // What is an incident alone names it before what only helped to make it one.
  const alone = Number(RANK[begun.level] >= ALONE) - Number(RANK[detection.level] >= ALONE);
  const order =
    alone ||
    detection.first - begun.first ||
    compared(detection.cause, begun.cause) ||
    compared(detection.subject, begun.subject) ||
    compared(detection.rule, begun.rule);
  if (order < 0) {
    if (into.absorbed.size < MOST_ABSORBED) into.absorbed.add(idOf(begun));
    into.begun = detection;
  }
  into.absorbed.delete(idOf(into.begun));
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function remember(waiting: Map<string, Map<string, Detection>>, detection: Detection): void {
  const found = waiting.get(detection.subject);
  if (found !== undefined) {
    found.set(detection.rule, detection);
    return;
  }
  if (waiting.size >= MOST_WAITING) dropOldest(waiting);
  waiting.set(detection.subject, new Map([[detection.rule, detection]]));
}

function addStage(into: Open, stage: Stage): void {
  const before = into.stages.get(stage.rule);
  if (before === undefined) {
    into.stages.set(stage.rule, stage);
    return;
  }
  into.stages.set(stage.rule, {
    ...before,
    level: RANK[stage.level] > RANK[before.level] ? stage.level : before.level,
    first: Instant.of(Math.min(before.first, stage.first)),
    last: Instant.of(Math.max(before.last, stage.last)),
    detections: before.detections + stage.detections,
  });
}

function keep(into: Open, detection: Detection): void {
  if (into.detections.length < MOST_DETECTIONS) into.detections.push(detection);
}

function idOf({ rule, cause, subject, first }: Detection): string {
  return `incident-${hexHash('sha256', JSON.stringify([rule, cause, subject, first])).slice(0, 16)}`;
}

function shown(one: Open): FoldedIncident {
  return {
    id: idOf(one.begun),
    title: one.begun.title,
    level: one.level,
    first: Instant.of(one.first),
    raised: Instant.of(one.raised),
    last: Instant.of(one.last),
    devices: [...one.devices].sort().slice(0, MOST_NAMED),
    deviceCount: one.devices.size,
    causes: [...one.causes].sort().slice(0, MOST_NAMED),
    causeCount: one.causes.size,
    stages: [...one.stages.values()].sort((a, b) => a.first - b.first || compared(a.rule, b.rule)),
    detections: [...one.detections],
    detectionCount: one.detectionCount,
    absorbed: [...one.absorbed].sort(),
  };
}
