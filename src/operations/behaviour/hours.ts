import { ACTIVE, type DeviceRecord, HOUR_AT, HOUR_CONNECTS, HOUR_MESSAGES, HOUR_OUT, HOUR_PEERS, HOUR_REFUSED, OUT_MOST } from './devices.ts';
import { mixed } from './keyed-hash.ts';
import { ones } from './ports.ts';
import { THRESHOLDS as T } from './thresholds.ts';

/** What is counted of each device in an hour, and compared with its group. */
export const METRICS = ['bytes out', 'connections', 'distinct peers', 'messages', 'refusals'] as const;
export const BYTES_OUT = 0;
export const CONNECTIONS = 1;
export const PEERS_MET = 2;
export const MESSAGES = 3;
export const REFUSALS = 4;

/** One figure for each of `METRICS`. */
export type HourValues = readonly number[];

const HOUR = 36_000;
/** The most of an hour is forgotten slowly: half of it in about three days. */
const FADES = 0.99;

/** The place of a figure on a scale of quarters of a doubling. */
export function bucketOf(value: number): number {
  return Math.min(127, Math.floor(4 * Math.log2(1 + Math.max(0, value))));
}

/** Turns to the hour of `at` (tenths of a second), where that is a later one, and gives what the hour before it came to. What is late counts in the hour that is open. */
export function turnHour(record: DeviceRecord, at: number): HourValues | undefined {
  const { words, floats, base } = record;
  const hour = Math.floor(at / HOUR);
  const before = words[base + HOUR_AT] ?? 0;
  if (hour <= before) return undefined;
  const closed = before === 0 ? undefined : METRICS.map((_, metric) => figureOf(record, metric));
  const passed = before === 0 ? 32 : hour - before;
  words[base + ACTIVE] = ((passed >= 32 ? 0 : (words[base + ACTIVE] ?? 0) << passed) | 1) >>> 0;
  if (closed !== undefined) floats[base + OUT_MOST] = Math.max((floats[base + OUT_MOST] ?? 0) * FADES ** passed, closed[BYTES_OUT] ?? 0);
  words[base + HOUR_AT] = hour;
  floats[base + HOUR_OUT] = 0;
  words.fill(0, base + HOUR_CONNECTS, base + HOUR_REFUSED + 1);
  return closed;
}

/** What an hour has at least before it is compared with a group. */
const FLOORS: readonly number[] = [T.groupBytes, T.groupConnections, T.groupPeers, T.groupMessages, T.groupRefusals];

/** Adds to a figure of the open hour (of distinct peers: a peer's hash). Gives the figure where it came to a further quarter of a doubling by it, and is enough to be compared. */
export function addTo(record: DeviceRecord, metric: number, amount: number): number | undefined {
  const { words, floats, base } = record;
  let before: number;
  let after: number;
  if (metric === BYTES_OUT) {
    before = floats[base + HOUR_OUT] ?? 0;
    floats[base + HOUR_OUT] = after = before + amount;
  } else if (metric === PEERS_MET) {
    const bit = mixed(amount) & 63;
    const word = base + HOUR_PEERS + (bit >>> 5);
    const flag = 1 << (bit & 31);
    if (((words[word] ?? 0) & flag) !== 0) return undefined;
    before = figureOf(record, metric);
    words[word] = (words[word] ?? 0) | flag;
    after = figureOf(record, metric);
  } else {
    const word = base + wordOf(metric);
    before = words[word] ?? 0;
    words[word] = after = Math.min(0xffffffff, before + amount);
  }
  return after >= (FLOORS[metric] ?? 0) && bucketOf(after) > bucketOf(before) ? after : undefined;
}

const wordOf = (metric: number) => (metric === CONNECTIONS ? HOUR_CONNECTS : metric === MESSAGES ? HOUR_MESSAGES : HOUR_REFUSED);

function figureOf({ words, floats, base }: DeviceRecord, metric: number): number {
  if (metric === BYTES_OUT) return floats[base + HOUR_OUT] ?? 0;
  if (metric !== PEERS_MET) return words[base + wordOf(metric)] ?? 0;
  return distinct(ones(words[base + HOUR_PEERS] ?? 0) + ones(words[base + HOUR_PEERS + 1] ?? 0));
}

const DISTINCT = Uint16Array.from({ length: 65 }, (_, bits) => (bits === 64 ? 300 : Math.round(-64 * Math.log(1 - bits / 64))));

/** Linear counting over 64 bits; all set says "many". */
export function distinct(bits: number): number {
  return DISTINCT[Math.min(64, bits)] ?? 0;
}
