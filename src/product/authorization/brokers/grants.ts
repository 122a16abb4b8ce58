import type { Instant } from '../../../core/index.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import { channelsOf, type Declared } from '../declared.ts';
import type { DeviceFact, Facts } from '../facts.ts';
import type { Asked, Subject } from '../model.ts';
import type { PolicySet } from '../policy-set.ts';
import { questionOf } from '../question.ts';
import { askedOf, COMMAND_CHANNEL, speakerOf, topicOf, type Where } from '../topic.ts';
import { said } from '../words.ts';

/** What a broker is told that a client may do. `filter` is a topic of ours, with `+` in the last place where the scheme has any verb or any member there. */
export interface Grant {
  readonly user: string;
  readonly does: 'publish' | 'subscribe';
  readonly filter: string;
}

/** What no broker's file can say, and how it stands in it instead. */
export interface Lost {
  readonly what: 'end' | 'consent' | 'purpose' | 'clock';
  readonly user: string;
  readonly filter: string;
  readonly said: string;
}

export interface Compiled {
  readonly at: Instant;
  /** From then on the file allows what the policies do not, or not any more what they do: compile it anew before. Absent: until a fact comes. */
  readonly expires?: Instant;
  /** Sorted by user, each once. A client that is not here may do nothing. */
  readonly grants: readonly Grant[];
  readonly lost: readonly Lost[];
}

/** `cam-17`, `user@u_…`, `service@server`: what brokers call a client. No device's id has an `@`, so that none can be called what a person is. */
export function userOf(subject: Subject): string {
  switch (subject.kind) {
    case 'device':
      return subject.device;
    case 'member':
      return `user@${subject.member}`;
    case 'service':
      return `service@${subject.service}`;
  }
}

/** A channel of the wire, with the words of the scheme that a client uses it by. `any` stands in the place of a verb or a member. */
interface Use {
  readonly does: Grant['does'];
  readonly where: Where;
  readonly filter: string;
}

const ANY_VERB = 'any';
const ANY_MEMBER = `u_${'0'.repeat(20)}` as MemberId;

function usesOf(subject: Subject, device: DeviceId, channel: string): readonly Use[] {
  const use = (does: Grant['does'], where: Where, any = ''): Use => {
    const topic = topicOf(where);
    return { does, where, filter: any === '' ? topic : `${topic.slice(0, -any.length)}+` };
  };
  if (channel === COMMAND_CHANNEL) {
    const where: Where = { kind: 'command', device, verb: ANY_VERB };
    return [use(subject.kind === 'device' ? 'subscribe' : 'publish', where, ANY_VERB)];
  }
  const request: Where = { kind: 'request', device, channel };
  const both = [use('publish', { kind: 'channel', device, channel }), use('subscribe', { kind: 'channel', device, channel })];
  switch (subject.kind) {
    case 'device':
      return [...both, use('subscribe', request), use('publish', { kind: 'reply', device, channel, member: ANY_MEMBER }, ANY_MEMBER)];
    case 'member':
      return [...both, use('publish', request), use('subscribe', { kind: 'reply', device, channel, member: subject.member })];
    case 'service':
      return [...both, use('publish', request)];
  }
}

interface Deciding {
  readonly facts: Facts;
  readonly declared: Declared;
  readonly policies: PolicySet;
}

/** The one function that a file is held to: whether a client may, at a broker, at this moment, for any purpose that it could have. */
export function mayOnWire(subject: Subject, does: Grant['does'], where: Where, deciding: Deciding, moment: Instant): boolean {
  return judged(subject, does, where, deciding, moment).some(({ allowed }) => allowed);
}

interface Judged {
  readonly allowed: boolean;
  readonly purpose: string;
  readonly until?: Instant;
  readonly byConsent: boolean;
}

