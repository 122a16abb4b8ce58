import { Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { dropOldest } from '../event/oldest.ts';
import { type Alarm, alarms } from './alarm.ts';
import { credentials } from './credentials.ts';
import {
  type DeviceRecord,
  devices,
  FIRST,
  FLAGS,
  KEY_A,
  LAST,
  LOGIN_FAILS,
  LOGIN_SINCE,
  NAME,
  NAME_ASKED,
  nameOf,
  nameRecord,
  SAW_UDP_ANSWER,
  SENSOR,
  SUSPECTED,
} from './devices.ts';
import { fleet } from './fleet.ts';
import { newService, upload } from './habits.ts';
import { addTo, BYTES_OUT, CONNECTIONS, MESSAGES, PEERS_MET, REFUSALS, turnHour } from './hours.ts';
import { keyedHash, mixed } from './keyed-hash.ts';
import { type Observation, observed } from './observation.ts';
import { contact } from './peers.ts';
import { places } from './place.ts';
import { failOn, ones } from './ports.ts';
import type { BehaviourSaved, Implicated } from './saved.ts';
import { seen } from './seen.ts';
import type { Signal } from './signal.ts';
import { fellSilent, sensorSilent, sensors, speaks } from './silence.ts';
import { THRESHOLDS, type Thresholds } from './thresholds.ts';

export interface BehaviourOptions {
  /** Two numbers that nobody outside knows: the key of the hashes. */
  readonly key: readonly [number, number];
  /** The operator's public networks, as CIDR. */
  readonly own?: readonly string[];
  /** Which device has an address; by default the address is the name. */
  readonly deviceOf?: (address: string, mac: string | undefined) => string;
  /** Most devices kept. What is more is counted in `turnedAway`. */
  readonly most?: number;
  /** Size of the filter of what was seen, in bits, a power of two. */
  readonly filterBits?: number;
  /** The peer group of a device: with which others it is compared. */
  readonly groupOf?: (device: string) => string | undefined;
  /** Hosts of the service, by name, address or network, to which many devices may begin to speak at once. */
  readonly hosts?: readonly string[];
  /** Other figures than the frozen ones for the rules of single devices: to measure what choosing them differently would do. */
  readonly limits?: Thresholds;
  /** Goes on where a snapshot ended. Its key and the size of its filter are kept. */
  readonly from?: BehaviourSaved;
}

/** Behaviour, one event after another. The order of events within a minute is no matter; memory is bounded whatever is fed. */
export interface Behaviour {
  /** `input`: what names the bytes, for the evidence. */
  observe(event: SecurityEvent, input: string): readonly Detection[];
  readonly devices: number;
  readonly turnedAway: number;
  /** Bytes held for devices. */
  readonly memory: number;
  readonly saved: BehaviourSaved;
}

const TRANSPORTS = new Map<string, number>(['tcp', 'udp', 'icmp', 'icmp6', 'arp', 'other'].map((name, i) => [name, i]));
const NOTHING: readonly Detection[] = [];
const NO_ALARM: readonly Alarm[] = [];
const HOUR = 36_000;
const DAY = 24 * HOUR;
/** Most alarms that are remembered as told. Beyond them one may be told again, and folds into its incident. */
const TOLD = 65_536;
const BURSTS = 4096;
const SPOKEN = 65_536;
/** Devices, of thirty-two that are told apart, from which on a machine is the fleet's own. */
const POPULAR = 4;
/** Rules whose peer leads: others name victims. */
const LEADING: ReadonlySet<string> = new Set(['behaviour/dead-call-back', 'behaviour/led-from-outside', 'behaviour/loader']);

export function behaviour({
  key: given,
  own = [],
  deviceOf = (address) => address,
  most = 1_000_000,
  filterBits = 2 ** 27,
  groupOf = () => undefined,
  hosts = [],
  limits = THRESHOLDS,
  from,
}: BehaviourOptions): Behaviour {
  const key = from?.key ?? given;
  const table = devices(most, from);
  const filter = seen(filterBits, from?.filter);
  const { placeOf } = places(own);
  const told = new Map<string, number>(from?.told);
  const all = fleet({ key: key[0], hosts }, from?.fleet);
  const names = credentials(key[1], from?.credentials);
  const watched = sensors(from?.sensors);
  // Conversations without an answer in the present ten seconds, by device, peer and port: spread over fixed places, where two that meet count together but never less.
  const [burstKey, burstAt, burstCount] = from?.bursts ?? [new Uint32Array(BURSTS), new Uint32Array(BURSTS), new Uint32Array(BURSTS)];
  /** Machines outside by which some device was seen led, with the first that was, and on which port. Another device's contact with one, or one on another port, is told at once. */
  const implicated = new Map<string, Implicated>(from?.implicated);
  // About how many devices spoke to each machine outside: whoever the fleet speaks to every day is not to be named by what one device of it does.
  const spokenTo = from?.spokenTo ?? new Uint32Array(SPOKEN);
  const spokenAt = (o: Observation) => keyedHash(o.peer, key[1]) % SPOKEN;
  const isPopular = (o: Observation) => ones(spokenTo[spokenAt(o)] ?? 0) >= POPULAR;
  let base = from?.base ?? -1;
  let turnedAway = from?.turnedAway ?? 0;

  const moment = (time: number): number => {
    if (base < 0) base = Math.floor(time / 100) - 400 * 24 * HOUR;
    return Math.max(1, Math.min(0xffffffff, Math.floor(time / 100) - base));
  };

  function tell(alarm: Alarm, subject: string, event: SecurityEvent, input: string, at: number): Detection | undefined {
    const name = `${alarm.rule}|${subject}|${alarm.cause}|${alarm.level}`;
    const before = told.get(name);
    if (before !== undefined && Math.abs(at - before) < HOUR) return undefined;
    if (before === undefined && told.size >= TOLD) dropOldest(told);
    told.set(name, at);
    const end = Instant.of(Math.floor(event.time + (event.flow?.duration ?? 0)));
    return {
      rule: alarm.rule,
      engine: 'behaviour',
      title: alarm.title,
      level: alarm.level,
      techniques: alarm.techniques,
      subject,
      cause: alarm.cause,
      first: event.time,
      last: end,
      raised: end,
      count: alarm.count,
      events: [{ input, offset: event.offset, length: event.length }],
      why: alarm.why,
    };
  }

  function burst(hash: number, at: number): number {
    const slot = hash % BURSTS;
    const now = Math.floor(at / 100);
    if (burstAt[slot] !== now || burstKey[slot] !== hash) {
      // The busier of two that meet keeps the place within its ten seconds.
      if (burstAt[slot] === now && (burstCount[slot] ?? 0) > 1) {
        burstCount[slot] = (burstCount[slot] ?? 0) - 1;
        return 0;
      }
      burstAt[slot] = now;
      burstKey[slot] = hash;
      burstCount[slot] = 0;
    }
    burstCount[slot] = (burstCount[slot] ?? 0) + 1;
    return burstCount[slot] ?? 0;
  }

  function outward(record: DeviceRecord, o: Observation, at: number): readonly Alarm[] {
    const { words, base: here } = record;
    if (o.peerPlace === 'group' || o.peerPlace === 'none') return NO_ALARM;
    if (o.transport === 'udp' && o.outcome === 'answered') words[here + FLAGS] = (words[here + FLAGS] ?? 0) | SAW_UDP_ANSWER;
    const udpAnswers = ((words[here + FLAGS] ?? 0) & SAW_UDP_ANSWER) !== 0;
    const failed = o.ends && o.outcome === 'failed' && (o.transport !== 'udp' || udpAnswers);
    if (o.port === 53 || o.port === 853 || o.service === 'dns') words[here + NAME_ASKED] = at;
    const named = words[here + NAME_ASKED] ?? 0;
    const peer = keyedHash(o.peer, key[1]);
    const port = ((o.port << 3) | (TRANSPORTS.get(o.transport) ?? 0)) + 1;
    const device = words[here] ?? 0;
    if (o.peerPlace === 'outside') {
      const slot = peer % SPOKEN;
      spokenTo[slot] = (spokenTo[slot] ?? 0) | (1 << (device & 31));
    }
    const meeting = mixed(peer ^ mixed(device ^ port));
    const again = o.begins && filter.before(device, meeting, watched.progress);
    if (o.begins && !again && o.peerPlace === 'outside') {
      const age = at - (words[here + FIRST] ?? at);
      signal(record, o, at, {
        kind: 'met',
        peer: o.peer,
        port: o.port,
        transport: o.transport,
        failed,
        settled: age >= THRESHOLDS.settled,
        learnt: age >= THRESHOLDS.learnt,
      });
    }
    count(record, o, at, BYTES_OUT, o.bytesOut);
    if (o.begins) {
      count(record, o, at, CONNECTIONS, 1);
      if (o.peerPlace === 'outside') count(record, o, at, PEERS_MET, peer);
    }
    const one = {
      peer,
      port,
      at,
      begins: o.begins,
      failed,
      answered: o.ends && o.outcome === 'answered',
      bytesOut: o.bytesOut,
      bytesIn: o.bytesIn,
      packetsOut: o.packetsOut,
    };
    const known = contact(record, one, again);
    const probing = failed && (o.transport === 'tcp' || o.transport === 'udp');
    // Of the peer on whatever port: its place is kept under no port at all.
    const across = probing
      ? contact(record, { ...one, begins: true, port: 0x80000000, also: o.port }, filter.before(device, mixed(peer ^ mixed(device)), watched.progress))
      : undefined;
    return alarms({
      o,
      limits,
      peer: known,
      across,
      port: failed || (o.transport === 'arp' && o.begins && o.outcome !== 'answered') ? failOn(record, port, peer, at) : undefined,
      burst: o.ends && o.bytesIn === 0 && o.outcome !== 'answered' && (o.transport === 'tcp' || udpAnswers) ? burst(meeting, at) : 0,
      udpAnswers,
      nameless: named === 0 || at - named > DAY,
      implicated: o.peerPlace === 'outside' ? causeOfOther(implicated.get(o.peer), o) : undefined,
    });
  }

  function logins({ words, base: here }: DeviceRecord, o: Observation, at: number): readonly Alarm[] {
    const detail = o.detail?.kind === 'login' ? o.detail : undefined;
    const shell = o.transport === 'tcp' && (o.service === 'ssh' || o.service === 'telnet');
    if (detail === undefined && !(shell && o.begins && o.conversation)) return NO_ALARM;
    const protocol = detail?.protocol ?? o.service ?? 'shell';
    if (at - (words[here + LOGIN_SINCE] ?? 0) > 600) {
      words[here + LOGIN_SINCE] = at;
      words[here + LOGIN_FAILS] = 0;
    }
    const before = words[here + LOGIN_FAILS] ?? 0;
    // A session whose end is not known counts as half a failure: twenty in a minute are nobody's typing.
    const more = detail?.success === false ? 2 * (detail.attempts ?? 1) : detail?.success === true ? 0 : 1;
    words[here + LOGIN_FAILS] = before + more;
    const common = { cause: `${protocol} log-ins ${o.outward ? 'at' : 'from'} ${o.peer}`, count: Math.ceil((before + more) / 2), techniques: ['T1110'] };
    const where = o.outward ? `at ${o.peer}` : `from ${o.peer}`;
    if (detail?.success === true && before >= 2 * limits.failsBeforeSuccess) {
      return [
        {
          ...common,
          rule: 'behaviour/log-in-after-failures',
          title: 'A log-in succeeded after many that failed',
          level: 'critical',
          techniques: ['T1110', 'T1078'],
          why: `a log-in over ${protocol} ${where} succeeded within a minute of about ${before >> 1} that failed`,
        },
      ];
    }
    if (before + more < 2 * limits.loginFails) return [];
    return [
      {
        ...common,
        rule: 'behaviour/brute-force',
        title: 'Guessing of log-ins',
        level: 'high',
        why: `about ${(before + more) >> 1} log-ins over ${protocol} ${where} within a minute failed, or ended at once`,
      },
    ];
  }

  /** What the fleet says of a device's signals of the present event. */
  let raisedByAll: (readonly [Alarm, string])[] = [];
  type Said<S> = S extends Signal ? Omit<S, 'device' | 'hash' | 'group' | 'at'> : never;
  function signal({ words, base: here }: DeviceRecord, o: Observation, at: number, said: Said<Signal>): void {
    const raised = all.take({ ...said, device: o.device, hash: words[here + KEY_A] ?? 0, group: groupOf(o.device), at } as Signal);
    if (raised !== undefined) for (const device of [o.device, ...raised.others]) raisedByAll.push([raised.alarm, device]);
  }
  function count(record: DeviceRecord, o: Observation, at: number, metric: number, amount: number): void {
    const value = amount === 0 ? undefined : addTo(record, metric, amount);
    if (value !== undefined) signal(record, o, at, { kind: 'rising', metric, value });
  }

  /** What a record is told by each event of its device, whatever it is. */
  function hear(record: DeviceRecord, o: Observation, sensor: number, at: number): void {
    const { words, base: here } = record;
    if (words[here + NAME] === 0) nameRecord(record, o.device);
    // Who is spoken to and does not answer does not speak.
    if (o.outward || o.outcome === 'answered') {
      words[here + LAST] = Math.max(words[here + LAST] ?? 0, at);
      words[here + SENSOR] = sensor;
      speaks(record);
      const closed = turnHour(record, at);
      if (closed !== undefined) signal(record, o, at, { kind: 'hour', values: closed });
    }
    if (o.outward && o.detail?.kind === 'mqtt' && o.detail.act === 'publish') count(record, o, at, MESSAGES, 1);
    if ((o.detail?.kind === 'access' && !o.detail.allowed) || (o.outward && o.detail?.kind === 'login' && o.detail.success === false))
      count(record, o, at, REFUSALS, 1);
  }

  /** Who fell silent: looked for every ten minutes of the sensors' time. */
  function* silences(): Generator<readonly [Alarm, string]> {
    watched.looked();
    for (const name of watched.silent()) yield [sensorSilent(name), name];
    for (const record of table.all()) {
      const alarm = fellSilent(record, watched.now(record.words[record.base + SENSOR] ?? 0));
      if (alarm !== undefined) yield [alarm, nameOf(record)];
    }
  }

  function judge(o: Observation, sensor: number, at: number, push: (alarm: Alarm, subject: string) => void): void {
    const [a, b] = [keyedHash(o.device, key[0]), keyedHash(o.device, key[1])];
    // Whoever is spoken to and did not answer may not exist: a scan would else fill the table with addresses.
    const record = o.outward || o.outcome === 'answered' ? table.of(a, b, at) : table.known(a, b);
    if (record === undefined) {
      if (o.outward || o.outcome === 'answered') turnedAway += 1;
      return;
    }
    hear(record, o, sensor, at);
    const take = (alarm: Alarm): void => {
      if (LEADING.has(alarm.rule) && implicated.size < TOLD && !implicated.has(o.peer) && !isPopular(o))
        implicated.set(o.peer, { device: o.device, port: o.port, cause: alarm.cause });
      if (alarm.level !== 'low' && alarm.level !== 'informational') record.words[record.base + SUSPECTED] = at;
      push(alarm, o.device);
    };
    if (o.outward && o.conversation) for (const alarm of outward(record, o, at)) take(alarm);
    for (const alarm of logins(record, o, at)) take(alarm);
    for (const habit of [newService(record, o, at), upload(record, o, at)]) if (habit !== undefined) take(habit);
    if (raisedByAll.length === 0) return;
    for (const [alarm, subject] of raisedByAll) push(alarm, subject);
    raisedByAll = [];
  }

  return {
    observe(event, input) {
      const at = moment(event.time);
      const sensor = watched.heard(input, at);
      let found: readonly Detection[] = NOTHING;
      const push = (alarm: Alarm, subject: string) => {
        const detection = tell(alarm, subject, event, input, at);
        if (detection !== undefined) found = [...found, detection];
      };
      if (watched.due) for (const [alarm, subject] of silences()) push(alarm, subject);
      const { flow, detail } = event;
      if (detail !== undefined) {
        all.heard(event);
        for (const { alarm, subject } of names.observe(event, at)) push(alarm, subject);
      }
      if (flow !== undefined) {
        const src = placeOf(flow.src);
        const dst = placeOf(flow.dst);
        if (src === 'inside') judge(observed(event, flow, deviceOf(flow.src, flow.srcMac), dst, true), sensor, at, push);
        if (dst === 'inside') judge(observed(event, flow, deviceOf(flow.dst, flow.dstMac), src, false), sensor, at, push);
      }
      return found;
    },
    get devices() {
      return table.size;
    },
    get turnedAway() {
      return turnedAway;
    },
    get memory() {
      return table.memory + (filterBits / 8) * 2 + all.memory + names.memory;
    },
    get saved() {
      return {
        key,
        base,
        turnedAway,
        size: table.size,
        arenas: table.arenas,
        filter: { words: filter.words, begun: filter.begun },
        told: [...told],
        bursts: [burstKey, burstAt, burstCount] as const,
        implicated: [...implicated],
        spokenTo,
        fleet: all.saved,
        credentials: names.saved,
        sensors: watched.saved,
      };
    },
  };
}

/** Why a peer was named, where it was so by another device or for another port. */
function causeOfOther(named: { readonly device: string; readonly port: number; readonly cause: string } | undefined, o: Observation): string | undefined {
  return named !== undefined && (named.device !== o.device || named.port !== o.port) ? named.cause : undefined;
}
