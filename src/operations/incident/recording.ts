import { type Decision, Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { Asked, RecordIncident, Traces } from './command.ts';
import type { IncidentBody, IncidentEvent, RawEvidence, Sealed } from './events.ts';
import { keyedBy } from './keyed.ts';
import type { FoldedIncident, Incident, Incidents } from './model.ts';
import { higher } from './severity.ts';

/** As folding does: after a day without anything, the same is another incident. */
const QUIET = 86_400_000;
/** So that the largest entry has room on the ledger, which takes 64 KiB. What is left out is counted, and sealed in part. */
const MOST = { detections: 24, events: 3, rules: 60, rule: 120, causes: 100, absorbed: 100, line: 1000, why: 300 };

/**
 * What a folded incident is to those on the ledger: nothing where it was entered already and has not changed; growth of the one that it is, or that has a device or a cause in common within a day; else a new one. Where it joins
 * several, the later become the first. One that was closed and goes on is opened again.
 */
export function record({ folded, traces, exercise = false, at, secret }: RecordIncident & Asked, state: Incidents): Decision<IncidentEvent> {
  const keyed = keyedBy(secret);
  const origin = keyed(folded.id);
  const origins = new Set([origin, ...folded.absorbed.map(keyed)]);
  const [devices, causes] = [folded.devices.map(keyed), folded.causes.map(keyed)];
  const is = (one: Incident) => one.exercise === exercise && one.mergedInto === undefined;
  const same = [...state.values()].filter((one) => is(one) && ([...origins].some((id) => one.origins.has(id)) || one.absorbed.has(origin)));
  const near = [...state.values()].filter(
    (one) =>
      is(one) &&
      !same.includes(one) &&
      one.closed === undefined &&
      folded.first <= one.last + QUIET &&
      folded.last >= one.first - QUIET &&
      (devices.some((id) => one.devices.has(id)) || causes.some((id) => one.causes.has(id))),
  );
  const [into, ...others] = [...same, ...near].sort((a, b) => a.openedAt - b.openedAt || order(a.id) - order(b.id));
  const moment = Instant.format(at);
  const body = (incident: string) => seenBody(incident, moment, folded, traces, keyed);
  const sealed = sealedOf(folded, traces, keyed);
  if (into === undefined) {
    const id = `incident-${Math.max(0, ...[...state.keys()].map(order)) + 1}`;
    return { ok: true, events: [{ type: 'incident.opened', body: { ...body(id), exercise }, sealed }] };
  }
  // What was read before, or a part of it, tells nothing new.
  if (others.length === 0 && !adds(into, folded, origin, devices, causes)) return { ok: true, events: [] };
  const events: IncidentEvent[] = others.map(({ id }) => ({ type: 'incident.merged', body: { incident: id, at: moment, into: into.id } }));
  if (into.closed !== undefined && folded.last > into.last)
    events.push({
      type: 'incident.reopened',
      body: { incident: into.id, at: moment, by: 'assay' },
      sealed: { text: 'It was seen again after it had been closed.' },
    });
  events.push({ type: 'incident.grown', body: body(into.id), sealed });
  return { ok: true, events };
}

function order(id: string): number {
  return Number(id.slice('incident-'.length));
}

function adds(into: Incident, folded: FoldedIncident, origin: string, devices: readonly string[], causes: readonly string[]): boolean {
  return (
    folded.last > into.last ||
    folded.first < into.first ||
    folded.deviceCount > into.deviceCount ||
    higher(into.level, folded.level) !== into.level ||
    devices.some((id) => !into.devices.has(id)) ||
    causes.slice(0, MOST.causes).some((id) => !into.causes.has(id)) ||
    folded.stages.slice(0, MOST.rules).some(({ rule }) => !into.rules.some((one) => one.rule === rule)) ||
    (!into.absorbed.has(origin) && folded.detectionCount > (into.origins.get(origin) ?? 0))
  );
}

type Keyed = (name: string) => string;

function seenBody(incident: string, at: string, folded: FoldedIncident, traces: Traces, keyed: Keyed): IncidentBody<'incident.grown'> {
  return {
    incident,
    at,
    origin: keyed(folded.id),
    absorbed: folded.absorbed.slice(0, MOST.absorbed).map(keyed),
    level: folded.level,
    first: Instant.format(folded.first),
    raised: Instant.format(folded.raised),
    last: Instant.format(folded.last),
    rules: folded.stages.slice(0, MOST.rules).map(({ rule, level, techniques, first, last, detections }) => ({
      rule: rule.slice(0, MOST.rule),
      level,
      techniques: techniques.slice(0, 10).map((one) => one.slice(0, 20)),
      first: Instant.format(first),
      last: Instant.format(last),
      detections,
    })),
    devices: folded.devices.map(keyed),
    deviceCount: folded.deviceCount,
    causes: folded.causes.slice(0, MOST.causes).map(keyed),
    causeCount: folded.causeCount,
    detectionCount: folded.detectionCount,
    evidence: evidenceOf(folded, traces, keyed),
  };
}

function evidenceOf(folded: FoldedIncident, traces: Traces, keyed: Keyed): RawEvidence {
  const inputs = traces.inputs.slice(0, 1000);
  const placed = new Map(inputs.map(({ name }, i) => [name, i]));
  return {
    inputs: inputs.map(({ digest, bytes }) => ({ ...(digest === undefined ? {} : { digest }), bytes })),
    detections: kept(folded).map(({ rule, subject, first, last, raised, count, events }) => ({
      rule: rule.slice(0, MOST.rule),
      device: keyed(subject),
      first: Instant.format(first),
      last: Instant.format(last),
      raised: Instant.format(raised),
      count,
      events: events.slice(0, MOST.events).flatMap(({ input, offset, length }) => {
        const index = placed.get(input);
        if (index === undefined) return [];
        const digest = traces.at(input, offset, length)?.digest;
        return [{ input: index, offset, length, ...(digest === undefined ? {} : { digest }) }];
      }),
    })),
  };
}

/** The first detection of every rule and device before further ones of the same: an entry holds so many and no more. */
function kept(folded: FoldedIncident): readonly Detection[] {
  const once = new Map<string, Detection>();
  const more: Detection[] = [];
  for (const one of folded.detections) {
    const key = JSON.stringify([one.rule, one.subject]);
    if (once.has(key)) more.push(one);
    else once.set(key, one);
  }
  return [...once.values(), ...more].slice(0, MOST.detections);
}

function sealedOf(folded: FoldedIncident, traces: Traces, keyed: Keyed): Sealed {
  const detections = kept(folded);
  const lines = detections.flatMap(({ events }) =>
    events.slice(0, MOST.events).flatMap(({ input, offset, length }): [string, string][] => {
      const found = traces.at(input, offset, length);
      return found === undefined ? [] : [[found.digest, found.line.slice(0, MOST.line)]];
    }),
  );
  return {
    title: folded.title,
    devices: Object.fromEntries(folded.devices.map((name) => [keyed(name), name])),
    causes: folded.causes.slice(0, MOST.causes),
    rules: Object.fromEntries(folded.stages.slice(0, MOST.rules).map(({ rule, title }) => [rule.slice(0, MOST.rule), title])),
    why: detections.map(({ rule, subject, why }) => ({ rule: rule.slice(0, MOST.rule), device: keyed(subject), why: why.slice(0, MOST.why) })),
    inputs: traces.inputs.slice(0, 1000).map(({ name }) => name),
    lines: Object.fromEntries(lines),
  };
}
