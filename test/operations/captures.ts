import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instant } from '../../src/core/index.ts';
import { type BehaviourOptions, behaviour } from '../../src/operations/behaviour/engine.ts';
import type { SecurityEvent } from '../../src/operations/event/model.ts';
import type { FoldedIncident } from '../../src/operations/incident/model.ts';
import { readerOf } from '../../src/operations/intake/formats.ts';
import { recognise } from '../../src/operations/intake/recognise.ts';
import { watch } from '../../src/operations/watch/watch.ts';

// Labelled captures, and what behaviour alone finds in them. Shared by the test that holds the bars and by the bench that prints the figures.

export interface Capture {
  readonly name: string;
  readonly events: readonly SecurityEvent[];
}

/** A stage of an attack by the labels: seconds from the first event of the capture to the first flow that is labelled so. */
export interface Stage {
  readonly label: string;
  readonly at: number;
}

export interface Infected extends Capture {
  readonly device: string;
  readonly stages: readonly Stage[];
}

export function eventsOf(file: string): readonly SecurityEvent[] {
  const bytes = readFileSync(file);
  const format = recognise(bytes);
  if (format === undefined) throw new Error(`${file} is of no format that is read`);
  const reader = readerOf(format);
  return [...reader.feed(bytes).events, ...reader.end().events];
}

const first = (events: readonly SecurityEvent[]) => events.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);

/** The labelled flows of IoT-23 in a folder: those with a malicious flow, and those without. */
export function iot23(folder: string): { readonly infected: readonly Infected[]; readonly benign: readonly Capture[] } {
  const infected: Infected[] = [];
  const benign: Capture[] = [];
  for (const file of readdirSync(folder).sort()) {
    const events = eventsOf(join(folder, file));
    const start = first(events);
    const name = file.replace('-labeled.csv', '');
    const stages = new Map<string, number>();
    const devices = new Set<string>();
    for (const { record, time, flow } of events) {
      if (String(record['label']).toLowerCase() === 'benign' || record['label'] === '-' || file.includes('Honeypot') || flow === undefined) continue;
      const detailed = record['detailed-label'];
      const label = String(detailed === undefined || detailed === '-' ? record['label'] : detailed);
      stages.set(label, Math.min(stages.get(label) ?? Number.POSITIVE_INFINITY, (time - start) / 1000));
      devices.add(flow.src);
    }
    const [device] = devices;
    if (device === undefined) benign.push({ name, events });
    else infected.push({ name, events, device, stages: [...stages].map(([label, at]) => ({ label, at })).sort((a, b) => a.at - b.at) });
  }
  return { infected, benign };
}

export interface Found {
  readonly incidents: readonly FoldedIncident[];
  /** Of the earliest event, in milliseconds. */
  readonly start: number;
}

/** What behaviour alone finds, with a key that is the same in each run: what is found does not rest on it. */
export function found(events: readonly SecurityEvent[], more: Pick<BehaviourOptions, 'own' | 'limits'> = {}): Found {
  const engine = behaviour({ key: [0x5eed, 0xbeef], filterBits: 2 ** 22, ...more });
  const watching = watch([{ observe: (event, input) => engine.observe(event, input), end: () => [] }]);
  for (const event of events) watching.take(event, 'capture');
  return { incidents: watching.incidents(), start: first(events) };
}

/** Seconds from a stage's first flow to the first word of it in an incident that names the device; `undefined` where none came. One that is open already is told of at once. */
export function delayOf(stage: Stage, device: string, { incidents, start }: Found): number | undefined {
  const naming = incidents.filter(({ devices }) => devices.includes(device));
  const open = naming.some(({ raised }) => (raised - start) / 1000 <= stage.at);
  if (open) return 0;
  const after = naming.flatMap(({ raised, last }) => ((last - start) / 1000 >= stage.at ? [(raised - start) / 1000 - stage.at] : []));
  return after.length === 0 ? undefined : Math.min(...after);
}

/** The flows of an infected device as those of another, begun at another moment: what an infection of that device would have been. */
export function spliced(
  benign: Capture,
  device: string,
  infection: Infected,
  hours: number,
): { readonly events: readonly SecurityEvent[]; readonly onset: number } {
  const onsetThere = first(infection.events) + (infection.stages[0]?.at ?? 0) * 1000;
  const onset = first(benign.events) + hours * 3_600_000;
  const moved = infection.events.flatMap((event): readonly SecurityEvent[] => {
    const { flow } = event;
    if (flow === undefined || flow.src !== infection.device || event.time < onsetThere) return [];
    return [{ ...event, time: Instant.of(event.time - onsetThere + onset), flow: { ...flow, src: device } }];
  });
  return { events: [...benign.events, ...moved].sort((a, b) => a.time - b.time), onset };
}

/** The same events on so many devices, each with its clock some seconds off. */
export function* copied(events: readonly SecurityEvent[], device: string, copies: number, jitter: (i: number) => number): Generator<SecurityEvent> {
  for (const event of events) {
    if (event.flow?.src !== device) continue;
    for (let i = 0; i < copies; i += 1) {
      yield { ...event, time: Instant.of(event.time + jitter(i)), flow: { ...event.flow, src: `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i & 127) + 1}` } };
    }
  }
}
