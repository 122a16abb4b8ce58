import type { DeviceId, MemberId } from '../fleet/model.ts';
import type { Channel, FleetAction, Subject } from './model.ts';

/**
 * What a topic says, and nothing else does:
 *
 * - `d/<device>/<channel>`: what the device says (up).
 * - `d/<device>/command/<verb>`: what it is told to do (down).
 * - `d/<device>/request/<channel>`: that somebody asks for a channel now (down).
 * - `d/<device>/reply/<channel>/<member>`: the answer, to that member alone (up).
 *
 * A device's id stands in it with `~` for each `.`: NATS parts its subjects at dots, and an id has no `~` of its own.
 */
export type Where =
  | { readonly kind: 'channel'; readonly device: DeviceId; readonly channel: string }
  | { readonly kind: 'command'; readonly device: DeviceId; readonly verb: string }
  | { readonly kind: 'request'; readonly device: DeviceId; readonly channel: string }
  | { readonly kind: 'reply'; readonly device: DeviceId; readonly channel: string; readonly member: MemberId };

/** Commands stand on one channel, whatever their verb. */
export const COMMAND_CHANNEL = 'command';
/** What no channel can be called, because topics mean something else by it; `command` is a channel of every product. */
export const RESERVED_CHANNELS: readonly string[] = [COMMAND_CHANNEL, 'request', 'reply'];

/** Of a topic or a filter: the longest that the scheme can make, far below what MQTT allows. */
const LONGEST = 256;
const DEVICE = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,62}[A-Za-z0-9])?$/;
const DEVICE_LEVEL = /^[A-Za-z0-9](?:[A-Za-z0-9~_:-]{0,62}[A-Za-z0-9])?$/;
const CHANNEL = /^[a-z][a-z0-9-]{0,31}$/;
const VERB = /^[a-z][a-z0-9-]{0,31}$/;
const MEMBER = /^u_[a-z0-9]{20}$/;

/** An id that can stand in a topic. Letters are ASCII's: what looks like one and is another character is none. */
export const isDeviceId = (text: string): text is DeviceId => DEVICE.test(text);
export const isMemberId = (text: string): text is MemberId => MEMBER.test(text);
/** A channel that a product may declare. */
export const isChannelName = (text: string): boolean => CHANNEL.test(text) && !RESERVED_CHANNELS.includes(text);

const deviceLevel = (device: DeviceId): string => device.replaceAll('.', '~');
const deviceOf = (level: string): DeviceId | undefined => (DEVICE_LEVEL.test(level) ? (level.replaceAll('~', '.') as DeviceId) : undefined);

/** The topic of a place. `where` has been made by types or by `channelOf`; a part that is out of form gives a topic that `channelOf` refuses. */
export function topicOf(where: Where): string {
  const begin = `d/${deviceLevel(where.device)}`;
  switch (where.kind) {
    case 'channel':
      return `${begin}/${where.channel}`;
    case 'command':
      return `${begin}/command/${where.verb}`;
    case 'request':
      return `${begin}/request/${where.channel}`;
    case 'reply':
      return `${begin}/reply/${where.channel}/${where.member}`;
  }
}

/** What a topic says; `undefined` for everything that is none of ours: `$SYS`, wildcards, empty levels, NUL, letters of other scripts. Total, in time linear in the bound. */
export function channelOf(topic: string): Where | undefined {
  if (topic.length > LONGEST) return undefined;
  const levels = topic.split('/');
  const [root, second = '', third = '', fourth = '', fifth = ''] = levels;
  const device = root === 'd' ? deviceOf(second) : undefined;
  if (device === undefined) return undefined;
  switch (levels.length) {
    case 3:
      return isChannelName(third) ? { kind: 'channel', device, channel: third } : undefined;
    case 4:
      if (third === 'command') return VERB.test(fourth) ? { kind: 'command', device, verb: fourth } : undefined;
      return third === 'request' && isChannelName(fourth) ? { kind: 'request', device, channel: fourth } : undefined;
    case 5:
      return third === 'reply' && isChannelName(fourth) && isMemberId(fifth) ? { kind: 'reply', device, channel: fourth, member: fifth } : undefined;
    default:
      return undefined;
  }
}

