import { existsSync } from 'node:fs';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import { channelsOf, type Declared } from '../declared.ts';
import { openFleetPolicies } from '../edge/cedar.ts';
import { factsOf, given, memberNamed } from '../given.ts';
import type { Subject } from '../model.ts';
import type { PolicySet } from '../policy-set.ts';
import { topicOf, type Where } from '../topic.ts';
import { type Attempt, type LiveBroker, mosquittoWith, natsWith } from './edge/live.fixture.ts';
import { brokerFile, subjectOfTopic } from './files.ts';
import { type Compiled, grantsOf, mayOnWire, userOf } from './grants.ts';

const AT = Instant.parse('2026-11-20T12:00:00Z');
const DECISIONS = 10_000;

/** Numbers that are the same in every run (mulberry32). */
function chance(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  return { next, pick };
}

const DECLARED: Declared = {
  products: new Map([
    ['camera', new Map(Object.entries({ status: 'operational', telemetry: 'telemetry', motion: 'personal', video: 'sensitive' } as const))],
    ['hub', new Map(Object.entries({ status: 'operational', telemetry: 'telemetry' } as const))],
  ]),
  services: new Map([
    ['server', ['operation']],
    ['analytics', ['analytics']],
  ]),
};

/** Twelve households with all that can stand in one: shares over and to come, visits, consents given and taken back, gateways, the retired and nobody's. */
function town(seed: number) {
  const { next, pick } = chance(seed);
  const moment = () => Instant.format(Instant.plus(AT, Duration.hours(Math.floor(next() * 400) - 200)));
  const names = Array.from({ length: 12 }, (_, n) => `home-${n}`);
  const people = names.flatMap((home) => ['ann', 'ben', 'gus', 'ivy'].map((who) => `${who}-${home}`));
  const households = Object.fromEntries(
    names.map((home) => {
      const devices = [`hub.${home}`, `cam-${home}`, `cam.2-${home}`];
      const consents = [
        ['operation', 'personal'],
        ['operation', 'sensitive'],
        ['analytics', 'telemetry'],
        ['support', 'personal'],
      ].filter(() => next() < 0.6);
      return [
        home,
        {
          members: {
            [`ann-${home}`]: 'owner',
            [`ben-${home}`]: 'household',
            [`gus-${home}`]: 'guest',
            [`ivy-${home}`]: { role: 'installer', until: moment() },
          },
          devices: {
            [devices[0] as string]: 'hub',
            [devices[1] as string]: { product: 'camera', ...(next() < 0.5 ? { gateway: devices[0] } : {}) },
            [devices[2] as string]: { product: 'camera', life: next() < 0.2 ? 'retired' : 'in-service', gateway: devices[0] },
          },
          shares: Array.from({ length: 6 }, () => ({
            device: pick(devices),
            to: pick(people),
            from: moment(),
            until: moment(),
            ...(next() < 0.6 ? { channel: pick(['video', 'motion', 'telemetry', 'command']) } : {}),
          })),
          visits: next() < 0.5 ? [{ by: 'sam', asked: moment(), agreed: moment(), until: moment() }] : [],
          consents: consents.map(([purpose, of]) => ({
            purpose,
            class: of,
            ...(next() < 0.3 ? { withdrawn: moment() } : {}),
            ...(next() < 0.3 ? { until: moment() } : {}),
          })),
        },
      ];
    }),
  );
  const facts = factsOf(given.parse({ households, devices: { 'cam-nobody': 'camera' } }));
  const members = [...people, 'sam', 'eve'].map((name): Subject => ({ kind: 'member', member: memberNamed(name) }));
  const devices = [...facts.devices.keys()];
  const subjects: readonly Subject[] = [
    ...members,
    ...devices.map((device): Subject => ({ kind: 'device', device })),
    ...['server', 'analytics', 'other'].map((service): Subject => ({ kind: 'service', service })),
  ];
  return { facts, devices, subjects, pick, next };
}

/** An attempt at random; half of them near home, where most of what is allowed is. */
function attemptOf({ facts, devices, subjects, pick, next }: ReturnType<typeof town>): {
  readonly subject: Subject;
  readonly where: Where;
  readonly attempt: Attempt;
} {
  const subject = pick(subjects);
  const household =
    subject.kind === 'member' ? facts.member(subject.member)?.household : subject.kind === 'device' ? facts.device(subject.device)?.household : undefined;
  const near = next() < 0.5 && household !== undefined ? devices.filter((id) => facts.device(id)?.household === household) : devices;
  const device: DeviceId = pick(near.length > 0 ? near : devices);
  const channel = pick([...channelsOf(DECLARED, facts.device(device)?.product ?? 'camera').keys(), 'audio'].filter((name) => name !== 'command'));
  const member: MemberId = subject.kind === 'member' && next() < 0.7 ? subject.member : memberNamed('ann-home-1');
  const where = pick<Where>([
    { kind: 'channel', device, channel },
    { kind: 'channel', device, channel },
    { kind: 'command', device, verb: pick(['restart', 'unlock']) },
    { kind: 'request', device, channel },
    { kind: 'reply', device, channel, member },
  ]);
  return { subject, where, attempt: { user: userOf(subject), does: pick(['publish', 'subscribe']), topic: topicOf(where) } };
}

