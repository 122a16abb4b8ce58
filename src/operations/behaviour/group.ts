import { bucketOf, distinct, METRICS } from './hours.ts';
import { ones } from './ports.ts';
import { THRESHOLDS as T } from './thresholds.ts';

const BUCKETS = 128;
/** Counts, then in how many device-hours, then 64 bits of which devices. */
const WORDS = METRICS.length * BUCKETS + 3;
const HOURS = METRICS.length * BUCKETS;
const DEVICES = HOURS + 1;
/** Device-hours after which all counts are halved: what a group did long ago weighs less. */
const HALVED = 100_000;

/** What device-hours of each peer group came to: a count for each quarter of a doubling. Bounded: so many groups, 2.6 kB each; further ones are not judged, and counted. */
export interface Groups {
  learn(group: string, device: number, values: readonly number[]): void;
  /** The figure of which so much of all device-hours (0 to 1) stayed below, and of how many hours and devices; `undefined` where too little is known. */
  below(group: string, metric: number, share: number): { readonly figure: number; readonly hours: number; readonly devices: number } | undefined;
  readonly turnedAway: number;
  readonly memory: number;
  /** For a snapshot. */
  readonly saved: readonly (readonly [string, readonly number[]])[];
}

export function groups(most = 256, from: readonly (readonly [string, readonly number[]])[] = []): Groups {
  const all = new Map<string, Uint32Array>(from.slice(0, most).map(([name, words]) => [name, Uint32Array.from({ length: WORDS }, (_, i) => words[i] ?? 0)]));
  let turnedAway = 0;
  return {
    learn(group, device, values) {
      let words = all.get(group);
      if (words === undefined) {
        if (all.size >= most) {
          turnedAway += 1;
          return;
        }
        words = new Uint32Array(WORDS);
        all.set(group, words);
      }
      for (const [metric, value] of values.entries()) {
        const place = metric * BUCKETS + bucketOf(value);
        words[place] = (words[place] ?? 0) + 1;
      }
      const bits = DEVICES + ((device >>> 5) & 1);
      words[bits] = (words[bits] ?? 0) | (1 << (device & 31));
      words[HOURS] = (words[HOURS] ?? 0) + 1;
      if ((words[HOURS] ?? 0) >= HALVED) for (let i = 0; i <= HOURS; i += 1) words[i] = (words[i] ?? 0) >>> 1;
    },
    below(group, metric, share) {
      const words = all.get(group);
      const hours = words?.[HOURS] ?? 0;
      const devices = distinct(ones(words?.[DEVICES] ?? 0) + ones(words?.[DEVICES + 1] ?? 0));
      if (words === undefined || hours < T.groupHours || devices < T.groupDevices) return undefined;
      let left = Math.floor(hours * (1 - share));
      for (let bucket = BUCKETS - 1; bucket >= 0; bucket -= 1) {
        left -= words[metric * BUCKETS + bucket] ?? 0;
        if (left < 0) return { figure: 2 ** ((bucket + 1) / 4) - 1, hours, devices };
      }
      return { figure: 0, hours, devices };
    },
    get turnedAway() {
      return turnedAway;
    },
    get memory() {
      return all.size * WORDS * 4;
    },
    get saved() {
      return [...all].map(([name, words]) => [name, [...words]] as const);
    },
  };
}
