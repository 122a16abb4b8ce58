import { type DeviceRecord, PORT_WORDS, PORTS, PORTS_AT } from './devices.ts';
import { mixed } from './keyed-hash.ts';

// A slot: which port, since when and until when, how many failed, the last eight moments, distinct peers of this minute and of these two half days.
const KEY = 0;
const LAST = 2;
const FAILED = 3;
const RING = 6;
const RINGS = 8;
const FAST_SINCE = 14;
const FAST = 15;
const SLOW_SINCE = 5;
const SLOW = 19;
const OLD = 23;
const BITS = 4;

const MINUTE = 600;
const HALF_DAY = 432_000;

/** What is known of failing contacts on one port. */
export interface FailingPort {
  /** Distinct peers that did not answer, about: within this minute, and within twelve to twenty-four hours. */
  readonly fast: number;
  readonly slow: number;
  /** Failures in the last 60 s, up to eight. */
  readonly recent: number;
  readonly failed: number;
}

/**
 * Counts one failing contact on a port. At tenths of a second. The slot taken, where none is free, is the one with the fewest distinct peers, silent the longest: a port on which many failed is not pushed out by others on which one did.
 */
export function failOn({ words, base }: DeviceRecord, key: number, peer: number, at: number): FailingPort {
  let slot = -1;
  let worth = Number.POSITIVE_INFINITY;
  for (let i = 0; i < PORTS; i += 1) {
    const here = base + PORTS_AT + i * PORT_WORDS;
    if (words[here + KEY] === key) {
      slot = here;
      break;
    }
    const distinct = words[here + KEY] === 0 ? -1 : slowOf(words, here, at);
    const value = distinct < 0 ? -1 : distinct + (at - (words[here + LAST] ?? 0) < HALF_DAY ? 0.5 : 0);
    if (value < worth) {
      worth = value;
      slot = here;
    }
  }
  if (words[slot + KEY] !== key) {
    words.fill(0, slot, slot + PORT_WORDS);
    words[slot + KEY] = key;
    words[slot + FAST_SINCE] = at;
    words[slot + SLOW_SINCE] = at;
  }
  if (at - (words[slot + FAST_SINCE] ?? 0) >= MINUTE) {
    words.fill(0, slot + FAST, slot + FAST + BITS);
    words[slot + FAST_SINCE] = at;
  }
  const half = at - (words[slot + SLOW_SINCE] ?? 0);
  if (half >= HALF_DAY) {
    for (let i = 0; i < BITS; i += 1) {
      words[slot + OLD + i] = half >= 2 * HALF_DAY ? 0 : (words[slot + SLOW + i] ?? 0);
      words[slot + SLOW + i] = 0;
    }
    words[slot + SLOW_SINCE] = at;
  }
  const bit = mixed(peer) & 127;
  words[slot + FAST + (bit >>> 5)] = (words[slot + FAST + (bit >>> 5)] ?? 0) | (1 << (bit & 31));
  words[slot + SLOW + (bit >>> 5)] = (words[slot + SLOW + (bit >>> 5)] ?? 0) | (1 << (bit & 31));
  const failed = (words[slot + FAILED] ?? 0) + 1;
  // The eighth moment back is replaced; which stands where is no matter.
  words[slot + RING + (failed % RINGS)] = at;
  words[slot + FAILED] = failed;
  words[slot + LAST] = Math.max(words[slot + LAST] ?? 0, at);
  let recent = 0;
  const last = words[slot + LAST] ?? 0;
  for (let i = 0; i < RINGS; i += 1) {
    const moment = words[slot + RING + i] ?? 0;
    if (moment > 0 && last - moment < MINUTE) recent += 1;
  }
  return { fast: counted(words, slot + FAST), slow: slowOf(words, slot, at), recent, failed };
}

function slowOf(words: Uint32Array, slot: number, at: number): number {
  let bits = 0;
  const both = at - (words[slot + SLOW_SINCE] ?? 0) < HALF_DAY;
  for (let i = 0; i < BITS; i += 1) bits += ones((words[slot + SLOW + i] ?? 0) | (both ? (words[slot + OLD + i] ?? 0) : 0));
  return estimated(bits);
}

function counted(words: Uint32Array, at: number): number {
  let bits = 0;
  for (let i = 0; i < BITS; i += 1) bits += ones(words[at + i] ?? 0);
  return estimated(bits);
}

/** Linear counting (Whang, Vander-Zanden and Taylor, 1990) over 128 bits; all set says "many". */
function estimated(bits: number): number {
  return bits >= 128 ? 1000 : Math.round(-128 * Math.log(1 - bits / 128));
}

export function ones(word: number): number {
  let value = word >>> 0;
  value -= (value >>> 1) & 0x55555555;
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
