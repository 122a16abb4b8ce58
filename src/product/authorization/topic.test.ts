import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId, MemberId } from '../fleet/model.ts';
import type { Subject } from './model.ts';
import { askedOf, channelOf, filterOf, isChannelName, isDeviceId, topicOf, type Where } from './topic.ts';

const deviceId = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._:-]{0,20}[A-Za-z0-9])?$/).filter(isDeviceId);
const channel = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/).filter(isChannelName);
const member = fc.stringMatching(/^u_[a-z0-9]{20}$/).map((id) => id as MemberId);
const where: fc.Arbitrary<Where> = fc.oneof(
  fc.record({ kind: fc.constant('channel' as const), device: deviceId, channel }),
  fc.record({ kind: fc.constant('command' as const), device: deviceId, verb: channel }),
  fc.record({ kind: fc.constant('request' as const), device: deviceId, channel }),
  fc.record({ kind: fc.constant('reply' as const), device: deviceId, channel, member }),
);

const ME = 'u_aaaaaaaaaaaaaaaaaaaa' as MemberId;
const cam = 'cam-17' as DeviceId;

describe('a topic', () => {
  it('says where it belongs, and is read back as that', () => {
    fc.assert(
      fc.property(where, (place) => {
        expect(channelOf(topicOf(place))).toEqual(place);
      }),
    );
  });

  it('is one place, and of two places never the same', () => {
    fc.assert(
      fc.property(where, where, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(topicOf(one)).not.toBe(topicOf(other));
      }),
    );
  });

  it.each([
    ['d/cam-17/video', { kind: 'channel', device: 'cam-17', channel: 'video' }],
    ['d/cam~17/video', { kind: 'channel', device: 'cam.17', channel: 'video' }],
    ['d/cam-17/command/restart', { kind: 'command', device: 'cam-17', verb: 'restart' }],
    ['d/cam-17/request/video', { kind: 'request', device: 'cam-17', channel: 'video' }],
    [`d/cam-17/reply/video/${ME}`, { kind: 'reply', device: 'cam-17', channel: 'video', member: ME }],
  ])('such as %s is read', (topic, place) => expect(channelOf(topic)).toEqual(place));

  it.each([
    '',
    'd',
    'd/cam-17',
    'd/cam-17/',
    'd//video',
    '/d/cam-17/video',
    'd/cam-17/video/',
    'd/+/video',
    'd/cam-17/#',
    'd/cam+17/video',
    'd/cam#17/video',
    'd/cam.17/video',
    '$SYS/broker/uptime',
    '$share/g/d/cam-17/video',
    'd/$cam/video',
    'd/cam-17/vid\0eo',
    'd/cam-17\0/video',
    'd/c\u0430m-17/video', // A Cyrillic letter that looks like an a.
    'd/ｃam-17/video',
    'd/cam-17/v\u0456deo',
    'd/cam-17/video\u200b',
    'd/cam-17/Video',
    'd/cam-17/video\n',
    'D/cam-17/video',
    'd/cam-17/command',
    'd/cam-17/reply/video/somebody',
    `d/${'c'.repeat(65)}/video`,
    `d/cam-17/${'v'.repeat(65_000)}`,
    'd/cam-17/command/a/b',
    'd/~cam/video',
  ])('such as %j is none', (topic) => expect(channelOf(topic)).toBeUndefined());

  it('of any bytes is read or is none, and is read as one text alone', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), where.map(topicOf)), fc.nat(40), fc.string({ unit: 'binary', maxLength: 3 }), (text, at, put) => {
        const mutated = text.slice(0, at) + put + text.slice(at + 1);
        const read = channelOf(mutated);
        if (read !== undefined) expect(topicOf(read)).toBe(mutated);
      }),
      { numRuns: 2000 },
    );
  });
});

/** MQTT 5 section 4.7, for filters of ours. */
function matches(filter: string, topic: string): boolean {
  const [f, t] = [filter.split('/'), topic.split('/')];
  for (const [i, level] of f.entries()) {
    if (level === '#') return true;
    if (i >= t.length || (level !== '+' && level !== t[i])) return false;
  }
  return f.length === t.length;
}

