import { type DeviceRecord, PEER_KEYS, PEER_WORDS, PEERS, PEERS_AT } from './devices.ts';
import { distinct } from './hours.ts';
import { mixed } from './keyed-hash.ts';
import { ones } from './ports.ts';

const FIRST = 0;
const LAST = 1;
const TIMES = 2;
/** Failed in the low half, answered in the high one, each to 65,535. */
const ENDS = 3;
const OUT = 4;
const IN = 5;
const PACKETS = 6;
const PORT_BITS = 7;
const RING = 9;
const RINGS = 8;

const HOUR = 36_000;

/** A peer and port that a device came back to. Moments in tenths of a second. */
export interface Peer {
  readonly first: number;
  readonly last: number;
  readonly times: number;
  readonly failed: number;
  readonly answered: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  /** Distinct ports of it that failed, about; where it is kept for that. */
  readonly ports: number;
  /** The last moments in order, up to eight. Put in order when asked: of most contacts nobody asks. Holds until the next contact. */
  moments(): readonly number[];
}

export interface Contact {
  readonly peer: number;
  /** Port and transport as one number, not 0. */
  readonly port: number;
  readonly at: number;
  readonly failed: boolean;
  readonly answered: boolean;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly packetsOut: number;
  /** Whether it is a further conversation, and not more of one that was told. */
  readonly begins: boolean;
  /** A port to be counted among the distinct ones. */
  readonly also?: number;
}

/**
 * Counts a contact with a peer that came back (`again`, by the filter), and gives what is known of it; `undefined` where it has no slot and does not get one.
 */
export function contact({ words, floats, base }: DeviceRecord, one: Contact, again: boolean): Peer | undefined {
  // Never 0, which is a slot that nobody has.
  const key = mixed(one.peer ^ mixed(one.port)) || 1;
  const keys = base + PEER_KEYS;
  let which = 0;
  while (which < PEERS && words[keys + which] !== key) which += 1;
  if (which === PEERS) {
    // It came at least twice. A slot that came as often stays: else two visits of each of many would push it out before its third.
    if (!again || !one.begins) return undefined;
    which = leastOf(words, base, one.at);
    if (which < 0) return undefined;
    const free = base + PEERS_AT + which * PEER_WORDS;
    words.fill(0, free, free + PEER_WORDS);
    words[keys + which] = key;
    words[free + FIRST] = one.at;
    words[free + TIMES] = 1;
  }
  const slot = base + PEERS_AT + which * PEER_WORDS;
  const times = (words[slot + TIMES] ?? 0) + (one.begins ? 1 : 0);
  words[slot + TIMES] = times;
  if (one.begins) {
    words[slot + FIRST] = Math.min(words[slot + FIRST] ?? one.at, one.at);
    words[slot + LAST] = Math.max(words[slot + LAST] ?? 0, one.at);
    words[slot + RING + oldest(words, slot)] = one.at;
  }
  const ends = words[slot + ENDS] ?? 0;
  const failed = Math.min(0xffff, (ends & 0xffff) + (one.failed ? 1 : 0));
  const answered = Math.min(0xffff, (ends >>> 16) + (one.answered ? 1 : 0));
  words[slot + ENDS] = (answered << 16) | failed;
  floats[slot + OUT] = (floats[slot + OUT] ?? 0) + one.bytesOut;
  floats[slot + IN] = (floats[slot + IN] ?? 0) + one.bytesIn;
  floats[slot + PACKETS] = (floats[slot + PACKETS] ?? 0) + one.packetsOut;
  if (one.also !== undefined) {
    const bit = Math.imul(one.also, 0x9e3779b1) >>> 26;
    const word = slot + PORT_BITS + (bit >>> 5);
    words[word] = (words[word] ?? 0) | (1 << (bit & 31));
  }
  const bits = ones(words[slot + PORT_BITS] ?? 0) + ones(words[slot + PORT_BITS + 1] ?? 0);
  return {
    first: words[slot + FIRST] ?? 0,
    last: words[slot + LAST] ?? 0,
    times,
    failed,
    answered,
    bytesOut: floats[slot + OUT] ?? 0,
    bytesIn: floats[slot + IN] ?? 0,
    ports: distinct(bits),
    moments: () => momentsOf(words, slot),
  };
}

/** The slot that is worth least, where it is worth less than two visits; else -1. */
function leastOf(words: Uint32Array, base: number, at: number): number {
  let least = -1;
  let worth = 2;
  for (let i = 0; i < PEERS; i += 1) {
    const value = worthOf(words, base + PEERS_AT + i * PEER_WORDS, at);
    if (value >= worth) continue;
    worth = value;
    least = i;
  }
  return least;
}

/** How often a slot came, while it is not overdue by four of its own intervals and an hour; then nothing. */
function worthOf(words: Uint32Array, slot: number, at: number): number {
  const times = words[slot + TIMES] ?? 0;
  if (times === 0) return -1;
  const [first, last] = [words[slot + FIRST] ?? 0, words[slot + LAST] ?? 0];
  const mean = times > 1 ? (last - first) / (times - 1) : 0;
  return at - last > 4 * mean + HOUR ? 0 : times;
}

function oldest(words: Uint32Array, slot: number): number {
  let place = 0;
  for (let i = 1; i < RINGS; i += 1) if ((words[slot + RING + i] ?? 0) < (words[slot + RING + place] ?? 0)) place = i;
  return place;
}

function momentsOf(words: Uint32Array, slot: number): readonly number[] {
  const moments: number[] = [];
  for (let i = 0; i < RINGS; i += 1) {
    const moment = words[slot + RING + i] ?? 0;
    if (moment > 0) moments.push(moment);
  }
  return moments.sort((a, b) => a - b);
}

/** How even the intervals of some moments are: their mean, and the deviation as a share of it (0 is a clock). `undefined` of fewer than four. */
export function rhythm(moments: readonly number[]): { readonly mean: number; readonly deviation: number } | undefined {
  if (moments.length < 4) return undefined;
  const gaps = moments.slice(1).map((moment, i) => moment - (moments[i] ?? moment));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (mean === 0) return undefined;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return { mean, deviation: Math.sqrt(variance) / mean };
}
