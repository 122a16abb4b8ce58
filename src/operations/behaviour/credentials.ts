import type { Detail, SecurityEvent } from '../event/model.ts';
import type { Alarm } from './alarm.ts';
import { keyedHash } from './keyed-hash.ts';
import { type Often, often } from './often.ts';
import { THRESHOLDS as T } from './thresholds.ts';
import { type Whereabouts, whereabouts } from './whereabouts.ts';

/** What decisions of the broker and the endpoint, and names that machines give themselves, say of who they are. Bounded: fixed tables. */
export interface Credentials {
  /** At tenths of a second. `subject`: whom an alarm is about. */
  observe(event: SecurityEvent, at: number): readonly Told[];
  readonly memory: number;
  readonly saved: CredentialsSaved;
}

export interface Told {
  readonly subject: string;
  readonly alarm: Alarm;
}

export interface CredentialsSaved {
  readonly places: Uint32Array;
  readonly counts: Uint32Array;
}

const NOTHING: readonly Told[] = [];
const MINUTE = 600;
const HOUR = 36_000;

export function credentials(key: number, from?: CredentialsSaved): Credentials {
  const places = whereabouts(undefined, from?.places);
  const counts = often(undefined, from?.counts);
  // Not 0: that is an empty place of the tables.
  const hash = (...parts: readonly string[]) => keyedHash(parts.join('\n'), key) || 1;
  return {
    observe(event, at) {
      const { detail } = event;
      if (detail === undefined) return NOTHING;
      const room = { event, at, hash, places, counts };
      switch (detail.kind) {
        case 'access':
          return access(detail, room);
        case 'mqtt':
          return client(detail, room);
        case 'arp':
          return claimed(detail, room);
        case 'dhcp':
          return asked(detail, room);
        case 'finding':
          return found(detail, room);
        default:
          return NOTHING;
      }
    },
    memory: places.words.byteLength + counts.words.byteLength,
    get saved() {
      return { places: places.words, counts: counts.words };
    },
  };
}

interface Room {
  readonly event: SecurityEvent;
  readonly at: number;
  hash(...parts: readonly string[]): number;
  readonly places: Whereabouts;
  readonly counts: Often;
}

type Of<K extends Detail['kind']> = Extract<Detail, { readonly kind: K }>;

const told = (subject: string, alarm: Alarm): Told => ({ subject, alarm });

function access(detail: Of<'access'>, room: Room): readonly Told[] {
  const { event, at, hash, places, counts } = room;
  const { who, credential, allowed, reason = '', on = '', action } = detail;
  const address = event.flow?.src;
  const subject = who === 'unknown' ? (address ?? event.device ?? who) : who;
  const all: Told[] = [];
  for (const [word, rule, title] of [
    ['revoked', 'behaviour/revoked-credential', 'A revoked credential in use'],
    ['expired', 'behaviour/expired-credential', 'An expired credential in use'],
  ] as const) {
    if (!reason.toLowerCase().includes(word)) continue;
    all.push(
      told(subject, {
        rule,
        title,
        // One that ran out is mostly a renewal that failed; but let in with it is nobody's intent.
        level: word === 'revoked' ? (allowed ? 'critical' : 'high') : allowed ? 'high' : 'medium',
        techniques: ['T1078'],
        cause: `${word} credential in use`,
        why: `${subject} came with a credential that is ${word}, and was ${allowed ? 'let in' : 'refused'}: ${action}${on === '' ? '' : ` on ${on.slice(0, 60)}`}`,
        count: 1,
      }),
    );
  }
  if (credential !== undefined && who !== 'unknown') {
    if (places.seen(hash('credential', credential), hash(who), at) > 0) {
      all.push(
        told(subject, {
          rule: 'behaviour/shared-credential',
          title: 'One credential used by two',
          level: 'high',
          techniques: ['T1078', 'T1552'],
          cause: `shared credential ${credential.slice(0, 64)}`,
          why: `the credential ${credential.slice(0, 16)} was used by ${who} and by another within an hour`,
          count: 1,
        }),
      );
    }
    if (address !== undefined) {
      all.push(...twoPlaces('credential', subject, credential, places.seen(hash('credential at', credential), hash(address), at)));
    }
  }
  if (allowed) return all;
  const mine = counts.came(hash('refused', subject), hash(action, on), at, 10 * MINUTE);
  if (mine.times >= T.refusedOften) {
    const searching = mine.distinct >= T.refusedDistinct;
    all.push(
      told(subject, {
        rule: searching ? 'behaviour/searches-rights' : 'behaviour/refused-often',
        title: searching ? 'Tries out what it may do' : 'Refused again and again',
        level: searching ? 'high' : 'medium',
        techniques: searching ? ['T1087', 'T1595'] : ['T1078'],
        cause: searching ? `tries out ${action}` : `${action} refused`,
        why: `${mine.times} refusals of ${subject} within ten minutes, for about ${mine.distinct} different things`,
        count: mine.times,
      }),
    );
  }
  return action === 'connect' ? [...all, ...guessing(address ?? subject, who, room)] : all;
}