describe('a filter', () => {
  it.each([
    ['d/cam-17/video', { of: ['channel'], device: 'cam-17', channel: 'video' }],
    ['d/cam-17/+', { of: ['channel'], device: 'cam-17' }],
    ['d/cam-17/#', { of: ['channel', 'command', 'request', 'reply'], device: 'cam-17' }],
    ['d/+/telemetry', { of: ['channel'], channel: 'telemetry' }],
    ['d/cam-17/command/+', { of: ['command'], device: 'cam-17' }],
    ['d/cam-17/command/#', { of: ['command'], device: 'cam-17' }],
    [`d/cam-17/reply/+/${ME}`, { of: ['reply'], device: 'cam-17', member: ME }],
  ])('such as %s is read', (filter, read) => expect(filterOf(filter)).toEqual(read));

  it.each([
    '#',
    '+/+/+',
    '$SYS/#',
    '$share/x/d/cam-17/video',
    'd/#',
    'd/#/video',
    'd/cam+/video',
    'd/cam-17/vid#',
    'd/cam-17/+/+',
    'd/cam-17/\0',
    'd/cam-17/x/y',
  ])('such as %j asks for what is not given', (filter) => expect(filterOf(filter)).toBeUndefined());

  it('brings no topic that it does not say', () => {
    fc.assert(
      fc.property(where, fc.subarray([1, 2, 3, 4]), fc.boolean(), (place, wild, tail) => {
        const topic = topicOf(place);
        const levels = topic.split('/').map((level, i) => (wild.includes(i) ? '+' : level));
        const filter = tail ? [...levels.slice(0, -1), '#'].join('/') : levels.join('/');
        const read = filterOf(filter);
        fc.pre(read !== undefined && matches(filter, topic));
        expect(read?.of).toContain(place.kind);
        expect(read?.device ?? place.device).toBe(place.device);
        if ('channel' in place) expect(read?.channel ?? place.channel).toBe(place.channel);
      }),
      { numRuns: 500 },
    );
  });

  it('of any bytes is read or is none', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void filterOf(`d/${text}`)));
    expect(filterOf(`d/${'/'.repeat(60_000)}`)).toBeUndefined();
  });
});

describe('what a client does on the wire', () => {
  const me: Subject = { kind: 'member', member: ME };
  const device: Subject = { kind: 'device', device: cam };
  const reply: Where = { kind: 'reply', device: cam, channel: 'video', member: ME };
  it.each([
    ['a member subscribes a channel', me, 'subscribe', { kind: 'channel', device: cam, channel: 'video' }, 'subscribe', 'video'],
    ['a member hears a channel', me, 'deliver', { kind: 'channel', device: cam, channel: 'video' }, 'receive', 'video'],
    ['a member commands', me, 'publish', { kind: 'command', device: cam, verb: 'restart' }, 'command', 'command'],
    ['a member asks', me, 'publish', { kind: 'request', device: cam, channel: 'video' }, 'request', 'video'],
    ['a member hears the answer', me, 'deliver', reply, 'receive', 'video'],
    ['a device answers', device, 'publish', reply, 'publish', 'video'],
    ['a device hears its commands', device, 'subscribe', { kind: 'command', device: cam, verb: 'restart' }, 'subscribe', 'command'],
  ] as const)('as when %s, is asked of the policies', (_, subject, wire, place, action, name) => {
    expect(askedOf(subject, wire, place)).toEqual({ action, on: { device: cam, name } });
  });

  it("is not asked where it is another's reply, or what goes down", () => {
    const other: Subject = { kind: 'member', member: 'u_bbbbbbbbbbbbbbbbbbbb' as MemberId };
    expect(askedOf(other, 'subscribe', reply)).toBeUndefined();
    expect(askedOf(device, 'subscribe', reply)).toBeUndefined();
    expect(askedOf(me, 'publish', reply)).toBeUndefined();
    expect(askedOf(me, 'subscribe', { kind: 'command', device: cam, verb: 'restart' })).toBeUndefined();
  });
});