const matches = (filter: string, topic: string): boolean => {
  const [f, t] = [filter.split('/'), topic.split('/')];
  return f.length === t.length && f.every((level, i) => level === '+' || level === t[i]);
};

/** The three files as their brokers read them, as far as this export writes them. */
const READERS: Readonly<Record<string, (file: string) => (attempt: Attempt) => boolean>> = {
  mosquitto(file) {
    const rules = new Map<string, [string, string][]>();
    let user = '';
    for (const line of file.split('\n')) {
      if (line.startsWith('user ')) user = line.slice(5);
      const [, verb, filter] = /^topic (read|write) (.+)$/.exec(line) ?? [];
      if (verb !== undefined && filter !== undefined) rules.set(user, [...(rules.get(user) ?? []), [verb, filter]]);
    }
    return ({ user: who, does, topic }) =>
      (rules.get(who) ?? []).some(([verb, filter]) => verb === (does === 'publish' ? 'write' : 'read') && matches(filter, topic));
  },
  nats(file) {
    const rules = new Map<string, string[]>();
    for (const [, user, publish, subscribe] of file.matchAll(/user: "([^"]+)", permissions: \{\s+publish: (\{.+?\})\s+subscribe: (\{.+?\}) \}/g)) {
      for (const [does, list] of [
        ['publish', publish],
        ['subscribe', subscribe],
      ] as const)
        rules.set(`${user} ${does}`, /deny: \[">"\]/.test(list ?? '') ? [] : [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, subject]) => subject ?? ''));
    }
    return ({ user, does, topic }) =>
      (rules.get(`${user} ${does}`) ?? []).some((rule) => matches(rule.replaceAll('.', '/').replaceAll('*', '+'), subjectOfTopic(topic).replaceAll('.', '/')));
  },
  emqx(file) {
    const rules = [...file.matchAll(/^\{allow, \{username, "([^"]+)"\}, (publish|subscribe), \[(.+)\]\}\.$/gm)].map(([, user, does, list]) => ({
      user,
      does,
      filters: [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, one]) => one ?? ''),
    }));
    return ({ user, does, topic }) => rules.some((rule) => rule.user === user && rule.does === does && rule.filters.some((filter) => matches(filter, topic)));
  },
};

let policies: PolicySet;
beforeAll(async () => {
  policies = await openFleetPolicies();
});

interface Compared {
  readonly attempts: readonly Attempt[];
  readonly decided: readonly boolean[];
  readonly compiled: Compiled;
}

function compared(seed: number): Compared {
  const place = town(seed);
  const deciding = { facts: place.facts, declared: DECLARED, policies };
  const drawn = Array.from({ length: DECISIONS }, () => attemptOf(place));
  return {
    attempts: drawn.map(({ attempt }) => attempt),
    decided: drawn.map(({ subject, where, attempt }) => mayOnWire(subject, attempt.does, where, deciding, AT)),
    compiled: grantsOf(place.devices, deciding, AT),
  };
}

const disagreeing = ({ attempts, decided }: Compared, found: readonly boolean[]) => attempts.filter((_, i) => found[i] !== decided[i]);

describe(`of ${DECISIONS} random decisions`, () => {
  it.each([1, 2, 3])('every one is in all three files as Cedar decides it (seed %i)', (seed) => {
    const all = compared(seed);
    const allowed = all.decided.filter((one) => one).length;
    // Neither all nor nothing, or it would compare little.
    expect(allowed).toBeGreaterThan(DECISIONS / 20);
    expect(allowed).toBeLessThan(DECISIONS / 2);
    for (const kind of ['mosquitto', 'nats', 'emqx'] as const) {
      const may = READERS[kind]?.(brokerFile(kind, all.compiled));
      expect(
        disagreeing(
          all,
          all.attempts.map((attempt) => may?.(attempt) ?? false),
        ),
      ).toEqual([]);
    }
  });

  describe.each([
    ['Mosquitto', '/usr/sbin/mosquitto', 'mosquitto', mosquittoWith],
    ['NATS', '/usr/sbin/nats-server', 'nats', natsWith],
  ] as const)('every one is the same in %s itself', (name, program, kind, live) => {
    it.skipIf(process.env['CI'] === undefined && !existsSync(program))(`on the file that was exported for it (${name})`, async () => {
      const all = compared(4);
      let broker: LiveBroker | undefined;
      try {
        broker = await live(brokerFile(kind, all.compiled));
        expect(disagreeing(all, await broker.tryAll(all.attempts))).toEqual([]);
      } finally {
        await broker?.close();
      }
    });
  });
});

describe('what a file cannot say', () => {
  it('is said loudly: ends, consents, purposes, and when the file is out of date', () => {
    const { compiled } = compared(5);
    expect(new Set(compiled.lost.map(({ what }) => what))).toEqual(new Set(['end', 'consent', 'purpose']));
    expect(compiled.expires).toBeGreaterThan(AT);
    for (const kind of ['mosquitto', 'nats', 'emqx'] as const) expect(brokerFile(kind, compiled)).toContain('EXPIRES');
  });
});