function judged(subject: Subject, does: Grant['does'], where: Where, deciding: Deciding, moment: Instant): readonly Judged[] {
  const { facts, declared, policies } = deciding;
  const speaker = speakerOf(subject, where);
  const begins = askedOf(speaker, does, where);
  // A subscription that begins and hears nothing, or hears and could not begin, is none.
  const hears = does === 'subscribe' ? askedOf(speaker, 'deliver', where) : begins;
  if (begins === undefined || hears === undefined) return [];
  return purposesOf(subject, declared).map((purpose) => {
    const puts = [begins, hears]
      .map(({ action, on }): Asked => ({ subject: speaker, action, on, at: 'broker', purpose, moment }))
      .map((asked) => questionOf(asked, { facts, declared, timed: policies.timed }));
    const until = puts.flatMap((put) => put.until ?? []).sort((a, b) => a - b)[0];
    const allowed = puts.every((put) => put.ok && policies.evaluate(put.question).allowed);
    const byConsent = allowed && puts.some((put) => put.ok && put.question.consent && !policies.evaluate({ ...put.question, consent: false }).allowed);
    return { allowed, purpose, byConsent, ...(until === undefined ? {} : { until }) };
  });
}

/** What a session of theirs could be for. A broker does not know what a message is for: what any purpose allows, all are given. */
function purposesOf(subject: Subject, declared: Declared): readonly string[] {
  if (subject.kind === 'service') return declared.services.get(subject.service) ?? [];
  return subject.kind === 'member' ? ['operation', 'support'] : ['operation'];
}

/** Who could be allowed anything of a device: itself, its gateway, people of its household and whom it is shared with, and services. */
export function subjectsOf(device: DeviceId, fact: DeviceFact, { facts, declared }: Pick<Deciding, 'facts' | 'declared'>): readonly Subject[] {
  return [
    { kind: 'device', device },
    ...(fact.gateway === undefined ? [] : [{ kind: 'device', device: fact.gateway } as const]),
    ...(fact.household === undefined ? [] : facts.peopleOf(device, fact.household).map((member) => ({ kind: 'member', member }) as const)),
    ...[...declared.services.keys()].map((service) => ({ kind: 'service', service }) as const),
  ];
}

/** Compiles what is decided at this moment about these devices. One device at a time: what it costs grows with what is named, and not with the fleet. */
export function grantsOf(devices: Iterable<DeviceId>, deciding: Deciding, at: Instant): Compiled {
  const grants: Grant[] = [];
  const lost: Lost[] = [];
  let expires: Instant | undefined;
  for (const device of devices) {
    const fact = deciding.facts.device(device);
    if (fact === undefined) continue;
    for (const subject of subjectsOf(device, fact, deciding)) {
      const user = userOf(subject);
      for (const channel of channelsOf(deciding.declared, fact.product).keys()) {
        for (const { does, where, filter } of usesOf(subject, device, channel)) {
          const answers = judged(subject, does, where, deciding, at);
          for (const { until } of answers) if (until !== undefined && (expires === undefined || until < expires)) expires = until;
          const given = answers.filter(({ allowed }) => allowed);
          if (given.length === 0) continue;
          grants.push({ user, does, filter });
          lost.push(...lostOf(given, { user, filter, subject, timed: deciding.policies.timed > 0 }));
        }
      }
    }
  }
  grants.sort((a, b) => (a.user === b.user ? 0 : a.user < b.user ? -1 : 1));
  return { at, grants, lost, ...(expires === undefined ? {} : { expires }) };
}

function lostOf(
  given: readonly Judged[],
  { user, filter, subject, timed }: { readonly user: string; readonly filter: string; readonly subject: Subject; readonly timed: boolean },
): readonly Lost[] {
  const ends = given.map(({ until }) => until);
  const end = ends.includes(undefined) ? undefined : ends.flatMap((one) => one ?? []).sort((a, b) => b - a)[0];
  const purposes = given.map(({ purpose }) => purpose);
  const lose = (what: Lost['what'], words: string): Lost => ({ what, user, filter, said: words });
  return [
    ...(end === undefined ? [] : [lose(timed ? 'clock' : 'end', `good until ${said(end)}; the broker goes on allowing it`)]),
    ...(given.every(({ byConsent }) => byConsent) ? [lose('consent', 'rests on a consent; the broker does not hear of it when it is taken back')] : []),
    ...(subject.kind === 'service' || !purposes.includes('operation')
      ? [lose('purpose', `allowed for ${purposes.join(', ')}; the broker allows it for anything`)]
      : []),
  ];
}
