import { Duration, Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { endOf } from './decide.ts';
import type { DrillOutcome } from './events.ts';
import type { Drill } from './model.ts';

export interface DeviceOutcome {
  readonly device: string;
  readonly outcome: DrillOutcome;
  /** From the beginning of the drill to when it was enough, by the sources' clocks. */
  readonly latency?: Duration;
  readonly rule?: string;
}

/** Takes what was read and found, and says at the end of each device: seen in time, seen late, heard of and not found, or not heard of at all. */
export interface DrillJudge {
  observe(event: SecurityEvent): void;
  take(detection: Detection): void;
  outcomes(): readonly DeviceOutcome[];
}

export function judging(drill: Drill): DrillJudge {
  const begins = Instant.parse(drill.begins);
  const end = endOf(drill);
  const rules = new Set(drill.rules);
  const found = new Map<string, Detection>();
  const devices = new Set(drill.devices);
  const heard = new Set<string>();
  return {
    observe({ time, device, flow }) {
      if (time < begins || time > end) return;
      for (const name of [device, flow?.src, flow?.dst]) if (name !== undefined && devices.has(name)) heard.add(name);
    },
    take(detection) {
      const { subject, rule, raised } = detection;
      // What was enough before it began was found of something else.
      if (!devices.has(subject) || !rules.has(rule) || raised < begins) return;
      const before = found.get(subject);
      if (before === undefined || raised < before.raised) found.set(subject, detection);
    },
    outcomes: () =>
      [...devices].map((device) => {
        const detection = found.get(device);
        if (detection === undefined) return { device, outcome: heard.has(device) ? 'missed' : 'silent' };
        const { raised, rule } = detection;
        return { device, outcome: raised <= end ? 'seen' : 'late', latency: Duration.seconds(Math.ceil((raised - begins) / 1000)), rule };
      }),
  };
}