function client(detail: Of<'mqtt'>, room: Room): readonly Told[] {
  const { event, at, hash, places } = room;
  const { clientId, user, act, accepted } = detail;
  const address = event.flow?.src;
  if (act !== 'connect' || address === undefined) return NOTHING;
  // The answer is told of as an act of its own in some sources: only what was refused counts.
  if (accepted === false) return guessing(address, user ?? clientId ?? '', room);
  if (clientId === undefined || clientId === '') return NOTHING;
  const broker = event.flow?.dst ?? '';
  return twoPlaces('client id', event.device ?? clientId, clientId, places.seen(hash('client', broker, clientId), hash(address), at));
}

function twoPlaces(what: 'client id' | 'credential', subject: string, name: string, turns: number): readonly Told[] {
  if (turns < T.turnsShown) return NOTHING;
  return [
    told(subject, {
      rule: what === 'client id' ? 'behaviour/client-id-conflict' : 'behaviour/two-places',
      title: what === 'client id' ? 'Two clients with one id' : 'One credential at two places',
      level: turns >= T.turnsTold ? 'high' : 'medium',
      techniques: ['T1078'],
      cause: `${what} ${name.slice(0, 64)} at two places`,
      why: `the ${what} ${name.slice(0, 32)} went back and forth between two addresses ${turns} times within an hour`,
      count: turns,
    }),
  ];
}

function guessing(from: string, who: string, { at, hash, counts }: Room): readonly Told[] {
  const tries = counts.came(hash('log-in', from), hash(who), at, MINUTE);
  if (tries.times < T.refusedLogins) return NOTHING;
  return [
    told(from, {
      rule: 'behaviour/broker-guessing',
      title: 'Guessing of log-ins at the broker',
      level: 'high',
      techniques: ['T1110'],
      cause: `log-ins at the broker from ${from}`,
      why: `${tries.times} connections from ${from} were refused within a minute, by about ${tries.distinct} names`,
      count: tries.times,
    }),
  ];
}

function claimed(detail: Of<'arp'>, { at, hash, places }: Room): readonly Told[] {
  const { sender, senderMac } = detail;
  if (sender === '0.0.0.0' || sender === '') return NOTHING;
  const turns = places.seen(hash('arp', sender), hash(senderMac), at);
  if (turns < T.turnsShown) return NOTHING;
  return [
    told(sender, {
      rule: 'behaviour/address-claimed-twice',
      title: 'Two machines claim one address',
      level: turns >= T.turnsTold ? 'high' : 'medium',
      techniques: ['T1557.002'],
      cause: `address claimed by ${senderMac}`,
      why: `${sender} was claimed by two hardware addresses in turns, ${turns} times within an hour; the last was ${senderMac}`,
      count: turns,
    }),
  ];
}

function asked(detail: Of<'dhcp'>, { event, at, hash, counts, places }: Room): readonly Told[] {
  if (detail.mac === undefined) return NOTHING;
  const wanted = textOf(event.record['requested_addr']) ?? detail.assigned;
  if (wanted === undefined || wanted === '0.0.0.0') return NOTHING;
  const subject = textOf(event.record['client_addr']) ?? detail.mac;
  const many = counts.came(hash('dhcp', detail.mac), hash(wanted), at, HOUR);
  if (many.distinct >= T.dhcpAsked) {
    return [
      told(subject, {
        rule: 'behaviour/dhcp-scan',
        title: 'Asks DHCP for many addresses',
        level: 'high',
        techniques: ['T1016', 'T1557.003'],
        cause: 'scan of addresses by DHCP',
        why: `${detail.mac} asked for about ${many.distinct} different addresses within an hour`,
        count: many.times,
      }),
    ];
  }
  if (detail.assigned === undefined || places.seen(hash('assigned', detail.mac), hash(detail.assigned), at) === 0) return NOTHING;
  return [
    told(detail.assigned, {
      rule: 'behaviour/address-changed',
      title: 'A device has another address',
      level: 'informational',
      techniques: [],
      cause: `another address of ${detail.mac}`,
      why: `${detail.mac} was given ${detail.assigned}, and had another before`,
      count: 1,
    }),
  ];
}

/** The endpoint's own alarms: one certificate at two places, two certificates of one device. */
function found(detail: Of<'finding'>, { event }: Room): readonly Told[] {
  if (event.logSource.product !== 'assay' || event.device === undefined) return NOTHING;
  return [
    told(event.device, {
      rule: 'behaviour/endpoint-alarm',
      title: 'The device endpoint raised an alarm',
      level: 'high',
      techniques: ['T1078'],
      cause: `${detail.rule} of ${event.device}`,
      why: detail.title.slice(0, 200),
      count: 1,
    }),
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value !== '-' ? value : undefined;
}
