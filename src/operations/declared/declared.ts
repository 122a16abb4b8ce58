import type { Instant } from '../../core/index.ts';
import { places } from '../behaviour/place.ts';
import type { Detection } from '../detection/model.ts';
import type { Flow, SecurityEvent } from '../event/model.ts';
import { type Network, networkOf } from '../event/network.ts';
import type { Detector } from '../watch/watch.ts';
import { type Broken, broken, type Told, telling } from './broken.ts';
import { askedOf, isConversation, type OwnEnd, ownEnds } from './ends.ts';
import { heldBy, type Policy, policiesOf } from './policy.ts';
import { DISORDER, Resolved } from './resolved.ts';
import type { Asked, World } from './table.ts';
import { judged, type Verdict } from './verdict.ts';

export interface DeclaredOptions {
  /** The operator's public networks, as CIDR. */
  readonly own?: readonly string[];
  /** Which device has an address, where that is known; else policies are found by hardware address and address. */
  readonly deviceOf?: (address: string, mac: string | undefined) => string | undefined;
  /** The version of the firmware that a device ran at a moment; `undefined` where that is not known. */
  readonly versionOf?: (device: string, at: Instant) => string | undefined;
  /** Addresses or networks that stand for a controller, by its URI: `urn:ietf:params:mud:gateway`, or `my-controller`. */
  readonly controllers?: ReadonlyMap<string, readonly string[]>;
  /** Most devices that are remembered. */
  readonly most?: number;
  /** Told of each conversation that was judged, once. */
  readonly onVerdict?: (judgement: Judgement) => void;
}

/** One conversation of a device, judged. */
export interface Judgement {
  readonly device: string;
  readonly asked: Asked;
  readonly verdict: Verdict;
  readonly event: SecurityEvent;
}

export interface Tally {
  readonly allowed: number;
  readonly denied: number;
  readonly notKnown: number;
  /** Why something was not known, with how often; at most a thousand reasons. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly devices: number;
  /** Devices that there was no room for: judged without what DNS told them. */
  readonly turnedAway: number;
  /** Denied flows of whose name an answer may still come. */
  readonly waiting: number;
}

/** What is declared, asked of every flow. */
export interface Declared extends Detector {
  readonly tally: Tally;
}

interface Waiting {
  readonly device: string;
  readonly state: Resolved;
  readonly held: readonly Policy[];
  readonly asked: Asked;
  readonly event: SecurityEvent;
  readonly input: string;
}

/** What waits on the clock of one input, in the order in which it came; what stands before `from` is settled. */
interface Line {
  now: number;
  waiting: Waiting[];
  from: number;
}

const MOST_WAITING = 100_000;
/** Inputs with a clock of their own; further ones share one. */
const MOST_LINES = 4096;
const MOST_REASONS = 1000;
const MOST_ADDRESSES = 1_000_000;

/**
 * The detector of what no policy declares. A flow is judged when its beginning is told; only one that fits an entry but for the name waits a minute of the stream's time for the answer of DNS that may come late.
 * Memory is bounded by devices that have a policy, and by the names that policies ask for.
 */
