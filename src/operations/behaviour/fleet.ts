import type { SecurityEvent } from '../event/model.ts';
import { dropOldest } from '../event/oldest.ts';
import type { Alarm } from './alarm.ts';
import { expected } from './expected.ts';
import { groups } from './group.ts';
import { BYTES_OUT, CONNECTIONS, METRICS, REFUSALS } from './hours.ts';
import { keyedHash } from './keyed-hash.ts';
import type { Signal } from './signal.ts';
import { PRODUCT_PORTS, THRESHOLDS as T } from './thresholds.ts';
import { together } from './together.ts';

/** An alarm, and the devices besides the signal's own that it is about too. */
export interface Raised {
  readonly alarm: Alarm;
  readonly others: readonly string[];
}

/** The view of all devices: what one does beyond its group, and what many begin at once. Bounded, whatever is signalled. */
export interface Fleet {
  /** What DNS told is heard before the signals of what follows it. */
  heard(event: SecurityEvent): void;
  take(signal: Signal): Raised | undefined;
  readonly memory: number;
  readonly saved: FleetSaved;
}

export interface FleetSaved {
  readonly groups: readonly (readonly [string, readonly number[]])[];
  readonly expected: { readonly answers: readonly (readonly [string, boolean])[] };
  readonly together: Uint32Array;
  readonly first: readonly (readonly [number, readonly string[]])[];
}

export interface FleetOptions {
  readonly key: number;
  /** Hosts of the service, by name, address or network: many devices that begin to speak to one at once are a roll-out. */
  readonly hosts: readonly string[];
}

/** Machines of which it is remembered who met them first, so that those are named too. */
const MOST_FIRST = 4096;
const NOBODY: readonly string[] = [];
const TECHNIQUES: readonly (readonly string[])[] = [['T1048'], ['T1498'], ['T1046'], ['T1499'], ['T1110']];

export function fleet({ key, hosts }: FleetOptions, from?: FleetSaved): Fleet {
  const peers = groups(undefined, from?.groups);
  const met = together(undefined, from?.together);
  const names = expected(hosts, from?.expected);

  const first = new Map<number, readonly string[]>(from?.first);

  function above({ group, metric, value }: Signal & { kind: 'rising' }): Raised | undefined {
    if (group === undefined) return undefined;
    const usual = peers.below(group, metric, T.groupShare);
    if (usual === undefined || value < T.groupTimes * Math.max(1, usual.figure)) return undefined;
    const what = METRICS[metric] ?? '';
    const alarm: Alarm = {
      rule: 'behaviour/above-group',
      title: 'Far above its own kind',
      level: metric === BYTES_OUT || metric === CONNECTIONS || metric === REFUSALS ? 'high' : 'medium',
      techniques: TECHNIQUES[metric] ?? [],
      cause: `${what} far above group ${group}`,
      why: `${Math.round(value)} ${what} in this hour; of ${usual.hours} hours of about ${usual.devices} devices of ${group}, ${T.groupShare * 100} % stayed below ${Math.round(usual.figure)}`,
      count: 1,
    };
    return { alarm, others: NOBODY };
  }

  function atOnce(signal: Signal & { kind: 'met' }): Raised | undefined {
    const { device, peer, port, transport, failed, hash, settled, learnt, at } = signal;
    if (names.declared(peer)) return undefined;
    const meeting = keyedHash(peer, key ^ (port << 4) ^ transport.length) || 1;
    const { now, before, begins } = met.met(meeting, hash, settled, at);
    if (!settled) return undefined;
    if (now < T.together) {
      const so = begins ? NOBODY : (first.get(meeting) ?? NOBODY);
      if (!first.has(meeting) && first.size >= MOST_FIRST) dropOldest(first);
      first.set(meeting, [...so, device].slice(0, 2 * T.together));
      return undefined;
    }
    if (now < T.togetherTimes * before) return undefined;
    const others = (first.get(meeting) ?? NOBODY).filter((one) => one !== device);
    first.delete(meeting);
    // A cloud changes its addresses, and all devices follow: they were given the address for a name.
    const named = names.named(peer);
    const odd = !PRODUCT_PORTS.has(port) || (failed && transport === 'tcp');
    const level = named ? 'low' : odd || (names.seesNames && learnt) ? 'high' : 'medium';
    const alarm: Alarm = {
      rule: 'behaviour/all-at-once',
      title: 'Many devices begin to speak to one new machine at once',
      level,
      techniques: ['T1498', 'T1071'],
      cause: `all at once to ${peer}:${port}/${transport}`,
      why: `about ${now} devices began to speak to ${peer}:${port}/${transport} within ${T.togetherWithin / 600} minutes, and ${before} had before${named ? '; its address was given for a name' : ''}`,
      count: now,
    };
    return { alarm, others };
  }

  return {
    heard: (event) => names.took(event),
    take(signal) {
      if (signal.kind === 'rising') return above(signal);
      if (signal.kind === 'met') return atOnce(signal);
      if (signal.group !== undefined) peers.learn(signal.group, signal.hash, signal.values);
      return undefined;
    },
    get memory() {
      return peers.memory + met.words.byteLength;
    },
    get saved() {
      return { groups: peers.saved, expected: names.saved, together: met.words, first: [...first] };
    },
  };
}