/**
 * What a subscription may bring. `device` absent: of any device (`d/+/telemetry`), which only services are ever allowed. `channel` absent: of any channel.
 * `of`: which kinds of topic; `member`: whose replies.
 */
export interface Filter {
  readonly of: readonly Where['kind'][];
  readonly device?: DeviceId;
  readonly channel?: string;
  readonly verb?: string;
  readonly member?: MemberId;
}

/** `undefined` for what can match none of our topics, and for what is no filter. `$share/…` and `$SYS/#` are such. `#` is: who asks for everything asks too much. */
export function filterOf(filter: string): Filter | undefined {
  if (filter.length > LONGEST) return undefined;
  const levels = filter.split('/');
  const [root, second = '', third = '', fourth = '', fifth = ''] = levels;
  if (root !== 'd' || levels.length < 3 || levels.length > 5 || levels.slice(0, -1).includes('#')) return undefined;
  const device = second === '+' ? undefined : deviceOf(second);
  if (second !== '+' && device === undefined) return undefined;
  const on = device === undefined ? {} : { device };
  if (levels.length === 3) {
    if (third === '#') return { of: ['channel', 'command', 'request', 'reply'], ...on };
    if (third === '+') return { of: ['channel'], ...on };
    return isChannelName(third) ? { of: ['channel'], ...on, channel: third } : undefined;
  }
  if (third === 'command') return levels.length === 4 ? below('command', fourth, VERB.test(fourth) ? { ...on, verb: fourth } : undefined, on) : undefined;
  if (third === 'request')
    return levels.length === 4 ? below('request', fourth, isChannelName(fourth) ? { ...on, channel: fourth } : undefined, on) : undefined;
  if (third !== 'reply') return undefined;
  if (levels.length === 4) return fourth === '#' ? { of: ['reply'], ...on } : undefined;
  const channel = fourth === '+' ? on : isChannelName(fourth) ? { ...on, channel: fourth } : undefined;
  if (channel === undefined) return undefined;
  if (fifth === '+' || fifth === '#') return { of: ['reply'], ...channel };
  return isMemberId(fifth) ? { of: ['reply'], ...channel, member: fifth } : undefined;
}

type Rest = Omit<Filter, 'of'>;

function below(kind: Where['kind'], level: string, exact: Rest | undefined, any: Rest): Filter | undefined {
  if (level === '+' || level === '#') return { of: [kind], ...any };
  return exact === undefined ? undefined : { of: [kind], ...exact };
}

/** A device that is not the topic's speaks on behalf of the topic's: only its gateway is ever allowed to. */
export function speakerOf(subject: Subject, { device }: Where): Subject {
  return subject.kind !== 'device' || subject.device === device ? subject : { ...subject, onBehalfOf: device };
}

/** What a client does with a topic on the wire. `deliver`: a message is about to reach it. */
export type Wire = 'publish' | 'subscribe' | 'deliver';

/**
 * What is asked of the policies when a client does this on the wire; `undefined` where no policy could allow it: somebody else's reply.
 * That a device hears its commands is `subscribe` and `receive` on its own channel; that a member gives one is `command`.
 */
export function askedOf(subject: Subject, wire: Wire, where: Where): { readonly action: FleetAction; readonly on: Channel } | undefined {
  const on: Channel = { device: where.device, name: where.kind === 'command' ? COMMAND_CHANNEL : where.channel };
  if (wire !== 'publish') {
    if (where.kind === 'reply' && !(subject.kind === 'member' && subject.member === where.member)) return undefined;
    // What goes down is the device's to hear: a member who may see a channel need not see who asks for it.
    if ((where.kind === 'command' || where.kind === 'request') && subject.kind !== 'device') return undefined;
    return { action: wire === 'subscribe' ? 'subscribe' : 'receive', on };
  }
  switch (where.kind) {
    case 'channel':
      return { action: 'publish', on };
    case 'reply':
      return subject.kind === 'device' ? { action: 'publish', on } : undefined;
    case 'command':
      return { action: 'command', on };
    case 'request':
      return { action: 'request', on };
  }
}