export function declared(
  policies: readonly Policy[],
  { own = [], deviceOf, versionOf, controllers = new Map(), most = 1_000_000, onVerdict }: DeclaredOptions = {},
): Declared {
  const { placeOf } = places(own);
  const of = policiesOf(policies);
  const names = new Set(policies.flatMap(({ table }) => [...table.names]));
  const isDeclared = (name: string): boolean => names.has(name);
  const networks = new Map<string, readonly Network[]>([...controllers].map(([name, list]) => [name, list.flatMap((text) => networkOf(text) ?? [])]));
  const states = new Map<string, Resolved>();
  /** Hardware addresses of devices with a policy, by the address they had last. */
  const macs = new Map<string, string>();
  const reasons = new Map<string, number>();
  const told: Told = telling();
  const counts = { allowed: 0, denied: 0, notKnown: 0, turnedAway: 0 };
  const lines = new Map<string, Line>();
  let waiting = 0;

  /** The name by which a device's policies are found, and these. */
  function whose({ address, mac }: OwnEnd): readonly [string, readonly Policy[]] | undefined {
    const hardware = mac ?? macs.get(address);
    for (const name of [deviceOf?.(address, hardware), hardware, address]) {
      if (name === undefined) continue;
      const found = of(name);
      if (found.length === 0) continue;
      if (mac !== undefined && placeOf(address) === 'inside' && (macs.size < MOST_ADDRESSES || macs.has(address))) macs.set(address, mac);
      return [name, found];
    }
    return undefined;
  }

  function stateOf(device: string): Resolved {
    const known = states.get(device);
    if (known !== undefined) return known;
    const made = new Resolved();
    if (states.size < most) states.set(device, made);
    else counts.turnedAway += 1;
    return made;
  }

  function worldOf(state: Resolved, at: number): World {
    return {
      named: (name, address) => state.named(name, address, at),
      controller: (name) => networks.get(name),
      makerOf(address) {
        for (const name of [macs.get(address), deviceOf?.(address, macs.get(address)), address])
          for (const { mudUrl } of name === undefined ? [] : of(name)) if (mudUrl !== undefined) return mudUrl;
        return undefined;
      },
    };
  }

  /** What all the policies say together: where the version is not known, only what they agree on is known. */
  function verdictOf(held: readonly Policy[], asked: Asked, state: Resolved, at: number): readonly [Verdict, Policy | undefined] {
    const [first] = held;
    if (first === undefined) return [{ is: 'not known', why: 'no policy is for this version of the firmware' }, undefined];
    const world = worldOf(state, at);
    const verdict = judged(first.table, asked, world);
    for (const other of held.slice(1)) {
      if (judged(other.table, asked, world).is !== verdict.is)
        return [{ is: 'not known', why: 'the version of the firmware is not known, and policies of two versions differ' }, undefined];
    }
    return [verdict, first];
  }

  /** What is left to say of a flow that only a name keeps from being allowed. */
  function byName(verdict: Verdict, asked: Asked, state: Resolved): Verdict {
    if (verdict.is !== 'denied' || verdict.names.length === 0) return verdict;
    const called = state.callOf(asked.peer);
    if (called !== undefined && !verdict.names.includes(called)) return { ...verdict, why: `${verdict.why}; the device called it ${called}`, names: [] };
    if (!state.seen) return { is: 'not known', why: 'the peer is declared by name, and no answer of DNS to the device was seen' };
    if (called !== undefined && !state.asked(called))
      return { is: 'not known', why: `the device called it ${called}, which is declared; no answer for that name was seen` };
    return { ...verdict, why: `${verdict.why}: it was no answer for ${verdict.names.slice(0, 3).join(', ')}` };
  }

  function settle({ device, state, held, asked, event, input }: Waiting): readonly Detection[] {
    const [first, policy] = verdictOf(held, asked, state, event.time);
    const verdict = byName(first, asked, state);
    if (isConversation(event)) {
      if (verdict.is === 'not known') {
        counts.notKnown += 1;
        const before = reasons.get(verdict.why);
        if (before !== undefined || reasons.size < MOST_REASONS) reasons.set(verdict.why, (before ?? 0) + 1);
      } else counts[verdict.is] += 1;
      onVerdict?.({ device, asked, verdict, event });
    }
    if (verdict.is !== 'denied' || policy === undefined || !isFinding(event.flow, asked)) return [];
    const what: Broken = { device, policy: policy.id, asked, verdict, flow: event.flow as Flow };
    const detection = told(broken(what), event, input);
    return detection === undefined ? [] : [detection];
  }

  /** The line of time of an input: a sensor whose clock is a day ahead hurries nobody else. */
  function lineOf(input: string): Line {
    const name = lines.size < MOST_LINES || lines.has(input) ? input : '';
    const known = lines.get(name);
    if (known !== undefined) return known;
    const made: Line = { now: Number.NEGATIVE_INFINITY, waiting: [], from: 0 };
    lines.set(name, made);
    return made;
  }

  function settled(line: Line, until: number): readonly Detection[] {
    const found: Detection[] = [];
    for (let next = line.waiting[line.from]; next !== undefined && next.event.time <= until; next = line.waiting[line.from]) {
      line.from += 1;
      waiting -= 1;
      found.push(...settle(next));
    }
    // What is settled is let go once it is half of the line, so that each is moved once at most.
    if (line.from * 2 > line.waiting.length) {
      line.waiting = line.waiting.slice(line.from);
      line.from = 0;
    }
    return found;
  }

  function heard(event: SecurityEvent, flow: Flow, state: Resolved, held: readonly Policy[], asked: Asked) {
    const { detail } = event;
    // Only from resolvers that the device may ask: else it could have any address named as it likes.
    if (detail?.kind === 'dns' && asked.peerPort === 53 && held.some(({ table }) => judged(table, asked, worldOf(state, event.time)).is === 'allowed'))
      state.took(event, isDeclared);
    else if (detail?.kind === 'tls' && detail.serverName !== undefined && asked.outward) state.calls(flow.dst, detail.serverName);
  }

  return {
    observe(event, input) {
      const line = lineOf(input);
      if (event.time > line.now) line.now = event.time;
      const found: Detection[] = line.waiting.length === 0 ? [] : [...settled(line, line.now - 2 * DISORDER)];
      const { flow, detail } = event;
      if (detail?.kind === 'dhcp' && detail.mac !== undefined && detail.assigned !== undefined && of(detail.mac).length > 0 && macs.size < MOST_ADDRESSES)
        macs.set(detail.assigned, detail.mac);
      if (flow === undefined) return found;
      let speaker: string | undefined;
      for (const end of ownEnds(flow, placeOf)) {
        const about = whose(end);
        if (about === undefined) continue;
        const [device, mine] = about;
        // What a device says to itself, as when it asks whether its address is free, is judged once.
        if (device === speaker) continue;
        speaker = device;
        const state = stateOf(device);
        const held = heldBy(mine, versionOf?.(device, event.time));
        const asked = askedOf(event, flow, end, placeOf);
        heard(event, flow, state, held, asked);
        // What goes on was judged when it began; DHCP and DNS are judged by their conversations.
        if (flow.part === 'updated' || flow.part === 'ended' || detail?.kind === 'dhcp' || detail?.kind === 'dns') continue;
        const one: Waiting = { device, state, held, asked, event, input };
        const [verdict] = verdictOf(held, asked, state, event.time);
        if (verdict.is === 'denied' && verdict.names.length > 0 && waiting < MOST_WAITING) {
          waiting += 1;
          line.waiting.push(one);
        } else found.push(...settle(one));
      }
      return found;
    },
    end() {
      return [...lines.values()].flatMap((line) => settled(line, Number.POSITIVE_INFINITY));
    },
    get tally() {
      return { ...counts, reasons, devices: states.size, waiting };
    },
  };
}

/** Who is spoken to and does not answer does nothing: it is counted, and is no finding about it. */
function isFinding(flow: Flow | undefined, { outward, begun }: Asked): boolean {
  return outward || (begun && flow?.outcome !== 'unanswered' && flow?.outcome !== 'refused');
}
